"""What enterprises used, out of the rows that were counted: by month, by year, as carbon accounts and verdicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, QuerySet, Subquery, Sum

from tenghuan.apps.energy.models import Consumption, Period
from tenghuan.energy.carbon import Account, account
from tenghuan.energy.factors import carriers

NOTHING = Decimal(0)


def current(account_: Any = None) -> QuerySet[Consumption]:
    """Return the rows of each month's present version, in an account's scope (None: all)."""
    rows = Consumption.objects.all() if account_ is None else Consumption.objects.visible_to(account_)
    return rows.filter(version=F("period__version"), period__retired_on=None)


def used_by(period: Period) -> dict[int, Decimal]:
    """Return enterprise → what it used in a month (tce, equal value)."""
    rows = current().filter(period=period).order_by().values_list("enterprise")
    return dict(rows.annotate(used=Sum("equal_value")).values_list("enterprise", "used"))


@dataclass(frozen=True)
class Month:
    """A month of an enterprise: amounts by carrier, both bases (tce), carbon (t, None where a factor is missing)."""

    number: int
    published: bool
    amounts: Mapping[str, Decimal]
    calorific: Decimal
    equal_value: Decimal
    carbon: Account


def months(enterprise: Any, year: int, account_: Any = None) -> list[Month]:
    """Return the months of a year that were counted, in order: one query."""
    rows = current(account_).filter(enterprise=enterprise, period__year=year).select_related("period")
    return _by_month(rows.order_by("period__month", "pk"))


def last_months(enterprise: Any, account_: Any, today: date) -> tuple[int, list[Month]]:
    """Return the last year that is known of an enterprise (this one if none is) and its months: one query."""
    rows = current(account_).filter(enterprise=enterprise)
    year = rows.order_by("-period__year").values("period__year")[:1]
    found = list(rows.filter(period__year=Subquery(year)).select_related("period").order_by("period__month", "pk"))
    return (found[0].period.year if found else today.year), _by_month(found)


def _by_month(rows: Iterable[Consumption]) -> list[Month]:
    by_month: dict[int, list[Consumption]] = defaultdict(list)
    for row in rows:
        by_month[row.period.month].append(row)
    return [_month(number, found) for number, found in sorted(by_month.items())]


def _month(number: int, rows: list[Consumption]) -> Month:
    return Month(
        number,
        rows[0].period.state == Period.State.PUBLISHED,
        {row.carrier: row.amount for row in rows},
        sum((row.calorific or NOTHING for row in rows), NOTHING),
        sum((row.equal_value or NOTHING for row in rows), NOTHING),
        account({row.carrier: row.carbon for row in rows}),
    )


@dataclass
class Sums:
    """A year of an enterprise out of published months: by carrier, both bases (tce), and how many months are known."""

    months: int = 0
    amounts: dict[str, Decimal] = field(default_factory=dict)
    calorific: Decimal = NOTHING
    equal_value: Decimal = NOTHING
    carbon: dict[str, Decimal | None] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether all twelve months are published."""
        return self.months == 12

    @property
    def account(self) -> Account:
        """The carbon account of the months that are known."""
        return account(self.carbon)


def yearly(county: Any, year: int, account_: Any = None, enterprises: Any = None) -> dict[int, Sums]:
    """Return enterprise → its year out of published months: two queries, whatever the number.

    Args:
        enterprises: a query of those that are asked for, None for all.
    """
    rows = current(account_).filter(period__county=county, period__year=year, period__state=Period.State.PUBLISHED)
    if enterprises is not None:
        rows = rows.filter(enterprise__in=enterprises)
    found: dict[int, Sums] = defaultdict(Sums)
    for enterprise, number in rows.order_by().values_list("enterprise").annotate(n=Count("period", distinct=True)):
        found[enterprise].months = number
    summed = rows.order_by().values("enterprise", "carrier").annotate(
        used=Sum("amount"), coal=Sum("calorific"), equal=Sum("equal_value"), given=Sum("carbon"), known=Count("carbon"),
        rows=Count("pk"),
    )  # fmt: skip
    order = {key: at for at, key in enumerate(carriers())}
    for row in sorted(summed, key=lambda one: order[one["carrier"]]):
        one = found[row["enterprise"]]
        one.amounts[row["carrier"]] = row["used"]
        one.calorific += row["coal"] or NOTHING
        one.equal_value += row["equal"] or NOTHING
        one.carbon[row["carrier"]] = row["given"] if row["known"] == row["rows"] else None
    return dict(found)


def years_of(rows: QuerySet[Consumption], today: date) -> list[int]:
    """Return the years that rows are of, newest first; this one if there are none."""
    found = rows.order_by().values_list("period__year", flat=True).distinct()
    return sorted(found, reverse=True) or [today.year]
