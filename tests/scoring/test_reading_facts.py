"""Facts from whatever a bureau calls its files, headings that match nothing, and characters nobody sees."""

from __future__ import annotations

import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from tenghuan.cli.main import main
from tenghuan.errors import InputFault
from tenghuan.scoring import FactsFault, read_facts
from tenghuan.scoring.columns import key_of
from tests.scoring.support import DATA, code

SCHEME = str(DATA / "huangyan.yaml")
HEAD = ["统一社会信用代码", "企业名称", "规上", "评价税收", "用地面积"]
ROWS = [[code(1), "甲", "否", "1,200.5", "10"], [code(2), "乙", "是", "7", "20"]]
TEXT = "\r\n".join(",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in [HEAD, *ROWS])


def written(tmp_path, data, name="facts.csv"):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def book(rows) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as made:
        page = made.add_worksheet()
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    return stream.getvalue()


def tax(path):
    return read_facts(path).table["tax"].to_pylist()


LINES = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in [HEAD, *ROWS])
FLAVOURS = {
    "tabs behind cells": TEXT.replace('"1,200.5"', "1200.5").replace(",", "\t,").encode("gb18030"),
    "said separator": ("sep=;\n" + TEXT.replace('"1,200.5"', "1200.5").replace(",", ";")).encode(),
    "formula text": TEXT.replace(code(1), f'="{code(1)}"').encode(),
    "utf-16 without a mark": TEXT.encode("utf-16-le"),
    "web page": f"<table>{LINES}</table>".encode(),
    "workbook": book([HEAD, *ROWS]),
}


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("name", ["facts.csv", "facts.xlsx", "facts.xls"])
def test_facts_are_read_by_their_content(tmp_path, flavour, name):
    assert tax(written(tmp_path, FLAVOURS[flavour], name)) == [1200.5, 7.0]


def test_other_files_are_named_for_what_they_are(tmp_path):
    with pytest.raises(InputFault, match="PDF"):
        read_facts(written(tmp_path, b"%PDF-1.4", "facts.xlsx"))
    with pytest.raises(InputFault, match="压缩包"):
        read_facts(written(tmp_path, b"Rar!\x1a\x07\x00", "facts.csv"))


def test_a_number_with_a_comma_elsewhere_is_a_fault(tmp_path):
    with pytest.raises(FactsFault, match="应为数字，现为“33,5”"):
        read_facts(written(tmp_path, TEXT.replace("1,200.5", "33,5")))


def test_a_number_shown_in_per_cent_is_a_fault(tmp_path):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as made:
        page = made.add_worksheet()
        page.write_row(0, 0, HEAD)
        page.write_row(1, 0, ROWS[1])
        page.write_number(1, 3, 0.45, made.add_format({"num_format": "0%"}))
    with pytest.raises(FactsFault, match="百分数格式"):
        read_facts(written(tmp_path, stream.getvalue(), "facts.xlsx"))


def test_short_rows_are_told_and_read_as_unknown(tmp_path):
    facts = read_facts(written(tmp_path, f"{TEXT}\n{code(3)},丙\n"))
    assert facts.table["tax"].to_pylist() == [1200.5, 7.0, None]
    assert any("第 4 行的格数少于表头" in note for note in facts.notes)


def test_invisible_characters_are_dropped_and_told(tmp_path):
    facts = read_facts(written(tmp_path, TEXT.replace(code(1), "\u202a" + code(1)).replace("甲", "甲\u200b")))
    assert facts.table["uscc"].to_pylist() == [code(1), code(2)]
    assert facts.table["name"].to_pylist() == ["甲", "乙"]
    assert any("看不见" in note and "U+200B" in note for note in facts.notes)


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("mark", ["\x00", "\x07", "\x1b", "\x7f"])
def test_a_name_with_control_characters_is_refused_in_parquet(tmp_path, monkeypatch, at_once, mark):
    if at_once:
        monkeypatch.setattr("tenghuan.scoring.facts.CELL_BY_CELL", 0)
    table = pa.table(
        {"uscc": [code(n) for n in range(1, 6)], "name": ["甲", "乙", f"丙{mark}丁", "戊", "己"], "tax": [1.0] * 5}
    )
    pq.write_table(table, tmp_path / "f.parquet")
    with pytest.raises(FactsFault, match="第 4 行“name”：含有控制字符") as caught:
        read_facts(tmp_path / "f.parquet")
    assert len(caught.value.faults) == 1


@pytest.mark.parametrize(
    "heads",
    [
        ["税收贡献", "占地", "类型"],
        ["2022年税收", "面积", "规模"],
        ["评价税收（元）", "用地面积（平方米）", "类别"],
    ],
)
def test_facts_whose_headings_match_nothing_end_with_1_and_name_them(tmp_path, capsys, heads):
    path = written(tmp_path, "\n".join([",".join([*HEAD[:2], *heads]), f"{code(1)},甲,1,2,否"]))
    out = tmp_path / "out.csv"
    assert main(["evaluate", str(path), "--scheme", SCHEME, "-o", str(out)]) == 1
    told = capsys.readouterr().err
    assert all(head in told for head in heads)
    assert not out.exists()


def test_facts_of_which_no_row_can_take_part_end_with_1_and_name_the_column(tmp_path, capsys):
    path = written(tmp_path, f"统一社会信用代码,评价税收,用地面积\n{code(1)},1,2\n")
    assert main(["evaluate", str(path), "--scheme", SCHEME]) == 1
    assert "参评条件要用“规上”" in capsys.readouterr().err


def test_facts_without_a_column_that_a_criterion_reads_end_with_1(tmp_path, capsys):
    path = written(tmp_path, f"统一社会信用代码,规上,税收贡献\n{code(1)},否,2\n")
    assert main(["evaluate", str(path), "--scheme", SCHEME]) == 1
    assert "数据中一列也没有认出" in capsys.readouterr().err
    assert main(["evaluate", str(path), "--scheme", SCHEME, "--explain", code(1)]) == 1


def test_a_heading_may_carry_its_own_unit_and_no_other():
    assert key_of("评价税收（万元）") == "tax"
    assert key_of("用地面积(单位：亩)") == "land_mu"
    assert key_of("营业收入 [万元]") == "revenue"
    assert key_of("\ufeff统一社会信用代码") == "uscc"
    assert key_of("评价税收（元）") is None
    assert key_of("用地面积（平方米）") is None
