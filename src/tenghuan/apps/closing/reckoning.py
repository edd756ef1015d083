"""The figures of a month, worked out: the one function behind page, workbook, API and snapshot.

Value, target, progress, pace and lamp are what the board shows (``monitoring.sources.told``); what is added here is how
the month compares with others, where the year is heading, and what the registers count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tenghuan.apps.closing import measuring
from tenghuan.apps.closing.models import Figure, Source
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.monitoring.measure import by_percent, unit_of
from tenghuan.apps.monitoring.queries.standing import Known, end_of, known_about, stands
from tenghuan.apps.monitoring.sources import told
from tenghuan.apps.organization.models import Unit
from tenghuan.apps.plans import tables, wording
from tenghuan.apps.plans.models import Indicator, Item, ItemKind, Plan
from tenghuan.apps.plans.queries import Row, items_of
from tenghuan.pace import Assessment, Month, Subject
from tenghuan.pace.amounts import as_shares
from tenghuan.pace.comparing import band, in_points, month_on_month, needed_monthly, this_period, year_on_year

PLACES = Decimal("0.000001")


@dataclass(frozen=True)
class Window:
    """How far the band of the forecast looks back, and over how many months at least."""

    look_back: int
    months: int

    @classmethod
    def of(cls, plan: Plan, at: Month) -> Window:
        """Return the county's parameters at the end of a month."""
        day = end_of(at)
        look_back = parameter(plan.region, "closing_look_back_months", day).days
        return cls(look_back, parameter(plan.region, "closing_window_months", day).days)


def reckoned(plan: Plan, at: Month, only: int | None = None, *, towns: bool = True) -> list[Figure]:
    """Return how every indicator of a plan stood at the end of ``at``, the towns' shares after their whole; unsaved.

    ``only`` asks for one indicator; without ``towns`` the county's own figures only. Queries: ten, and at most six for
    each indicator that a register feeds, whatever the number of months and towns.
    """
    items = items_of([plan], ItemKind.INDICATOR, only=only, shares=towns and only is None)
    known, window = known_about(items, at=at), Window.of(plan, at)
    places = {item.pk: place for place, item in enumerate(_in_order(items), start=1)}
    found = [_figure(item, at, known, window) for item in _in_order(items)]
    for figure in found:
        figure.order = places[figure.item_id]
    return found


def _in_order(items: list[Item]) -> list[Item]:
    """The county's own indicators as the board has them, each followed by the shares of its towns."""
    shares: dict[int, list[Item]] = {}
    for item in items:
        if item.whole_id is not None:
            shares.setdefault(item.whole_id, []).append(item)
    wholes = [item for item in items if item.whole_id is None]
    return [one for item in wholes for one in (item, *shares.get(item.pk, ()))] or items


def _figure(item: Item, at: Month, known: Known, window: Window) -> Figure:
    indicator, found = item.indicator, stands(item, known)
    standing = told(item, found, known)
    row = Row(item, standing, standing.year or at.year)
    goal = tables.goal(row)
    figure = Figure(
        item=indicator,
        county_id=item.plan.region_id,
        unit=_town(row),
        measure_unit=unit_of(item),
        caliber=standing.target.caliber.value if standing.target else indicator.caliber,
        scope=wording.scope(indicator)[:120],
        target=_kept(standing.target.value if standing.target else None),
        target_words=str(goal["goal"])[:80],
        target_year=row.goal.year if row.goal else None,
        value=_kept(standing.actual),
        progress=_kept(standing.progress),
        parts=wording.parts(standing.parts)[:80],
        pace=_kept(standing.pace),
        met=standing.met,
        lamp=standing.lamp,
        note=str(standing.note)[:120],
        forecast=_kept(standing.forecast),
        lead="、".join(unit.name for unit in row.lead)[:80],
        as_of=standing.as_of,
    )
    if figure.progress is not None and figure.pace is not None:
        figure.gap = figure.progress - figure.pace
    figure.reported = _kept(_reported(item, known, at))
    if not by_percent(item):
        _compare(figure, known.subject(item), found, at, known, window)
        if item.whole_id is None:
            _count(figure, indicator, known.subject(item), at)
    if item.whole_id is not None and figure.target is None and figure.value is None:
        # a share without a target of its own is judged by nothing, yet it is the town's number
        figure.value, figure.as_of = figure.reported, end_of(at) if figure.reported is not None else None
    figure.source = _source(figure, at in known.of(item).settled)
    return figure


def _reported(item: Item, known: Known, at: Month) -> Decimal | None:
    """The number as reported: of a share that was told in two parts, their quotient."""
    value, whole = known.of(item).reported(at)
    if value is None or whole is None or by_percent(item):
        return value
    return as_shares(replace(known.subject(item), wholes={at: whole}), {at: value}).get(at)


def _town(row: Row) -> Unit | None:
    return row.lead[0] if row.item.whole_id is not None and row.lead else None


def _compare(figure: Figure, subject: Subject, found: Assessment, at: Month, known: Known, window: Window) -> None:
    """Fill in how the month compares with others, and what the year still needs and may bring."""
    readings = known.of(figure.item).values
    figure.in_points = in_points(subject)
    figure.current = _kept(this_period(subject, readings, at))
    yoy, mom = year_on_year(subject, readings, at), month_on_month(subject, readings, at)
    figure.yoy, figure.mom = _kept(yoy.value if yoy else None), _kept(mom.value if mom else None)
    if found.target is None or found.progress is None:
        return
    figure.needed_monthly = _kept(needed_monthly(found.target, found.progress, found.at))
    if found.forecast is not None:
        limits: Any = {"look_back": window.look_back, "window": window.months}
        edges = band(subject, found.target, readings, found.progress, found.forecast, found.at, **limits)
        if edges is not None:
            figure.forecast_low, figure.forecast_high = _kept(edges[0]), _kept(edges[1])


def _count(figure: Figure, indicator: Indicator, subject: Subject, at: Month) -> None:
    """Fill in what the registers count."""
    if (told_by := measuring.counted(indicator, subject, at)) is None:
        return
    figure.computed = _kept(told_by.value)
    figure.counted, figure.registered = told_by.counted, told_by.registered
    figure.limits = told_by.limits[:120]


def _source(figure: Figure, settled: bool) -> Source:
    if settled:
        return Source.SETTLED
    if figure.reported is not None:
        return Source.REPORTED
    return Source.MEASURED if figure.computed is not None else Source.NONE


def _kept(value: Decimal | None) -> Decimal | None:
    """As many decimals as a snapshot keeps: what is shown before and after a close is the same number."""
    return None if value is None else value.quantize(PLACES, ROUND_HALF_UP)
