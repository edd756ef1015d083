"""The figures that a bulletin is made from, taken once: a month's snapshot, the cases, the orders of a county."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.bulletins.models import last_of
from tenghuan.apps.closing.models import Figure, Snapshot
from tenghuan.apps.closing.queries import board_month, current_plan, drafted, figures
from tenghuan.apps.organization.models import Region, Unit, UnitKind
from tenghuan.apps.remediation.board import overdue
from tenghuan.apps.remediation.models import Case, State
from tenghuan.apps.supervision.models import OPEN, Order
from tenghuan.errors import InputFault
from tenghuan.pace import Month
from tenghuan.publishing.telling import NO_LAMP, ON_PACE, Facts, Kind, Line, Matter, Named, Office, Place

# what stands on a list: candidates and what was dropped do not
LISTED = [state for state in State if state not in (State.FOUND, State.DROPPED)]
# what tells of indicators is not drafted while none has a figure
TELLING = (Kind.MONTH, Kind.QUARTER, Kind.YEAR, Kind.MINUTES)
FREED = ("land", "energy", "carbon")
_MARKS = re.compile(r"(?<=\d),(?=\d{3})")  # thousands' marks of the screen; a paper has none, in no figure


def months(county: Region) -> list[date]:
    """Return the months that a bulletin of a county may be about, the newest first: the closed ones and the open one.

    A county without a plan has the present month, for papers that tell of no indicators.
    """
    return sorted({*closed_months(county), _open(county)}, reverse=True)


def closed_months(county: Region) -> set[date]:
    """Return the months of which there is a snapshot."""
    return {date(year, month, 1) for year, month in _closed(county).values_list("year", "month")}


def _closed(county: Region) -> Any:
    return Snapshot.objects.filter(plan__region=county, plan__is_current=True).order_by("-year", "-month", "-version")


def _open(county: Region) -> date:
    plan = current_plan(county)
    at = board_month(plan) if plan is not None else None
    return date(at.year, at.month, 1) if at is not None and at.year else timezone.localdate().replace(day=1)


def taken(county: Region, kind: str, month: date) -> Facts:
    """Return the facts of a county for a bulletin of a kind about the time until the end of a month.

    Raises:
        InputFault: there are no figures of that month.
    """
    facts = _facts(county, kind, month) if month in months(county) else None
    if facts is None or (kind in TELLING and all(line.as_of is None for line in facts.lines)):
        raise InputFault(
            _("%(c)s没有%(m)s的指标数据") % {"c": county.name, "m": f"{month:%Y-%m}"},
            remedy=_("请选择已有数据的月份，或先完成报数"),
        )
    return facts


def example(county: Region, kind: str) -> Facts:
    """Return the facts of a county as they stand, whether or not they are enough for a bulletin: to try a template."""
    return _facts(county, kind, months(county)[0])


def _facts(county: Region, kind: str, month: date) -> Facts:
    """Take the figures of the newest snapshot of a month (of the open month as it stands), cases and orders of now."""
    snapshot, known = _closed(county).filter(year=month.year, month=month.month).first(), timezone.localtime()
    found = figures(snapshot) if snapshot is not None else drafted(county, Month(month.year, month.month))
    words = _("%(m)s快照第%(v)d版") if snapshot is not None else _("%(m)s未结账，取数时间 %(t)s")
    told = {"m": f"{month:%Y-%m}", "v": snapshot.version if snapshot is not None else 0, "t": f"{known:%Y-%m-%d %H:%M}"}
    open_ones = Order.objects.filter(county=county, retired_on=None, state__in=OPEN)
    orders = list(open_ones.select_related("lead__region"))
    plan = current_plan(county)
    return Facts(
        kind=Kind(kind),
        county=county.name,
        plan=plan.title if plan is not None else "",
        year=month.year,
        month=month.month,
        last=last_of(month),
        known=known.date(),
        snapshot=words % told,
        sample=Case.objects.filter(county=county, sample=True).exists() or any(one.sample for one in orders),
        lines=tuple(_line(one, snapshot) for one in found),
        places=tuple(_places(county)),
        offices=tuple(_offices(county, found)),
        matters=tuple(_matters(orders)),
        open_matters=len(orders),
        named=tuple(_named(county)),
    )


def _line(one: Figure, snapshot: Snapshot | None) -> Line:
    """One indicator exactly as the month's report has it."""
    return Line(
        key=str(one.item_id),
        title=one.item.title,
        unit="" if one.measure_unit == "1" else one.measure_unit,
        caliber=str(one.get_caliber_display()),
        scope=one.scope,
        goal=_MARKS.sub("", one.target_words),
        goal_year=str(one.target_year) if one.target_year else _("每年") if one.target_words else "",
        current=one.current,
        actual=one.value,
        progress=one.progress,
        pace=one.pace,
        lamp=one.lamp,
        met=one.met,
        yoy=None if one.yoy is None else one.yoy / 100,
        in_points=one.in_points,
        needed=one.needed_monthly,
        lead=one.lead,
        source=str(one.get_source_display()),
        version=str(snapshot.version) if snapshot is not None else "",
        as_of=one.as_of,
        note=one.note,
    )


def _offices(county: Region, found: Sequence[Figure]) -> list[Office]:
    """The departments by what they lead: each indicator counts for the first department among its leads."""
    units = Unit.objects.filter(region=county, kind=UnitKind.DEPARTMENT)
    names, lamps = set(units.values_list("name", flat=True)), defaultdict[str, list[str]](list)
    for one in found:
        lead = next((name for name in one.lead.split("、") if name in names), None)
        if lead is not None and one.lamp not in NO_LAMP:
            lamps[lead].append(one.lamp)
    return [
        Office(name=name, judged=len(lit), on_pace=sum(lamp in ON_PACE for lamp in lit), red=lit.count("red"))
        for name, lit in sorted(lamps.items())
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
            grade=str(one.get_grade_display()), town=one.lead.region.name if one.lead.kind == UnitKind.TOWN else "",
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
