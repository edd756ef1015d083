"""The draft plan: what was read, each item with its place, a confidence and the reasons for a low one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Anchor:
    """Characters ``start`` to ``end`` of the text of one block or table cell."""

    block: str
    start: int
    end: int


@dataclass(slots=True)
class Item:
    """One thing read from the document: its fields as in the schema, its place, how sure the reader is."""

    data: dict[str, Any]
    anchor: Anchor | None = None
    confidence: float = 0.95
    reasons: list[str] = field(default_factory=list)

    def doubt(self, by: float, reason: str) -> None:
        """Lower the confidence, once for each reason (a Chinese sentence for the reviewer)."""
        if reason not in self.reasons:
            self.reasons.append(reason)
            self.confidence = max(0.05, round(self.confidence - by, 2))

    def to_json(self) -> dict[str, Any]:
        """The schema's fields plus ``anchor``, ``confidence`` and ``reasons``."""
        place = self.anchor
        return {
            **self.data,
            "anchor": {"block": place.block, "start": place.start, "end": place.end} if place else None,
            "confidence": self.confidence,
            "reasons": list(self.reasons),
        }


@dataclass(slots=True)
class Draft:
    """A plan as read, before any person looked at it."""

    metadata: dict[str, Any]
    targets: list[Item] = field(default_factory=list)
    series: list[Item] = field(default_factory=list)
    actions: list[Item] = field(default_factory=list)
    tasks: list[Item] = field(default_factory=list)
    groups: list[Item] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The JSON of a plan document, with places and confidences."""
        lists = ("targets", "series", "actions", "tasks", "groups")
        return {
            **self.metadata,
            **{name: [item.to_json() for item in getattr(self, name)] for name in lists},
            "notes": list(self.notes),
        }
