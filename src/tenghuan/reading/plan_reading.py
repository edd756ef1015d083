"""A plan document in, a draft plan out: the one door of the room for programs and for the command."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tenghuan.reading.documents import Document, load_document
from tenghuan.reading.documents.model import Progress
from tenghuan.reading.extraction.draft import Draft
from tenghuan.reading.extraction.read import draft_of


@dataclass(frozen=True, slots=True)
class PlanReading:
    """What was read: the document as blocks (to show and highlight) and the draft plan (to review)."""

    document: Document
    draft: Draft

    def to_json(self) -> dict[str, Any]:
        """The draft as the JSON of a plan document; each item with ``anchor``, ``confidence``, ``reasons``."""
        return self.draft.to_json()


def read_plan(source: str | Path | bytes, filename: str = "", progress: Progress | None = None) -> PlanReading:
    """Read a plan document (.txt, .docx, .pdf, .html).

    Args:
        source: path of the file, or its content.
        filename: its name; needed where ``source`` is content.
        progress: called as ``progress(stage, done, total)``, stage in Chinese.

    Raises:
        InputFault: the file cannot be read, or is not a plan; the message is for the person who handed it in.
    """
    document = load_document(source, filename, progress=progress)
    return PlanReading(document, draft_of(document, progress))
