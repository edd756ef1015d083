"""Facts from workbooks, CSV and Parquet: headings, cells, faults, and the same result from each."""

from __future__ import annotations

from datetime import date

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import uscc

from tenghuan.errors import InputFault
from tenghuan.scoring import FactsFault, evaluate, facts_from_table, parse_scheme, read_facts
from tenghuan.scoring.cells import CODE_ALPHABET, code_fault
from tenghuan.scoring.codes import marks, valid_codes
from tenghuan.scoring.columns import LAND_PARTS
from tenghuan.scoring.duck import open_columns
from tests.scoring.support import DATA, code

SCHEME = parse_scheme((DATA / "huangyan.yaml").read_text(encoding="utf-8"))
HEADINGS = ["统一社会信用代码", "企业名称", "年份", "是否规上", "税收(万元)", "用地面积\n（亩）", "行业代码", "备注"]


def workbook(path, rows, headings=HEADINGS, title=None):
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("数据")
        start = 0
        if title:
            sheet.write_string(0, 0, title)
            start = 1
        for at, row in enumerate([headings, *rows]):
            for column, cell in enumerate(row):
                if cell is not None:
                    sheet.write(at + start, column, cell)
    return path


def faults(path) -> list[str]:
    with pytest.raises(FactsFault) as caught:
        read_facts(path)
    return [str(fault) for fault in caught.value.faults]


def test_headings_in_any_width_and_rows_under_a_title(tmp_path):
    path = workbook(
        tmp_path / "f.xlsx",
        [
            [code(1), "甲", 2022, "是", "1,234.5", "１２", "C3311", "x"],
            [None] * 8,
            [code(2), 3, "2022年", 0, -5, None, 33],
        ],
        title="某县二〇二二年数据",
    )
    facts = read_facts(path)
    rows = facts.table.to_pylist()
    assert [row["uscc"] for row in rows] == [code(1), code(2)]
    assert rows[0]["tax"] == 1234.5
    assert rows[0]["land_mu"] == 12
    assert rows[0]["industry"] == "C3311"
    assert (rows[1]["name"], rows[1]["year"], rows[1]["above_scale"], rows[1]["tax"]) == ("3", 2022, False, -5)
    assert rows[1]["land_mu"] is None
    assert facts.unknown == ("备注",)
    assert facts.place(1) == 5


def test_every_bad_cell_is_named_with_its_place(tmp_path):
    path = workbook(
        tmp_path / "f.xlsx",
        [
            ["91330600MA00000", "甲", 2022, "是", 1, 1, "33", None],
            [code(2), "乙", "去年", "大", "12万元", -1, "制造业", None],
            [None, "合计", None, None, 100, None, None, None],
            [code(4), None, 2022, None, "#DIV/0!", 1, None, None],
            [code(4), None, 2022, None, 1, 1, None, None],
            [913306001234567890, None, 2022, None, 1, 1, None, None],
            [code(5)[:17] + ("0" if code(5)[17] != "0" else "1"), None, 2022, None, 1e15, 1, None, None],
        ],
    )
    found = faults(path)
    wanted = [
        "第 2 行“统一社会信用代码”：统一社会信用代码应为 18 位",
        "第 3 行“年份”：应为四位年份",
        "第 3 行“是否规上”：应为 是 或 否",
        "第 3 行“税收(万元)”：应为数字，现为“12万元”",
        "第 3 行“用地面积 （亩）”：不能为负",
        "第 3 行“行业代码”：应为 2 至 4 位",
        "第 4 行“统一社会信用代码”：缺统一社会信用代码",
        "第 5 行“税收(万元)”：应为数字，现为“#DIV/0!”",
        "第 6 行“统一社会信用代码”：与第 5 行重复",
        "第 7 行“统一社会信用代码”：统一社会信用代码被存成数字",
        "第 8 行“税收(万元)”：数值超出范围",
        "第 8 行“统一社会信用代码”：统一社会信用代码校验位不符",
    ]
    for words in wanted:
        assert any(f"f.xlsx［数据］ {words}" in line for line in found), (words, found)
    assert len(found) == len(wanted)


