"""The figures that a bulletin is made from, taken once: the board, the cases, the orders of a county."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.bulletins.models import last_of
from tenghuan.apps.organization.models import Region, UnitKind
from tenghuan.apps.plans import tables, wording
from tenghuan.apps.plans.models import ItemKind, Plan
from tenghuan.apps.plans.queries import Row, board
from tenghuan.apps.remediation.board import overdue
from tenghuan.apps.remediation.models import Case, State
from tenghuan.apps.supervision.models import OVER, Order
from tenghuan.errors import InputFault
from tenghuan.publishing.telling import Facts, Kind, Line, Matter, Named, Office, Place

# what stands on a list: candidates and what was dropped do not
LISTED = [state for state in State if state not in (State.FOUND, State.DROPPED)]
# what tells of indicators is not drafted while none has a figure
TELLING = (Kind.MONTH, Kind.QUARTER, Kind.YEAR, Kind.MINUTES)
FREED = ("land", "energy", "carbon")


def months(county: Region) -> list[date]:
    """Return the months that a bulletin of a county may be about: that of the newest figure, else the present one."""
    return [_month(_board(county))]


def _month(rows: Sequence[Row]) -> date:
    days = [row.standing.as_of for row in rows if row.standing.as_of is not None]
    return max(days, default=timezone.localdate()).replace(day=1)


def taken(county: Region, kind: str, month: date) -> Facts:
    """Return the facts of a county for a bulletin of a kind about the time until the end of a month.

    Raises:
        InputFault: there are no figures of that month.
    """
    rows = _board(county)
    without = kind in TELLING and all(row.standing.as_of is None for row in rows)
    if without or month != _month(rows):
        raise InputFault(
            _("%(c)s没有%(m)s的指标数据") % {"c": county.name, "m": f"{month:%Y-%m}"},
            remedy=_("请选择已有数据的月份，或先完成报数"),
        )
    orders = list(Order.objects.filter(county=county, retired_on=None).exclude(state__in=OVER).select_related("lead"))
    known = timezone.localtime()
    return Facts(
        kind=Kind(kind),
        county=county.name,
        plan=rows[0].item.plan.title if rows else "",
        year=month.year,
        month=month.month,
        last=last_of(month),
        known=known.date(),
        snapshot=_("数据快照 %(t)s") % {"t": f"{known:%Y-%m-%d %H:%M}"},
        sample=Case.objects.filter(county=county, sample=True).exists() or any(one.sample for one in orders),
        lines=tuple(_line(row) for row in rows),
        places=tuple(_places(county)),
        offices=tuple(_offices(rows)),
        matters=tuple(_matters(orders)),
        open_matters=len(orders),
        named=tuple(_named(county)),
    )


def _board(county: Region) -> list[Row]:
    plans = list(Plan.objects.filter(region=county, is_current=True).select_related("region"))
    return board(plans, ItemKind.INDICATOR) if plans else []


def _line(row: Row) -> Line:
    """One indicator exactly as the board shows it."""
    indicator, standing = row.indicator, row.standing
    assert indicator is not None  # the board was asked for indicators
    goal = tables.goal(row)
    return Line(
        key=str(row.item.pk),
        title=row.item.title,
        unit="" if indicator.unit == "1" else indicator.unit,
        caliber=goal["goal_caliber"] or wording.caliber_name(indicator.caliber),
        scope=wording.scope(indicator),
        goal=goal["goal"],
        goal_year=str(goal["goal_year"]),
        actual=standing.actual,
        progress=standing.progress,
        pace=standing.pace,
        lamp=standing.lamp,
        met=standing.met,
        lead="、".join(unit.name for unit in row.lead),
        source=_("责任部门填报"),
        as_of=standing.as_of,
        note=standing.note,
    )


def _offices(rows: Sequence[Row]) -> list[Office]:
    """The departments by what they lead: each indicator counts for its first lead."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        lead = next((unit for unit in row.lead if unit.kind == UnitKind.DEPARTMENT), None)
        if lead is not None and row.standing.lamp not in ("no_data", "not_due"):
            found[lead.name].append(row.standing.lamp)
    return [
        Office(
            name=name,
            judged=len(lamps),
            on_pace=sum(lamp in ("green", "done") for lamp in lamps),
            red=lamps.count("red"),
        )
        for name, lamps in sorted(found.items())
    ]


def _places(county: Region) -> list[Place]:
    """Every town of the county with its cases (one query)."""
    found = Case.objects.filter(county=county, retired_on=None)
    closed = Q(state=State.CLOSED)
    counted: dict[int, dict[str, Any]] = {
        told["town"]: dict(told)
        for told in found.order_by()
        .values("town")
        .annotate(
            listed=Count("pk", filter=Q(state__in=LISTED)),
            closed=Count("pk", filter=closed),
            late=Count("pk", filter=overdue()),
            **{name: Sum(f"actual_{name}", filter=closed) for name in FREED},
        )
    }
    towns = Region.objects.filter(parent=county, level="town").order_by("code")
    places = []
    for town in towns:
        told = counted.get(town.pk, {})
        counts = {name: told.get(name) or 0 for name in ("listed", "closed", "late")}
        freed = {name: told.get(name) or Decimal(0) for name in FREED}
        places.append(Place(name=town.name, **counts, **freed))
    return places


def _matters(orders: Sequence[Order]) -> list[Matter]:
    """The orders past their limit, the longest first."""
    today = timezone.localdate()
    late = [(one.overdue(today), one) for one in orders]
    late.sort(key=lambda pair: (-pair[0], pair[1].number))
    return [
        Matter(
            number=one.number, matter=one.matter, lead=one.lead.name, due=one.due_on, over=days,
            grade=str(one.get_grade_display()),
        )
        for days, one in late
        if days
    ]  # fmt: skip


def _named(county: Region) -> list[Named]:
    """The enterprises whose close-out is to be made public."""
    found = Case.objects.filter(county=county, retired_on=None, state__in=(State.ACCEPTED, State.PUBLISHED))
    return [
        Named(
            name=one.enterprise.name, uscc=one.enterprise.uscc, town=one.town.name, verdict=_("拟予销号"),
            way=one.route,
        )
        for one in found.select_related("enterprise", "town").order_by("town__code", "number")
    ]  # fmt: skip
