"""The intermediate form between a file and a draft plan: blocks with an id, a page and healed text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

Progress = Callable[[str, int, int], None]
"""``progress(stage, done, total)``: stage is a Chinese word for what is being done."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: ``id`` such as ``t1.r3.c2`` (rows and columns counted from 1)."""

    id: str
    text: str
    raw: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (``p12``) or a table (``t1``) in reading order.

    ``text`` is the healed text that anchors count characters in ("" for a table, whose cells have their own);
    ``raw`` keeps the spaces and line breaks of the source, which tell a person's name from a post.
    """

    id: str
    kind: Literal["paragraph", "table"]
    page: int
    text: str = ""
    raw: str = ""
    rows: tuple[tuple[Cell, ...], ...] = ()
    note: str = ""  # what is uncertain about the columns of a table


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says, before anything is understood."""

    filename: str
    blocks: tuple[Block, ...]
    pages: int = 1
    complete: bool = True  # False where the text breaks off in the middle
    _texts: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def texts(self) -> dict[str, str]:
        """Every addressable text by its id: paragraphs and table cells."""
        if not self._texts:
            for block in self.blocks:
                if block.kind == "paragraph":
                    self._texts[block.id] = block.text
                for cell in cells_of(block):
                    self._texts[cell.id] = cell.text
        return self._texts

    def to_json(self) -> dict[str, Any]:
        """Blocks as plain data, for a page that renders the document and highlights spans."""
        blocks: list[dict[str, Any]] = []
        for block in self.blocks:
            item: dict[str, Any] = {"id": block.id, "kind": block.kind, "page": block.page}
            if block.kind == "table":
                item["rows"] = [[{"id": cell.id, "text": cell.text} for cell in row] for row in block.rows]
            else:
                item["text"] = block.text
            blocks.append(item)
        return {"filename": self.filename, "pages": self.pages, "blocks": blocks, "complete": self.complete}

    @classmethod
    def of_json(cls, told: dict[str, Any]) -> Document:
        """Return the document that ``to_json`` wrote; the spaces of the source (``raw``) are not kept there."""
        blocks = []
        for item in told["blocks"]:
            rows = tuple(tuple(Cell(c["id"], c["text"], "") for c in row) for row in item.get("rows", ()))
            blocks.append(Block(item["id"], item["kind"], item["page"], item.get("text", ""), "", rows))
        return cls(told["filename"], tuple(blocks), told["pages"], told["complete"])


def cells_of(block: Block) -> Iterator[Cell]:
    """The cells of a table, row by row; none for a paragraph."""
    for row in block.rows:
        yield from row