def test_the_same_code_in_two_years_is_two_rows_and_is_remarked(tmp_path):
    rows = [[code(1), "甲", year, "是", 1, 1, "33", None] for year in (2021, 2022)]
    facts = read_facts(workbook(tmp_path / "f.xlsx", rows))
    assert facts.rows == 2
    assert "2021、2022" in evaluate(facts, SCHEME).notes[0]


def test_formulas_never_computed_are_refused_and_computed_ones_read(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["信用代码", "评价税收"])
    book.active.append([code(1), "=1+1"])
    book.save(tmp_path / "raw.xlsx")
    with pytest.raises(InputFault, match="第 2 行“评价税收”：公式没有计算结果"):
        read_facts(tmp_path / "raw.xlsx")
    with xlsxwriter.Workbook(str(tmp_path / "done.xlsx")) as done:
        sheet = done.add_worksheet()
        sheet.write_row(0, 0, ["信用代码", "评价税收"])
        sheet.write(1, 0, code(1))
        sheet.write_formula(1, 1, "=1+1", None, 2)
    assert read_facts(tmp_path / "done.xlsx").table["tax"].to_pylist() == [2]


@pytest.mark.parametrize("mark", ["#REF!", "#DIV/0!", "#N/A"])
def test_error_values_are_no_unknowns(tmp_path, mark):
    """An error in a cell must not pass for an empty one: points, exemptions and vetoes would go with it."""
    with xlsxwriter.Workbook(str(tmp_path / "f.xlsx")) as book:
        sheet = book.add_worksheet("数据")
        sheet.write_row(0, 0, ["信用代码", "评价税收", "不参评原因", "备注"])
        sheet.write(1, 0, code(1))
        for column in (1, 2, 3):
            sheet.write_formula(1, column, "=1/0", None, mark)
    found = faults(tmp_path / "f.xlsx")
    assert [line.split("：")[0] for line in found] == [
        "f.xlsx［数据］ 第 2 行“评价税收”",
        "f.xlsx［数据］ 第 2 行“不参评原因”",
    ]


