"""A paper as a PDF (Typst). The texts go in as data beside the template, so that nothing in them is read as markup."""

from __future__ import annotations

import io
import json
import tempfile
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst
from pypdf import PdfReader

from tenghuan.publishing.papers.blocks import (
    Block,
    Cell,
    Form,
    Grid,
    Heading,
    Paper,
    Paragraph,
    Picture,
    Pictures,
)


@dataclass
class _Photos:
    """The photos of a paper, each under the name by which the template finds it."""

    kept: dict[str, bytes] = field(default_factory=dict)

    def told(self, picture: Picture) -> dict[str, str]:
        content = picture.jpeg
        if content is None:
            return {"words": picture.words, "caption": picture.caption}
        name = f"photo{len(self.kept)}.jpg"
        self.kept[name] = content
        return {"file": name, "caption": picture.caption}


def to_pdf(paper: Paper) -> bytes:
    """Return the paper as PDF; it is opened again before it is handed out."""
    photos = _Photos()
    told = {
        "title": paper.title,
        "subtitle": paper.subtitle,
        "foot": paper.foot,
        "landscape": paper.landscape,
        "blocks": [_told(block, photos) for block in paper.blocks],
    }
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        template = files("tenghuan.publishing.papers").joinpath("paper.typ").read_text(encoding="utf-8")
        (place / "paper.typ").write_text(template, encoding="utf-8")
        (place / "paper.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        for name, content in photos.kept.items():
            (place / name).write_bytes(content)
        made: bytes = typst.compile(str(place / "paper.typ"), root=folder)
    if not PdfReader(io.BytesIO(made)).pages:
        raise ValueError("the paper has no page")
    return made


def _told(block: Block, photos: _Photos) -> dict[str, Any]:
    """A block as the template reads it."""
    if isinstance(block, Heading | Paragraph):
        return {"kind": type(block).__name__.lower(), "text": block.text}
    if isinstance(block, Form):
        return {"kind": "form", "pairs": [list(pair) for pair in block.pairs], "across": block.across}
    if isinstance(block, Grid):
        rows = [[_cell(cell, photos) for cell in row] for row in block.every_row]
        return {"kind": "grid", "headings": list(block.headings), "rows": rows, "shares": block.shares}
    if isinstance(block, Pictures):
        return {"kind": "pictures", "items": [photos.told(item) for item in block.items]}
    return {"kind": "signatures", "names": list(block.names)}


def _cell(cell: Cell, photos: _Photos) -> str | dict[str, str]:
    return photos.told(cell) if isinstance(cell, Picture) else cell
