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
    PERCENT,
    Block,
    Cell,
    Chart,
    Figure,
    Form,
    Grid,
    Heading,
    Official,
    Paper,
    Paragraph,
    Picture,
    Pictures,
)
from tenghuan.publishing.papers.official import END, apart
from tenghuan.publishing.papers.standard import font_book, pdf_fonts, standard


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
    """Return the paper as PDF; it is opened again before it is handed out.

    Raises:
        InputFault: this machine has no Chinese font to print an official document with.
    """
    photos = _Photos()
    told = {
        "title": paper.title,
        "subtitle": paper.subtitle,
        "foot": paper.foot,
        "landscape": paper.landscape,
        "blocks": [_told(block, photos) for block in paper.numbered],
    }
    name = "paper.typ"
    if paper.official is not None:
        name = "official.typ"
        told |= _official(paper, paper.official, photos)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for part in (name, "chart.typ"):
            template = files("tenghuan.publishing.papers").joinpath(part).read_text(encoding="utf-8")
            (place / part).write_text(template, encoding="utf-8")
        (place / "paper.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        for photo, content in photos.kept.items():
            (place / photo).write_bytes(content)
        made: bytes = typst.compile(str(place / name), root=folder, font_paths=font_book())
    if not PdfReader(io.BytesIO(made)).pages:
        raise ValueError("the paper has no page")
    return made


def _official(paper: Paper, told: Official, photos: _Photos) -> dict[str, Any]:
    """What the template of official documents needs beside the blocks."""
    rule = standard()
    office, date = apart(told, rule)
    copies = [[f"抄送：{told.copies}。"]] if told.copies else []
    printed = [[part for part in (told.printed_by, told.printed) if part]]
    marks = [f"附件{at if len(paper.annexes) > 1 else ''}" for at in range(1, len(paper.annexes) + 1)]
    return {
        "rule": {
            "page": dict(rule.page), "sizes": dict(rule.sizes), "lines": dict(rule.lines), "pitch": rule.pitch,
            "width": rule.width,
            "bottom": rule.bottom, "char_spacing": rule.char_spacing, "mark_below": rule.mark_below,
            "red_line_below": rule.red_line_below, "page_number_below": rule.page_number_below,
        },
        "fonts": dict(pdf_fonts()),
        "official": {
            "issuer": told.issuer, "red": told.red, "number": told.number, "to": told.to, "dated": told.dated,
            "attached": told.attached, "draft": told.draft, "apart": [office, date],
            "remark": "；".join(filter(None, (told.remark, "" if paper.annexes else paper.foot))),
        },
        "version": [line for line in (*copies, *printed) if line],
        "closing": paper.foot or END,
        "annexes": [
            {
                "mark": mark, "title": annex.title, "landscape": annex.landscape,
                "blocks": [_told(block, photos) for block in annex.blocks],
            }
            for mark, annex in zip(marks, paper.annexes, strict=True)
        ],
    }  # fmt: skip


def _told(block: Block, photos: _Photos) -> dict[str, Any]:
    """A block as the template reads it."""
    if isinstance(block, Heading):
        return {"kind": "heading", "text": block.text, "level": block.level}
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "text": block.text}
    if isinstance(block, Chart):
        return _chart(block)
    if isinstance(block, Form):
        return {"kind": "form", "pairs": [list(pair) for pair in block.pairs], "across": block.across}
    if isinstance(block, Grid):
        rows = [[_cell(cell, photos) for cell in row] for row in block.every_row]
        return {
            "kind": "grid",
            "headings": list(block.headings),
            "rows": rows,
            "shares": block.shares,
            "caption": block.caption,
        }
    if isinstance(block, Pictures):
        return {"kind": "pictures", "items": [photos.told(item) for item in block.items]}
    return {"kind": "signatures", "names": list(block.names)}


def _cell(cell: Cell, photos: _Photos) -> str | dict[str, str]:
    if isinstance(cell, Figure):
        return {"number": cell.shown}
    return photos.told(cell) if isinstance(cell, Picture) else cell


def _chart(block: Chart) -> dict[str, Any]:
    """A chart with its shares for the eye and its values as they are printed."""
    every = [value for one in block.series for value in one.values if value is not None]
    series = [
        {
            "name": one.name,
            "shares": [None if value is None else float(value) for value in one.values],
            "values": [Figure(value, block.digits, PERCENT).shown for value in one.values],
        }
        for one in block.series
    ]
    most = float(max(every, default=0))
    return {"kind": "chart", "title": block.title, "labels": list(block.labels), "series": series, "most": most}
