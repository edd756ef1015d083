"""Checking a plan pack: every fault with its place in the YAML and how to mend it, not only the first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tenghuan.errors import InputFault
from tenghuan.plan.checking.messages import explain
from tenghuan.plan.checking.rules import RULES, Finding, Known
from tenghuan.plan.loading import Document, load_yaml
from tenghuan.plan.schema import PlanPack

__all__ = ["Fault", "check_data", "check_pack"]

Path_ = tuple[str | int, ...]

_LISTS = ("campaigns", "units", "indicators", "actions", "tasks", "groups", "parameters", "remarks")


@dataclass(frozen=True)
class Fault:
    """One fault: where in the file (1-based, None if unknown), where in the pack, what, how to mend."""

    message: str
    remedy: str = ""
    path: str = ""
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        place = f"第 {self.line} 行第 {self.column} 列" if self.line else ""
        where = " ".join(part for part in (place, self.path) if part)
        cure = f"（{self.remedy}）" if self.remedy else ""
        return f"{where}：{self.message}{cure}" if where else f"{self.message}{cure}"


def check_pack(path: str | Path) -> list[Fault]:
    """All faults of a pack file, in file order; an empty list means the pack can be used."""
    try:
        document = load_yaml(Path(path))
    except InputFault as fault:
        return [Fault(str(fault))]
    return check_data(document.data, document)


def check_data(data: Any, document: Document | None = None) -> list[Fault]:
    """All faults of a pack as plain data; ``document`` adds lines and columns."""
    if not isinstance(data, dict):
        return [Fault("方案包最外层应是键值对", "从 docs/plan-pack.md 的样例写起")]
    faults: list[Fault] = []
    structural = list(_structure(data))
    sound = _salvage(data, [path for path, _, _ in structural])
    if sound is not None:
        known = Known.of(data)
        structural += [finding for rule in RULES for finding in rule(sound.pack, known, sound.numbers)]
    for path, message, remedy in structural:
        line, column = (document.locate(path) if document else None) or (None, None)
        faults.append(Fault(message, remedy, label(data, path), line, column))
    unique = dict.fromkeys(faults)
    return sorted(unique, key=lambda fault: (fault.line or 0, fault.column or 0))


def label(data: Any, path: Sequence[str | int]) -> str:
    """A readable path: indicators[3]「规上工业亩均税收」.unit."""
    out, node = "", data
    for step in path:
        node = _step(node, step)
        if isinstance(step, int):
            name = node.get("name") or node.get("title") if isinstance(node, dict) else None
            out += f"[{step}]" + (f"「{name}」" if name else "")
        else:
            out += f".{step}" if out else str(step)
    return out


def _step(node: Any, step: str | int) -> Any:
    if isinstance(node, dict):
        return node.get(step)
    if isinstance(node, list) and isinstance(step, int) and step < len(node):
        return node[step]
    return None


def _structure(data: dict[str, Any]) -> Iterator[Finding]:
    try:
        PlanPack.model_validate(data)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            path = _real_path(data, item["loc"])
            message, remedy = explain(item)
            yield path, message, remedy


def _real_path(data: Any, loc: Sequence[str | int]) -> Path_:
    """Pydantic's location without the names of union members it puts in between."""
    path: list[str | int] = []
    node = data
    for position, step in enumerate(loc):
        if isinstance(node, dict) and step in node:
            node = node[step]
        elif isinstance(node, list) and isinstance(step, int):
            node = _step(node, step)
        elif position != len(loc) - 1 or not isinstance(node, dict):
            continue
        path.append(step)
    return tuple(path)


@dataclass(frozen=True)
class _Sound:
    """The part of a pack that validates, and the original index of each item that is left."""

    pack: PlanPack
    numbers: dict[str, list[int]]


def _salvage(data: dict[str, Any], broken: list[Path_]) -> _Sound | None:
    """Drop what is broken so that the rest can still be cross-checked; None if nothing is left to check."""
    bad: dict[str, set[int]] = {}
    gone: set[str] = set()
    for path in broken:
        head = str(path[0]) if path else ""
        if head in _LISTS and len(path) > 1 and isinstance(path[1], int):
            bad.setdefault(head, set()).add(path[1])
        elif head == "plan" or not head:
            return None
        else:
            gone.add(head)
    rest: dict[str, Any] = {key: value for key, value in data.items() if key not in gone}
    numbers: dict[str, list[int]] = {}
    for key in _LISTS:
        items = rest.get(key) or []
        numbers[key] = [i for i in range(len(items)) if i not in bad.get(key, set())]
        if key in rest:
            rest[key] = [items[i] for i in numbers[key]]
    try:
        return _Sound(PlanPack.model_validate(rest), numbers)
    except ValidationError:
        return None
