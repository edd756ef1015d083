"""What the plan's own document says of an item, where the plan was published from a read document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tenghuan.apps.plans.models import Draft, DraftState, Item


def own_text(item: Item) -> str:
    """Return the paragraph or cell that the item was read from; "" where the plan came without a document.

    The newest published reading counts; the item is found by kind and title, as they were published.
    """
    drafts = Draft.objects.filter(plan=item.plan, state=DraftState.PUBLISHED).order_by("-pk")
    draft = drafts.first()
    if draft is None:
        return ""
    same = [found for found in draft.items.all() if str(found) == item.title and found.block]
    texts = dict(_texts(draft.blocks))
    return next((texts[found.block] for found in same if found.block in texts), "")


def _texts(blocks: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for block in blocks:
        if block["kind"] == "table":
            yield from ((cell["id"], cell["text"]) for row in block["rows"] for cell in row)
        else:
            yield block["id"], block["text"]
