"""What the ledgers keep: applications for what was freed, steps of land, the special fund, energy budgets."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.kit.fields import Amount
from tenghuan.apps.kit.models import Kept
from tenghuan.apps.organization.models import Region, Unit


class AllocationState(models.TextChoices):
    DRAFT = "draft", _("拟申请")
    APPLIED = "applied", _("待审核")
    REVIEWED = "reviewed", _("待审定")
    ALLOCATED = "allocated", _("已配置")
    REFUSED = "refused", _("不予配置")
    RETURNED = "returned", _("已退还")


class Priority(models.TextChoices):
    """In which order the plans give what was freed (方案：优先新兴产业、强链补链、技术改造)."""

    EMERGING = "1", _("新兴产业项目")
    CHAIN = "2", _("强链补链项目")
    RENOVATION = "3", _("技术改造项目")
    OTHER = "4", _("其他制造业项目")


class Allocation(Kept):
    """A project's application for what was freed."""

    number = models.CharField(_("申请号"), max_length=20, editable=False)
    project = models.CharField(_("项目名称"), max_length=120)
    town = models.ForeignKey(
        Region, verbose_name=_("镇街"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(Unit, verbose_name=_("申请单位"), on_delete=models.PROTECT, related_name="+")
    industry = models.CharField(_("行业代码"), max_length=5, help_text=_("GB/T 4754—2017"))
    priority = models.CharField(_("类别"), max_length=1, choices=Priority.choices, default=Priority.OTHER)
    energy = Amount(_("年新增用能（等价值）"), _("吨标准煤"), decimal_places=2)
    value_added = Amount(_("达产年增加值"), _("万元"), decimal_places=2)
    carbon = Amount(_("年新增碳排放"), _("吨"), decimal_places=2, null=True, blank=True)
    land = Amount(_("用地面积"), _("亩"), decimal_places=2, null=True, blank=True)
    approvals = models.CharField(
        _("前置手续"), max_length=200, blank=True, help_text=_("两高项目须填产能置换、节能审查、环评、排污许可的文号")
    )
    exception = models.CharField(
        _("例外依据"), max_length=200, blank=True, help_text=_("按例外办理的，写明文件名称和文号")
    )
    state = models.CharField(
        _("状态"), max_length=10, choices=AllocationState.choices, default=AllocationState.DRAFT, editable=False
    )

    objects = scoped(Scope(region="county", unit=("unit",), inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("要素配置申请")
        ordering = ("priority", "number")
        constraints = (models.UniqueConstraint(fields=("county", "number"), name="allocation_number_once"),)

    def __str__(self) -> str:
        return self.project

    @property
    def intensity(self) -> Decimal | None:
        """Energy per value added (tce per 10⁴ CNY), None without value added."""
        return self.energy / self.value_added if self.value_added and self.value_added > 0 else None


class Supply(Kept):
    """A step of land: banked, supplied, turned to another use, or made up for; posted when it is confirmed."""

    class Kind(models.TextChoices):
        BANK = "bank", _("收储腾出土地")
        SUPPLY = "supply", _("供应土地")
        CONVERT = "convert", _("存量工业用地改变用途")
        COMPENSATE = "compensate", _("补充工业用地")

    class State(models.TextChoices):
        DRAFT = "draft", _("待确认")
        CONFIRMED = "confirmed", _("已确认")
        WITHDRAWN = "withdrawn", _("已撤销")

    number = models.CharField(_("登记号"), max_length=20, editable=False)
    kind = models.CharField(_("类别"), max_length=10, choices=Kind.choices)
    parcel = models.CharField(_("宗地号"), max_length=40)
    town = models.ForeignKey(
        Region, verbose_name=_("镇街"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(
        Unit, verbose_name=_("登记单位"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    on = models.DateField(_("日期"))
    area = Amount(_("面积"), _("亩"), decimal_places=2)
    industrial = models.BooleanField(_("工业用地"), default=True)
    freed = models.BooleanField(_("用腾出收储的土地"), default=False, help_text=_("供应时从收储待供中划出"))
    standard = models.BooleanField(_("标准地"), default=False)
    plot_ratio = Amount(_("约定容积率"), "", decimal_places=2, null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False)

    objects = scoped(Scope(region="county", town="town", duty=("unit",), inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("供地和占补登记")
        ordering = ("-on", "number")
        constraints = (models.UniqueConstraint(fields=("county", "number"), name="supply_number_once"),)

    def __str__(self) -> str:
        return f"{self.parcel}　{self.get_kind_display()}"


class Income(Kept):
    """What the county took for land in a year, and what of it goes to the special fund."""

    class State(models.TextChoices):
        DRAFT = "draft", _("待提取")
        EXTRACTED = "extracted", _("已提取")

    number = models.CharField(_("编号"), max_length=20, editable=False)
    year = models.PositiveSmallIntegerField(_("年度"))
    revenue = Amount(_("土地出让收入"), _("万元"), decimal_places=2)
    extracted = Amount(_("提取专项资金"), _("万元"), decimal_places=2, null=True, blank=True, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False)

    objects = scoped(Scope(region="county", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("专项资金提取")
        ordering = ("-year", "number")
        constraints = (models.UniqueConstraint(fields=("county", "number"), name="income_number_once"),)

    def __str__(self) -> str:
        return f"{self.county.name} {self.year}"


class Spending(Kept):
    """What is paid out of the special fund: committed when it is decided, paid with a voucher."""

    class State(models.TextChoices):
        DRAFT = "draft", _("拟安排")
        COMMITTED = "committed", _("审定未付")
        PAID = "paid", _("已拨付")
        DROPPED = "dropped", _("已取消")

    number = models.CharField(_("编号"), max_length=20, editable=False)
    purpose = models.CharField(_("用途"), max_length=120)
    unit = models.ForeignKey(Unit, verbose_name=_("申请单位"), on_delete=models.PROTECT, related_name="+")
    amount = Amount(_("金额"), _("万元"), decimal_places=2)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False)

    objects = scoped(Scope(region="county", unit=("unit",), inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("专项资金使用")
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("county", "number"), name="spending_number_once"),)

    def __str__(self) -> str:
        return self.purpose


class BudgetPlan(Kept):
    """The energy budget of a county for a year: its total, shared among the consumers, published, then issued."""

    class State(models.TextChoices):
        DRAFT = "draft", _("待测算")
        MEASURED = "measured", _("已测算")
        PUBLISHED = "published", _("公示中")
        ISSUED = "issued", _("已下达")

    year = models.PositiveSmallIntegerField(_("年度"))
    total = Amount(_("用能预算总量"), _("吨标准煤"), decimal_places=0)
    source = models.CharField(_("依据"), max_length=120, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False)

    objects = scoped(Scope(region="county", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("用能预算方案")
        ordering = ("-year",)
        constraints = (
            models.UniqueConstraint(
                fields=("county", "year"), condition=models.Q(retired_on=None), name="one_budget_plan_a_year"
            ),
        )

    def __str__(self) -> str:
        return f"{self.year}"


class Grade(models.TextChoices):
    A = "A", "A"
    B = "B", "B"
    C = "C", "C"
    D = "D", "D"


class Budget(Kept):
    """A large consumer of a year: its base, its grade, and what the budget plan gives it."""

    number = models.CharField(_("预算号"), max_length=20, editable=False)
    year = models.PositiveSmallIntegerField(_("年度"))
    enterprise = models.ForeignKey(Enterprise, verbose_name=_("企业"), on_delete=models.PROTECT, related_name="+")
    park = models.CharField(_("所在园区"), max_length=60, blank=True)
    grade = models.CharField(_("评价档次"), max_length=1, choices=Grade.choices)
    base = Amount(_("基准用能（等价值）"), _("吨标准煤"), decimal_places=2)
    amount = Amount(_("用能预算"), _("吨标准煤"), decimal_places=0, null=True, blank=True, editable=False)

    objects = scoped(Scope(region="county", town="enterprise__town", enterprise="enterprise__uscc", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("重点用能单位预算")
        ordering = ("-year", "-base", "number")
        constraints = (
            models.UniqueConstraint(fields=("county", "number"), name="budget_number_once"),
            models.UniqueConstraint(
                fields=("year", "enterprise"), condition=models.Q(retired_on=None), name="one_budget_a_year"
            ),
        )

    def __str__(self) -> str:
        return f"{self.enterprise} {self.year}"

    @property
    def account(self) -> str:
        """Its account in the book of budgets."""
        return f"b{self.pk}"


class Use(Kept):
    """What a consumer used in a month (tce, equivalent value)."""

    budget = models.ForeignKey(Budget, verbose_name=_("预算号"), on_delete=models.PROTECT, related_name="uses")
    month = models.PositiveSmallIntegerField(_("月份"), validators=[MinValueValidator(1), MaxValueValidator(12)])
    used = Amount(_("用能（等价值）"), _("吨标准煤"), decimal_places=2)

    objects = scoped(
        Scope(
            region="county",
            town="budget__enterprise__town",
            enterprise="budget__enterprise__uscc",
            inherit=True,
        )
    )

    class Meta:
        verbose_name = verbose_name_plural = _("重点用能单位月用能")
        ordering = ("budget", "month")
        constraints = (
            models.UniqueConstraint(
                fields=("budget", "month"), condition=models.Q(retired_on=None), name="one_use_a_month"
            ),
        )

    def __str__(self) -> str:
        return f"{self.budget} {self.month}"


class Transfer(Kept):
    """What one consumer leaves to another: agreed by both, posted as one pair."""

    class State(models.TextChoices):
        DRAFT = "draft", _("待审定")
        DONE = "done", _("已调剂")
        REFUSED = "refused", _("不同意")

    number = models.CharField(_("调剂号"), max_length=20, editable=False)
    giver = models.ForeignKey(Budget, verbose_name=_("调出"), on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(Budget, verbose_name=_("调入"), on_delete=models.PROTECT, related_name="+")
    amount = Amount(_("调剂数量"), _("吨标准煤"), decimal_places=0)
    agreement = models.CharField(_("双方同意书"), max_length=120)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False)

    objects = scoped(Scope(region="county", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("用能预算调剂")
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("county", "number"), name="transfer_number_once"),)

    def __str__(self) -> str:
        return f"{self.giver.enterprise} → {self.taker.enterprise}"
