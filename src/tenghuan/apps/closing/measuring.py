"""What registers count for an indicator at the end of a month, in the caliber and unit that it is reported in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tenghuan.apps.access.scope import scope_of
from tenghuan.apps.kit.fields import unit_of
from tenghuan.apps.kit.measure import Measure
from tenghuan.apps.kit.register import Register
from tenghuan.apps.kit.registry import REGISTERS
from tenghuan.apps.monitoring.queries.standing import end_of
from tenghuan.apps.plans import wording
from tenghuan.apps.plans.models import Indicator
from tenghuan.errors import InputFault
from tenghuan.pace import Mode, Month, Subject
from tenghuan.pace.numbers import HUNDRED, ONE, ZERO, divide
from tenghuan.pace.subject import FROM_ZERO
from tenghuan.plan.calibers import Caliber
from tenghuan.plan.measures import converted, kinship

POPULATIONS = Path(__file__).parent / "data" / "populations.yaml"
START = date(1900, 1, 1)
CENT = Decimal("0.01")  # what a filter that includes its end leaves below a threshold
ALIKE = 0.9  # kinship of units that both count things (家, 个): the number is the same


@dataclass(frozen=True)
class Feed:
    """A register's measure that feeds an indicator; ``bound``: the indicator's own threshold, in the line's unit."""

    register: Register
    measure: Measure
    bound: Decimal | None = None

    @property
    def county(self) -> str:
        """The lookup from a record to its county."""
        return scope_of(self.register.model).region

    @property
    def town(self) -> str:
        """The lookup from a record to its town, "" for none."""
        return scope_of(self.register.model).town

    @property
    def of_year(self) -> bool:
        """Whether its records are of whole years."""
        return bool(self.measure.year)

    def address(self, since: date, until: date) -> str:
        """The list of the rows behind the number of a period."""
        if self.measure.ends:
            return self.measure.address(self.register, on=str(until))
        if self.of_year:
            years = {f"{self.measure.year}_min": str(since.year), f"{self.measure.year}_max": str(until.year)}
            return self.measure.address(self.register, **years)
        days = {f"{self.measure.when}_after": str(since), f"{self.measure.when}_before": str(until)}
        return self.measure.address(self.register, **days, **self._line())

    @property
    def whole_address(self) -> str:
        """The list of every row that counts, whatever its period."""
        return self.measure.address(self.register, **self._line())

    def _line(self) -> dict[str, str]:
        """Return the filters of the list that hold the rows to the threshold."""
        if self.bound is None or self.measure.line_of_part:
            return {}
        below = {f"{self.measure.was}_max": str(self.bound - CENT)} if self.measure.was else {}
        return {f"{self.measure.line}_min": str(self.bound), **below}


@dataclass(frozen=True)
class Counted:
    """What a register counts: ``value`` in the indicator's unit; the rows that carried it, of those that might."""

    value: Decimal | None
    counted: int
    registered: int
    limits: str


def feed_of(indicator: Indicator) -> Feed | None:
    """Return what feeds an indicator (:func:`feed_for`)."""
    told = (indicator.key, indicator.catalogue_key, indicator.title, indicator.threshold)
    return feed_for(*told, Caliber(indicator.caliber))


def feed_for(own: str, standard: str, title: str, threshold: str, caliber: Caliber) -> Feed | None:
    """Return what feeds an indicator (:meth:`Measure.nearness`), None if no register counts it.

    A threshold of the plan (10 亿元以上) is applied to the measure; one that the measure neither applies nor was made
    for is not passed over: it does not feed the indicator then.

    Args:
        own: its key in the plan.
        standard: the standard indicator that it is mapped to, "" for none.
        title: what the plan calls it.
        threshold: as the plan shows it, "" for none.
        caliber: the one that it is reported in.
    """
    found = [
        (nearness, feed)
        for one in REGISTERS.values()
        for measure in one.measures
        if (nearness := measure.nearness(own, standard, title, stock=caliber is Caliber.STOCK)) is not None
        and (feed := _bounded(Feed(one, measure), threshold, made=measure.indicator == own != standard)) is not None
    ]
    return max(found, key=lambda pair: pair[0], default=(None, None))[1]


def _bounded(feed: Feed, threshold: str, *, made: bool) -> Feed | None:
    """Return the feed held to a threshold, None where it cannot be; ``made``: it was made for the plan's indicator."""
    measure, told = feed.measure, wording.bound(threshold)
    if not measure.line or not threshold:
        return feed if made or not threshold else None
    if told is None:
        return None
    try:
        bound = converted(told[0], told[1], str(unit_of(_column(feed.register, measure.line))))
    except InputFault:
        return None
    return Feed(feed.register, measure.from_line(bound), bound)


