"""Whom a version of the rules would catch now, beside the version that holds: screened and shown, never kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.screening import rulesets
from tenghuan.apps.screening.facts import facts_of, rows_of
from tenghuan.apps.screening.models import RuleSet, Verdict
from tenghuan.apps.screening.tables import Line, by_list
from tenghuan.apps.screening.wording import reason_of
from tenghuan.screening import Catch, Change, compare, screen

SHOWN = 100  # rows in words; all of them are in the run


@dataclass(frozen=True)
class Preview:
    """What a version makes of a year's facts: counts by list, the first rows in words, who is new and who is gone."""

    looked_at: int
    lines: Sequence[Line] = ()
    catches: Sequence[tuple[Catch, str]] = ()
    more: int = 0
    gone: Sequence[Change] = ()
    notes: Sequence[str] = ()
    beside: RuleSet | None = None
    moved: dict[tuple[str, str], str] = field(default_factory=dict)


def of(account: Any, rules: RuleSet, year: int) -> Preview:
    """Return what a version would catch of the enterprises that the account may see."""
    read = rulesets.rules_of(rules)
    table = facts_of(rules.county, read, year)
    if not (looked_at := rows_of(table, year)):
        return Preview(0)
    found = screen(table, read, year=year)
    beside = rulesets.holding(rules.county, timezone.localdate())
    beside = None if beside is None or beside.pk == rules.pk else beside
    changes: Sequence[Change] = ()
    if beside is not None:
        own = rulesets.rules_of(beside)
        changes = compare(screen(facts_of(rules.county, own, year), own, year=year), found.table)
    seen = _visible(account, rules)
    rows = [catch for catch in found.catches() if catch.uscc in seen]
    moved = {(change.uscc, change.list): str(change.kind) for change in changes}
    ins = [row for row in rows if row.verdict == Verdict.IN] + [row for row in rows if row.verdict != Verdict.IN]
    return Preview(
        looked_at,
        by_list(
            ((row.list, row.verdict, moved.get((row.uscc, row.list), "")) for row in rows),
            [rule.name for rule in read.lists],
        ),
        [(row, reason_of(row)) for row in ins[:SHOWN]],
        max(len(ins) - SHOWN, 0),
        [change for change in changes if change.kind == "gone" and change.uscc in seen],
        found.notes,
        beside,
        moved,
    )


def _visible(account: Any, rules: RuleSet) -> set[str]:
    found = Enterprise.objects.visible_to(account).filter(county=rules.county)
    return set(found.values_list("uscc", flat=True))
