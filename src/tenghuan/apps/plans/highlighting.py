"""The document cut at the edges of every extracted span, so that each piece knows the items it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from tenghuan.apps.plans.models import DraftItem

Piece = dict[str, Any]  # {"text", "items": "12 15" or "", "low": bool, "kind"}


def marked(blocks: Sequence[Mapping[str, Any]], items: Iterable[DraftItem], sure: float) -> list[dict[str, Any]]:
    """Blocks as the page shows them: paragraphs with ``pieces``, tables with rows of cells with ``pieces``."""
    spans: dict[str, list[DraftItem]] = {}
    for item in items:
        spans.setdefault(item.block, []).append(item)
    shown, page = [], 0
    for block in blocks:
        entry: dict[str, Any] = {"id": block["id"], "kind": block["kind"]}
        if block.get("page") and block["page"] != page:
            page = entry["page"] = block["page"]
        if block["kind"] == "table":
            entry["rows"] = [
                [{"id": cell["id"], "pieces": pieces(cell["text"], spans.get(cell["id"], ()), sure)} for cell in row]
                for row in block["rows"]
            ]
        else:
            entry["pieces"] = pieces(block["text"], spans.get(block["id"], ()), sure)
        shown.append(entry)
    return shown


def pieces(text: str, items: Iterable[DraftItem], sure: float) -> list[Piece]:
    """The text in order, cut where spans begin and end (spans may overlap or lie within one another)."""
    spans = [(max(0, i.start), min(len(text), i.end), i) for i in items]
    spans = [span for span in spans if span[0] < span[1]]
    edges = sorted({0, len(text), *(s for s, _e, _i in spans), *(e for _s, e, _i in spans)})
    out: list[Piece] = []
    for start, end in pairwise(edges):
        inside = [item for first, last, item in spans if first <= start and end <= last]
        out.append(
            {
                "text": text[start:end],
                "items": " ".join(str(item.pk) for item in inside),
                "kind": inside[0].kind if inside else "",
                "low": any(item.confidence < sure for item in inside),
            }
        )
    return out
