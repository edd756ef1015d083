"""A paper as a workbook: its text first, then each table on a sheet of its own, numbers as numbers, charts drawn."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

from openpyxl import load_workbook

from tenghuan.publishing.papers.blocks import (
    PERCENT,
    Block,
    Cell,
    Chart,
    Figure,
    Form,
    Grid,
    Heading,
    Paper,
    Paragraph,
    Pictures,
    shown,
)
from tenghuan.publishing.signs import kept
from tenghuan.publishing.tables import Column, Plot, Table, write_book

TEXT = "正文"
NAME = 31  # letters of a sheet's name at most
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")


def to_xlsx(paper: Paper) -> bytes:
    """Return the paper as ``.xlsx``; it is opened again before it is handed out."""
    blocks = [*paper.numbered, *(block for annex in paper.annexes for block in annex.blocks)]
    lines = [*_head(paper), *(line for block in blocks for line in _lines(block))]
    columns = (Column("kind", "部分", width=12), Column("text", "内容", width=100))
    rows = [{"kind": kind, "text": text} for kind, text in lines]
    sheets: dict[str, Table] = {TEXT: Table(paper.title, columns, rows, note=paper.foot)}
    for block in blocks:
        if isinstance(block, Grid):
            sheets[_free(block.caption or "表", sheets)] = _table(block, paper)
        elif isinstance(block, Chart):
            sheets[_free(block.title, sheets)] = _drawn(block, paper)
    target = io.BytesIO()
    write_book(target, sheets)
    content = target.getvalue()
    load_workbook(io.BytesIO(content), read_only=True).close()
    return content


def _free(wanted: str, taken: dict[str, Table]) -> str:
    """A sheet's name that no other has, be it in capitals: without the signs that workbooks forbid, short enough."""
    base = _FORBIDDEN.sub("", kept(wanted)).strip() or "表"
    base = f"{base}表" if base.lower() == "history" else base  # a name that Excel keeps for itself
    name, at = base[:NAME], 2
    names = {one.lower() for one in taken}
    while name.lower() in names:
        end = f"（{at}）"
        name, at = f"{base[: NAME - len(end)]}{end}", at + 1
    return name


def _head(paper: Paper) -> list[tuple[str, str]]:
    told = paper.official
    rows = [("副题", paper.subtitle)]
    if told is not None:
        rows = [("状态", told.draft), ("发文字号", told.number), *rows, ("主送", told.to), ("署名", told.issuer)]
        rows += [("成文日期", told.dated), *(("附件", name) for name in told.attached), ("附注", told.remark)]
        rows += [("抄送", told.copies), ("印发", "　".join(filter(None, (told.printed_by, told.printed))))]
    return [(kind, text) for kind, text in rows if text]


def _lines(block: Block) -> list[tuple[str, str]]:
    if isinstance(block, Heading):
        return [("标题", block.text)]
    if isinstance(block, Paragraph):
        return [("", text) for text in block.text.split("\n") if text.strip()]
    if isinstance(block, Form):
        return [(label, value) for label, value in block.pairs]
    if isinstance(block, Pictures):
        return [("照片", one.caption) for one in block.items]
    if isinstance(block, Grid | Chart):
        return [("见表", block.caption if isinstance(block, Grid) else block.title)]
    return [("签章", name) for name in block.names]


def _table(block: Grid, paper: Paper) -> Table:
    columns = [_column(block, at) for at in range(len(block.headings))]
    rows = [dict(enumerate(row)) for row in block.every_row]
    return Table(block.caption or paper.title, columns, rows, note=paper.foot)


def _column(block: Grid, at: int) -> Column:
    cells = [row[at] for row in block.rows]
    figures = [cell for cell in cells if isinstance(cell, Figure) and cell.value is not None]
    width = max(8, min(44, 4 + 2 * max((len(shown(cell)) for cell in (block.headings[at], *cells)), default=4)))
    told: dict[str, Any] = {"key": str(at), "label": block.headings[at], "width": width}
    if figures:
        told["kind"] = "percent" if all(one.unit == PERCENT for one in figures) else "number"
        told["digits"] = max(one.digits for one in figures)
    return Column(**told, value=lambda row: _value(row[at]))


def _value(cell: Cell) -> Any:
    """A number as a float, which takes its column's digits; all else as text."""
    if isinstance(cell, Figure) and cell.value is not None:
        return float(cell.value)
    return shown(cell)


def _drawn(block: Chart, paper: Paper) -> Table:
    columns = [Column("label", "项目", width=40)]
    columns += [Column(str(at), one.name, kind="percent", digits=block.digits) for at, one in enumerate(block.series)]
    rows: Sequence[dict[str, Any]] = [
        {"label": label, **{str(at): _plain(one.values[place]) for at, one in enumerate(block.series)}}
        for place, label in enumerate(block.labels)
    ]
    return Table(block.title, columns, rows, note=paper.foot, plot=Plot(len(block.series)))


def _plain(value: Any) -> float | None:
    return None if value is None else float(value)
