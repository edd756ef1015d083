"""Document → draft plan: one reader a part, in one order."""

from __future__ import annotations

from tenghuan.reading.documents.model import Document, Progress
from tenghuan.reading.extraction.actions import actions_of
from tenghuan.reading.extraction.draft import Draft
from tenghuan.reading.extraction.outline import outline
from tenghuan.reading.extraction.targets import Frame, targets_of


def draft_of(document: Document, progress: Progress | None = None) -> Draft:
    """Read all parts of a plan from a document."""
    places = outline(document)
    draft = Draft({})
    draft.actions = actions_of(places, "\n".join(passage.text for passage in places.passages))
    draft.targets = targets_of(places, Frame("", None, None, None, not document.complete))
    return draft
