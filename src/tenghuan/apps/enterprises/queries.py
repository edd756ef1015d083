"""What more than one view of the register reads; the account's scope is applied here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Case, Count, F, FloatField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Substr
from django.shortcuts import get_object_or_404

from tenghuan.apps.enterprises.models import Conflict, Enterprise, Record, YearFacts
from tenghuan.apps.enterprises.ratios import RATIOS
from tenghuan.apps.organization.models import Level, Region


def enterprise_of(account: Any, pk: int) -> Enterprise:
    """Return one enterprise, or 404 outside the account's scope."""
    found = Enterprise.objects.visible_to(account).select_related("county", "town")
    return get_object_or_404(found, pk=pk)


def years(account: Any) -> list[int]:
    """Return the years of which anything is known in scope, latest first."""
    found = YearFacts.objects.visible_to(account).values_list("year", flat=True)
    return list(found.order_by("-year").distinct())


def towns(account: Any) -> QuerySet[Region]:
    """Return the towns and streets that an account's list is filtered by."""
    regions = Region.objects.filter(path__startswith=account.region.county_path or account.region.path)
    return regions.filter(level=Level.TOWN).order_by("path")


def divisions(account: Any) -> list[str]:
    """Return the divisions (two digits) of the enterprises in scope."""
    mine = Enterprise.objects.visible_to(account).order_by()
    found = mine.exclude(industry="").annotate(first=Substr("industry", 1, 2)).values_list("first", flat=True)
    return sorted(found.distinct())


def parks(account: Any) -> list[str]:
    """Return the parks of the enterprises in scope."""
    mine = Enterprise.objects.visible_to(account).order_by()
    return sorted(mine.exclude(park="").values_list("park", flat=True).distinct())


def completeness(account: Any) -> dict[tuple[str, int | None], int]:
    """Return (register, year) → how many enterprises in scope have a record (base: no year)."""
    rows = Record.objects.visible_to(account).order_by().values_list("register", "year")
    return {(register, year): n for register, year, n in rows.annotate(n=Count("enterprise", distinct=True))}


def conflicts(account: Any, settled: bool = False) -> QuerySet[Conflict]:
    """Return the conflicts in scope, open or settled, with what their rows need."""
    found = Conflict.objects.visible_to(account).filter(chosen__isnull=not settled)
    parts = ("enterprise__town", "enterprise__county", "first__source", "second__source")
    return found.select_related(*parts).order_by("enterprise__uscc", "-year", "fact")


def _number(name: str) -> Cast:
    # as floats: SQLite would divide whole numbers as integers
    return Cast(F(name), FloatField())


def positions(facts: YearFacts, groups: Mapping[str, Q]) -> dict[str, dict[str, tuple[int, int]]]:
    """Return group → ratio → (rank, of how many) of an enterprise's year within groups of the same county and year.

    1 is the highest; ties share the better rank. One query for all; a ratio unknown for it is left out. What was taken
    out of the register (a double entry) counts for nobody else.
    """
    own = {ratio.key: ratio.of(facts) for ratio in RATIOS}
    known = [ratio for ratio in RATIOS if own[ratio.key] is not None]
    if not known:
        return {group: {} for group in groups}
    rows = YearFacts.objects.filter(year=facts.year, enterprise__county_id=facts.enterprise.county_id)
    rows = rows.filter(Q(enterprise__retired_on=None) | Q(pk=facts.pk))
    # counted by who is in which group, and added up: a statement of each group's counts takes long to be made
    inside = {name: Case(When(group, then=1), default=0) if group else Value(1) for name, group in groups.items()}
    wanted: dict[str, Count] = {}
    for ratio in known:
        has = Q(**{f"{ratio.numerator}__isnull": False, f"{ratio.denominator}__gt": 0})
        above, below = getattr(facts, ratio.numerator), getattr(facts, ratio.denominator)
        rows = rows.alias(
            **{f"{ratio.key}_lead": _number(ratio.numerator) * float(below) - _number(ratio.denominator) * float(above)}
        )
        # a / b > A / B as a·B > A·b, with room for the last digits of binary numbers
        margin = abs(float(above) * float(below)) * 1e-12
        wanted[f"{ratio.key}_n"] = Count("pk", filter=has)
        wanted[f"{ratio.key}_better"] = Count("pk", filter=has & Q(**{f"{ratio.key}_lead__gt": margin}))
    parts = {f"in_{name}": flag for name, flag in inside.items()}
    told = list(rows.order_by().annotate(**parts).values(*parts).annotate(**wanted))

    def added(name: str, what: str) -> int:
        return sum(part[what] for part in told if part[f"in_{name}"])

    return {
        name: {r.key: (added(name, f"{r.key}_better") + 1, added(name, f"{r.key}_n")) for r in known} for name in groups
    }
