"""Rebuild the yearly facts of some enterprises from their records, and note what their bureaus disagree on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tenghuan.apps.enterprises.merging import FACTS, Given, Merged, merge
from tenghuan.apps.enterprises.models import Conflict, Record, YearFacts

SLICE = 400  # enterprises a query; SQLite takes about a thousand parameters
Pair = tuple[int, int]


def rebuild(pairs: Iterable[Pair]) -> int:
    """Rebuild the facts of (enterprise, year) pairs (for services only); return how many conflicts stand in them."""
    by_year: dict[int, list[int]] = defaultdict(list)
    for enterprise, year in pairs:
        by_year[year].append(enterprise)
    conflicts = 0
    for year, enterprises in by_year.items():
        enterprises.sort()
        for start in range(0, len(enterprises), SLICE):
            conflicts += _rebuild(year, enterprises[start : start + SLICE])
    return conflicts


def _rebuild(year: int, enterprises: list[int]) -> int:
    given: dict[int, list[Given]] = defaultdict(list)
    found = Record.objects.filter(enterprise_id__in=enterprises, year=year).values_list(
        "enterprise_id", "pk", "register", "source__unit", "source_id", "month", "values"
    )
    for enterprise, *rest in found:
        given[enterprise].append(Given(*rest))
    decided: dict[int, dict[tuple[str, frozenset[int]], int]] = defaultdict(dict)
    kept: dict[tuple[int, str, int, int], int] = {}
    for conflict in Conflict.objects.filter(enterprise_id__in=enterprises, year=year):
        pair = frozenset((conflict.first_id, conflict.second_id))
        kept[conflict.enterprise_id, conflict.fact, conflict.first_id, conflict.second_id] = conflict.pk
        if conflict.chosen_id:
            decided[conflict.enterprise_id][conflict.fact, pair] = conflict.chosen_id
    merged = {e: merge(given[e], decided.get(e)) for e in enterprises if e in given}
    _write(year, enterprises, merged)
    return _conflicts(year, merged, kept)


def _write(year: int, enterprises: list[int], merged: dict[int, Merged]) -> None:
    YearFacts.objects.filter(enterprise_id__in=[e for e in enterprises if e not in merged], year=year).delete()
    rows = [
        YearFacts(
            enterprise_id=enterprise,
            year=year,
            sources=result.sources,
            **{fact: result.facts.get(fact) for fact in FACTS},
        )
        for enterprise, result in merged.items()
    ]
    YearFacts.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=("enterprise", "year"), update_fields=(*FACTS, "sources")
    )


def _conflicts(year: int, merged: dict[int, Merged], kept: dict[tuple[int, str, int, int], int]) -> int:
    standing = {(e, fact, first, second) for e, r in merged.items() for fact, first, second in r.conflicts}
    Conflict.objects.filter(pk__in=[pk for key, pk in kept.items() if key not in standing]).delete()
    Conflict.objects.bulk_create(
        Conflict(enterprise_id=e, year=year, fact=fact, first_id=first, second_id=second)
        for e, fact, first, second in standing
        if (e, fact, first, second) not in kept
    )
    return len(standing)
