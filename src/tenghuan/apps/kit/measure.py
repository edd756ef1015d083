"""The measure: a number counted or summed over a register, with the rows behind it under the same filter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.functional import Promise

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
    """

    key: str
    title: Any
    unit: str = ""
    where: Mapping[str, Any] = field(default_factory=dict)
    amount: str = ""
    when: str = ""
    distinct: str = ""
    scope: str | Promise = ""

    def rows(self, found: QuerySet[Any], since: date | None = None, until: date | None = None) -> QuerySet[Any]:
        """Return the records behind the number, out of ``found``, of a period (both days included)."""
        condition = Q(retired_on=None, **self.where)
        if self.when and since:
            condition &= Q(**{f"{self.when}__gte": since})
        if self.when and until:
            condition &= Q(**{f"{self.when}__lte": until})
        return found.filter(condition)

    def of(self, found: QuerySet[Any], since: date | None = None, until: date | None = None) -> Decimal:
        """Return the number over ``found`` in a period; 0 where nothing is behind it."""
        rows = self.rows(found, since, until).order_by()
        if self.amount:
            return Decimal(rows.aggregate(sum=Sum(self.amount))["sum"] or 0)
        counted = Count(self.distinct or "pk", distinct=True)
        return Decimal(rows.aggregate(number=counted)["number"])

    def by(
        self, lookup: str, found: QuerySet[Any], since: date | None = None, until: date | None = None
    ) -> dict[Any, Decimal]:
        """Return the number for each value of ``lookup`` ("town"), of a period."""
        rows = self.rows(found, since, until).order_by().values_list(lookup)
        number = Sum(self.amount) if self.amount else Count(self.distinct or "pk", distinct=True)
        return {
            value: Decimal(total or 0) for value, total in rows.annotate(number=number).values_list(lookup, "number")
        }

    def address(self, register: Register, **more: str) -> str:
        """Return the address of the register's list under the measure's filter."""
        return f"{reverse(f'{register.key}:list')}?{urlencode({'measure': self.key, **more})}"
