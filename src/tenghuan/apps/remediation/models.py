"""A case: one enterprise that is to be cleared up, its compliance items, plan, progress and acceptance."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.kit.fields import Amount
from tenghuan.apps.kit.models import Kept
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.kit.workdays import deadline
from tenghuan.apps.organization.models import Account, Region, Unit


class State(models.TextChoices):
    FOUND = "found", _("候选")
    DROPPED = "dropped", _("不列入")
    VERIFIED = "verified", _("已核实")
    LISTED = "listed", _("在册")
    PLANNED = "planned", _("方案待审")
    WORKING = "working", _("实施中")
    CHANGING = "changing", _("变更待批")
    LASTING = "lasting", _("持续整改")
    CLAIMED = "claimed", _("待验收")
    ACCEPTED = "accepted", _("验收通过")
    PUBLISHED = "published", _("公示中")
    CLOSED = "closed", _("已销号")
    MENDING = "mending", _("补充整改")
    DISPOSED = "disposed", _("依法处置")


class Line(models.TextChoices):
    INSIDE = "inside", _("边界线内")
    OUTSIDE = "outside", _("边界线外")


class Change(models.TextChoices):
    EXTEND = "extend", _("延期")
    ROUTE = "route", _("改方式")
    LASTING = "lasting", _("转持续整改")


def _found(label: Any, unit: Any, places: int = 2) -> Amount:
    """Return a column that moves fill in, unknown until then."""
    return Amount(label, unit, decimal_places=places, null=True, blank=True, editable=False)


def _led(label: Any, **rest: Any) -> models.ForeignKey:
    return models.ForeignKey(Unit, verbose_name=label, null=True, on_delete=models.PROTECT, related_name="+", **rest)


class Case(Kept):
    """One enterprise to be cleared up. Amounts ``expected_…`` are the plan's, ``actual_…`` what the acceptance found.

    ``first_due`` is the first promise and never overwritten; ``due_on`` is what holds now.
    """

    number = models.CharField(_("案号"), max_length=20, editable=False)
    enterprise = models.ForeignKey(Enterprise, verbose_name=_("企业"), on_delete=models.PROTECT, related_name="cases")
    town = models.ForeignKey(Region, verbose_name=_("镇街"), on_delete=models.PROTECT, related_name="+")
    lists = models.CharField(_("清单"), max_length=120, help_text=_("可同在几张清单，以顿号分隔"))
    year = models.PositiveSmallIntegerField(_("年度批次"))
    in_park = models.BooleanField(_("园区内"), default=False)
    line = models.CharField(_("边界线"), max_length=8, choices=Line.choices, blank=True)
    lessor = models.CharField(
        _("出租方"), max_length=120, blank=True, help_text=_("租赁用地以出租方为责任主体的，填出租方")
    )
    parcel = models.CharField(_("宗地号"), max_length=40, blank=True)
    area = Amount(_("用地"), _("亩"), decimal_places=2, null=True, blank=True)
    tax_per_mu = Amount(_("上年亩均税收"), _("万元/亩"), decimal_places=4, null=True, blank=True)
    energy = Amount(_("综合能耗（等价值）"), _("吨标准煤"), decimal_places=2, null=True, blank=True)
    energy_per_value = Amount(_("单位增加值能耗"), _("吨标准煤/万元"), decimal_places=4, null=True, blank=True)
    grade = models.CharField(_("评价档次"), max_length=8, blank=True)
    problem = models.TextField(_("问题"), blank=True)
    lead = _led(_("牵头部门"), blank=True)
    route = models.CharField(_("处置方式"), max_length=30, blank=True, editable=False)
    measures = models.TextField(
        _("整治措施"), blank=True, editable=False, help_text=_("一行一条：内容、责任、完成时间")
    )
    expected_land = _found(_("预计腾地"), _("亩"))
    expected_energy = _found(_("预计腾能"), _("吨标准煤"))
    expected_carbon = _found(_("预计减碳"), _("吨"))
    first_due = models.DateField(_("首个承诺日"), null=True, editable=False)
    due_on = models.DateField(_("现行限期"), null=True, editable=False)
    plan_version = models.PositiveSmallIntegerField(_("方案版本"), default=0, editable=False)
    extensions = models.PositiveSmallIntegerField(_("延期次数"), default=0, editable=False)
    change = models.CharField(_("变更类型"), max_length=8, choices=Change.choices, blank=True, editable=False)
    change_to = models.CharField(_("变更内容"), max_length=30, blank=True, editable=False)
    change_due = models.DateField(_("申请延至"), null=True, blank=True, editable=False)
    supplement = models.TextField(_("补充要求"), blank=True, editable=False)
    after_tax_per_mu = Amount(
        _("整治后亩均税收"), _("万元/亩"), decimal_places=4, null=True, blank=True, editable=False
    )
    after_energy = _found(_("整治后综合能耗"), _("吨标准煤"))
    after_energy_per_value = Amount(
        _("整治后单位增加值能耗"), _("吨标准煤/万元"), decimal_places=4, null=True, blank=True, editable=False
    )
    actual_land = _found(_("实际腾地"), _("亩"))
    actual_energy = _found(_("实际腾能"), _("吨标准煤"))
    actual_carbon = _found(_("实际减碳"), _("吨"))
    rechecked = models.CharField(_("腾出用能复核意见"), max_length=200, blank=True, editable=False)
    published_on = models.DateField(_("公示开始"), null=True, editable=False)
    publication_ends = models.DateField(_("公示截止"), null=True, editable=False)
    closed_on = models.DateField(_("销号日期"), null=True, editable=False)
    watched_until = models.DateField(_("跟踪至"), null=True, editable=False)
    before = models.ForeignKey(
        "self",
        verbose_name=_("前案"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="later",
    )
    state = models.CharField(_("环节"), max_length=10, choices=State.choices, default=State.FOUND, editable=False)

    objects = scoped(Scope(region="county", town="town", enterprise="enterprise__uscc", duty=("lead",), inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("整治案件")
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("county", "number"), name="case_number_once"),)
        indexes = (
            models.Index(fields=("county", "state")),
            models.Index(fields=("county", "town", "state")),
            models.Index(fields=("county", "retired_on"), name="cases_in_use"),  # a list counts its rows
        )

    def __str__(self) -> str:
        return self.enterprise.name

    @property
    def freed_energy(self) -> Decimal:
        """The absolute net reduction (tce, equivalent value): what the ledger takes (methodology2 §15)."""
        if self.energy is None or self.after_energy is None:
            return Decimal(0)
        return max(self.energy - self.after_energy, Decimal(0))

    @property
    def saved_energy(self) -> Decimal | None:
        """Energy saved at the same output (tce): shown beside, never posted."""
        e0, e1 = self.energy_per_value, self.after_energy_per_value
        if e0 is None or e1 is None or not e1 or self.after_energy is None:
            return None
        return (e0 - e1) * (self.after_energy / e1)

    @property
    def verify_by(self) -> date:
        """The day by which the town must have verified it."""
        made = timezone.localtime(self.made_at).date()
        return deadline(made, parameter(self.county, "verify_days", made).days)

    @property
    def responsible(self) -> str:
        """Who must act: the lessor of a rented parcel where one is named, else the enterprise."""
        return gettext("%(l)s（出租方）") % {"l": self.lessor} if self.lessor else self.enterprise.name

    @property
    def parted(self) -> Decimal:
        """Land that was freed in parts so far (mu)."""
        return self.parts.filter(retired_on=None).aggregate(sum=models.Sum("land"))["sum"] or Decimal(0)

    @property
    def remaining_area(self) -> Decimal | None:
        """Land that is not freed yet (mu): a case may free it in parts."""
        freed = self.parted if self.actual_land is None else self.actual_land
        return None if self.area is None else self.area - freed


class Part(Kept):
    """A part of a case's parcel that was freed, before the whole is done; the parts are never more than the parcel."""

    case = models.ForeignKey(Case, verbose_name=_("案件"), on_delete=models.PROTECT, related_name="parts")
    freed_on = models.DateField(_("腾出日期"))
    land = Amount(_("腾出面积"), _("亩"), decimal_places=2)
    document = models.CharField(_("凭证"), max_length=120, help_text=_("收储或转让合同、复垦验收等的文号"))

    objects = scoped(
        Scope(
            region="county", town="case__town", enterprise="case__enterprise__uscc", duty=("case__lead",), inherit=True
        )
    )

    class Meta:
        verbose_name = verbose_name_plural = _("分次腾地")
        ordering = ("freed_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("case", "document"), condition=models.Q(retired_on=None), name="one_part_a_document"
            ),
        )

    def __str__(self) -> str:
        return f"{self.case}　{self.freed_on}"


