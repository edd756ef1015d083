"""The table of thresholds: which row is an enterprise's, and the table as a workbook hands it in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenghuan.errors import InputFault
from tenghuan.scoring.cells import CellFault, is_empty, read_industry, read_number, read_text
from tenghuan.scoring.columns import COLUMNS, Column, fold
from tenghuan.scoring.facts import FactsFault, Fault
from tenghuan.screening.keys import RATIOS, is_measured, title
from tenghuan.screening.rules import Rules, Threshold

if TYPE_CHECKING:
    from tenghuan.reading.workbooks import Workbook

HEADING_ROWS = 20  # titles may stand above the headings
_COLUMNS = (
    Column("key", "text", ("指标",)),
    Column("region_class", "text", ("区域类别", "地区类别")),
    Column("town", "text", ("镇街", "所属镇街", "属地", "区域")),
    Column("industry", "industry", ("行业代码", "国民经济行业代码", "行业")),
    Column("limit", "number", ("限值", "阈值", "limit"), negative=True),
    Column("source", "text", ("依据", "来源")),
    Column("note", "text", ("说明", "备注")),
)
_BY_KEY = {column.key: column for column in _COLUMNS}
_FOLDED = {fold(text): column.key for column in _COLUMNS for text in (column.key, *column.headings)}


class Table:
    """Thresholds by what they are for."""

    def __init__(self, rows: Iterable[Threshold]) -> None:
        self._rows = {(row.key, row.industry or "", row.town or ""): row for row in rows}
        self.keys = frozenset(key for key, _, _ in self._rows)

    def row_for(self, key: str, industry: str, town: str) -> Threshold | None:
        """The row of an enterprise: of the longest prefix of its industry, among these the one of its town first.

        Args:
            key: the ratio or column that is measured.
            industry: digits of the code, "" if unknown.
            town: "" if unknown.
        """
        for length in range(len(industry), -1, -1):
            for place in dict.fromkeys((town, "")):
                found = self._rows.get((key, industry[:length], place))
                if found is not None:
                    return found
        return None


def with_thresholds(rules: Rules, rows: Sequence[Threshold]) -> Rules:
    """The rules with further thresholds; where both have a row for the same, the further one counts."""
    own = {(row.key, row.town, row.industry): row for row in rules.thresholds}
    own |= {(row.key, row.town, row.industry): row for row in rows}
    return rules.model_copy(update={"thresholds": tuple(own.values())})


def read_thresholds(path: str | Path) -> tuple[Threshold, ...]:
    """A table of thresholds from ``.xlsx``, ``.xls`` or ``.csv``.

    Headings (the key or a Chinese one): 指标 (its key or its name), 镇街, 行业代码 (its first digits), 限值, 依据,
    说明. 指标 and 限值 must be there; an empty 镇街 or 行业代码 is any. Other columns are left aside. A row may name a
    区域类别 in place of a town (tables by class of region × industry, methodology §2): it stands for every town that
    another sheet, with the headings 区域类别 and 镇街, puts in that class.

    Raises:
        InputFault: not a table, or without these headings; FactsFault: cells at fault, all of them listed.
    """
    # loads much that rules without a table do not need
    from tenghuan.reading.workbooks import open_workbook

    path = Path(path)
    if not path.is_file():
        raise InputFault("阈值表不存在", where=str(path), remedy="核对路径")
    with open_workbook(path, path.name) as book:
        classes = _classes(book)
        for head in book.heads:
            top = _heading_row(head.rows[:HEADING_ROWS], "key", "limit")
            if top is not None:
                sheet = book.sheet(head.name)
                return _read(path.name, sheet.name, [list(row) for row in sheet.rows], top, classes)
    raise InputFault("没有一张表含“指标”和“限值”两列", where=path.name, remedy="核对表头")


def _classes(book: Workbook) -> dict[str, list[str]]:
    """The towns of each class of region, of every sheet that tells them and no limits."""
    found: dict[str, list[str]] = {}
    for head in book.heads:
        top = _heading_row(head.rows[:HEADING_ROWS], "region_class", "town")
        if top is None or _heading_row(head.rows[:HEADING_ROWS], "limit") is not None:
            continue
        rows = [list(row) for row in book.sheet(head.name).rows]
        places = _places(rows[top])
        for row in rows[top + 1 :]:
            name, town = (str(_at(row, places[key]) or "").strip() for key in ("region_class", "town"))
            if name and town and town not in found.setdefault(name, []):
                found[name].append(town)
    return found


def _heading_row(rows: Sequence[Sequence[Any]], *keys: str) -> int | None:
    for at, row in enumerate(rows):
        if set(keys) <= {_FOLDED.get(fold(str(cell))) for cell in row}:
            return at
    return None


def _places(headings: Sequence[Any]) -> dict[str, int]:
    return {_FOLDED[fold(str(cell))]: at for at, cell in enumerate(headings) if fold(str(cell)) in _FOLDED}


def _at(row: Sequence[Any], place: int) -> Any:
    return row[place] if place < len(row) else None


def _read(
    file: str, sheet: str, rows: list[list[Any]], top: int, classes: dict[str, list[str]]
) -> tuple[Threshold, ...]:
    places = _places(rows[top])
    found: dict[tuple[str, str | None, str | None], tuple[int, Threshold]] = {}
    faults: list[Fault] = []
    for number, row in enumerate(rows[top + 1 :], start=top + 2):
        if all(is_empty(cell) for cell in row):
            continue
        cells, wrong = _cells(row, places)
        towns = [] if wrong else _towns(cells, classes, wrong)
        faults += [Fault(file, sheet, number, *fault) for fault in wrong]
        if wrong:
            continue
        for town in towns:
            threshold = Threshold.model_validate(cells | {"town": town})
            first, _ = found.setdefault((threshold.key, threshold.town, threshold.industry), (number, threshold))
            if first != number:
                what, remedy = f"与第 {first} 行重复（指标、镇街、行业都相同）", "只留一行"
                faults.append(Fault(file, sheet, number, "指标", what, remedy))
    if faults:
        raise FactsFault(file, faults)
    return tuple(threshold for _, threshold in found.values())


def _towns(
    cells: dict[str, Any], classes: dict[str, list[str]], wrong: list[tuple[str, str, str]]
) -> Sequence[str | None]:
    """The towns that a row is for; its class of region goes out of ``cells``, what cannot be told into ``wrong``."""
    named, town = cells.pop("region_class", None), cells.get("town")
    if named is None:
        return [town]
    if town is not None:
        wrong.append(("区域类别", f"这一行同时填了区域类别“{named}”和镇街“{town}”", "只填其中一个"))
    elif named not in classes:
        known = f"（已列出：{'、'.join(classes)}）" if classes else ""
        what = f"没有一张表列出“{named}”有哪些镇街{known}"
        wrong.append(("区域类别", what, "在另一张表按“区域类别、镇街”两列逐行列出"))
    return classes.get(named, [])


def _cells(row: list[Any], places: dict[str, int]) -> tuple[dict[str, Any], list[tuple[str, str, str]]]:
    """The cells of a row by key, and (column, what, remedy) of those at fault."""
    cells: dict[str, Any] = {}
    wrong: list[tuple[str, str, str]] = []
    for key, at in places.items():
        column = _BY_KEY[key]
        cell = _at(row, at)
        try:
            cells[key] = None if is_empty(cell) else _cell(cell, column)
            if cells[key] is None and key in ("key", "limit"):
                raise CellFault("不能为空", "补填，或删去这一行")
        except CellFault as fault:
            wrong.append((column.title, fault.what, fault.remedy))
    return cells, wrong


def _cell(cell: Any, column: Column) -> Any:
    if column.key == "limit":
        return Decimal(repr(read_number(cell, column)))
    if column.key == "industry":
        return read_industry(cell, column)
    text = read_text(cell, column)
    return _key(text) if column.key == "key" else text


def _key(text: str) -> str:
    """The key of a ratio or column, given by itself or by its name."""
    if is_measured(text):
        return text
    names = {fold(title(key)): key for key in (*RATIOS, *(column.key for column in COLUMNS)) if is_measured(key)}
    if fold(text) not in names:
        raise CellFault(f"没有这样的指标：{text}", "填指标的名称或代码，如 亩均税收 或 tax_per_mu")
    return names[fold(text)]
