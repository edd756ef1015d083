"""``tenghuan assess``: RESULTS and OUT by their ending, CSV on the screen, exit codes, and never a traceback."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from tenghuan.cli.main import main

SCHEME = """name: 镇街考核
items:
  - {item: 用地, shape: ratio, weight: 10}
  - item: 亩均
    shape: mix
    weight: 0.5
    parts: [{actual: 税收, target: 税收目标, share: 0.5}, {actual: 增加值, target: 增加值目标, share: 0.5}]
    max: 0.5
"""
ROWS = [
    ["考核对象", "分组", "项目", "目标", "实际", "税收", "税收目标", "增加值", "增加值目标", "加分", "备注"],
    ["=甲镇", "镇", "用地", 1000, 960, None, None, None, None, 1, "x"],
    ["=甲镇", "镇", "亩均", None, None, 28, 27, 177.7, 54, None, None],
    ["乙镇", "镇", "用地", 0, 960, None, None, None, None, None, None],
]
COLUMNS = ["object", "group", "用地", "亩均", "bonus", "deduction", "score", "rank", "formula"]
OUT = [
    ["=甲镇", "镇", "9.6", "0.5", "1", "0", "11.1", "1",
     "用地：10×960/1000=9.6；亩均：0.5×(28/27×50%+177.7/54×50%)=1.0819→0.5；加分1"],
    ["乙镇", "镇", "0", "0", "0", "0", "0", "2", "用地：不可计（目标不大于 0）=0；亩均：不可计（没有这一行）=0"],
]  # fmt: skip


@pytest.fixture
def scheme(tmp_path: Path) -> str:
    path = tmp_path / "scheme.yaml"
    path.write_text(SCHEME, encoding="utf-8")
    return str(path)


@pytest.fixture(params=["csv", "xlsx"])
def results(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    path = tmp_path / f"results.{request.param}"
    if request.param == "csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(ROWS)
    else:
        with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
            sheet = book.add_worksheet()
            for at, row in enumerate(ROWS):
                sheet.write_row(at, 0, row)
    return str(path)


def test_without_o_the_list_is_printed_as_csv(results: str, scheme: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", results, "--scheme", scheme]) == 0
    head, *rows = csv.reader(io.StringIO(capsys.readouterr().out))
    assert head == COLUMNS
    assert rows == [["'=甲镇", *OUT[0][1:]], OUT[1]]


def test_out_is_written_by_its_ending(results: str, scheme: str, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert main(["assess", results, "--scheme", scheme, "-o", str(out)]) == 0
    with out.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [COLUMNS, ["'=甲镇", *OUT[0][1:]], OUT[1]]
    out = tmp_path / "out.xlsx"
    assert main(["assess", results, "--scheme", scheme, "-o", str(out)]) == 0
    head, *rows = openpyxl.load_workbook(out).active.iter_rows(values_only=True)
    assert list(head) == COLUMNS
    assert [["" if cell is None else str(cell) for cell in row] for row in rows] == OUT
    assert openpyxl.load_workbook(out).active["A2"].data_type == "s"


def test_a_shipped_scheme_is_taken_by_its_name(results: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", results, "--scheme", "shengzhou"]) == 0
    seen = capsys.readouterr()
    assert "规上工业亩均税收：不可计（没有这一行）=0" in seen.out
    assert "方案里没有的项目，只计加减分：用地、亩均" in seen.err


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [("用地,1000,960", "用地,1000,很多", "第 2 行“实际”：应为数字"), ("考核对象", "谁", "没有“考核对象”列")],
)
def test_faults_of_the_results_end_with_1(
    scheme: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, said: str
) -> None:
    path = tmp_path / "bad.csv"
    lines = "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in ROWS)
    path.write_text(lines.replace(old, new), encoding="utf-8")
    assert main(["assess", str(path), "--scheme", scheme, "-o", str(tmp_path / "out.csv")]) == 1
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()


def test_faults_of_the_scheme_and_of_places_end_with_1(
    results: str, scheme: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(SCHEME.replace("ratio", "ration"), encoding="utf-8")
    calls = [
        (["--scheme", str(bad)], "没有“ration”这一种"),
        (["--scheme", str(tmp_path / "none.yaml")], "文件不存在"),
        (["--scheme", scheme, "-o", str(tmp_path / "no" / "out.csv")], "目录不存在"),
        (["--scheme", scheme, "-o", results], "结果会覆盖数据文件"),
    ]
    for arguments, said in calls:
        assert main(["assess", results, *arguments]) == 1
        assert said in capsys.readouterr().err


def test_wrong_usage_ends_with_2(results: str, scheme: str, tmp_path: Path) -> None:
    for arguments in ([], ["--scheme", scheme, "-o", str(tmp_path / "out.pdf")], ["--scheme", scheme, "--what"]):
        with pytest.raises(SystemExit) as caught:
            main(["assess", results, *arguments])
        assert caught.value.code == 2


def test_no_traceback_from_the_command_itself(tmp_path: Path) -> None:
    path = tmp_path / "bad.xlsx"
    path.write_bytes(b"PK\x03\x04")
    call = [sys.executable, "-m", "tenghuan.cli.main", "assess", str(path), "--scheme", "towns"]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("tenghuan: ")
    assert "Traceback" not in done.stderr
