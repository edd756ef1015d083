"""From a reviewed draft to the pack that will be published.

The draft of ``tenghuan.plan`` merges what the document says twice, works out calibers and keys, and says where each
row went; what the reviewer decided of a row (standard indicator, caliber, units, deadline) is laid over just that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from tenghuan.apps.plans.models import Draft, DraftItem, DraftKind, DraftUnit, ItemState
from tenghuan.apps.plans.proposals import PARTS
from tenghuan.plan import Fault, check_data
from tenghuan.plan.bureaus import bureau_of
from tenghuan.plan.drafting import draft_with_rows
from tenghuan.plan.schema import PlanPack

DECIDED = (ItemState.CORRECTED, ItemState.ADDED)


@dataclass(frozen=True)
class Assembled:
    """The pack as plain data, checked (None where it breaks the schema), and every fault found."""

    data: dict[str, Any]
    pack: PlanPack | None
    faults: list[Fault]
    notes: list[str] = field(default_factory=list)


def assemble(draft: Draft) -> Assembled:
    """Build and check the pack of a draft from what stands in its rows (three queries)."""
    items = [item for item in draft.items.all() if item.state != ItemState.DROPPED]
    meta = next((item.data for item in items if item.kind == DraftKind.META), {})
    extraction: dict[str, Any] = {
        **meta,
        "region": draft.region.name,
        "period": {"start": meta.get("start"), "end": meta.get("end")},
    }
    for part, kind in PARTS:
        extraction[part] = [_told(item) for item in items if item.kind == kind]
    data, places = draft_with_rows(extraction)
    data["plan"]["region"] = {"code": draft.region.code, "name": draft.region.name}
    notes = _overlay(data, items, places)
    _deadlines(data, items)
    data["units"] = unit_table(draft.units.select_related("unit"), _used(data), draft.region.name)
    try:
        return Assembled(data, PlanPack.model_validate(data), check_data(data), notes)
    except ValidationError:
        return Assembled(data, None, check_data(data), notes)


def _decided(item: DraftItem) -> bool:
    """Whether link and caliber are a person's, or the current plan's, and not for the program to guess."""
    return item.state in DECIDED or bool(item.data.get("inherited"))


def _told(item: DraftItem) -> dict[str, Any]:
    data = {**item.data, "row": item.pk}
    if item.kind == DraftKind.TASK:
        data["starts_with"] = data.get("title") or data.get("starts_with") or ""
    return data


# -- what the reviewer decided ------------------------------------------------------------------------------------


def _overlay(data: dict[str, Any], items: Iterable[DraftItem], places: Mapping[int, str]) -> list[str]:
    """Lay what was decided of a target or row over the indicator that it went into; return what must be told."""
    found = {indicator["key"]: indicator for indicator in data["indicators"]}
    known = {*found, *(parameter["key"] for parameter in data["parameters"])}
    first: dict[str, DraftItem] = {}
    notes = []
    for item in items:
        if item.kind not in (DraftKind.TARGET, DraftKind.SERIES) or not _decided(item):
            continue
        key = places.get(item.pk, "")
        if key not in known:
            if item.state in DECIDED:
                notes.append(_("“%(n)s”没有名称或目标值，没有进入方案") % {"n": item})
            continue
        if key not in found:
            continue
        other = first.setdefault(key, item)
        if {other.state, item.state} <= set(DECIDED) and other.data.get("catalogue") != item.data.get("catalogue"):
            words = _("“%(a)s”与“%(b)s”合并为一项指标，标准指标不同，按后一条")
            notes.append(words % {"a": other, "b": item})
        _decide(found[key], item.data, _cells(item.data))
    return notes


def _decide(found: dict[str, Any], told: Mapping[str, Any], cells: list[tuple[Any, Any, str]]) -> None:
    found["catalogue"] = told.get("catalogue") or None
    for year, value, caliber in cells:
        for cell in found["milestones"]:
            if _same_cell(cell, year, value) and caliber:
                cell["caliber"] = caliber
    if told.get("caliber"):
        found["caliber"] = told["caliber"]
    if told.get("baseline_year"):
        found["baseline"] = {"year": told["baseline_year"], "value": told.get("baseline_value")}
    for role in ("lead", "support"):
        if told.get(role):
            found[role] = told[role]


def _cells(told: Mapping[str, Any]) -> list[tuple[Any, Any, str]]:
    """(year, value, caliber) of each target that an item states; a row's last target has the row's caliber."""
    if "cells" not in told:
        return [(told.get("year"), told.get("value"), str(told.get("caliber") or ""))]
    targets = [c for c in told["cells"] if c.get("role") == "target" and c.get("value") is not None]
    last = max((c.get("year") or 0 for c in targets), default=0)
    return [
        (
            c.get("year"),
            c["value"],
            str(c.get("caliber") or (told.get("caliber") if c.get("year") == last else "") or ""),
        )
        for c in targets
    ]


def _same_cell(cell: Mapping[str, Any], year: Any, value: Any) -> bool:
    return cell.get("value") == value and (year is None or cell.get("year") == year)


def _deadlines(data: dict[str, Any], items: Sequence[DraftItem]) -> None:
    """Every action and task read is one row of the pack, in the order of the draft."""
    for part, kind in (("actions", DraftKind.ACTION), ("tasks", DraftKind.TASK)):
        of_kind = [item for item in items if item.kind == kind]
        for row, item in zip(data[part], of_kind, strict=True):
            if item.data.get("deadline"):
                row["deadline"] = item.data["deadline"]


# -- units --------------------------------------------------------------------------------------------------------


def _used(data: Mapping[str, Any]) -> list[str]:
    """Every unit name that the pack refers to, in order of first use."""
    names: list[str] = []
    for part in ("indicators", "actions", "tasks"):
        for row in data[part]:
            names += [*row.get("lead", []), *row.get("support", [])]
    names += [row["lead_unit"] for row in data["groups"] if row.get("lead_unit")]
    return list(dict.fromkeys(names))


def unit_table(rows: Iterable[DraftUnit], used: Iterable[str], region: str) -> list[dict[str, Any]]:
    """The pack's units: one entry a body, with every name of the document that was mapped to it as an alias."""
    by_name = {row.name: row for row in rows}
    entries: dict[str, dict[str, Any]] = {}
    for name in used:
        row = by_name.get(name)
        target = by_name.get(row.same_as, row) if row and row.same_as else row
        official = target.unit.name if target and target.unit else (target.name if target else name)
        kind = target.unit.kind if target and target.unit else (target.kind if target else "department")
        entry = entries.setdefault(official, {"name": official, "kind": kind, "aliases": []})
        entry["aliases"] += [
            n for n in (name, target.name if target else name) if n not in (official, *entry["aliases"])
        ]
    taken: set[str] = set()
    for number, (official, entry) in enumerate(entries.items(), start=1):
        bureau = bureau_of(official, region)
        key = bureau.key if bureau and bureau.key not in taken else f"unit_{number}"
        taken.add(key)
        entry["key"] = key
        if not entry["aliases"]:
            del entry["aliases"]
    return list(entries.values())
