"""Calendar, checks and limits of reporting, and the lamp parameters of a plan: data, with the plan's own on top."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Q
from pydantic import BaseModel, ConfigDict

from tenghuan.apps.plans.models import Parameter
from tenghuan.apps.plans.rows import PACE, PERIODS
from tenghuan.pace import Month
from tenghuan.plan import default_pace, default_periods
from tenghuan.plan.calibers import Caliber
from tenghuan.plan.loading import load_yaml
from tenghuan.plan.schema import PaceParameters, PeriodCalendar

CALENDAR_KEY = "reporting_calendar"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Calendar(_Model):
    """When a month's period opens, is due and closes; months after the reported month, day of that month."""

    open_month: int
    open_day: int
    due_month: int
    due_day: int
    close_month: int
    close_day: int

    def days(self, month: Month) -> tuple[date, date, date]:
        """Return (opens on, due on, closes on) for a reported month."""
        return (
            _day(month, self.open_month, self.open_day),
            _day(month, self.due_month, self.due_day),
            _day(month, self.close_month, self.close_day),
        )


class Checks(_Model):
    """Limits of plausibility."""

    tenfold: int
    digits: int
    decimals: int


class Negative(_Model):
    """Where a number below zero is taken, and where it cannot be; by caliber, family of the unit, words in the name."""

    allowed_calibers: frozenset[Caliber]
    refused_calibers: frozenset[Caliber]
    refused_families: frozenset[str]
    net_names: tuple[str, ...]


class Towns(_Model):
    """Which collective leads stand for all towns: words in the unit's name."""

    collective_words: tuple[str, ...]


class EvidenceLimits(_Model):
    """How much may be attached; kinds and sizes go by the kit's one rule."""

    per_report: int


class Reporting(_Model):
    """All parameters of reporting."""

    calendar: Calendar
    return_grace_days: int
    missed_periods_at_most: int
    checks: Checks
    negative: Negative
    towns: Towns
    evidence: EvidenceLimits
    workbook_megabytes: int
    series_months: int
    status: str
    note: str


def _day(month: Month, after: int, day: int) -> date:
    at = month.back(-after)
    return date(at.year, at.month, min(day, monthrange(at.year, at.month)[1]))


@cache
def reporting() -> Reporting:
    """Return the parameters that ship with the product."""
    return Reporting.model_validate(load_yaml(Path(__file__).parent / "data" / "reporting.yaml").data)


class Parameters:
    """The parameters of several plans, read in one query."""

    def __init__(self, plan_ids: Iterable[int], day: date) -> None:
        valid = (Q(effective_from=None) | Q(effective_from__lte=day)) & (
            Q(effective_until=None) | Q(effective_until__gte=day)
        )
        found = Parameter.objects.filter(valid, plan__in=list(plan_ids), key__in=(CALENDAR_KEY, PACE, PERIODS))
        # the one that took effect last holds
        rows = found.order_by("effective_from").values_list("plan_id", "key", "value")
        self._found: dict[tuple[int, str], Any] = {(plan, key): value for plan, key, value in rows}

    def calendar(self, plan_id: int) -> Calendar:
        """Return the plan's calendar: its own entries over the default ones."""
        own = self._found.get((plan_id, CALENDAR_KEY))
        if not isinstance(own, dict):
            return reporting().calendar
        days = {key: int(value) for key, value in own.items()}
        return Calendar.model_validate({**reporting().calendar.model_dump(), **days})

    def pace(self, plan_id: int) -> PaceParameters:
        """Return the plan's lamp parameters, else the default ones."""
        own = self._found.get((plan_id, PACE))
        return PaceParameters.model_validate(own) if isinstance(own, dict) else default_pace()

    def periods(self, plan_id: int) -> PeriodCalendar:
        """Return the months that fall due by frequency: the plan's own, else the default ones."""
        own = self._found.get((plan_id, PERIODS))
        return PeriodCalendar.model_validate(own) if isinstance(own, dict) else default_periods()
