"""``tenghuan redeem``: CLAIMS and OUT by their ending, CSV on the screen, exit codes, and never a traceback."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from tenghuan.cli.main import main
from tests.scoring.support import code

POLICY = """clauses:
  - {clause: 车间, operator: share, rate: 0.35, cap: 500, document: 兰政〔2019〕1 号, from: 2019-01-01, to: 2022-12-31}
  - {clause: 省级, operator: tiers, tiers: {认定: 50}, document: 嵊政 5 号, exclusive: 园区}
  - {clause: 市级, operator: tiers, tiers: {认定: 20}, document: 嵊政 5 号, exclusive: 园区}
"""
ROWS = [
    ["统一社会信用代码", "企业名称", "条款", "日期", "基数", "等级", "标的"],
    [code(1), "@甲厂", "车间", date(2022, 3, 1), 1500, "", "发票1"],
    [code(1), "@甲厂", "车间", date(2022, 3, 2), 10, "", "发票1"],
    [code(1), "@甲厂", "车间", date(2023, 1, 1), 10, "", ""],
    [code(2), "乙厂", "市级", date(2022, 1, 1), "", "认定", ""],
    [code(2), "乙厂", "省级", date(2022, 6, 1), "", "认定", ""],
]
COLUMNS = ["uscc", "name", "clause", "amount", "formula", "basis"]
OUT = [
    [code(1), "@甲厂", "车间", "500", "35%×1500=525→500", "兰政〔2019〕1 号"],
    [code(1), "@甲厂", "车间", "0", "35%×10=3.5→0", "重复申报"],
    [code(1), "@甲厂", "车间", "0", "35%×10=3.5→0", "不在有效期"],
    [code(2), "乙厂", "市级", "0", "认定=20→0", "就高"],
    [code(2), "乙厂", "省级", "50", "认定=50", "嵊政 5 号"],
]


@pytest.fixture
def policy(tmp_path: Path) -> str:
    path = tmp_path / "policy.yaml"
    path.write_text(POLICY, encoding="utf-8")
    return str(path)


@pytest.fixture(params=["csv", "xlsx"])
def claims(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    path = tmp_path / f"claims.{request.param}"
    if request.param == "csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(ROWS)
    else:
        with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy/m/d"}) as book:
            sheet = book.add_worksheet()
            for at, row in enumerate(ROWS):
                sheet.write_row(at, 0, row)
    return str(path)


def harmless(rows: list[list[str]]) -> list[list[str]]:
    return [[f"'{cell}" if cell.startswith("@") else cell for cell in row] for row in rows]


def test_without_o_the_list_is_printed_as_csv(claims: str, policy: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["redeem", claims, "--policy", policy]) == 0
    seen = capsys.readouterr()
    assert list(csv.reader(io.StringIO(seen.out))) == [COLUMNS, *harmless(OUT)]
    assert seen.err == ""


def test_out_is_written_by_its_ending(claims: str, policy: str, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert main(["redeem", claims, "--policy", policy, "-o", str(out)]) == 0
    with out.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [COLUMNS, *harmless(OUT)]
    out = tmp_path / "out.xlsx"
    assert main(["redeem", claims, "--policy", policy, "-o", str(out)]) == 0
    head, *rows = openpyxl.load_workbook(out).active.iter_rows(values_only=True)
    assert list(head) == COLUMNS
    assert [[str(cell) for cell in row] for row in rows] == OUT


def test_the_shipped_policy_is_taken_by_its_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "claims.csv"
    path.write_text("uscc,clause,date,base\n1,两化融合补助,2022-01-01,450\n", encoding="utf-8")
    assert main(["redeem", str(path), "--policy", "sample"]) == 0
    seen = capsys.readouterr()
    assert "1,,两化融合补助,100,25%×450=112.5→100," in seen.out
    assert "校验位不符" in seen.err


def test_faults_end_with_1_and_are_told_together(
    policy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "claims.csv"
    path.write_text(
        "uscc,clause,date,base,tier\nA,车间,2022-01-01,,\nA,省级,2022-01-01,,县认定\nA,无,,,\n", encoding="utf-8"
    )
    assert main(["redeem", str(path), "--policy", policy]) == 1
    told = capsys.readouterr().err
    for part in ("第 2 行“base”：", "第 3 行“tier”：条款“省级”没有等级“县认定”", "第 4 行“clause”：没有条款“无”"):
        assert part in told
    assert main(["redeem", str(path), "--policy", str(path)]) == 1
    assert main(["redeem", str(tmp_path / "none.csv"), "--policy", policy]) == 1


def test_wrong_usage_ends_with_2(claims: str, policy: str, tmp_path: Path) -> None:
    for arguments in ([], ["--policy", policy, "-o", str(tmp_path / "out.parquet")]):
        with pytest.raises(SystemExit) as caught:
            main(["redeem", claims, *arguments])
        assert caught.value.code == 2
