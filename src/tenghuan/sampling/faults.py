"""Faults as real workbooks have them, put into the sample on purpose and listed, so that tests and demos know them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np
from xlsxwriter.utility import xl_col_to_name

from tenghuan.sampling.profiles import data
from tenghuan.sampling.tables import Cell, Grid

KINDS = {
    "code_truncated": "信用代码被截成 16 位",
    "code_check_digit": "信用代码校验位不对",
    "code_numeric": "信用代码变成了数字",
    "code_blank": "只有企业名称，没有信用代码",
    "name_mismatch": "名称与名录不一致",
    "duplicate_row": "同一行出现两次",
    "unknown_town": "没有这个镇街",
    "unknown_industry": "行业代码不在 GB/T 4754—2017 中",
    "date_text": "日期写成了文字",
    "number_text": "数字写成了文字",
    "blank_required": "必填项空着",
    "dash": "用横线、斜线或“无”代替数字",
    "negative_area": "面积为负",
    "tenfold": "比实际大十倍以上（小数点错位）",
    "unit_mixed": "整行按万元填，表头是元",
    "sum_mismatch": "合计与分项不符",
    "formula": "单元格里是公式",
    "total_wrong": "合计行与各行之和不符",
}


@dataclass(frozen=True)
class Formula:
    """A cell that holds a formula (A1 notation, ``{row}`` for its own row) and the value it shows."""

    text: str
    value: float


@dataclass(frozen=True)
class Planted:
    """A fault at ``row`` and ``column`` of a grid (from 0; row −1 is the row 合计)."""

    row: int
    column: int
    field: str
    kind: str
    expected: Cell
    written: Cell | Formula


class FaultyGrid:
    """A grid on which faults are planted, each on a row of its own."""

    def __init__(self, grid: Grid, key: str, rng: np.random.Generator) -> None:
        self.grid, self.key, self.rng = grid, key, rng
        self.planted: list[Planted] = []
        self.special: dict[tuple[int, int], Formula] = {}
        self.wrong_totals: dict[int, int] = {}

    def put(self, row: int, field: str, kind: str, written: Cell | Formula) -> None:
        """Write a fault into the grid and remember what stood there."""
        column = self.grid.layout.index(field)
        expected = self.grid.rows[row][column]
        if isinstance(written, Formula):
            self.special[row, column] = written
        else:
            self.grid.rows[row][column] = written
        self.planted.append(Planted(row, column, field, kind, expected, written))

    def totals(self) -> dict[int, int | float]:
        """Return the row 合计 by column: the sum of the cells that hold numbers, as a spreadsheet adds them."""
        found: dict[int, int | float] = {}
        for field in self.grid.layout.total:
            column = self.grid.layout.index(field)
            numbers = [v for row in self.grid.rows if isinstance(v := row[column], int | float)]
            total = sum(numbers)
            found[column] = total if isinstance(total, int) else round(total, 4)
        return {**found, **self.wrong_totals}

    def spoil_total(self) -> None:
        """Make one figure of the row 合计 3 % too large; call when nothing else changes the grid any more."""
        field = self.field("total_wrong")
        column = self.grid.layout.index(field)
        expected = self.totals()[column]
        self.wrong_totals[column] = round(expected * 1.03) + 1
        self.planted.append(Planted(-1, column, field, "total_wrong", expected, self.wrong_totals[column]))

    def value(self, row: int, field: str) -> Cell:
        """Return what stands in a cell."""
        return self.grid.rows[row][self.grid.layout.index(field)]

    def field(self, kind: str) -> str:
        """Return the column that a kind of fault falls on in this workbook."""
        return str(_settings()["fields"][self.key][kind])


@cache
def _settings() -> dict[str, Any]:
    return dict(data("faults"))


def _code_truncated(at: FaultyGrid, row: int) -> None:
    at.put(row, "uscc", "code_truncated", str(at.value(row, "uscc"))[:16])


def _code_check_digit(at: FaultyGrid, row: int) -> None:
    code = str(at.value(row, "uscc"))
    at.put(row, "uscc", "code_check_digit", code[:-1] + ("1" if code[-1] != "1" else "2"))


def _code_numeric(at: FaultyGrid, row: int) -> None:
    # Excel keeps 15 digits of a long number and shows it as 9.13E+17
    at.put(row, "uscc", "code_numeric", float(str(at.value(row, "uscc"))[:8] + "0" * 10))


def _code_blank(at: FaultyGrid, row: int) -> None:
    at.put(row, "uscc", "code_blank", None)


def _name_mismatch(at: FaultyGrid, row: int) -> None:
    name = str(at.value(row, "name"))
    other = name.replace("有限公司", "有限责任公司") if "有限公司" in name else name + "（普通合伙）"
    at.put(row, "name", "name_mismatch", other)


def _unknown_town(at: FaultyGrid, row: int) -> None:
    at.put(row, "town", "unknown_town", _settings()["values"]["unknown_town"])


def _unknown_industry(at: FaultyGrid, row: int) -> None:
    at.put(row, "industry", "unknown_industry", _settings()["values"]["unknown_industry"])


def _date_text(at: FaultyGrid, row: int) -> None:
    field = at.field("date_text")
    day = at.value(row, field)
    if isinstance(day, date):
        at.put(row, field, "date_text", f"{day.year}.{day.month}.{day.day}")


def _number_text(at: FaultyGrid, row: int) -> None:
    field = at.field("number_text")
    value = at.value(row, field)
    if isinstance(value, int | float):
        at.put(row, field, "number_text", f"{value:,}")


def _blank_required(at: FaultyGrid, row: int) -> None:
    field = at.field("blank_required")
    if at.value(row, field) is not None:
        at.put(row, field, "blank_required", None)


def _dash(at: FaultyGrid, row: int) -> None:
    signs = _settings()["values"]["dash"]
    at.put(row, at.field("dash"), "dash", signs[int(at.rng.integers(len(signs)))])


def _negative_area(at: FaultyGrid, row: int) -> None:
    field = at.field("negative_area")
    value = at.value(row, field)
    if isinstance(value, int) and value > 0:
        at.put(row, field, "negative_area", -value)


def _tenfold(at: FaultyGrid, row: int) -> None:
    field = at.field("tenfold")
    value = at.value(row, field)
    if isinstance(value, int | float) and value > 0:
        at.put(row, field, "tenfold", round(value * _settings()["values"]["tenfold"], 4))


def _sum_mismatch(at: FaultyGrid, row: int) -> None:
    field = at.field("sum_mismatch")
    value = at.value(row, field)
    if isinstance(value, int | float) and value != 0:
        at.put(row, field, "sum_mismatch", round(value * 1.1) if isinstance(value, int) else round(value + 0.5, 4))


def _unit_mixed(at: FaultyGrid, row: int) -> None:
    for field in at.grid.layout.total:
        value = at.value(row, field)
        if isinstance(value, int) and value != 0:
            at.put(row, field, "unit_mixed", round(value / 10_000, 2))


def _formula(at: FaultyGrid, row: int) -> None:
    letters = {
        f: xl_col_to_name(at.grid.layout.index(f)) for f in ("paid_total", "exempt_offset", "relief_added", "excluded")
    }
    plus = "+".join(letters[f] + "{row}" for f in ("paid_total", "exempt_offset", "relief_added"))
    value = at.value(row, "tax")
    if isinstance(value, int):
        at.put(row, "tax", "formula", Formula(f"={plus}-{letters['excluded']}{{row}}", value))


_PLANT: dict[str, Callable[[FaultyGrid, int], None]] = {
    "code_truncated": _code_truncated,
    "code_check_digit": _code_check_digit,
    "code_numeric": _code_numeric,
    "code_blank": _code_blank,
    "name_mismatch": _name_mismatch,
    "unknown_town": _unknown_town,
    "unknown_industry": _unknown_industry,
    "date_text": _date_text,
    "number_text": _number_text,
    "blank_required": _blank_required,
    "dash": _dash,
    "negative_area": _negative_area,
    "tenfold": _tenfold,
    "unit_mixed": _unit_mixed,
    "sum_mismatch": _sum_mismatch,
    "formula": _formula,
}


def _duplicates(grid: Grid, count: int, rng: np.random.Generator) -> list[int]:
    """Copy ``count`` rows to the place right below; return where the copies stand."""
    chosen = sorted((int(r) for r in rng.choice(len(grid.rows), size=count, replace=False)), reverse=True)
    for row in chosen:
        grid.rows.insert(row + 1, list(grid.rows[row]))
    return [row + 1 + shift for shift, row in enumerate(reversed(chosen))]


def plant(grid: Grid, key: str, rng: np.random.Generator) -> FaultyGrid:
    """Put the workbook's kinds of fault into the grid, in place."""
    settings, kinds = _settings(), _settings()["kinds"][key]
    rows = len(grid.rows)
    number = max(round(rows * settings["share"]), min(len(kinds), rows // settings["rows_per_kind"]))
    faulty = FaultyGrid(grid, key, rng)
    order = [kinds[i % len(kinds)] for i in range(number)]
    if not order:
        return faulty
    copies = _duplicates(grid, order.count("duplicate_row"), rng)
    taken = {r for copy in copies for r in (copy, copy - 1)}
    free = [int(r) for r in rng.permutation(len(grid.rows)) if int(r) not in taken]
    for copy in copies:
        faulty.planted.append(
            Planted(copy, grid.layout.index("uscc"), "uscc", "duplicate_row", None, faulty.value(copy, "uscc"))
        )
    for kind in sorted(dict.fromkeys(order), key=lambda k: k == "total_wrong"):
        if kind != "duplicate_row":
            _plant_kind(faulty, kind, order.count(kind), free)
    return faulty


def _plant_kind(faulty: FaultyGrid, kind: str, count: int, free: list[int]) -> None:
    """Plant ``count`` faults of one kind on free rows that have a value to spoil."""
    if kind == "total_wrong":
        faulty.spoil_total()
        return
    for _ in range(count):
        while free:
            before = len(faulty.planted)
            _PLANT[kind](faulty, free.pop())
            if len(faulty.planted) > before:
                break
