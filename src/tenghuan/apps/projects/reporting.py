"""A month of many projects in one grid: investment, funds, image; all rows or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.who import any_of
from tenghuan.apps.audit.trail import Actor, nothing_changed, service
from tenghuan.apps.kit import records
from tenghuan.apps.organization.models import Region
from tenghuan.apps.projects import lamps, rates
from tenghuan.apps.projects.following import MONTHS, WRITERS
from tenghuan.apps.projects.models import Month, Project, State
from tenghuan.errors import InputFault

NAMES = ("planned", "invested", "funds", "funds_source", "image")
REPORTING = (State.STARTED, State.TOPPED, State.COMPLETED)  # money flows until production begins
SHOWN = 300


@dataclass(frozen=True)
class Line:
    """A project's row of the grid: what stands of the month, what of the year and since the start without it."""

    project: Project
    month: Month | None
    year: Decimal

    @property
    def share(self) -> Decimal | None:
        """What of the year's plan is done, in per cent."""
        plan = self.project.year_plan
        return self.year / plan * 100 if plan else None

    @property
    def whole(self) -> Decimal | None:
        """What of the total investment is done since the start, in per cent."""
        return self.project.invested / self.project.total * 100 if self.project.total else None

    def text(self, name: str) -> str:
        """Return what stands in a cell."""
        value = getattr(self.month, name) if self.month is not None else None
        return "" if value is None else str(value)


def latest(day: date) -> lamps.Period:
    """Return the period that is to be reported now: the one before the month of ``day``."""
    year, month = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
    return (year, max(month, lamps.FIRST))


def lines(actor: Actor, account: Any, county: Region, period: lamps.Period) -> list[Line]:
    """Return the projects that an account reports of, with what stands of the period (three queries)."""
    rows = rates.visible(account, county).filter(retired_on=None, state__in=REPORTING)
    rows = rows.select_related("county", "town", "unit").order_by("name", "pk")[:SHOWN]
    projects = [project for project in rows if any_of(WRITERS, actor, project)]
    months = Month.objects.filter(project__in=projects, retired_on=None, year=period[0])
    here = {one.project_id: one for one in months.filter(month=period[1]).select_related("county", "project")}
    sums = dict(months.filter(month__lte=period[1]).order_by().values_list("project").annotate(Sum("invested")))
    return [Line(one, here.get(one.pk), sums.get(one.pk) or Decimal(0)) for one in projects]


@service("projects.report_months", gettext_lazy("填报项目月报"), locks=("county",))
def report(actor: Actor, county: Region, period: lamps.Period, told: Mapping[Project, Mapping[str, Any]]) -> int:
    """Write the rows of a grid, all or none; a row whose 本期完成投资 is empty is left out. Return how many changed.

    Raises:
        InputFault: every row that is refused, by project, with what is wrong.
    """
    faults, count = [], 0
    stands = {
        one.project_id: one
        for one in Month.objects.filter(
            county=county, project__in=list(told), year=period[0], month=period[1], retired_on=None
        ).select_related("county", "project")
    }
    for project, values in told.items():
        if str(values.get("invested") or "").strip() == "":
            continue
        try:
            count += _row(actor, county, period, project, values, stands.get(project.pk))
        except InputFault as fault:
            faults.append(f"{project}：{fault.message}")
    if faults:
        raise InputFault("\n".join(faults), remedy=_("请改正后重新保存，其余各行也没有保存"))
    if not count:
        nothing_changed()
    return count


def _row(
    actor: Actor, county: Region, period: lamps.Period, project: Project, values: Mapping[str, Any], month: Month | None
) -> int:
    cells = {name: values.get(name) for name in NAMES}
    if month is None:
        keys = {"project": project, "year": period[0], "month": period[1]}
        records.add(actor, MONTHS, county, {**keys, **cells})
        return 1
    seen = month.revision
    records.change(actor, MONTHS, month, cells)
    return int(month.revision != seen)


def periods(day: date, years: int = 2) -> Sequence[lamps.Period]:
    """Return the periods that may be reported, the latest first."""
    found, period = [], latest(day)
    current = (day.year, day.month) if day.month >= lamps.FIRST else period
    if current != period:
        found.append(current)
    while period[0] > day.year - years:
        found.append(period)
        period = lamps.before(period)
    return found
