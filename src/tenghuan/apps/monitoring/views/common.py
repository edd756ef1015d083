"""What the pages share: the county and period chosen, reports within scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from tenghuan.apps.access.outside import key, keys, whole
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.monitoring.calendar import latest_periods, months_to_open
from tenghuan.apps.monitoring.changes import fresh
from tenghuan.apps.monitoring.models import Period, Report, is_office_of
from tenghuan.apps.monitoring.parameters import Parameters
from tenghuan.apps.monitoring.queries.sheets import chosen_period, every_period_of, periods_of
from tenghuan.apps.monitoring.services.periods import open_due_periods
from tenghuan.apps.plans.models import Plan
from tenghuan.apps.plans.queries import current_plans, looked_at
from tenghuan.apps.web import scope
from tenghuan.pace import Month


@dataclass(frozen=True)
class Choice:
    """What the query string chose: county (``region``) and period (``period``)."""

    plans: list[Plan]
    plan: Plan | None
    periods: list[Period]
    period: Period | None
    today: date
    is_office: bool

    @property
    def many(self) -> bool:
        """Whether the account sees several counties."""
        return len(self.plans) > 1

    def context(self) -> dict[str, Any]:
        """For templates."""
        return {"choice": self, "plan": self.plan, "plans": self.plans, "period": self.period, "today": self.today}


def choose(request: HttpRequest) -> Choice:
    """Read the choice; a county or period outside the account's scope is 404. Opens periods that have fallen due."""
    (plans, plan), today = looked_at(request), timezone.localdate()
    periods = _opened(plans, plan, today)
    wanted = request.GET.get("period", "")
    period = (None if wanted else _looked_at(periods, request)) or chosen_period(periods, wanted, today)
    if wanted and period is None:
        raise Http404
    return Choice(plans, plan, periods, period, today, plan is not None and is_office_of(request.user, plan))


def _opened(plans: Sequence[Plan], plan: Plan | None, today: date) -> list[Period]:
    """Open what has fallen due; return the periods of a plan that have opened, the latest first."""
    if plan is None or len(plans) > 1:
        open_lazily(plans, today, latest_periods(one.pk for one in plans))
        return periods_of(plan, today) if plan else []
    every = every_period_of(plan)  # of one plan its last month is read with them
    if open_lazily(plans, today, {plan.pk: every[0].at} if every else {}):
        return periods_of(plan, today)
    return [period for period in every if period.opens_on <= today]


def _looked_at(periods: Sequence[Period], request: HttpRequest) -> Period | None:
    """Return the period of the year and month chosen in the top bar, None where none is chosen or there is none."""
    choice = scope.chosen(request)
    found = (period for period in periods if (period.year, period.month) == (choice.year, choice.month))
    return next(found, None)


def of_period(request: HttpRequest, period: Period) -> Choice:
    """The choice that a form sent from a period's page stands for."""
    plans, today = current_plans(request.user), timezone.localdate()
    is_office = is_office_of(request.user, period.plan)
    return Choice(plans, period.plan, periods_of(period.plan, today), period, today, is_office)


def seen_by(request: HttpRequest, reports: Sequence[Report]) -> dict[int, int]:
    """Report → the revision that the page showed; reports that the form tells none of are left out."""
    told = ((report.pk, whole(request.POST.get(f"revision-{report.pk}"), otherwise=None)) for report in reports)
    return {pk: number for pk, number in told if number is not None}


def open_lazily(plans: Sequence[Plan], today: date, known: Mapping[int, Month]) -> bool:
    """Open what the calendar asks for when a page is looked at, should no cron job have done so; tell whether any.

    ``known``: plan → the last month that has a period.
    """
    parameters = Parameters([plan.pk for plan in plans], today)
    due = [p for p in plans if months_to_open(p, parameters.calendar(p.pk), today, known.get(p.pk))]
    if due:
        # somebody else who looks at a page in the same moment may have been quicker
        with suppress(IntegrityError):
            open_due_periods(Actor.platform("periods"), today, due)
    return bool(due)


def visible_period(request: HttpRequest, pk: object) -> Period:
    """The period, or 404 outside the account's scope."""
    found = Period.objects.visible_to(request.user).select_related("plan__region")
    return get_object_or_404(found, pk=key(pk))


def visible_report(request: HttpRequest, pk: int) -> Report:
    """The report with what moves need, or 404 outside the account's scope."""
    if not Report.objects.visible_to(request.user).filter(pk=pk).exists():
        raise Http404
    return fresh([pk])[0]


def visible_reports(request: HttpRequest, pks: Sequence[str]) -> list[Report]:
    """Several reports; one that is not there for the account makes all 404."""
    wanted = set(keys(pks))
    found = set(Report.objects.visible_to(request.user).filter(pk__in=wanted).values_list("pk", flat=True))
    if found != wanted:
        raise Http404
    return fresh(wanted)
