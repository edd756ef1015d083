"""All indicators of a plan at the end of the year that is judged: as things go, and with the moves of a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tenghuan.apps.monitoring.measure import by_percent, indicator_of
from tenghuan.apps.monitoring.queries.standing import Known, known_about, stands
from tenghuan.apps.plans.models import Indicator, ItemKind, Plan
from tenghuan.apps.plans.queries import items_of
from tenghuan.apps.sandtable.known import Sum, table
from tenghuan.apps.sandtable.question import times_of
from tenghuan.errors import InputFault
from tenghuan.pace import Assessment, LampState, Mode, Month, assess
from tenghuan.pace.breakdown import YEARLY
from tenghuan.pace.subject import RATES
from tenghuan.plan.calibers import CALIBER_NAMES
from tenghuan.plan.measures import convert

Sums = Mapping[str, Fraction]


@dataclass(frozen=True)
class Course:
    """The county's sums of the registers: the facts of ``year`` as they are, grown as assumed, and with the moves."""

    known: Sums
    grown: Sums
    after: Sums
    year: int

    def start(self, told: Month | None) -> Sums:
        """The sums that an indicator's number goes by: a number of a later year has its growth in it already."""
        return self.known if told is None or told.year <= self.year else self.grown


@dataclass(frozen=True)
class Line:
    """One indicator: now, at the end as things go, at the end with the moves; lamps; how the last came about."""

    item: int
    title: str
    unit: str
    year: int
    target: str
    caliber: str
    now: str
    lamp: str
    ahead: str
    ahead_lamp: str
    played: str
    played_lamp: str
    shift: str
    how: str


def lines(plan: Plan, course: Course, day: date) -> list[dict[str, Any]]:
    """Return every indicator of a plan that a number measures, in the plan's order; four queries.

    Args:
        course: what growth and moves do to the registers' sums.
        day: today.
    """
    items = [item for item in items_of([plan], ItemKind.INDICATOR) if not by_percent(item)]
    known = known_about(items, day)
    return [asdict(_line(indicator_of(item), item, known, course)) for item in items]


def _line(indicator: Indicator, item: Any, known: Known, course: Course) -> Line:
    found = stands(item, known)
    target = found.target
    now, ahead = found.actual, _ahead(item, known, found)
    # a forecast goes to the end of the year by itself: assumed growth on top of it would count twice
    before = course.grown if found.forecast is not None else course.start(max(known.of(item).values, default=None))
    shift, how = _shift(indicator, before, course.after)
    base = ahead
    if base is None and (given := _register_value(indicator, before)) is not None:
        base, how = given, how or "registers"
    played = None if base is None else base + (shift or Decimal(0))
    return Line(
        item.pk,
        indicator.title,
        indicator.unit,
        (target.year if target and target.year else known.now[item.plan_id].year),
        _text(target.value if target else None),
        CALIBER_NAMES[target.caliber] if target else "",
        _text(now),
        found.lamp.value,
        _text(ahead),
        _lamp(item, known, found, ahead),
        _text(played),
        _lamp(item, known, found, played),
        _text(shift),
        how,
    )


def _text(value: Decimal | None) -> str:
    if value is None:
        return ""
    text = f"{round(value, 4):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# -- what moves change ---------------------------------------------------------------------------------------------
def _shift(indicator: Indicator, before: Sums, after: Sums) -> tuple[Decimal | None, str]:
    """By how much growth and moves change the indicator, in its unit, and how that is known; (None, "") if not."""
    key = indicator.catalogue_key
    if (ratio := table().ratio(key)) is not None:
        here, there = ratio.of(before), ratio.of(after)
        if here is None or there is None:
            return None, ""
        return _decimal((there - here) * times_of(ratio, indicator.unit)), "ratio"
    told = next((one for one in table().sums if one.key == key), None)
    if told is None or not after.get(told.measure):
        return None, ""
    amount = _converted(after[told.measure] - before.get(told.measure, Fraction(0)), told, indicator.unit)
    return amount, "sum" if amount is not None else ""


def _converted(amount: Fraction, told: Sum, unit: str) -> Decimal | None:
    try:
        return round(Decimal(str(convert(float(amount), told.unit, unit))), 6)
    except InputFault:
        return None


def _register_value(indicator: Indicator, before: Sums) -> Decimal | None:
    ratio = table().ratio(indicator.catalogue_key)
    value = ratio.of(before) if ratio is not None else None
    if ratio is None or value is None:
        return None
    return _decimal(value * times_of(ratio, indicator.unit))


def _decimal(value: Fraction) -> Decimal:
    return round(Decimal(value.numerator) / Decimal(value.denominator), 6)


# -- the end of the year -------------------------------------------------------------------------------------------
def _ahead(item: Any, known: Known, found: Assessment) -> Decimal | None:
    """The value at the end as things go: the forecast, else the last one known; an amount of last year is none.

    Of a rate the last year's stays, compounded as the target asks.
    """
    if found.forecast is not None:
        return found.forecast
    if known.subject(item).caliber in RATES:
        done = _at_the_same_rate(item, known, found)
        return done.actual if done is not None else None
    if found.progress is None and found.target is not None and found.target.caliber in YEARLY:
        return None
    return found.actual


def _at_the_same_rate(item: Any, known: Known, found: Assessment) -> Assessment | None:
    readings = known.of(item).values
    if found.target is None or not readings:
        return None
    end = _end(item, known, found)
    told = {**readings, end: readings[max(readings)]}
    return assess(known.subject(item), told, end, known.parameters.pace(item.plan_id))


def _end(item: Any, known: Known, found: Assessment) -> Month:
    year = found.target.year if found.target is not None else None
    return Month(year or known.now[item.plan_id].year, 12)


def _lamp(item: Any, known: Known, found: Assessment, value: Decimal | None) -> str:
    """The lamp that the value would show in December of the target's year, in the target's own caliber."""
    target = found.target
    if target is None or value is None:
        return LampState.NO_DATA.value
    subject = known.subject(item)
    if subject.caliber in RATES:
        done = _at_the_same_rate(item, known, found)
        return done.lamp.value if done is not None else LampState.NO_DATA.value
    own = [one for one in subject.targets if one.caliber is target.caliber]
    alone = replace(subject, caliber=target.caliber, targets=tuple(own), past=(), mode=Mode.TO_DATE, wholes={})
    end = _end(item, known, found)
    return assess(alone, {end: value}, end, known.parameters.pace(item.plan_id)).lamp.value
