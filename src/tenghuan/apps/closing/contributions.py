"""What pulls an indicator up and down: its towns, industries and enterprises; the parts add up to the change exactly.

By the rows of the register that feeds it, and, where towns report their shares of it, by what they reported. Amounts
by difference, ratios by the decomposition of ``pace.contribution``. Registers are read as they are now, and the page
says so: where a row came in late, the change here is not that of an older snapshot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from tenghuan.apps.closing.measuring import ALIKE, Feed, feed_of, rows_of
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.monitoring.queries.standing import Known, end_of, known_about
from tenghuan.apps.organization.models import Region
from tenghuan.apps.plans.models import Indicator
from tenghuan.apps.plans.queries import items_of
from tenghuan.errors import InputFault
from tenghuan.pace import Month
from tenghuan.pace.comparing import to_date
from tenghuan.pace.contribution import Part, of_ratio, of_sum
from tenghuan.plan.measures import factor, kinship
from tenghuan.reference import division

LIMIT = 30  # lines of a table; what is left is one line, so that the table still adds up
Pair = tuple[Decimal, Decimal]
Days = tuple[date, date]


@dataclass(frozen=True)
class Line:
    """One part: its own amounts, and what it added to the change of the whole, in the unit of the split."""

    name: str
    before: Decimal | None
    after: Decimal | None
    by_numerator: Decimal
    by_denominator: Decimal
    total: Decimal


@dataclass(frozen=True)
class Split:
    """A change taken apart by one dimension. ``method``: how; ``parts`` add up to ``change`` exactly, shown or not."""

    key: str
    title: str
    method: str
    unit: str
    change: Decimal
    lines: list[Line]
    ratio: bool = False
    parts: tuple[Part[Any], ...] = ()


def splits(item: Indicator, at: Month) -> list[Split]:
    """Return the change of the year to date against the year before, by every dimension that is known of it."""
    found = [_by_shares(item, at)]
    feed = feed_of(item)
    if feed is not None and (feed.measure.when or feed.of_year):
        found += [_by_rows(item, feed, at, key) for key in _lookups(feed)]
    return [one for one in found if one is not None]


def _by_shares(item: Indicator, at: Month) -> Split | None:
    """By what the towns reported; None where one of the two years lacks a town."""
    shares = items_of([item.plan], within=item.pk)
    if not shares:
        return None
    known = known_about(shares, at=at)
    after = {share.pk: _reported(known, share, at) for share in shares}
    before = {share.pk: _reported(known, share, Month(at.year - 1, at.month)) for share in shares}
    if None in (*after.values(), *before.values()):
        return None
    names = {
        share.pk: "、".join(part.unit.name for part in share.responsibilities.all() if part.role == "lead")
        for share in shares
    }
    parts = of_sum(_certain(before), _certain(after))
    return _split("shares", _("各镇街上报"), parts, item.unit, names, Fraction(1))


def _reported(known: Known, share: Any, at: Month) -> Decimal | None:
    return to_date(known.subject(share), known.of(share).values, at)


def _certain(found: Mapping[int, Decimal | None]) -> dict[int, Decimal]:
    return {key: value for key, value in found.items() if value is not None}


def _lookups(feed: Feed) -> dict[str, str]:
    """Dimension → lookup of the register's records."""
    place = feed.measure.enterprise
    if not place:
        return {"town": feed.town} if feed.town else {}
    return {"town": feed.town, "industry": f"{place}__industry", "enterprise": place}


def _by_rows(item: Indicator, feed: Feed, at: Month, key: str) -> Split | None:
    now, then = (_days(month) for month in (at, Month(at.year - 1, at.month)))
    lookup = _lookups(feed)[key]
    after, before = (_amounts(item, feed, lookup, key, days) for days in (now, then))
    measure = feed.measure
    title = {"town": _("各镇街"), "industry": _("各行业"), "enterprise": _("各企业")}[key]
    scale, unit = _scale(measure.unit, item.unit)
    names = _names(key, {*after, *before})
    if not measure.is_ratio:
        parts = of_sum({k: pair[0] for k, pair in before.items()}, {k: pair[0] for k, pair in after.items()})
        whole = [measure.sums(rows_of(feed, item, *days))[0] for days in (then, now)]
        return _split(key, title, _once(parts, whole), unit, names, scale)
    try:
        ratios = of_ratio(before, after, measure.times)
    except InputFault:  # one of the two years has no facts
        return None
    return _split(key, title, ratios, unit, names, scale, ratio=measure.times)


