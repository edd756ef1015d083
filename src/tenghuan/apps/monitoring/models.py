"""What is kept of monthly reporting: periods, reports, uploads. History, comments and evidence are the kit's."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.access.scope import NOTHING, Scope, scoped
from tenghuan.apps.kit.models import Attachment, Event
from tenghuan.apps.monitoring.parameters import reporting
from tenghuan.apps.monitoring.states import Phase, State
from tenghuan.apps.organization.models import Unit
from tenghuan.apps.plans.models import Indicator, Item, Plan, Responsibility
from tenghuan.pace import Mode, Month


def units_of(account: Any) -> list[int]:
    """The units that an account acts for: its own; a town's account without one, those of its region."""
    if account.unit_id is not None:
        return [account.unit_id]
    if account.role != Role.TOWN:
        return []
    return list(Unit.objects.filter(region=account.region_id).values_list("pk", flat=True))


def reporting_units(account: Any) -> list[int]:
    """The units that an account reports for; only departments and towns report."""
    return units_of(account) if account.role in (Role.DEPARTMENT, Role.TOWN) else []


def is_office_of(account: Any, plan: Plan) -> bool:
    """Whether the account is the plan's own office; a prefecture's office only reads."""
    return account is not None and account.role == Role.OFFICE and account.region_id == plan.region_id


def reported_by(units: Collection[int | None]) -> Q:
    """The reports that these units file. Each report has one filer, so that everybody counts the same.

    Where several lead an item (分别牵头), the first files; the others see it and countersign. None among the units:
    what no unit files.
    """
    condition = Q(unit__in=[unit for unit in units if unit is not None])
    return condition | Q(unit=None) if None in units else condition


@dataclass(frozen=True)
class DutyScope(Scope):
    """Departments and towns see what they report on and what they support; the others see their region's."""

    inherit: bool = True
    report: str = ""  # lookup path to the report, "" if the model is the report

    def condition(self, account: Any) -> Q:
        """As :meth:`Scope.condition`, narrowed by responsibility without joins that would double rows."""
        condition = super().condition(account)
        if not account.is_authenticated or account.role not in (Role.DEPARTMENT, Role.TOWN):
            return condition
        units = units_of(account)
        if not units:
            return NOTHING
        prefix = f"{self.report}__" if self.report else ""
        items = Responsibility.objects.filter(unit__in=units).values("item")
        return condition & (Q(**{f"{prefix}unit__in": units}) | Q(**{f"{prefix}item__in": items}))


class Period(models.Model):
    """One month of one plan: when it opens, is due and closes; locked when its numbers are final."""

    plan = models.ForeignKey(Plan, verbose_name=_("方案"), on_delete=models.PROTECT, related_name="periods")
    year = models.PositiveSmallIntegerField(_("年"))
    month = models.PositiveSmallIntegerField(_("月"))
    opens_on = models.DateField(_("开放日"))
    due_on = models.DateField(_("应报日"))
    closes_on = models.DateField(_("截止日"))
    locked_at = models.DateTimeField(_("锁定时间"), null=True, blank=True)
    locked_by = models.CharField(_("锁定人"), max_length=50, blank=True)

    objects = scoped(Scope(region="plan__region", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("填报期")
        ordering = ("-year", "-month")
        constraints = (
            models.UniqueConstraint(fields=("plan", "year", "month"), name="period_once_a_plan"),
            models.CheckConstraint(condition=Q(month__gte=1) & Q(month__lte=12), name="period_month_1_to_12"),
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("opens_on")) & Q(closes_on__gte=models.F("due_on")),
                name="period_days_in_order",
            ),
        )

    def __str__(self) -> str:
        return f"{self.year}年{self.month}月"

    def get_absolute_url(self) -> str:
        """The page that leads each to what the month asks of it."""
        return reverse("monitoring:period", args=(self.pk,))

    @property
    def at(self) -> Month:
        """The month as the pace room knows it."""
        return Month(self.year, self.month)

    def is_open(self, today: date) -> bool:
        """Whether everybody may report."""
        return self.locked_at is None and self.opens_on <= today <= self.closes_on


class LateException(models.Model):
    """A unit may still report on a closed period until a day, for a reason."""

    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="exceptions")
    unit = models.ForeignKey(Unit, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="+")
    until = models.DateField(_("补报截止"))
    reason = models.CharField(_("理由"), max_length=200)
    granted_by = models.CharField(_("批准人"), max_length=50)
    at = models.DateTimeField(_("批准时间"), auto_now=True)

    class Meta:
        verbose_name = _("补报许可")
        constraints = (models.UniqueConstraint(fields=("period", "unit"), name="exception_once_a_unit"),)

    def __str__(self) -> str:
        return f"{self.unit} {self.until}"