class Finding(models.TextChoices):
    OPEN = "open", _("未会审")
    FINE = "fine", _("合规")
    BREACH = "breach", _("责令整改")
    MENDED = "mended", _("待复查")
    PUNISHED = "punished", _("依法处置")


class Compliance(Kept):
    """One department's item of the joint review; a breach starts a rectification notice with its deadline."""

    case = models.ForeignKey(
        Case, verbose_name=_("案件"), on_delete=models.PROTECT, related_name="compliance", editable=False
    )
    field = models.CharField(_("条线"), max_length=8, editable=False)
    unit = models.ForeignKey(
        Unit, verbose_name=_("会审部门"), null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    finding = models.TextField(_("检查情况"), blank=True)
    place = models.CharField(_("具体地点"), max_length=120, blank=True)
    requirement = models.TextField(_("整改措施"), blank=True)
    money = Amount(_("整改资金"), _("元"), decimal_places=2, null=True, blank=True)
    due_on = models.DateField(_("整改期限"), null=True, blank=True)
    state = models.CharField(_("结论"), max_length=10, choices=Finding.choices, default=Finding.OPEN, editable=False)

    objects = scoped(
        Scope(region="county", town="case__town", enterprise="case__enterprise__uscc", duty=("unit",), inherit=True)
    )

    class Meta:
        verbose_name = verbose_name_plural = _("会审事项")
        ordering = ("case", "pk")
        constraints = (models.UniqueConstraint(fields=("case", "field"), name="one_item_a_field"),)

    def __str__(self) -> str:
        return f"{self.case}　{self.field}"


class Progress(models.Model):
    """What the town reports of a case for a month."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="progress")
    month = models.DateField(_("月份"))
    percent = models.PositiveSmallIntegerField(_("完成比例"))
    land = models.DecimalField(_("累计腾地"), max_digits=12, decimal_places=2, null=True, blank=True)
    note = models.TextField(_("进展"))
    by = models.CharField(_("填报"), max_length=120)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = _("月度进展")
        ordering = ("-month",)
        constraints = (models.UniqueConstraint(fields=("case", "month"), name="one_progress_a_month"),)

    def __str__(self) -> str:
        return f"{self.case} {self.month:%Y-%m}"


class Verdict(models.Model):
    """One department's word at the joint acceptance of a plan version."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="verdicts")
    version = models.PositiveSmallIntegerField(_("方案版本"))
    unit = models.ForeignKey(Unit, verbose_name=_("参验部门"), on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    passed = models.BooleanField(_("合格"))
    note = models.TextField(_("意见"), blank=True)
    by = models.CharField(_("经办"), max_length=120)
    at = models.DateTimeField(_("时间"), auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = _("验收意见")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("case", "version", "unit"), name="one_verdict_a_unit"),)

    def __str__(self) -> str:
        return f"{self.unit} {self.case}"
