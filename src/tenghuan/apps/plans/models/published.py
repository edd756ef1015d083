"""The published plan: versions as they were published, and the items that reports and lamps hang on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.organization.models import Group, Region, Unit
from tenghuan.plan.calibers import CALIBER_NAMES, Caliber, Comparison, Direction
from tenghuan.plan.schema import Frequency

CALIBERS = [(caliber.value, name) for caliber, name in CALIBER_NAMES.items()]
DIRECTIONS = [(Direction.HIGHER.value, _("越高越好")), (Direction.LOWER.value, _("越低越好"))]
COMPARISONS = [
    (Comparison.EQ.value, _("达到")),
    (Comparison.GE.value, _("不低于")),
    (Comparison.GT.value, _("超过")),
    (Comparison.LE.value, _("不超过")),
]
FREQUENCIES = [
    (Frequency.MONTHLY.value, _("每月")),
    (Frequency.STATISTICS.value, _("统计月报（1—2月合并）")),
    (Frequency.QUARTERLY.value, _("每季")),
    (Frequency.YEAR_END.value, _("年终")),
]


class Plan(models.Model):
    """A county's plan document in force; a county may have several over the years, one is current."""

    region = models.ForeignKey(Region, verbose_name=_("县（市、区）"), on_delete=models.PROTECT, related_name="plans")
    title = models.CharField(_("标题"), max_length=120)
    document_number = models.CharField(_("文号"), max_length=60, blank=True)
    issuer = models.CharField(_("印发机关"), max_length=60, blank=True)
    issued_on = models.DateField(_("印发日期"), null=True, blank=True)
    effective_from = models.DateField(_("施行日期"), null=True, blank=True)
    effective_until = models.DateField(_("失效日期"), null=True, blank=True)
    start_year = models.PositiveSmallIntegerField(_("起始年"), null=True, blank=True)
    end_year = models.PositiveSmallIntegerField(_("结束年"), null=True, blank=True)
    is_current = models.BooleanField(_("现行"), default=True)
    current_version = models.ForeignKey(
        "PlanVersion",
        verbose_name=_("现行版本"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = scoped(Scope(region="region", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("方案")
        ordering = ("region__path", "-is_current", "-end_year", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("region",), condition=Q(is_current=True), name="one_current_plan_a_region"),
        )

    def __str__(self) -> str:
        return self.title


class PlanVersion(models.Model):
    """One publication: the whole pack as it was, its SM3 digest, and what changed against the version before."""

    plan = models.ForeignKey(Plan, verbose_name=_("方案"), on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("版本"))
    pack = models.JSONField(_("方案包"), encoder=DjangoJSONEncoder)
    digest = models.CharField(_("摘要（SM3）"), max_length=64)
    published_at = models.DateTimeField(_("发布时间"))
    published_by = models.CharField(_("发布人"), max_length=150)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    changes = models.JSONField(_("变动"), default=dict, encoder=DjangoJSONEncoder)

    objects = scoped(Scope(region="plan__region", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("方案版本")
        ordering = ("plan", "-number")
        constraints = (models.UniqueConstraint(fields=("plan", "number"), name="version_once_a_plan"),)

    def __str__(self) -> str:
        return f"{self.plan} 第{self.number}版"


class ItemKind(models.TextChoices):
    INDICATOR = "indicator", _("指标")
    ACTION = "action", _("重点任务")
    TASK = "task", _("清单任务")


@dataclass(frozen=True)
class ItemScope(Scope):
    """Everybody's in its county; of what is broken down, a town sees the whole and its own share."""

    def condition(self, account: Any) -> Q:
        """As :meth:`Scope.condition`, without joins that would double rows."""
        condition = super().condition(account)
        if not account.is_authenticated or account.role != Role.TOWN:
            return condition
        units = Q(unit=account.unit_id) if account.unit_id else Q(unit__region=account.region_id)
        own = Responsibility.objects.filter(units).values("item")
        return condition & (Q(whole=None) | Q(pk__in=own))


class Item(models.Model):
    """What somebody must report on: an indicator, an action of the body, a row of the task list.

    ``key`` is the identity within the plan: reports hang on the row, so a new version keeps the row by its key
    and only marks it ``retired`` when the plan no longer names it.
    """

    plan = models.ForeignKey(Plan, verbose_name=_("方案"), on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(_("类型"), max_length=10, choices=ItemKind.choices)
    key = models.CharField(_("标识"), max_length=80)
    campaign_key = models.CharField(_("行动标识"), max_length=60, blank=True)
    campaign = models.CharField(_("攻坚行动"), max_length=60, blank=True)
    campaign_order = models.PositiveSmallIntegerField(default=0)
    section = models.CharField(_("章节"), max_length=60, blank=True)
    number = models.CharField(_("编号"), max_length=20, blank=True)
    title = models.CharField(_("名称"), max_length=80)
    order = models.PositiveSmallIntegerField(_("次序"), default=0)
    due_on = models.DateField(_("完成期限"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    # a collective lead (各乡镇（街道）) is broken down: one item a town, whose whole is this one
    whole = models.ForeignKey(
        "self", verbose_name=_("总项"), null=True, blank=True, on_delete=models.CASCADE, related_name="shares"
    )
    retired = models.BooleanField(_("已停用"), default=False)

    objects = scoped(ItemScope(region="plan__region", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("事项")
        ordering = ("plan_id", "kind", "order", "pk")
        constraints = (models.UniqueConstraint(fields=("plan", "key"), name="item_key_once_a_plan"),)
        indexes = (models.Index(fields=("plan", "retired", "kind", "order")),)

    def __str__(self) -> str:
        return self.title

    def get_kind_display(self) -> str:  # type: ignore[no-redef]  # Django leaves a method of our own
        """The word of the kind; Django's own translates and hashes every label each time."""
        return str(ItemKind(self.kind).label)


class Indicator(Item):
    """What the plan measures; each milestone carries its own caliber, ``caliber`` is the one reported in."""

    catalogue_key = models.CharField(_("标准指标"), max_length=60, blank=True, db_index=True)
    caliber = models.CharField(_("口径"), max_length=24, choices=CALIBERS)
    direction = models.CharField(_("方向"), max_length=8, choices=DIRECTIONS, default=Direction.HIGHER.value)
    unit = models.CharField(_("计量单位"), max_length=20)
    digits = models.PositiveSmallIntegerField(_("小数位"), null=True, blank=True)
    frequency = models.CharField(_("频次"), max_length=10, choices=FREQUENCIES)
    baseline_year = models.PositiveSmallIntegerField(_("基期"), null=True, blank=True)
    baseline_value = models.DecimalField(_("基数"), max_digits=20, decimal_places=6, null=True, blank=True)
    past = models.JSONField(_("文件载明的往年数"), default=list)  # [{"year", "value", "caliber"}]
    curve = models.JSONField(_("序时曲线"), null=True, blank=True)  # 12 shares of the year's target, or None: linear
    population = models.CharField(_("统计范围"), max_length=60, blank=True)
    threshold = models.CharField(_("规模界限"), max_length=40, blank=True)
    formula = models.CharField(_("算式"), max_length=200, blank=True)
    merges = models.JSONField(_("合并的名单"), default=list)  # names of the lists that a merged count puts together
    part_of = models.CharField(_("上级指标标识"), max_length=80, blank=True)
    sources = models.JSONField(_("出处"), default=list)  # [{"section", "document", "place"}]

    objects: ClassVar = scoped(ItemScope(region="plan__region", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("指标")


class Duty(Item):
    """An action of the plan's body or a row of its task list."""

    part = models.PositiveSmallIntegerField(_("组次"), null=True, blank=True)
    group = models.ForeignKey(
        Group,
        verbose_name=_("专班（工作组）"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="duties",
    )
    indicators = models.ManyToManyField(Indicator, verbose_name=_("相关指标"), blank=True, related_name="duties")

    objects: ClassVar = scoped(ItemScope(region="plan__region", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("任务")


class Milestone(models.Model):
    """One cell of the plan: what an indicator must reach by the end of ``year`` (None: in every year)."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="milestones")
    year = models.PositiveSmallIntegerField(_("年份"), null=True, blank=True)
    year_inferred = models.BooleanField(_("年份系推定"), default=False)
    value = models.DecimalField(_("目标值"), max_digits=20, decimal_places=6, null=True, blank=True)
    upper = models.DecimalField(_("上端"), max_digits=20, decimal_places=6, null=True, blank=True)
    share = models.DecimalField(_("占总数的百分比"), max_digits=9, decimal_places=4, null=True, blank=True)
    comparison = models.CharField(_("比较"), max_length=2, choices=COMPARISONS, default=Comparison.EQ.value)
    caliber = models.CharField(_("口径"), max_length=24, choices=CALIBERS)
    raw = models.CharField(_("表述"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("年度目标")
        ordering = ("indicator_id", "year", "pk")

    def __str__(self) -> str:
        return f"{self.indicator} {self.year or ''} {self.value if self.value is not None else self.raw}"

    @property
    def qualitative(self) -> bool:
        """Whether a person judges it, no number does."""
        return self.caliber == Caliber.QUALITATIVE.value


class Reference(models.Model):
    """A superior's target beside the county's own: as printed, and in the indicator's unit where possible."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="references")
    scope = models.CharField(_("层级"), max_length=10)
    scope_name = models.CharField(_("对标"), max_length=60)
    year = models.PositiveSmallIntegerField(_("年份"), null=True, blank=True)
    raw = models.CharField(_("原表写法"), max_length=60)
    value = models.DecimalField(_("换算值"), max_digits=20, decimal_places=6, null=True, blank=True)

    class Meta:
        verbose_name = _("对标值")
        ordering = ("indicator_id", "year", "pk")

    def __str__(self) -> str:
        return f"{self.scope_name} {self.raw}"


class ResponsibilityRole(models.TextChoices):
    LEAD = "lead", _("牵头")
    SUPPORT = "support", _("配合")


class Responsibility(models.Model):
    """A unit's part in an item."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="responsibilities")
    unit = models.ForeignKey(Unit, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="responsibilities")
    role = models.CharField(_("职责"), max_length=8, choices=ResponsibilityRole.choices)
    order = models.PositiveSmallIntegerField(_("次序"), default=0)

    class Meta:
        verbose_name = _("责任单位")
        ordering = ("item_id", "role", "order")
        constraints = (models.UniqueConstraint(fields=("item", "unit", "role"), name="unit_once_an_item_and_role"),)

    def __str__(self) -> str:
        return f"{self.unit} {self.get_role_display()}"


class Parameter(models.Model):
    """A rate, threshold or set of lamps of the plan, with source and effective dates; mirrors the current version."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="parameters")
    key = models.CharField(_("标识"), max_length=60)
    name = models.CharField(_("名称"), max_length=120)
    value = models.JSONField(_("值"))
    unit = models.CharField(_("计量单位"), max_length=20, blank=True)
    comparison = models.CharField(max_length=2, choices=COMPARISONS, default=Comparison.EQ.value)
    source = models.CharField(_("来源"), max_length=300, blank=True)
    status = models.CharField(_("状态"), max_length=8)
    effective_from = models.DateField(_("生效"), null=True, blank=True)
    effective_until = models.DateField(_("失效"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    objects = scoped(Scope(region="plan__region", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("政策参数")
        ordering = ("plan", "key", "effective_from")

    def __str__(self) -> str:
        return self.name