class ReportingMode(models.Model):
    """How an additive indicator is reported: cumulated to date or month by month; fixed once data exists."""

    indicator = models.OneToOneField(Indicator, on_delete=models.CASCADE, related_name="reporting_mode")
    mode = models.CharField(
        _("填报方式"), max_length=8, choices=[(Mode.TO_DATE.value, _("累计数")), (Mode.PERIODIC.value, _("本月数"))]
    )

    class Meta:
        verbose_name = _("填报方式")

    def __str__(self) -> str:
        return f"{self.indicator} {self.get_mode_display()}"


class Report(models.Model):
    """One item in one period. ``value`` is the number asked for, or per cent done for tasks and qualitative items.

    ``unit`` files (the first lead unit; others that lead the item too see and countersign; None: the office does).
    ``revision`` rises with every change, so that two people who look at one number cannot overwrite each other.
    """

    period = models.ForeignKey(Period, verbose_name=_("填报期"), on_delete=models.PROTECT, related_name="reports")
    item = models.ForeignKey(Item, verbose_name=_("事项"), on_delete=models.PROTECT, related_name="reports")
    unit = models.ForeignKey(
        Unit, verbose_name=_("填报单位"), null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.NOT_DUE)
    value = models.DecimalField(_("本期数"), max_digits=20, decimal_places=6, null=True, blank=True)
    # of a share or of two conditions: the total that ``value`` is a part of
    whole = models.DecimalField(_("总数（分母）"), max_digits=20, decimal_places=6, null=True, blank=True)
    phase = models.CharField(_("任务状态"), max_length=12, choices=Phase.choices, blank=True)
    is_zero = models.BooleanField(_("零报告"), default=False)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    reason = models.CharField(_("退回理由"), max_length=300, blank=True)
    author = models.CharField(_("填报人"), max_length=50, blank=True)
    submitted_at = models.DateTimeField(_("报送时间"), null=True, blank=True)
    returned_at = models.DateTimeField(_("退回时间"), null=True, blank=True)
    reviewer = models.CharField(_("审核人"), max_length=50, blank=True)
    reviewed_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    late = models.BooleanField(_("迟报"), default=False)
    revision = models.PositiveIntegerField(default=0)
    events = GenericRelation(Event, related_query_name="reports")
    attachments = GenericRelation(Attachment, related_query_name="reports")

    objects = scoped(DutyScope(region="period__plan__region"))

    class Meta:
        verbose_name = verbose_name_plural = _("报送")
        ordering = ("period", "item__kind", "item__order")
        constraints = (models.UniqueConstraint(fields=("period", "item"), name="report_once_a_period"),)
        indexes = (models.Index(fields=("item", "state")), models.Index(fields=("period", "unit", "state")))

    def __str__(self) -> str:
        return f"{self.item} {self.period}"

    # Django's own translate and hash every label each time; a sheet asks for a hundred

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # Django leaves a method of our own
        """The word of the state."""
        return str(State(self.state).label)

    def get_phase_display(self) -> str:  # type: ignore[no-redef]  # as above
        """The word of the state of a task; empty where none is told."""
        return str(Phase(self.phase).label) if self.phase else ""

    def is_filed_by(self, account: Any, units: Collection[int] | None = None) -> bool:
        """Whether the account files this report: its unit is the one filer; where no unit is, the office.

        ``units``: those that the account reports for (:func:`reporting_units`), where they are known already.
        """
        if self.unit_id is None:
            return is_office_of(account, self.period.plan)
        return self.unit_id in (reporting_units(account) if units is None else units)

    def accepts(self, today: date, exceptions: dict[int, date] | None = None) -> bool:
        """Whether the author may write today; ``exceptions``: unit → last day, of this period."""
        grace = timedelta(days=reporting().return_grace_days)
        back = self.returned_at if self.state == State.RETURNED else None
        locked = self.period.locked_at
        if back is not None and (locked is None or back > locked) and today <= timezone.localtime(back).date() + grace:
            return True
        if locked is not None or today < self.period.opens_on:
            return False
        if today <= self.period.closes_on:
            return True
        until = (exceptions or {}).get(self.unit_id or 0)
        return until is not None and today <= until


class Upload(models.Model):
    """A filled workbook that was read and waits for its commit: what it would change, and its faults."""

    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="uploads")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("文件名"), max_length=150)
    rows = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    faults = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    account = models.CharField(_("账号"), max_length=50)
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    committed_at = models.DateTimeField(_("提交时间"), null=True, blank=True)

    objects = scoped(Scope(region="period__plan__region", inherit=True))

    class Meta:
        verbose_name = _("填报表")
        ordering = ("-at",)

    def __str__(self) -> str:
        return self.name
