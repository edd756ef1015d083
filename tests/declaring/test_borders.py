"""Declarations at their borders: exact numbers, tables told whole, lists read back as they were written."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pydantic import BaseModel, ConfigDict

from tenghuan.declaring.documents import Kind, chosen, load, parse
from tenghuan.declaring.lists import LONGEST, to_csv, to_xlsx, write_list
from tenghuan.declaring.numbers import NotNegative, Number, Positive, half_up, percent, shown, trimmed, written
from tenghuan.declaring.tables import Row, exact_number, read_table
from tenghuan.errors import InputFault
from tenghuan.scoring.cells import CellFault
from tenghuan.scoring.columns import Column
from tenghuan.scoring.facts import FactsFault
from tenghuan.scoring.schemefaults import SchemeFault, Words

AMOUNT = Column("amount", "number", ("金额",), "万元", negative=True)
COLUMNS = (Column("name", "text", ("名称",)), AMOUNT, Column("day", "date", ("日期",)))
FRACTIONS = st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**7)


# --- numbers


@given(FRACTIONS, st.integers(0, 6))
def test_what_is_rounded_lies_within_half_a_step_and_its_mirror_is_its_negative(number: Fraction, places: int) -> None:
    found = half_up(number, places)
    assert abs(Fraction(found) - number) <= Fraction(1, 2 * 10**places)
    assert half_up(-number, places) == -found
    assert -found.as_tuple().exponent == places  # type: ignore[operator]  # finite


@given(st.integers(-(10**6), 10**6), st.integers(0, 5))
def test_exactly_half_a_step_goes_away_from_nought(whole: int, places: int) -> None:
    step = Fraction(1, 10**places)
    number = (whole + Fraction(1, 2)) * step if whole >= 0 else (whole - Fraction(1, 2)) * step
    away = whole + 1 if whole >= 0 else whole - 1
    assert Fraction(half_up(number, places)) == away * step


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=8))
def test_digits_without_idle_zeros_read_back_as_the_same_number(number: Decimal) -> None:
    text = trimmed(number)
    assert Decimal(text) == number
    assert "E" not in text.upper()
    assert not ("." in text and text.endswith(("0", ".")))


@given(st.integers(-(10**9), 10**9), st.integers(0, 12))
def test_a_number_that_ends_is_written_with_all_its_digits(numerator: int, places: int) -> None:
    number = Fraction(numerator, 10**places)
    text = written(number)
    assert Fraction(text.strip("()")) == number
    assert text.startswith("(") is (number < 0)


@pytest.mark.parametrize(
    ("number", "as_result", "as_input", "as_share"),
    [
        (Fraction(1, 3), "0.3333", "0.3333", "33.3333%"),
        (Fraction(1, 8), "0.125", "0.125", "12.5%"),
        (Fraction(-1, 8), "-0.125", "(-0.125)", "(-12.5)%"),
        (Fraction(0), "0", "0", "0%"),
        (Fraction(1, 100000), "0", "0.00001", "0.001%"),
    ],
)
def test_results_inputs_and_shares_by_hand(number: Fraction, as_result: str, as_input: str, as_share: str) -> None:
    assert (shown(number), written(number), percent(number)) == (as_result, as_input, as_share)


class Declared(BaseModel):
    model_config = ConfigDict(extra="forbid")

    any: Number = Decimal(0)
    least: NotNegative = Decimal(0)
    above: Positive = Decimal(1)


WORDS = Words({"any": "任意数", "least": "不小于零", "above": "大于零"}, {})


class DeclaredFault(SchemeFault):
    kind = "声明"


KIND = Kind(DeclaredFault, WORDS)


@pytest.mark.parametrize(
    ("text", "number"),
    [("30%", "0.3"), ("0.52％", "0.0052"), ("-5%", "-0.05"), (".5%", "0.005"), ("1e3", "1000"), ("+7", "7")],
)
def test_a_declared_number_may_be_a_percentage(text: str, number: str) -> None:
    assert parse(f'any: "{text}"', "声明.yaml", Declared, KIND).any == Decimal(number)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("any: true", "第 1 行"),
        ("any: 三成", "第 1 行"),
        ("any: .nan", "第 1 行"),
        ("least: -0.01", "第 1 行"),
        ("\nabove: 0", "第 2 行"),
        ("any: 1e13", "第 1 行"),
        ("any: 1\nother: 2", "第 2 行"),
    ],
)
def test_a_number_that_cannot_be_is_told_with_its_line(text: str, place: str) -> None:
    with pytest.raises(DeclaredFault) as fault:
        parse(text, "声明.yaml", Declared, KIND)
    assert place in str(fault.value)


def test_all_faults_of_a_declaration_are_told_at_once() -> None:
    with pytest.raises(DeclaredFault) as fault:
        parse("any: 甲\nleast: -1\nabove: 0\n", "声明.yaml", Declared, KIND)
    assert all(f"第 {line} 行" in str(fault.value) for line in (1, 2, 3))


@pytest.mark.parametrize("text", ["", "- 1", "只是一句话", "1", "null"])
def test_what_is_no_mapping_is_no_declaration(text: str) -> None:
    with pytest.raises(DeclaredFault):
        parse(text, "声明.yaml", Declared, KIND)


def test_a_file_goes_before_the_shipped_declaration_of_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    own = {"甲": Declared(any=Decimal(1))}
    assert chosen("甲", Declared, KIND, own).any == 1
    (tmp_path / "甲").write_text("any: 2", encoding="utf-8")
    assert chosen("甲", Declared, KIND, own).any == 2
    with pytest.raises(InputFault, match="声明文件不存在") as fault:
        chosen("乙", Declared, KIND, own)
    assert "自带：甲" in fault.value.remedy
    with pytest.raises(InputFault):
        load(tmp_path / "没有.yaml", Declared, KIND)


# --- tables


def _table(tmp_path: Path, text: str) -> Any:
    path = tmp_path / "表.csv"
    path.write_text(text, encoding="utf-8")
    return read_table(path, COLUMNS, ("name", "amount"))


def test_every_fault_of_a_table_is_told_with_its_row_and_heading(tmp_path: Path) -> None:
    table = _table(tmp_path, "名称,金额,日期\n甲,一百,2026-02-30\n乙,5,2026-03-01\n丙,1..2,\n")
    assert [(fault.row, fault.column) for fault in table.faults] == [(2, "金额"), (2, "日期"), (4, "金额")]
    with pytest.raises(FactsFault) as fault:
        table.settle()
    assert all(word in str(fault.value) for word in ("第 2 行", "第 4 行", "金额", "日期"))
    # what is at fault is unknown, and is not told twice
    first, second, _third = table.rows
    assert (first.number("amount"), first.date("day"), second.number("amount")) == (None, None, 5)
    table.note(first, "amount", "再说一次", "改")
    assert len(table.faults) == 3


def test_an_empty_table_has_no_rows_and_no_fault(tmp_path: Path) -> None:
    table = _table(tmp_path, "名称,金额\n")
    assert (table.rows, table.faults) == ([], [])
    table.settle()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("名称,日期\n甲,2026-01-01\n", "没有“金额"),
        ("名称,金额,金额\n甲,1,2\n", "是同一项"),
        ("名称,名 称,金额\n甲,乙,2\n", "是同一项"),
    ],
)
def test_a_column_that_lacks_or_stands_twice_is_refused(tmp_path: Path, text: str, word: str) -> None:
    with pytest.raises(InputFault, match=word):
        _table(tmp_path, text)


def test_unknown_columns_are_kept_aside_by_name(tmp_path: Path) -> None:
    assert _table(tmp_path, "名称,金额,备 注,\n甲,1,x,y\n").unknown == ("备 注",)


@pytest.mark.parametrize(
    ("name", "word"), [("没有.csv", "文件不存在"), ("表.txt", "不支持 .txt 文件"), ("表", "无扩展名")]
)
def test_what_is_no_table_says_which_it_may_be(tmp_path: Path, name: str, word: str) -> None:
    path = tmp_path / name
    if not name.startswith("没有"):
        path.write_text("名称,金额\n", encoding="utf-8")
    with pytest.raises(InputFault, match=word):
        read_table(path, COLUMNS, ("name", "amount"))


@given(st.integers(-(10**12), 10**12), st.integers(0, 6))
def test_a_written_number_is_read_exactly_whatever_its_signs(numerator: int, places: int) -> None:
    number = Fraction(numerator, 10**places)
    text = f"{Decimal(numerator).scaleb(-places):f}"
    assert exact_number(text, AMOUNT) == number
    assert exact_number(f" {text}% ", AMOUNT) == number / 100
    assert exact_number(text.replace("-", "－"), AMOUNT) == number


@pytest.mark.parametrize("cell", [True, "1" * 41, "--5", "5-", "", "%", "1%%", "∞", "1,2,3", "0x10"])
def test_a_cell_that_is_no_number_is_a_fault_with_a_remedy(cell: Any) -> None:
    with pytest.raises(CellFault) as fault:
        exact_number(cell, AMOUNT)
    assert fault.value.remedy


def test_a_row_tells_each_kind_or_that_it_is_unknown() -> None:
    row = Row(7, {"name": "甲", "amount": Fraction(1, 3), "day": date(2026, 2, 28), "none": None})
    assert (row.text("name"), row.text("none"), row.text("other")) == ("甲", "", "")
    assert (row.number("amount"), row.number("name")) == (Fraction(1, 3), None)
    assert (row.date("day"), row.date("amount")) == (date(2026, 2, 28), None)


# --- lists


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)


@settings(max_examples=30)
@given(st.lists(st.tuples(TEXTS, st.decimals("-99999", "99999", places=4)), max_size=6))
def test_a_list_comes_back_from_csv_as_it_went(rows: list[tuple[str, Decimal]]) -> None:
    text = to_csv(("名称", "金额"), [{"名称": name, "金额": amount} for name, amount in rows])
    head, *body = list(csv.reader(io.StringIO(text)))
    assert head == ["名称", "金额"]
    for (name, amount), (kept, number) in zip(rows, body, strict=True):
        assert kept in (name, f"'{name}")
        assert Decimal(number) == amount
        assert not kept.lstrip().startswith(("=", "+", "-", "@"))


@settings(max_examples=30)
@given(st.lists(st.tuples(TEXTS, st.integers(-(10**9), 10**9)), min_size=1, max_size=4))
def test_a_list_comes_back_from_a_workbook_as_it_went_and_nothing_runs(rows: list[tuple[str, int]]) -> None:
    data = to_xlsx(("名称", "金额"), [{"名称": name, "金额": amount} for name, amount in rows], "表")
    sheet = load_workbook(io.BytesIO(data)).active
    assert [cell.value for cell in sheet[1]] == ["名称", "金额"]
    assert sheet.freeze_panes == "B2"
    for at, (name, amount) in enumerate(rows, start=2):
        assert (sheet.cell(at, 1).value, sheet.cell(at, 2).value) == (name, amount)
        assert sheet.cell(at, 1).data_type == "s"


def test_numbers_keep_four_decimals_in_a_workbook_and_what_is_unknown_stays_empty() -> None:
    rows = [{"名称": "甲", "金额": Decimal("0.0000")}, {"名称": "", "金额": None}, {"名称": "=1+1", "金额": 0}]
    sheet = load_workbook(io.BytesIO(to_xlsx(("名称", "金额"), rows, "表"))).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        ["甲", 0],
        [None, None],
        ["=1+1", 0],
    ]
    assert sheet["B2"].number_format == "0.0000"
    assert sheet["A4"].quotePrefix
    assert sheet["A4"].data_type == "s"


@pytest.mark.parametrize(("length", "cut"), [(LONGEST, False), (LONGEST + 1, True)])
def test_a_cell_is_cut_at_what_it_holds_and_no_earlier(length: int, cut: bool) -> None:
    sheet = load_workbook(io.BytesIO(to_xlsx(("名称",), [{"名称": "甲" * length}], "表"))).active
    assert len(sheet["A2"].value) == LONGEST
    assert sheet["A2"].value.endswith("……（过长，全文见 CSV）") is cut


@pytest.mark.parametrize(
    ("name", "word"), [("表.xls", "不能写 .xls 文件"), ("表", "无扩展名"), ("表.pdf", "不能写 .pdf")]
)
def test_another_ending_is_refused_before_anything_is_written(tmp_path: Path, name: str, word: str) -> None:
    with pytest.raises(InputFault, match=word) as fault:
        write_list(tmp_path / name, ("名称",), [{"名称": "甲"}], "表")
    assert fault.value.remedy == "用 .xlsx 或 .csv"
    assert list(tmp_path.iterdir()) == []


def test_a_list_takes_the_place_of_the_one_before_whole(tmp_path: Path) -> None:
    path = tmp_path / "表.CSV"
    for name in ("甲" * 100, "乙"):
        write_list(path, ("名称",), [{"名称": name}], "表")
    assert path.read_text(encoding="utf-8") == "名称\n乙\n"
    assert [one.name for one in tmp_path.iterdir()] == ["表.CSV"]
