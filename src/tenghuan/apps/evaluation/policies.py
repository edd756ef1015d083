"""Which enterprise falls under which policy: from final grades, consecutive years, and rules in force on a day.

An item is computed, never stored: the same final lists and rules give the same items. An enterprise with an open
objection is held back. Rules of one policy that meet in one enterprise follow the rule's ``overlap``: the highest
holds, or they add up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from tenghuan.apps.evaluation.models import Graded, Objection, Overlap, PolicyRule, Run
from tenghuan.apps.evaluation.states import ObjectionState, RunState

UNVERIFIED = "本地参数（待核实）"


@dataclass(frozen=True)
class Due:
    """One enterprise under one policy: what is done to it, why, since how many years, and whether it is held back."""

    graded: Graded
    policy: str
    bureau: str
    value: Decimal
    unit: str
    operation: str
    years: int
    basis: str
    period: str
    held: bool
    note: str


def consecutive(history: Sequence[tuple[int, str]], year: int, grade: str) -> int:
    """Return for how many years up to ``year``, without a gap, the grade has been ``grade`` ((year, grade) pairs)."""
    by_year = dict(history)
    count = 0
    while by_year.get(year - count) == grade:
        count += 1
    return count


def applicable(rules: Iterable[PolicyRule], grade: str, years: int) -> list[PolicyRule]:
    """Return the rules that count for a grade held ``years`` years, overlaps settled, by policy.

    Of one policy and bureau, only the rules of the longest reached run of years count (连续 3 年 replaces 首年);
    of those, all that add up, or the one with the highest value.
    """
    by_policy: dict[tuple[str, str], list[PolicyRule]] = defaultdict(list)
    for rule in rules:
        if rule.grade == grade and rule.consecutive_years <= years:
            by_policy[rule.policy, rule.bureau].append(rule)
    found = []
    for same in by_policy.values():
        longest = max(rule.consecutive_years for rule in same)
        reached = [rule for rule in same if rule.consecutive_years == longest]
        adding = [rule for rule in reached if rule.overlap == Overlap.SUM]
        others = [rule for rule in reached if rule.overlap != Overlap.SUM]
        found += adding
        if others:
            found.append(max(others, key=lambda rule: rule.value))
    return found


def in_force(county_id: int, on: date) -> list[PolicyRule]:
    """Return the county's rules in force on a day."""
    open_end = Q(effective_until=None) | Q(effective_until__gte=on)
    return list(PolicyRule.objects.filter(open_end, county_id=county_id, effective_from__lte=on))


def due(run: Run, on: date) -> list[Due]:
    """Return every policy item that the final list of ``run`` brings on a day, in the list's order."""
    rules = in_force(run.county_id, on)
    history: dict[int, list[tuple[int, str]]] = defaultdict(list)
    earlier = Graded.objects.filter(run__county_id=run.county_id, run__state=RunState.FINAL, run__year__lte=run.year)
    for enterprise, year, grade in earlier.values_list("enterprise_id", "run__year", "grade"):
        history[enterprise].append((year, grade))
    waiting = (ObjectionState.FILED, ObjectionState.FORWARDED)
    held = set(
        Objection.objects.filter(graded__run__county_id=run.county_id, state__in=waiting).values_list(
            "graded__enterprise_id", flat=True
        )
    )
    items: list[Due] = []
    for graded in run.graded.exclude(grade="").select_related("enterprise__town"):
        # a list that is not final yet counts as this year's
        years = consecutive(history[graded.enterprise_id], run.year, graded.grade) or 1
        back = graded.enterprise_id in held
        items.extend(_item(graded, rule, years, back) for rule in applicable(rules, graded.grade, years))
    return items


def _item(graded: Graded, rule: PolicyRule, years: int, held: bool) -> Due:
    until = rule.effective_until.isoformat() if rule.effective_until else "长期"
    return Due(
        graded=graded,
        policy=rule.policy,
        bureau=rule.bureau,
        value=rule.value,
        unit=rule.unit,
        operation=rule.get_operation_display(),
        years=years,
        basis=rule.basis,
        period=f"{rule.effective_from.isoformat()}—{until}",
        held=held,
        note="" if rule.verified else UNVERIFIED,
    )
