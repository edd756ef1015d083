"""A month of a plan that is closed; its snapshots, one a version; the figures of each, never changed; settlements."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.kit.models import Kept
from tenghuan.apps.organization.models import Unit
from tenghuan.apps.plans.models import Indicator, Plan
from tenghuan.apps.plans.models.published import CALIBERS
from tenghuan.pace import Month
from tenghuan.plan.parameters import LAMP_WORDS

LAMPS = [(lamp, _(word)) for lamp, word in LAMP_WORDS.items()]


class State(models.TextChoices):
    OPEN = "open", _("待结账")
    CLOSED = "closed", _("已结账")
    REOPENED = "reopened", _("已重开")


class Source(models.TextChoices):
    """Where the number that counts comes from."""

    REPORTED = "reported", _("上报")
    SETTLED = "settled", _("核定取台账数")
    MEASURED = "measured", _("仅台账有数，待核定")
    NONE = "none", _("无数")


class Choice(models.TextChoices):
    REPORTED = "reported", _("取上报数")
    MEASURED = "measured", _("取台账数")


def _value(label: Any, **rest: Any) -> Any:
    return models.DecimalField(label, max_digits=20, decimal_places=6, null=True, editable=False, **rest)


class Closing(Kept):
    """One month of one plan on its way to be closed; each close writes a :class:`Snapshot`."""

    plan = models.ForeignKey(
        Plan, verbose_name=_("方案"), on_delete=models.PROTECT, related_name="closings", editable=False
    )
    year = models.PositiveSmallIntegerField(_("年"), editable=False)
    month = models.PositiveSmallIntegerField(_("月"), editable=False)
    due_on = models.DateField(_("结账期限"), editable=False)
    gap_reason = models.CharField(
        _("缺口说明"), max_length=300, blank=True, help_text=_("有缺报、待审、退回或未核定差异时必填")
    )
    version = models.PositiveSmallIntegerField(_("版本"), default=0, editable=False)
    closed_at = models.DateTimeField(_("最近结账"), null=True, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN, editable=False)

    objects = scoped(Scope(region="county", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("月度结账")
        ordering = ("-year", "-month", "county")
        constraints = (
            models.UniqueConstraint(fields=("plan", "year", "month"), name="closing_once_a_month"),
            models.CheckConstraint(condition=Q(month__gte=1) & Q(month__lte=12), name="closing_month_1_to_12"),
        )

    def __str__(self) -> str:
        return f"{self.county} {self.year}年{self.month}月"

    @property
    def at(self) -> Month:
        """The month as the pace room knows it."""
        return Month(self.year, self.month)


class Snapshot(models.Model):
    """What was known of a month when it was closed: one version, never changed. A late figure makes the next one.

    ``gaps``: what was missing then, in words; ``reason``: why gaps were accepted, or why it was closed again.
    """

    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, related_name="snapshots")
    plan = models.ForeignKey(Plan, verbose_name=_("方案"), on_delete=models.PROTECT, related_name="snapshots")
    year = models.PositiveSmallIntegerField(_("年"))
    month = models.PositiveSmallIntegerField(_("月"))
    version = models.PositiveSmallIntegerField(_("版本"))
    known_at = models.DateTimeField(_("结账时间"))
    closed_by = models.CharField(_("结账人"), max_length=50)
    reason = models.CharField(_("理由"), max_length=300, blank=True)
    gaps = models.JSONField(_("缺口"), default=list, encoder=DjangoJSONEncoder)

    objects = scoped(Scope(region="plan__region", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("月度快照")
        ordering = ("plan", "-year", "-month", "-version")
        constraints = (models.UniqueConstraint(fields=("closing", "version"), name="snapshot_version_once"),)
        indexes = (models.Index(fields=("plan", "year", "month", "known_at")),)

    def __str__(self) -> str:
        return f"{self.plan.region} {self.year}年{self.month}月 第{self.version}版"

    def get_absolute_url(self) -> str:
        """The monthly report of this version."""
        return f"{reverse('closing:month', args=(self.closing_id,))}?version={self.version}"

    @property
    def at(self) -> Month:
        """The month as the pace room knows it."""
        return Month(self.year, self.month)


class Figure(Kept):
    """How one indicator stood at the end of one month: the row of the monthly report (methodology2 §18).

    Written with its snapshot and never again. Unsaved ones are the same figures of a month that is not closed.
    Target, value, progress and pace are of one year and one caliber; shares (``progress``, ``pace``, ``gap``) are
    fractions of one, ``gap`` = progress − pace (× 100: percentage points). ``unit`` is the town's unit for a share of
    an indicator, None for the county's own figure. ``yoy`` and ``mom`` are per cent, or percentage points where
    ``in_points``. ``reported`` and ``computed`` are in the caliber that the indicator is reported in.
    """

    snapshot = models.ForeignKey(Snapshot, verbose_name=_("快照"), on_delete=models.PROTECT, related_name="figures")
    item = models.ForeignKey(Indicator, verbose_name=_("指标"), on_delete=models.PROTECT, related_name="figures")
    unit = models.ForeignKey(
        Unit, verbose_name=_("镇街"), null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    order = models.PositiveSmallIntegerField(_("序号"), default=0)
    measure_unit = models.CharField(_("单位"), max_length=20, blank=True)
    caliber = models.CharField(_("口径"), max_length=24, choices=CALIBERS)
    scope = models.CharField(_("范围"), max_length=120, blank=True)
    target = _value(_("目标"))
    target_words = models.CharField(_("年度目标"), max_length=80, blank=True)
    target_year = models.PositiveSmallIntegerField(_("目标年度"), null=True)
    current = _value(_("本期"))
    value = _value(_("累计"))
    progress = _value(_("完成率"))
    parts = models.CharField(_("分子和分母"), max_length=80, blank=True)
    pace = _value(_("序时"))
    gap = _value(_("差"))
    met = models.BooleanField(_("达标"), null=True)
    lamp = models.CharField(_("灯"), max_length=10, choices=LAMPS)
    note = models.CharField(_("备注"), max_length=120, blank=True)
    yoy = _value(_("同比"))
    mom = _value(_("环比"))
    in_points = models.BooleanField(_("同比环比以百分点计"), default=False)
    forecast = _value(_("年末预测"))
    forecast_low = _value(_("预测低限"))
    forecast_high = _value(_("预测高限"))
    needed_monthly = _value(_("需月均"))
    reported = _value(_("上报数"))
    computed = _value(_("台账数"))
    source = models.CharField(_("取数"), max_length=10, choices=Source.choices, default=Source.NONE)
    counted = models.PositiveIntegerField(_("计数行"), null=True)
    registered = models.PositiveIntegerField(_("登记行"), null=True)
    limits = models.CharField(_("台账范围"), max_length=120, blank=True)
    lead = models.CharField(_("来源单位"), max_length=80, blank=True)
    as_of = models.DateField(_("数据日期"), null=True)

    objects = scoped(Scope(region="county", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("月度指标数")
        ordering = ("snapshot", "order", "pk")
        constraints = (models.UniqueConstraint(fields=("snapshot", "item"), name="figure_once_a_snapshot"),)

    def __str__(self) -> str:
        return f"{self.item} {self.snapshot.year}年{self.snapshot.month}月" if self.snapshot_id else str(self.item)

    @property
    def difference(self) -> Decimal | None:
        """What the register counts beyond what was reported; None where one of the two is unknown."""
        if self.reported is None or self.computed is None:
            return None
        return self.computed - self.reported

    @property
    def coverage(self) -> Decimal | None:
        """The share of the registered records that carried the value, a fraction of one; None without records."""
        return None if not self.registered else Decimal(self.counted or 0) / Decimal(self.registered)


class Settlement(Kept):
    """Which number counts for an item and month where report and register differ: decided with reason, newest holds.

    ``reported`` and ``computed`` are the two as they were when it was decided; ``value`` is the one that was taken.
    """

    plan = models.ForeignKey(Plan, verbose_name=_("方案"), on_delete=models.PROTECT, related_name="+", editable=False)
    item = models.ForeignKey(
        Indicator, verbose_name=_("指标"), on_delete=models.PROTECT, related_name="settlements", editable=False
    )
    year = models.PositiveSmallIntegerField(_("年"), editable=False)
    month = models.PositiveSmallIntegerField(_("月"), editable=False)
    choice = models.CharField(_("核定"), max_length=10, choices=Choice.choices, editable=False)
    value = _value(_("核定数"))
    reported = _value(_("上报数"))
    computed = _value(_("台账数"))
    reason = models.CharField(_("理由"), max_length=300, editable=False)
    by = models.CharField(_("核定人"), max_length=50, editable=False)

    objects = scoped(Scope(region="county", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("数据核定")
        ordering = ("-pk",)
        indexes = (models.Index(fields=("item", "year", "month")),)

    def __str__(self) -> str:
        return f"{self.item} {self.year}年{self.month}月 {self.get_choice_display()}"