def _days(at: Month) -> Days:
    return date(at.year, 1, 1), end_of(at)


def _amounts(item: Indicator, feed: Feed, lookup: str, key: str, days: Days) -> dict[Any, Pair]:
    found: dict[Any, Pair] = {}
    for value, (upper, lower) in feed.measure.parts(lookup, rows_of(feed, item, *days)).items():
        place = str(value or "")[:2] if key == "industry" else value
        old = found.get(place, (Decimal(0), Decimal(0)))
        found[place] = old[0] + upper, old[1] + lower
    return found


def _once(parts: list[Part[Any]], whole: list[Decimal]) -> list[Part[Any]]:
    """Add what the whole counts once and its parts twice (an enterprise with cases in two towns)."""
    zero = Decimal(0)
    over = [total - sum((pair[0] for pair in pairs), zero) for total, pairs in zip(whole, _ends(parts), strict=True)]
    if not any(over):
        return parts
    return [*parts, Part("twice", Fraction(over[1]) - Fraction(over[0]), Fraction(0), (over[0], zero), (over[1], zero))]


def _ends(parts: list[Part[Any]]) -> tuple[list[Pair], list[Pair]]:
    return [part.before for part in parts], [part.after for part in parts]


def _scale(source: str, target: str) -> tuple[Fraction, str]:
    """By what an amount of the register is multiplied to be in the indicator's unit; else it keeps its own."""
    try:
        return factor(source, target), target
    except InputFault:
        return Fraction(1), target if kinship(source, target) >= ALIKE else source


def _names(key: str, keys: set[Any]) -> dict[Any, str]:
    if key == "industry":
        told = {code: division(code) if code else None for code in keys}
        return {code: f"{code} {entry.name}" if entry else str(code or _("行业不明")) for code, entry in told.items()}
    model: Any = Region if key == "town" else Enterprise
    rows = model.objects.in_bulk([one for one in keys if one is not None])
    return {one: rows[one].name if one in rows else _("镇街不明") for one in keys}


def _split(
    key: str,
    title: str,
    parts: list[Part[Any]],
    unit: str,
    names: Mapping[Any, str],
    scale: Fraction,
    *,
    ratio: int = 0,
) -> Split:
    shown = sorted(parts, key=lambda part: -abs(part.total))
    lines = [
        _line(names.get(part.key, _("重复计数（只计一次）")), [part], scale, ratio=ratio) for part in shown[:LIMIT]
    ]
    lines.sort(key=lambda line: -line.total)
    if rest := shown[LIMIT:]:
        lines.append(_line(_("其余 %(n)d 个") % {"n": len(rest)}, rest, scale, ratio=ratio))
    method = (
        _("分子、分母两因素的夏普利（Shapley）分解，各部分之和等于总变动")
        if ratio
        else _("按数量之差，各部分之和等于总变动")
    )
    change = _decimal(sum((part.total for part in parts), Fraction(0)) * scale)
    return Split(key, title, method, unit, change, lines, bool(ratio), tuple(parts))


def _line(name: str, parts: list[Part[Any]], scale: Fraction, *, ratio: int) -> Line:
    def summed(amounts: list[Fraction]) -> Decimal:
        return _decimal(sum(amounts, Fraction(0)) * scale)

    return Line(
        name,
        _own([part.before for part in parts], scale, ratio=ratio),
        _own([part.after for part in parts], scale, ratio=ratio),
        summed([part.by_numerator for part in parts]),
        summed([part.by_denominator for part in parts]),
        summed([part.total for part in parts]),
    )


def _own(pairs: list[Pair], scale: Fraction, *, ratio: int) -> Decimal | None:
    """What the part itself had: its amount, or its own ratio (``ratio``: what ratios are multiplied by, else 0)."""
    upper = sum((Fraction(pair[0]) for pair in pairs), Fraction(0))
    if not ratio:
        return _decimal(upper * scale)
    lower = sum((Fraction(pair[1]) for pair in pairs), Fraction(0))
    return _decimal(upper / lower * ratio * scale) if lower else None


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
