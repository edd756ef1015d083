"""Templates show what the register wants; what is exported can be imported again unchanged, for every register."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenghuan.reading.checks import check
from tenghuan.reading.registers import Register, RegisterField, registers
from tenghuan.reading.workbooks import export, export_csv, open_workbook, preview, template
from tenghuan.reading.workbooks.layout import heading
from tests.reading.checks.workbooks import A, code

REGISTERS = list(registers().values())
DANGEROUS = ["=1+1", "+86 571", "-5号厂房", "@SUM(A1)", "\tx", "\rx", "＝1+1", "'=1", "=cmd|'/C calc'!A0"]
every_register = pytest.mark.parametrize("register", REGISTERS, ids=lambda r: r.id)


def sample(item: RegisterField, n: int) -> Any:
    """Return a value of the field's type."""
    if item.numeric:
        return float(n) if item.type == "integer" else round(n * 12.345678, 6)
    return {
        "code": code(n),
        "text": f"文字{n}",
        "date": f"20{10 + n % 10}-06-30",
        "year": 2022,
        "month": n % 12 + 1,
        "boolean": n % 2 == 0,
        "choice": item.choices[n % len(item.choices)] if item.choices else None,
        "industry": "1751",
        "town": "清溪镇",
    }[item.type]


def again(data: bytes, register: Register, filename: str = "导出.xlsx") -> list[dict[str, Any]]:
    found = preview(open_workbook(data, filename, isolate=False), register)
    assert not found.unknown
    assert {m.confidence for m in found.columns} <= {0.98, 1.0}
    return [row.values for row in found.rows]


@every_register
def test_exported_rows_come_back_unchanged(register: Register) -> None:
    rows = [{f.key: sample(f, n) for f in register.fields} for n in range(1, 6)]
    rows.append({f.key: sample(f, 9) if f.required else None for f in register.fields})
    assert again(export(register, rows), register) == rows
    assert again(export_csv(register, rows), register, "导出.csv") == rows


@every_register
def test_exporting_twice_gives_the_same_bytes(register: Register) -> None:
    rows = [{f.key: sample(f, n) for f in register.fields} for n in range(1, 4)]
    first = export(register, rows)
    assert export(register, again(first, register)) == first


@every_register
def test_a_register_is_recognised_by_its_own_export(register: Register) -> None:
    rows = [{f.key: sample(f, 1) for f in register.fields}]
    found = preview(open_workbook(export(register, rows), "a.xlsx", isolate=False))
    assert found.register.id == register.id
    assert found.missing == ()


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(st.floats(-1e12, 1e12), st.text(max_size=20)), min_size=1, max_size=8),
)
def test_any_number_and_text_is_stable_after_the_first_import(cells: list[tuple[float, str]]) -> None:
    register = registers()["tax"]
    rows = [
        {"uscc": code(n), "name": "甲", "year": 2022, "tax": number, "excluded_reason": text}
        for n, (number, text) in enumerate(cells, start=1)
    ]
    once = again(export(register, rows), register)
    assert [r["tax"] for r in once] == [pytest.approx(number, rel=1e-14, abs=0) for number, _ in cells]
    assert again(export(register, once), register) == once
    assert again(export_csv(register, once), register, "a.csv") == once


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_looks_like_a_formula_is_harmless(text: str) -> None:
    register = registers()["base"]
    row = {"uscc": A, "name": "甲", "address": text}
    data = export(register, [row])
    page = openpyxl.load_workbook(io.BytesIO(data))[register.name]
    column = [f.key for f in register.fields].index("address") + 1
    assert page.cell(2, column).data_type == "s"
    assert page.cell(2, column).quotePrefix or not text.startswith(("=", "+", "-", "@", "\t", "\r"))
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert b"<f>" not in b"".join(parts.read(n) for n in parts.namelist() if "worksheets/" in n)
    lines = export_csv(register, [row]).decode("utf-8-sig")
    assert not any(cell.startswith(("=", "+", "@", "\t")) for cell in lines.replace('"', "").split(","))


def test_a_formula_like_text_comes_back_as_it_was() -> None:
    register = registers()["base"]
    for text in ("=1+1", "-5号厂房", "@甲", "'=1"):
        row = {"uscc": A, "name": "甲", "address": text}
        for data, filename in ((export(register, [row]), "a.xlsx"), (export_csv(register, [row]), "a.csv")):
            assert again(data, register, filename)[0]["address"] == text


@every_register
def test_the_template_has_headings_units_lists_and_text_codes(register: Register) -> None:
    towns = [f"第{n}镇" for n in range(60)]
    data = template(register, {"town": towns})
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book[register.name]
    assert [c.value for c in page[1]] == [heading(f) for f in register.fields]
    lists = {str(v.sqref).split("2:")[0]: v.formula1 for v in page.data_validations.dataValidation}
    for at, item in enumerate(register.fields, start=1):
        letter = openpyxl.utils.get_column_letter(at)
        expected = towns if item.type == "town" else list(item.choices)
        assert (letter in lists) == bool(expected)
        if expected:
            cells = book["选项"][lists[letter].replace("$", "").removeprefix("=").removeprefix("选项!")]
            assert [c[0].value for c in cells] == expected
        if item.type in ("code", "industry"):
            assert page.column_dimensions[letter].number_format == "@"
        if item.required:
            assert "必填" in page.cell(1, at).comment.text
    guide = {row[0].value: row for row in book["填写说明"].iter_rows()}
    assert all(heading(f) in guide for f in register.fields)


@every_register
def test_an_empty_template_reads_as_no_rows_and_no_faults(register: Register) -> None:
    found = preview(open_workbook(template(register), "模板.xlsx", isolate=False))
    assert (found.register.id, found.row_count) == (register.id, 0)
    assert check(found.rows) == []
