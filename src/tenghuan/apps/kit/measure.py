"""The measure: a number counted or summed over a register, with the rows behind it under the same filter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise

from tenghuan.apps.kit.models import Kept

if TYPE_CHECKING:
    from tenghuan.apps.kit.register import Register


@dataclass(frozen=True)
class Measure:
    """A number of a register.

    Args:
        key: of a standard indicator of the catalogue, or its own ("land.revived").
        title: what it is called.
        unit: of the number.
        where: the filter: lookups that must hold.
        amount: the column that is summed; "" counts.
        when: the column whose day puts a record into a period; "" for a stock that stands now.
        distinct: the lookup by which records are counted once ("enterprise__uscc"); "" counts every one.
        scope: its limits in words (除钢压延外).
        indicator: the standard indicator of the catalogue that it feeds, "" for none.
        over: the column that ``amount`` is divided by: sum over sum, never a mean of the rows' own ratios.
        times: what a ratio is multiplied by (100 for per cent).
        year: the column that holds a record's year, where it has no day.
        enterprise: the lookup of the enterprise a record is of, by which parts and scope limits are told.
        part: in place of ``over``, the lookups of the records that are the part; the number is their share of all
            the records of ``where``, by ``amount`` or counted.
        line: the column that a plan's own threshold (10 亿元以上) bounds from below.
        was: the column that must lie below the same threshold: what was counted there before.
        line_of_part: whether the threshold bounds the part alone, not the whole of a ratio.
        ends: the column of the last day on which a record counts (empty: for good); the number is then a stock: what
            stands on the last day of the period, from the day of ``when`` on.
        words: a word that the plan's own name for the indicator must contain ("省级"), "" for whatever it is called.
        whole: the register holds what was before the plan too, so that a base that the plan leaves open is in it.
    """

    key: str
    title: Any
    unit: str = ""
    where: Mapping[str, Any] = field(default_factory=dict)
    amount: str = ""
    when: str = ""
    distinct: str = ""
    scope: str | Promise = ""
    indicator: str = ""
    over: str = ""
    times: int = 1
    year: str = ""
    enterprise: str = ""
    part: Mapping[str, Any] = field(default_factory=dict)
    line: str = ""
    was: str = ""
    line_of_part: bool = False
    ends: str = ""
    words: str = ""
    whole: bool = False

    @property
    def is_ratio(self) -> bool:
        """Whether it is one sum (or count) by another."""
        return bool(self.over or self.part)

    def from_line(self, bound: Decimal) -> Measure:
        """Return the measure of what reaches a threshold now and did not before (in the unit of ``line``)."""
        lookups = {f"{self.line}__gte": bound, **({f"{self.was}__lt": bound} if self.was else {})}
        if self.line_of_part:
            return replace(self, part={**self.part, **lookups})
        return replace(self, where={**self.where, **lookups})

    def nearness(self, own: str, standard: str, title: str, *, stock: bool) -> tuple[bool, bool, int] | None:
        """Return how near the measure is to an indicator, None where it does not feed it: the greatest serves it.

        A plan's own indicator (``own``) comes before the standard one that it is mapped to, then a stock for what is
        held at a day, then a measure made for the very words of the plan's ``title``.
        """
        if not self.indicator or self.indicator not in (own, standard) or self.words not in title:
            return None
        return self.indicator == own != standard, bool(self.ends) == stock, len(self.words)

    def rows(self, found: QuerySet[Any], since: date | None = None, until: date | None = None) -> QuerySet[Any]:
        """Return the records behind the number, out of ``found``, of a period (both days included)."""
        return found.filter(self.condition(since, until, kept=issubclass(found.model, Kept)))

    def condition(self, since: date | None = None, until: date | None = None, *, kept: bool) -> Q:
        """Return what must hold of a record behind the number; ``kept``: its register retires records."""
        condition = Q(**self.where)
        if kept:
            condition &= Q(retired_on=None)
        if self.ends:
            return condition & self._standing(until or timezone.localdate())
        if self.when and since:
            condition &= Q(**{f"{self.when}__gte": since})
        if self.when and until:
            condition &= Q(**{f"{self.when}__lte": until})
        if self.year and since:
            condition &= Q(**{f"{self.year}__gte": since.year})
        if self.year and until:
            condition &= Q(**{f"{self.year}__lte": until.year})
        return condition

    def _standing(self, day: date) -> Q:
        """Return the condition of what has begun by a day and has not ended before it."""
        begun = Q(**{f"{self.when}__lte": day})
        return begun & (Q(**{f"{self.ends}__isnull": True}) | Q(**{f"{self.ends}__gte": day}))

    def counted(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Keep, of the records behind the number, those that carry what it needs: its coverage is theirs by all."""
        if self.amount:
            rows = rows.filter(**{f"{self.amount}__isnull": False})
        return rows.filter(**{f"{self.over}__gt": 0}) if self.over else rows

    def parts(self, lookup: str, rows: QuerySet[Any]) -> dict[Any, tuple[Decimal, Decimal]]:
        """Return, for each value of ``lookup``, the sum (or count) and what it is divided by (0 where by nothing)."""
        told = self.counted(rows).order_by().values(lookup).annotate(**self._wanted())
        return {row[lookup]: _pair(row) for row in told}

    def sums(self, rows: QuerySet[Any]) -> tuple[Decimal, Decimal]:
        """Return the sum (or count) over records, and what it is divided by (0 where by nothing)."""
        return _pair(self.counted(rows).order_by().aggregate(**self._wanted()))

    def _wanted(self) -> dict[str, Any]:
        wanted = {"upper": self._number(Q(**self.part) if self.part else None)}
        if self.over:
            wanted["lower"] = Sum(self.over)
        elif self.part:
            wanted["lower"] = self._number(None)
        return wanted

    def _number(self, condition: Q | None) -> Any:
        if self.amount:
            return Sum(self.amount, filter=condition)
        return Count(self.distinct or "pk", distinct=True, filter=condition)

    def of(self, found: QuerySet[Any], since: date | None = None, until: date | None = None) -> Decimal:
        """Return the number over ``found`` in a period (of a ratio, the ratio); 0 where nothing is behind it."""
        upper, lower = self.sums(self.rows(found, since, until))
        if not self.is_ratio:
            return upper
        return upper / lower if lower else Decimal(0)

    def address(self, register: Register, **more: str) -> str:
        """Return the address of the register's list under the measure's filter."""
        return f"{reverse(f'{register.key}:list')}?{urlencode({'measure': self.key, **more})}"


def _pair(row: Mapping[str, Any]) -> tuple[Decimal, Decimal]:
    return Decimal(row["upper"] or 0), Decimal(row.get("lower") or 0)
