"""What the county watches: large consumers, months that look wrong, users of much power that are not above scale."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.energy.accounts import current, yearly
from tenghuan.apps.energy.models import Period
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.kit.parameters import parameter
from tenghuan.energy.factors import carriers, month_number
from tenghuan.energy.watching import LEAP, STUCK, TENFOLD, Bounds, Mark, marks

RULES = {STUCK: _("表计不动"), TENFOLD: _("疑似错位"), LEAP: _("同比异常")}


@dataclass(frozen=True)
class Found:
    """A month of an enterprise and carrier that looks wrong, or stands out against the year before."""

    enterprise: Enterprise
    carrier: str
    mark: Mark

    @property
    def rule(self) -> Any:
        """What is wrong, in words."""
        return RULES[self.mark.rule]

    @property
    def month(self) -> str:
        """The month as 2026-03."""
        year, at = divmod(self.mark.month, 12)
        return f"{year}-{at + 1:02d}"


@dataclass(frozen=True)
class Large:
    """A large consumer's year: months known, energy (tce), carbon (t), against the same months of the year before."""

    enterprise: Enterprise
    months: int
    equal_value: Decimal
    calorific: Decimal
    carbon: Decimal | None
    before: Decimal | None
    marks: int

    @property
    def change(self) -> Decimal | None:
        """By how much per cent it uses more than in the same months of the year before."""
        return (self.equal_value - self.before) * 100 / self.before if self.before else None


def bounds_of(county: Any, day: date) -> Bounds:
    """Return when a county marks a month."""
    number = {key: parameter(county, f"energy_{key}", day).number for key in ("stuck_months", "tenfold", "leap")}
    before = int(parameter(county, "energy_months_before", day).number)
    return Bounds(int(number["stuck_months"]), number["tenfold"], before, number["leap"])


def found(account: Any, county: Any, year: int) -> list[Found]:
    """Return what looks wrong in a year's months, of the enterprises that the account may see: two queries."""
    rows = current(account).filter(period__county=county, period__year__in=(year - 2, year - 1, year))
    series: dict[tuple[int, str], dict[int, Decimal]] = defaultdict(dict)
    told = rows.order_by().values_list("enterprise", "carrier", "period__year", "period__month", "amount")
    for enterprise, carrier, at, month, amount in told:
        series[enterprise, carrier][month_number(at, month)] = amount
    bounds, first = bounds_of(county, date(year, 12, 31)), month_number(year, 1)
    firms = Enterprise.objects.in_bulk({enterprise for enterprise, _carrier in series})
    names = {key: one.name for key, one in carriers().items()}
    listed = [
        Found(firms[enterprise], names[carrier], mark)
        for (enterprise, carrier), amounts in series.items()
        for mark in marks(amounts, bounds)
        if mark.month >= first
    ]
    return sorted(listed, key=lambda one: (-one.mark.month, one.enterprise.name, one.carrier))


def large(account: Any, county: Any, year: int) -> list[Large]:
    """Return the enterprises above the line of large consumers, largest first.

    A year that is not over counts by its months so far, brought to twelve; the line is the county's parameter.
    """
    line = parameter(county, "energy_large_line", date(year, 12, 31)).number
    sums = yearly(county, year, account)
    chosen = {pk: one for pk, one in sums.items() if one.months and one.equal_value * 12 >= line * one.months}
    before = _same_months(county, year, chosen)
    marked: dict[int, int] = defaultdict(int)
    for one in found(account, county, year):
        marked[one.enterprise.pk] += 1
    firms = Enterprise.objects.select_related("town").in_bulk(chosen)
    rows = [
        Large(firms[pk], one.months, one.equal_value, one.calorific, one.account.net, before.get(pk), marked.get(pk, 0))
        for pk, one in chosen.items()
    ]
    return sorted(rows, key=lambda row: (-row.equal_value, row.enterprise.pk))


def _same_months(county: Any, year: int, chosen: Any) -> dict[int, Decimal]:
    """Return enterprise → what it used a year before in the months that are known of this year.

    Left out: who has no figure of one of them a year before; unlike months are not compared.
    """
    rows = current().filter(
        period__county=county, period__year__in=(year - 1, year), enterprise__in=chosen,
        period__state=Period.State.PUBLISHED,
    )  # fmt: skip
    used: dict[tuple[int, int], dict[int, Decimal]] = defaultdict(dict)
    keys = ("enterprise", "period__year", "period__month")
    for enterprise, at, month, sum_ in rows.order_by().values_list(*keys).annotate(used=Sum("equal_value")):
        used[enterprise, at][month] = sum_ or Decimal(0)
    found = {}
    for pk in chosen:
        now, then = used[pk, year], used[pk, year - 1]
        if now.keys() <= then.keys():
            found[pk] = sum((then[month] for month in now), Decimal(0))
    return found


@dataclass(frozen=True)
class Unlisted:
    """An enterprise that uses much power and is not above scale."""

    enterprise: Enterprise
    power: Decimal
    months: int


def unlisted(account: Any, county: Any, year: int) -> list[Unlisted]:
    """Return 用电大户未进规: at or above the county's line of power in a year, and not above scale (§24)."""
    line = parameter(county, "energy_unlisted_line", date(year, 12, 31)).number
    sums = yearly(county, year, account)
    much = {pk: one for pk, one in sums.items() if one.amounts.get("power", Decimal(0)) >= line}
    firms = Enterprise.objects.filter(pk__in=much).exclude(above_scale=True).select_related("town")
    rows = [Unlisted(firm, much[firm.pk].amounts["power"], much[firm.pk].months) for firm in firms]
    return sorted(rows, key=lambda row: (-row.power, row.enterprise.pk))
