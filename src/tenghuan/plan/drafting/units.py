"""Responsible units of a draft: every name met, grouped into units by the function it names."""

from __future__ import annotations

from typing import Any

from tenghuan.plan.bureaus import bureau_of, kind_of


class UnitDrafts:
    """Collects unit names; names of one function (市人社局, 市人力社保局) become one unit with aliases."""

    def __init__(self, region: str) -> None:
        self._region = region
        self._seen: dict[str, int] = {}

    def note(self, name: str) -> str:
        """Count one use of a unit name; returns the name."""
        self._seen[name] = self._seen.get(name, 0) + 1
        return name

    def names(self, row: dict[str, Any]) -> dict[str, list[str]]:
        """The non-empty ``lead`` and ``support`` of an action or task."""
        return {role: [self.note(name) for name in row[role]] for role in ("lead", "support") if row.get(role)}

    def by_function(self, key: str) -> str | None:
        """A name met in this document for a function (economy → 市经信局); None if it has none."""
        hits = [n for n in self._seen if (b := bureau_of(n, self._region)) is not None and b.key == key]
        return max(hits, key=lambda name: self._seen[name]) if hits else None

    def finish(self, remarks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The units table, most used name first; each merge leaves a remark."""
        grouped: dict[str, list[str]] = {}
        for name in self._seen:
            bureau = bureau_of(name, self._region)
            grouped.setdefault(bureau.key if bureau else f"?{name}", []).append(name)
        units = []
        unknown = 0
        for key, names in grouped.items():
            names.sort(key=lambda name: -self._seen[name])
            bureau = bureau_of(names[0], self._region)
            if bureau is None:
                unknown += 1
                key = f"unit_{unknown}"
            unit: dict[str, Any] = {"key": key, "name": names[0]}
            if names[1:]:
                unit["aliases"] = names[1:]
                remarks.append(
                    {"where": f"units.{key}", "text": "合并为同一单位：" + "、".join(names), "confidence": 0.8}
                )
            units.append(unit | {"kind": (bureau.kind if bureau else kind_of(names[0])).value})
        return units
