"""Which row of the plan an item of a new version is: reports hang on rows, so a row must be found again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from tenghuan.apps.organization.models import Region
from tenghuan.apps.plans.models import Duty, Indicator, ItemKind, Plan
from tenghuan.plan.schema import Action, PlanPack, Task
from tenghuan.plan.schema import Indicator as PackIndicator
from tenghuan.plan.schema import Plan as DocumentPlan

Old = TypeVar("Old")
Rule = tuple[Callable[[Any], Any], Callable[[Any], Any]]


def _pair(new: Sequence[Any], old: Iterable[Old], rules: Sequence[Rule]) -> dict[int, Old]:
    """Pair by the first rule under which exactly one old and one new are alike; index of new → old."""
    left, paired = list(old), dict[int, Old]()
    for mine, theirs in rules:
        fresh: dict[Any, list[int]] = {}
        for at, thing in enumerate(new):
            if at not in paired:
                fresh.setdefault(mine(thing), []).append(at)
        known: dict[Any, list[Old]] = {}
        for thing in left:
            known.setdefault(theirs(thing), []).append(thing)
        for value, places in fresh.items():
            if value and len(places) == 1 and len(known.get(value, ())) == 1:
                paired[places[0]] = known[value][0]
        left = [thing for thing in left if all(thing is not other for other in paired.values())]
    return paired


def continued(region: Region, told: DocumentPlan) -> Plan | None:
    """The county's plan that a document continues: same document number, else same title; None for a new one."""
    own = Plan.objects.filter(region=region)
    if told.document_number:
        found = own.filter(document_number=told.document_number).first()
        if found is not None:
            return found
    return own.filter(title=told.title).first()


def bare(text: str) -> str:
    """A title without punctuation and spaces."""
    return re.sub(r"[\W_]+", "", text)


def same_indicators(new: Sequence[PackIndicator], old: Iterable[Indicator]) -> dict[int, Indicator]:
    """Find again by key, else by name, else by the standard indicator that only one of each links to."""
    return _pair(
        new,
        old,
        (
            (lambda n: n.key, lambda o: o.key),
            (lambda n: bare(n.name), lambda o: bare(o.title)),
            (lambda n: n.catalogue, lambda o: o.catalogue_key),
        ),
    )


def same_actions(new: Sequence[Action], old: Iterable[Duty]) -> dict[int, Duty]:
    """Find again by section, part and title, else by title alone, else by section and part."""
    return _pair(
        new,
        old,
        (
            (lambda n: (n.section, n.part, bare(n.title)), lambda o: (o.section, o.part, bare(o.title))),
            (lambda n: bare(n.title), lambda o: bare(o.title)),
            (lambda n: (n.section, n.part), lambda o: (o.section, o.part)),
        ),
    )


def same_tasks(new: Sequence[Task], old: Iterable[Duty]) -> dict[int, Duty]:
    """Find again by number and title, else by title alone, else by number."""
    return _pair(
        new,
        old,
        (
            (lambda n: (str(n.number), bare(n.title)), lambda o: (o.number, bare(o.title))),
            (lambda n: bare(n.title), lambda o: bare(o.title)),
            (lambda n: str(n.number), lambda o: o.number),
        ),
    )


def keys_for(pack: PlanPack, kind: str, found: dict[int, Any], taken: set[str]) -> list[str]:
    """The key of each new item of a kind: that of the row found again, else the pack's own or the next free one."""
    by_kind: dict[str, Sequence[Any]] = {
        ItemKind.INDICATOR.value: pack.indicators,
        ItemKind.ACTION.value: pack.actions,
        ItemKind.TASK.value: pack.tasks,
    }
    keys = []
    for at, thing in enumerate(by_kind[kind]):
        if at in found:
            keys.append(found[at].key)
            continue
        wish = getattr(thing, "key", "") or f"{kind}_{getattr(thing, 'number', at + 1)}"
        key, n = wish, 2
        while key in taken:
            key, n = f"{wish}_{n}", n + 1
        taken.add(key)
        keys.append(key)
    return keys
