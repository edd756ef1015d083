"""Tables as columns: heading rows found and merged, each column's meaning by its heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tenghuan.reading.documents.characters import simplify
from tenghuan.reading.documents.model import Block, Cell

_NUMERIC = re.compile(r"^(?!20\d\d年)[≥≤><＞＜]?[-+]?\d[\d,.]*\s*(?:%|[\u4e00-\u9fff/]{0,6}|以上|左右)$|^[-—–―/]+$")
_UNIT_HEAD = re.compile(r"（(?:%|[百千]?[万亿]?(?:元|亩|家|个|户|项|吨|人|台|件|平方米))[^（）]{0,4}）$")
_PATTERNS = (
    ("number", re.compile(r"^(?:序号|编号|号)$|^序$")),
    ("person", re.compile(r"领导|责任人|负责人|联系人|姓名|电话|县长|市长")),
    ("lead", re.compile(r"牵头|主办|主责")),
    ("support", re.compile(r"配合|协同|协办|参与|协助|会办|参加")),
    ("plain", re.compile(r"责任|承办|实施单位|实施部门|负责|主管部门|落实单位|分工|部门")),
    ("unit", re.compile(r"^(?:计量|指标)?单位$")),
    ("category", re.compile(r"类别|类型|分类|领域|属性|性质|板块|行动名称|攻坚行动")),
    (
        "value",
        re.compile(
            r"20\d\d|基数|基期|现状|目标值|实际|完成值|预期|^目标$|累计目标|期末|总目标|年目标|全省|全市平均|[省市]目标"
        ),
    ),
    ("deadline", re.compile(r"时限|时间|进度|节点|期限|备注|说明|出处|来源")),
    ("indicator", re.compile(r"指标|目标名称|目标内容|考核内容|名称")),
    ("content", re.compile(r"内容|任务|举措|措施|事项|工作|项目|目标要求|要求")),
)


@dataclass(slots=True)
class Column:
    """One column: what it holds and its heading, all heading rows joined."""

    index: int
    sort: str
    heading: str


@dataclass(slots=True)
class Sheet:
    """A table with its heading understood."""

    block: Block
    columns: list[Column] = field(default_factory=list)
    rows: list[tuple[Cell, ...]] = field(default_factory=list)

    def of(self, *sorts: str) -> list[Column]:
        """The columns of some sorts, in order."""
        return [column for column in self.columns if column.sort in sorts]


def understand(block: Block) -> Sheet:
    """Find the heading rows of a table and what each column holds; texts come back simplified."""
    rows = [
        tuple(Cell(cell.id, simplify(cell.text), simplify(cell.raw)) for cell in row)
        for row in block.rows
        if any(cell.text for cell in row)
    ]
    heads = _heading_rows(rows)
    width = max((len(row) for row in rows), default=0)
    sheet = Sheet(block, rows=[row for row in rows[heads:] if not _repeats(row, rows[:heads])])
    for index in range(width):
        words: list[str] = []
        for depth, row in enumerate(rows[:heads]):
            text = _heading_text(row, index, last=depth == heads - 1)
            if text and text not in words and not (heads > 1 and _spans(row)):
                words.append(text)
        heading = "".join(words)
        sheet.columns.append(Column(index, _sort(heading), heading))
    return sheet


def _heading_text(row: Sequence[Cell], index: int, *, last: bool) -> str:
    """Text of a heading cell; a blank in an upper row belongs to the merged cell on its left."""
    if not last:
        while 0 < index < len(row) and not row[index].text:
            index -= 1
    return simplify(row[index].text) if index < len(row) else ""


def _spans(row: Sequence[Cell]) -> bool:
    """A row that is one merged cell: a caption, not a heading."""
    return len(row) > 2 and len({cell.text for cell in row if cell.text}) == 1


def _repeats(row: Sequence[Cell], heads: Sequence[Sequence[Cell]]) -> bool:
    return any([c.text for c in row] == [c.text for c in head] for head in heads)


def _heading_rows(rows: Sequence[Sequence[Cell]]) -> int:
    """How many rows at the top are heading: up to three rows without a value or running number, at least one."""
    count = 0
    for row in rows[:3]:
        texts = [cell.text for cell in row if cell.text]
        values = sum(bool(_NUMERIC.match(text)) and not re.fullmatch(r"20\d\d年?", text) for text in texts)
        known = sum((_sort(text) != "" or bool(_UNIT_HEAD.search(text))) and len(text) <= 20 for text in texts)
        if count and (values or not known or max(map(len, texts)) > 24):
            break
        if values > 1:
            break
        count += 1
    return max(1, min(count, len(rows)))


def _sort(heading: str) -> str:
    bare = re.sub(r"\s", "", heading)
    for sort, pattern in _PATTERNS:
        if pattern.search(bare):
            return sort
    return ""


def cell_at(row: Sequence[Cell], column: Column | None) -> Cell | None:
    """The cell of a row in a column; None where the row is shorter."""
    return row[column.index] if column is not None and column.index < len(row) else None


def text_at(row: Sequence[Cell], column: Column | None) -> str:
    """The text of that cell, "" where there is none."""
    cell = cell_at(row, column)
    return cell.text if cell else ""