def _column(register: Register, path: str) -> Any:
    model: Any = register.model
    *steps, last = path.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model
    return model._meta.get_field(last)


def window(feed: Feed, subject: Subject, at: Month) -> tuple[date, date]:
    """Return the days whose records count, as the indicator's caliber asks for (methodology §0.1)."""
    if subject.mode is Mode.PERIODIC:
        return date(at.year, at.month, 1), end_of(at)
    # what a year's records count with its base is the stock of that year
    stock = subject.caliber is Caliber.CUMULATIVE_WITH_BASE and not feed.of_year
    whole = subject.caliber in FROM_ZERO or stock
    if stock and feed.measure.whole and subject.base is None:
        return START, end_of(at)
    return date(subject.first_year if whole else at.year, 1, 1), end_of(at)


def rows_of(feed: Feed, indicator: Indicator, since: date, until: date) -> QuerySet[Any]:
    """Return the county's records of a period within the indicator's scope, whoever looks."""
    found = feed.register.model._default_manager.filter(**{feed.county: indicator.plan.region})
    return within(feed, indicator, feed.measure.rows(found, since, until))


def within(feed: Feed, indicator: Indicator, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the records within the indicator's scope (除钢压延外); all, where nothing says what it leaves out."""
    limit = populations().get(indicator.population)
    if limit is None or not feed.measure.enterprise:
        return rows
    place = feed.measure.enterprise
    return rows.exclude(**{f"{place}__{lookup}": value for lookup, value in limit.items()})


def counted(indicator: Indicator, subject: Subject, at: Month) -> Counted | None:
    """Return what the registers count for an indicator at the end of ``at`` (at most four queries).

    None where no register feeds it, where its records say nothing of single days or years, or where the year's records
    are not due yet.
    """
    feed = feed_of(indicator)
    if feed is None or not (feed.measure.when or feed.of_year) or (feed.of_year and not subject.due(at.month)):
        return None
    rows = rows_of(feed, indicator, *window(feed, subject, at))
    registered = rows.count()
    carried = feed.measure.counted(rows).count()
    # a register that nobody has written anything into by then says nothing, not nought
    known = carried or (feed.measure.when and rows_of(feed, indicator, START, end_of(at)).exists())
    value = _value(feed, indicator, subject, at) if known else None
    return Counted(value, carried, registered, _limits(feed, indicator))


def _limits(feed: Feed, indicator: Indicator) -> str:
    told = [str(feed.measure.scope)] if feed.measure.scope else []
    if indicator.population:
        applied = indicator.population in populations()
        told.append(indicator.population if applied else _("未套用“%(p)s”") % {"p": indicator.population})
    return "；".join(told)


def _value(feed: Feed, indicator: Indicator, subject: Subject, at: Month) -> Decimal | None:
    now = _amount(feed, indicator, *window(feed, subject, at))
    if subject.caliber in (Caliber.CUMULATIVE_DROP_RATE, Caliber.AVERAGE_GROWTH):
        before = Month(at.year - 1, at.month)
        return _rate(subject.caliber, now, _amount(feed, indicator, *window(feed, subject, before)))
    told = None if now is None else _in_unit(now, feed.measure.unit, indicator.unit)
    if feed.measure.ends or (feed.measure.whole and subject.base is None):
        return told  # what was there before is among what is counted
    if subject.caliber is Caliber.CUMULATIVE_WITH_BASE and not feed.of_year and subject.mode is Mode.TO_DATE:
        return None if told is None or subject.base is None else subject.base + told
    return told


def _amount(feed: Feed, indicator: Indicator, since: date, until: date) -> Decimal | None:
    upper, lower = feed.measure.sums(rows_of(feed, indicator, since, until))
    if not feed.measure.is_ratio:
        return upper
    found = divide(upper, lower)
    return None if found is None else found * feed.measure.times


def _rate(caliber: Caliber, now: Decimal | None, before: Decimal | None) -> Decimal | None:
    grown = None if now is None or not before else divide(now, before)
    if grown is None:
        return None
    return (ONE - grown if caliber is Caliber.CUMULATIVE_DROP_RATE else grown - ONE) * HUNDRED


def _in_unit(value: Decimal, source: str, target: str) -> Decimal | None:
    if value == ZERO or source == target:
        return value
    try:
        return converted(value, source, target)
    except InputFault:
        return value if kinship(source, target) >= ALIKE else None


@cache
def populations() -> Mapping[str, Mapping[str, Any]]:
    """Return words of a plan's scope → lookups of the enterprises that it leaves out."""
    told = yaml.safe_load(POPULATIONS.read_text(encoding="utf-8"))
    return {row["words"]: row["without"] for row in told["populations"]}