def test_hostile_workbooks_are_refused_in_a_process_of_their_own(tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "far.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "信用代码")
        sheet.write(1_000_000, 16_000, 1)  # to hold all between takes half a terabyte
    with pytest.raises(InputFault, match=r"内存|上限"):
        read_facts(tmp_path / "far.xlsx")


def test_land_is_put_together_where_it_is_not_given():
    keys = ("land_mu", "land_owned_mu", "land_leased_in_mu", "land_leased_out_mu", "land_other_mu")
    rows = [(9, 1, 1, 1, 1), (None, 10, 5, 3, 2), (None, 10, None, 3, None), (None,) * 5, (0, 10, None, None, None)]
    columns = dict(zip(keys, map(list, zip(*rows, strict=True)), strict=True))
    facts = facts_from_table(pa.table({"uscc": [code(at) for at in range(5)], **columns}))
    assert facts.table["land_mu"].to_pylist() == [9, 14, 7, None, 0]


def test_csv_in_both_encodings_and_codes_stay_text(tmp_path):
    lines = f'信用代码,企业名称,行业代码,评价税收\r\n{code(1)},甲,0610,"1,200"\r\n\r\n{code(2)},乙,,\r\n'
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        path = tmp_path / f"{encoding}.csv"
        path.write_bytes(lines.encode(encoding))
        rows = read_facts(path).table.to_pylist()
        assert [(row["uscc"], row["industry"], row["tax"]) for row in rows] == [
            (code(1), "0610", 1200),
            (code(2), None, None),
        ]
    long = tmp_path / "long.csv"
    long.write_text(f"信用代码,评价税收\n{code(1)},1,200\n", encoding="utf-8")
    with pytest.raises(InputFault, match="多于表头"):
        read_facts(long)


def typed(count: int = 8) -> pa.Table:
    return pa.table(
        {
            "uscc": [code(at) for at in range(count)],
            "企业名称": [f"企业{at}" for at in range(count)],
            "年份": [2022] * count,
            "above_scale": ["是" if at % 2 else "否" for at in range(count)],
            "tax": [100.5 * at for at in range(count)],
            "land_owned_mu": pa.array([3 + at for at in range(count)], pa.int32()),
            "electricity": [None if at == 3 else 10.0 + at for at in range(count)],
            "veto": ["safety_accident" if at == 5 else None for at in range(count)],
            "registered_on": [date(2020, 1, 1)] * count,
        }
    )


def test_parquet_is_read_in_place_and_gives_what_other_files_give(tmp_path):
    table = typed()
    pq.write_table(table, tmp_path / "f.parquet")
    facts = read_facts(tmp_path / "f.parquet")
    assert facts.stored is not None
    wanted = evaluate(table, SCHEME).table
    assert evaluate(facts, SCHEME).table.equals(wanted)
    headings = [*table.column_names]
    rows = [list(row.values()) for row in table.to_pylist()]
    texts = [[None if cell is None else str(cell) for cell in row] for row in rows]
    assert evaluate(workbook(tmp_path / "f.xlsx", texts, headings), SCHEME).table.equals(wanted)


@pytest.mark.parametrize(
    ("column", "at", "bad", "words"),
    [
        ("uscc", 2, "91330600MA00000", "18 位"),
        ("uscc", 2, None, "缺统一"),
        ("tax", 3, float("nan"), "不是有限"),
        ("tax", 3, 1e14, "超出范围"),
        ("electricity", 4, -1.0, "不能为负"),
        ("above_scale", 1, "大", "是 或 否"),
        ("年份", 1, 22, "四位年份"),
    ],
)
def test_faults_of_a_parquet_file_are_located(tmp_path, monkeypatch, column, at, bad, words):
    table = typed()
    cells = table[column].to_pylist()
    cells[at] = bad
    table = table.set_column(table.column_names.index(column), column, pa.array(cells))
    pq.write_table(table, tmp_path / "f.parquet")
    for limit in (0, 1000):  # read in place, and cell by cell
        monkeypatch.setattr("tenghuan.scoring.facts.CELL_BY_CELL", limit)
        found = faults(tmp_path / "f.parquet")
        assert len(found) == 1
        assert f"第 {at + 2} 行“{column}”" in found[0]
        if limit or column != "tax":
            assert words in found[0]


def test_duplicates_in_parquet_are_found(tmp_path, monkeypatch):
    monkeypatch.setattr("tenghuan.scoring.facts.CELL_BY_CELL", 0)
    table = typed()
    codes = table["uscc"].to_pylist()
    codes[6] = codes[1]
    pq.write_table(table.set_column(0, "uscc", pa.array(codes)), tmp_path / "f.parquet")
    found = faults(tmp_path / "f.parquet")
    assert len(found) == 1
    assert "第 8 行" in found[0]
    assert "与第 3 行重复" in found[0]


def test_what_cannot_be_read_is_refused(tmp_path):
    for name, data in {
        "a.xlsx": b"not a zip",
        "b.parquet": b"PAR1xxxx",
        "c.csv": b"a,b\n1,2\n",
        "d.txt": b"",
        "e.xlsx": b"",
        "f.csv": b"\xff\xfe\x00\x81",
    }.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(InputFault):
            read_facts(tmp_path / name)
    with pytest.raises(InputFault, match="不存在"):
        read_facts(tmp_path / "none.csv")
    twice = tmp_path / "twice.csv"
    twice.write_text("信用代码,评价税收,tax\n", encoding="utf-8")
    with pytest.raises(InputFault, match="同一项"):
        read_facts(twice)


def test_no_rows_is_an_empty_list(tmp_path):
    path = tmp_path / "empty.csv"
    path.write_text("信用代码,评价税收\n", encoding="utf-8")
    assert evaluate(path, SCHEME).table.num_rows == 0
    pq.write_table(typed().slice(0, 0), tmp_path / "empty.parquet")
    evaluate(tmp_path / "empty.parquet", SCHEME).write(tmp_path / "out.parquet")
    out = pq.read_table(tmp_path / "out.parquet")
    assert (out.num_rows, out.column_names[0]) == (0, "uscc")


@settings(max_examples=200)
@given(st.text(alphabet=CODE_ALPHABET + "IOa", min_size=17, max_size=18), st.booleans())
def test_check_digits_agree_with_python_stdnum(text, mend):
    # the library asks for digits in the first eight places, which the standard does not
    text = "91330600" + text[8:]
    if mend and len(text) == 18 and all(char in CODE_ALPHABET for char in text):
        text = text[:17] + uscc.calc_check_digit(text[:17])
    good = len(text) == 18 and uscc.compact(text) == text and uscc.is_valid(text)
    assert (code_fault(text) is None) == good
    if text.isascii():
        assert bool(valid_codes(pa.array([text, code(1)]))[0]) == good


def test_columns_without_any_value_in_a_parquet_file(tmp_path):
    """A fact that no bureau handed in yet is an empty column: unknown for all, no fault."""
    path = tmp_path / "facts.parquet"
    empty = {name: pa.array([None, None], pa.float64()) for name in ("value_added", "rd", "employees")}
    codes = ["91330683MA0000000D", "91330683MA0000001G"]
    pq.write_table(
        pa.table({"uscc": codes, "name": ["甲", "乙"], "land_mu": [1.0, 2.0], "tax": [3.0, 4.0], **empty}), path
    )
    assert read_facts(path).rows == 2


def test_codes_and_years_have_marks_of_their_own():
    codes = pa.array([code(at) for at in range(3000)] * 4)
    years = np.repeat(np.arange(2020, 2024), 3000)
    found = marks(codes.slice(0), years)
    assert len(np.unique(found)) == 12_000
    assert np.array_equal(found[5:9], marks(codes.slice(5, 4), years[5:9].copy()))  # wherever they stand


def test_an_industry_code_in_wide_or_small_letters_is_read_or_refused(tmp_path, monkeypatch):
    """Read in place it would be another industry than the same code in a workbook."""
    table = typed().append_column("industry", [["C3311"] * 6 + ["ｃ３３１１", " c3411 "]])
    pq.write_table(table, tmp_path / "f.parquet")
    assert read_facts(tmp_path / "f.parquet").table["industry"].to_pylist()[5:] == ["C3311", "C3311", "C3411"]
    monkeypatch.setattr("tenghuan.scoring.facts.CELL_BY_CELL", 0)
    found = faults(tmp_path / "f.parquet")
    assert ["第 8 行" in found[0], "第 9 行" in found[1], "半角" in found[0]] == [True] * 3


def test_land_from_its_parts_is_the_sum_of_the_decimals(tmp_path):
    columns = {"uscc": [code(1)], "land_owned_mu": [0.1], "land_leased_in_mu": [0.2], "tax": [0.9]}
    columns |= {"land_leased_out_mu": [0.0], "land_other_mu": [None]}
    pq.write_table(pa.table(columns), tmp_path / "f.parquet")
    for facts in (facts_from_table(pa.table(columns)), read_facts(tmp_path / "f.parquet")):
        with open_columns(facts, {"land_mu", *(part for part, _ in LAND_PARTS)}) as duck:
            assert duck.fetch("SELECT land_mu FROM facts") == [(0.3,)]  # and not 0.30000000000000004


def test_an_evaluation_gives_grades_and_asks_for_none(tmp_path):
    assert "grade" in read_facts(workbook(tmp_path / "f.xlsx", [[code(1), "A"]], ["信用代码", "评价等级"])).known
    text = (DATA / "huangyan.yaml").read_text(encoding="utf-8")
    with pytest.raises(InputFault, match="没有这样的列：grade"):
        parse_scheme(text.replace("{above_scale: true}", "{grade: A}"))
