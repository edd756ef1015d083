"""A target that is broken down, in versions, and what each receiver carries of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.kit.models import Kept
from tenghuan.apps.organization.models import Region, Unit
from tenghuan.apps.plans.models import Indicator, PlanVersion
from tenghuan.pace.breakdown import Part, years_build_up
from tenghuan.plan.calibers import Caliber


class State(models.TextChoices):
    DRAFT = "draft", _("草拟")
    ASKED = "asked", _("征求意见")
    SETTLED = "settled", _("定案")
    PUBLISHED = "published", _("已发布")
    REPLACED = "replaced", _("已被替代")
    DROPPED = "dropped", _("作废")


OPEN = (State.DRAFT, State.ASKED, State.SETTLED)


class Rule(models.TextChoices):
    LAND = "land", _("按用地面积")
    ENTERPRISES = "enterprises", _("按企业数")
    LAST_YEAR = "last_year", _("按上年完成数")
    EQUAL = "equal", _("平均分配")


class Receivers(models.TextChoices):
    TOWNS = "towns", _("乡镇（街道）")
    PARKS = "parks", _("园区（平台）")
    UNITS = "units", _("牵头部门")
    REGIONS = "regions", _("下级市县")


class Decomposition(Kept):
    """One version of how an indicator's target is broken down; ``goal`` is what the plan asked when it was sent out.

    ``curve``: the share of a year's amount that is due by the end of each month, in per cent; None: evenly.
    One version of an indicator is in the making at a time, and one is in force.
    """

    indicator = models.ForeignKey(Indicator, verbose_name=_("指标"), on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField(_("版次"), default=1)
    receivers = models.CharField(_("分解到"), max_length=8, choices=Receivers.choices)
    rule = models.CharField(_("分解规则"), max_length=12, choices=Rule.choices)
    curve = models.JSONField(_("月度进度"), null=True, editable=False)
    goal = models.JSONField(_("方案目标"), default=dict, editable=False)
    published_on = models.DateField(_("发布日"), null=True, editable=False)
    document = models.CharField(_("文号"), max_length=100, blank=True, editable=False)
    plan_version = models.ForeignKey(
        PlanVersion, verbose_name=_("方案版本"), null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(_("环节"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False)

    objects = scoped(Scope(region="county", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("目标分解")
        ordering = ("indicator__order", "-version")
        constraints = (
            models.UniqueConstraint(fields=("indicator", "version"), name="decomposition_version_once"),
            models.UniqueConstraint(
                fields=("indicator",), condition=Q(state__in=[str(one) for one in OPEN]), name="one_open_decomposition"
            ),
            models.UniqueConstraint(
                fields=("indicator",), condition=Q(state="published"), name="one_decomposition_in_force"
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator.title} 第{self.version}版"


class PortionState(models.TextChoices):
    DRAFT = "draft", _("拟分")
    WAITING = "waiting", _("待受领")
    ACCEPTED = "accepted", _("已受领")
    OBJECTED = "objected", _("有异议")
    UPHELD = "upheld", _("维持原数")
    CARRIED = "carried", _("已下达")
    OVER = "over", _("已失效")


def _number(label: Any, **rest: Any) -> models.DecimalField:
    return models.DecimalField(label, max_digits=20, decimal_places=6, editable=False, **rest)


class Portion(Kept):
    """What one receiver carries: ``amounts`` by column (year or "every"), in the indicator's unit, as texts of numbers.

    ``unit``: who carries it; None where a region below does, by its own office and plan. ``weight``: by the rule.
    """

    decomposition = models.ForeignKey(
        Decomposition, verbose_name=_("目标分解"), on_delete=models.CASCADE, related_name="portions", editable=False
    )
    region = models.ForeignKey(
        Region, verbose_name=_("承接地"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    unit = models.ForeignKey(
        Unit, verbose_name=_("承接单位"), null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    place = models.PositiveSmallIntegerField(_("次序"), default=0, editable=False)
    weight = _number(_("分解依据"), default=0)
    base = _number(_("基数"), null=True)
    amounts = models.JSONField(_("分年目标"), default=dict, editable=False)
    state = models.CharField(
        _("环节"), max_length=10, choices=PortionState.choices, default=PortionState.DRAFT, editable=False
    )

    objects = scoped(Scope(region="county", town="region", duty=("unit",), inherit=True, handed="region"))

    class Meta:
        verbose_name = verbose_name_plural = _("目标任务")
        ordering = ("decomposition", "place", "pk")
        constraints = (
            models.UniqueConstraint(fields=("decomposition", "region", "unit"), name="portion_once_a_unit"),
            models.UniqueConstraint(
                fields=("decomposition", "region"), condition=Q(unit=None), name="portion_once_a_region"
            ),
        )
        indexes = (models.Index(fields=("region", "state")), models.Index(fields=("unit", "state")))

    def __str__(self) -> str:
        return f"{self.decomposition.indicator.title} {self.carrier}"

    @property
    def carrier(self) -> str:
        """Who carries it, in words."""
        return self.unit.name if self.unit is not None else self.region.name

    @property
    def part(self) -> Part:
        """The portion as the arithmetic knows it."""
        return Part(self.weight, {key: Decimal(text) for key, text in self.amounts.items()}, self.base)

    @property
    def task(self) -> Decimal | None:
        """What it comes to in the end: base and all years, or the last year's value."""
        if years_build_up(Caliber(self.decomposition.indicator.caliber), self.base):
            return self.part.total
        last = max(self.amounts, default=None)
        return None if last is None else Decimal(self.amounts[last])
