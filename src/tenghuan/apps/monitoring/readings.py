"""Numbers reported month by month, read in one query for many items; approved ones, or all that were reported."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from tenghuan.apps.monitoring.models import Report, ReportingMode
from tenghuan.apps.monitoring.shares import summed
from tenghuan.apps.monitoring.states import REPORTED, VALID, Phase, State
from tenghuan.apps.plans.models import Item, ItemKind
from tenghuan.pace import Mode, Month

Series = dict[int, dict[Month, Decimal]]


def reported(item_ids: Iterable[int]) -> Series:
    """Item → month → number handed in, approved or waiting."""
    return {item: found.values for item, found in in_full(item_ids, REPORTED).items()}


@dataclass
class Numbers:
    """An item's numbers by month, with the mode of reporting.

    ``wholes``: the totals of months told in two parts; ``zero``, ``blocked``: zero reports, blocked tasks;
    ``settled``: months whose number was settled otherwise than reported → number and total as reported, None for none.
    """

    values: dict[Month, Decimal] = field(default_factory=dict)
    wholes: dict[Month, Decimal] = field(default_factory=dict)
    zero: set[Month] = field(default_factory=set)
    blocked: set[Month] = field(default_factory=set)
    mode: Mode = Mode.TO_DATE
    settled: dict[Month, tuple[Decimal | None, Decimal | None]] = field(default_factory=dict)

    def reported(self, month: Month) -> tuple[Decimal | None, Decimal | None]:
        """What was reported for a month, number and total, whatever was settled."""
        return self.settled[month] if month in self.settled else (self.values.get(month), self.wholes.get(month))


# item ids → item → month → the number that an app above has settled in place of the reported one
settlements: list[Callable[[Collection[int]], Mapping[int, Mapping[Month, Decimal]]]] = []


def in_full(item_ids: Iterable[int], states: frozenset[State] = VALID) -> dict[int, Numbers]:
    """Item → its numbers in the given states, in two queries; of one that towns share in, the sums of its shares.

    Approved numbers give way to what was settled for a month (one more query).
    """
    ids = list(item_ids)
    shares = _shares(ids)
    found = _with_sums(ids, shares, states)
    if states == VALID:
        for source in settlements:
            _settle(found, source(ids))
    return found


def _with_sums(ids: list[int], shares: Mapping[int, list[int]], states: frozenset[State]) -> dict[int, Numbers]:
    found = _own([*ids, *(share for group in shares.values() for share in group)], states)
    for whole, group in shares.items():
        found[whole] = _added(found.get(whole), [found.get(share, Numbers()) for share in group])
    return found


def _settle(found: dict[int, Numbers], settled: Mapping[int, Mapping[Month, Decimal]]) -> None:
    for item, months in settled.items():
        numbers = found.setdefault(item, Numbers())
        for month, value in months.items():
            # what was settled is the share itself, not its part
            numbers.settled[month] = numbers.values.get(month), numbers.wholes.pop(month, None)
            numbers.values[month] = value


def _shares(ids: list[int]) -> dict[int, list[int]]:
    rows = Item.objects.filter(whole__in=ids, retired=False, kind=ItemKind.INDICATOR)
    groups: dict[int, list[int]] = {}
    for whole, share, caliber in rows.values_list("whole_id", "pk", "indicator__caliber"):
        if summed(caliber):
            groups.setdefault(whole, []).append(share)
    return groups


def _added(own: Numbers | None, shares: list[Numbers]) -> Numbers:
    """The months that every share has a number of, added up; a town that is missing leaves a gap, not a smaller sum.

    Months before the item was shared keep the number that was filed for the whole.
    """
    months = set.intersection(*(set(share.values) for share in shares))
    sums = {month: sum((share.values[month] for share in shares), Decimal(0)) for month in months}
    base = own or Numbers()
    return Numbers({**base.values, **sums}, base.wholes, base.zero, base.blocked, base.mode)


def _of_items(item_ids: Iterable[int], states: frozenset[State]) -> QuerySet[Report]:
    return Report.objects.filter(item__in=list(item_ids), state__in=[str(s) for s in states], value__isnull=False)


def _own(item_ids: Iterable[int], states: frozenset[State]) -> dict[int, Numbers]:
    rows = _of_items(item_ids, states)
    columns = (
        "item_id",
        "period__year",
        "period__month",
        "value",
        "whole",
        "is_zero",
        "phase",
        "item__indicator__reporting_mode__mode",
    )
    found: dict[int, Numbers] = {}
    for item, year, month, value, whole, zero, phase, mode in rows.values_list(*columns):
        numbers = found.setdefault(item, Numbers())
        numbers.values[Month(year, month)] = value
        if whole is not None:
            numbers.wholes[Month(year, month)] = whole
        numbers.mode = Mode(mode) if mode else Mode.TO_DATE
        if zero:
            numbers.zero.add(Month(year, month))
        if phase == Phase.BLOCKED:
            numbers.blocked.add(Month(year, month))
    return found


def lasts(item_ids: Iterable[int], month: Month) -> dict[int, tuple[Month, Decimal]]:
    """Item → the last number before a month that was handed in, in two queries: what :func:`last_before` says of all.

    Of an item that towns share in, the sums have to be known to tell the last (one more query).
    """
    ids = list(item_ids)
    shares = _shares(ids)
    before = Q(period__year__lt=month.year) | Q(period__year=month.year, period__month__lt=month.month)
    latest_first = (F("period__year").desc(), F("period__month").desc())
    rows = _of_items([pk for pk in ids if pk not in shares], REPORTED).filter(before)
    rows = rows.annotate(nth=Window(RowNumber(), partition_by="item_id", order_by=latest_first)).filter(nth=1)
    columns = ("item_id", "period__year", "period__month", "value")
    found = {item: (Month(y, m), value) for item, y, m, value in rows.values_list(*columns)}
    sums = _with_sums(list(shares), shares, REPORTED) if shares else {}
    for item in shares:
        if last := last_before(sums[item].values, month):
            found[item] = last
    return found


def last_before(series: dict[Month, Decimal] | None, month: Month) -> tuple[Month, Decimal] | None:
    """The last number before a month, None if there is none."""
    before = max((m for m in series or () if m < month), default=None)
    return None if before is None or series is None else (before, series[before])


def modes(item_ids: Iterable[int]) -> dict[int, str]:
    """Indicators that are reported month by month; all others cumulate."""
    return dict(ReportingMode.objects.filter(indicator__in=list(item_ids)).values_list("indicator_id", "mode"))


def mode_of(found: dict[int, str], item_id: int) -> Mode:
    """The mode of one indicator."""
    return Mode(found.get(item_id, Mode.TO_DATE.value))


def with_data(item_ids: Iterable[int]) -> set[int]:
    """The items that any number was entered for, or for a share of them: caliber, unit and mode stay as they are."""
    ids = set(item_ids)
    rows = Report.objects.filter(Q(item__in=ids) | Q(item__whole__in=ids), value__isnull=False)
    return ids & {pk for found in rows.values_list("item_id", "item__whole_id").distinct() for pk in found}
