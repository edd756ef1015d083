"""A graded list on the screen and in files: counts add up, files say what the list says, none is half written."""

from __future__ import annotations

import csv
import re

import openpyxl
import pyarrow.parquet as pq
import pytest

from tenghuan.errors import InputFault
from tenghuan.scoring import evaluate, facts_from_table, outfile, parse_scheme
from tenghuan.scoring.summary import summary
from tenghuan.scoring.usable import check_usable
from tests.scoring.support import code, table

TEXT = """
name: 写出
year: 2022
tracks:
  - name: 规上
    population: {above_scale: true}
    group_by: town
    criteria: [{key: tax_per_mu, weight: 100, benchmark: 10}]
    grades: [{grade: A, upto: 0.5}, {grade: B, upto: 1}]
    outside: [{grade: 鼓励类, when: {industry_division: "39"}}, {grade: A, when: {labels: {has: 五星}}}]
    vetoes: {arrears: not_A}
  - name: 规下
    population: {above_scale: false}
    criteria: [{key: tax_per_mu, weight: 100, benchmark: 10}]
    grades: [{grade: 甲, upto: 1}]
"""
ROWS = [
    {"name": "=1+1", "town": "东镇", "above_scale": "是", "tax": 300},
    {"name": "二厂", "town": "东镇", "above_scale": "是", "tax": 200, "veto": "arrears"},
    {"name": "三厂", "town": "东镇", "above_scale": "是", "tax": 100, "industry": "3911"},
    {"name": "四厂", "town": "西镇", "above_scale": "是", "tax": 100, "labels": "五星"},
    {"name": "五厂", "town": None, "above_scale": "是", "tax": None},
    {"name": None, "town": "西镇", "above_scale": "否", "tax": 1},
    {"name": "七厂", "town": "西镇", "above_scale": None, "tax": 1},
    {"name": "八厂", "town": "西镇", "above_scale": "是", "tax": 1, "exempt": "新设立"},
]
KEYS = ("name", "town", "above_scale", "tax", "veto", "industry", "labels", "exempt")


@pytest.fixture(scope="module")
def result():
    filled = [{"land_mu": 10, **dict.fromkeys(KEYS), **row} for row in ROWS]
    return evaluate(table(filled), parse_scheme(TEXT))


def test_the_counts_of_each_group_add_up_to_its_size(result):
    shown = summary(result)
    found = re.findall(r"^  (\S+) (\d+) 家：(.+)$", shown, re.MULTILINE)
    assert [(name, int(size)) for name, size, _counts in found] == [
        ("规上", 1), ("规上［东镇］", 3), ("规上［西镇］", 1), ("规下", 1),
    ]  # fmt: skip
    for _name, size, counts in found:
        assert sum(map(int, re.findall(r"\d+", counts))) == int(size)
    assert "规上［东镇］ 3 家：A 1，B 1，鼓励类 1" in shown
    assert "规上［西镇］ 1 家：A 1，B 0，鼓励类 0" in shown  # A beside the ranking is an A
    assert "不参评 1 家" in shown
    assert "不属于任何类别 1 家" in shown
    assert sum(int(n) for n in re.findall(r"(\d+) 家", shown)) == len(ROWS)


def test_whoever_is_ranked_is_listed_by_track_group_and_rank(result):
    listed = [line for line in summary(result).splitlines() if " 第 " in line]
    assert [re.search(r"(\S+) 第 (\d+) 名 (\S+)", line).groups() for line in listed] == [
        ("规上", "1", "B"),  # one alone: half of one is no seat
        ("规上·东镇", "1", "A"), ("规上·东镇", "2", "B"), ("规下", "1", "甲"),
    ]  # fmt: skip


def test_a_long_list_says_how_many_are_not_shown():
    rows = [{**dict.fromkeys(KEYS), "above_scale": "否", "tax": at, "land_mu": 10} for at in range(25)]
    shown = summary(evaluate(table(rows), parse_scheme(TEXT)))
    assert len([line for line in shown.splitlines() if " 第 " in line]) == 20
    assert "其余 5 家" in shown


def test_each_kind_of_file_says_what_the_list_says(result, tmp_path):
    wanted = result.table.to_pylist()
    for ending in ("xlsx", "csv", "parquet"):
        result.write(tmp_path / f"out.{ending}")
    assert pq.read_table(tmp_path / "out.parquet").to_pylist() == wanted
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        head, *lines = list(csv.reader(file))
    assert tuple(head) == result.columns
    for line, row in zip(lines, wanted, strict=True):
        told = dict(zip(head, line, strict=True))
        assert told["uscc"] == row["uscc"]
        assert (float(told["score"]) if told["score"] else None) == row["score"]
        assert (told["grade"] or None, told["basis"]) == (row["grade"], row["basis"])
    assert not lines[0][1].startswith("=")  # no spreadsheet takes a name for a formula
    cells = list(openpyxl.load_workbook(tmp_path / "out.xlsx").active.iter_rows(values_only=True))
    assert cells[0] == result.columns
    for line, row in zip(cells[1:], wanted, strict=True):
        told = dict(zip(cells[0], line, strict=True))
        assert (told["rank"], told["grade"], told["score"]) == (row["rank"], row["grade"], row["score"])
    assert cells[1][1] == "=1+1"


@pytest.mark.parametrize("name", ["out.xls", "out", "out.pdf"])
def test_another_ending_is_refused_with_those_that_are_known(result, tmp_path, name):
    with pytest.raises(InputFault, match="不能写") as caught:
        result.write(tmp_path / name)
    assert ".parquet" in caught.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_told_and_a_former_list_stays(result, tmp_path, monkeypatch):
    with pytest.raises(InputFault, match="写不进去"):
        result.write(tmp_path / "nowhere" / "out.csv")
    (tmp_path / "out.csv").write_text("旧", encoding="utf-8")

    def breaks(*_args):
        raise OSError("no space")

    monkeypatch.setattr(outfile, "write_csv", breaks)
    with pytest.raises(InputFault, match="写不进去") as caught:
        result.write(tmp_path / "out.csv")
    assert "剩余空间" in caught.value.remedy
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "旧"


def test_a_list_that_no_sheet_holds_is_refused_before_it_is_begun(result, tmp_path, monkeypatch):
    monkeypatch.setattr("tenghuan.scoring.result.XLSX_ROWS", 3)
    with pytest.raises(InputFault, match="8 行超出工作表的上限") as caught:
        result.write(tmp_path / "out.xlsx")
    assert ".parquet" in caught.value.remedy
    assert list(tmp_path.iterdir()) == []
    result.write(tmp_path / "out.csv")


def test_facts_that_have_nothing_to_do_with_the_scheme_are_a_fault():
    scheme = parse_scheme(TEXT)
    with pytest.raises(InputFault, match="没有一行能参评") as caught:
        check_usable(facts_from_table(table([{"tax": 1, "land_mu": 1}])), scheme)
    assert "规上" in caught.value.message
    with pytest.raises(InputFault, match="一列也没有认出"):
        check_usable(facts_from_table(table([{"above_scale": "是", "town": "东镇"}])), scheme)
    check_usable(facts_from_table(table([{"above_scale": "是", "tax": 1}])), scheme)  # one column is enough


def test_a_code_is_found_with_its_place(result):
    (row,) = result.rows_of(code(2))
    assert (row["row"], row["grade"], row["rank"]) == (2, "鼓励类", None)
    assert result.rows_of("91330600MA99999999") == []
