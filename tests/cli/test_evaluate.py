"""``tenghuan evaluate``: OUT by its ending, exit codes, and never a traceback."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from tenghuan.cli.main import main
from tests.scoring.support import DATA, code

SCHEME = str(DATA / "huangyan.yaml")
KEYS = [
    "tax_per_mu",
    "value_added_per_mu",
    "value_added_per_tce",
    "value_added_per_emission",
    "labour_productivity",
    "rd_ratio",
    "tax_per_electricity",
]
POINTS = [f"{key}_points" for key in KEYS]
TAIL = ["bonus", "deduction", "score", "rank", "grade", "basis"]
COLUMNS = ["uscc", "name", "track", "group", *KEYS, *POINTS, *TAIL]


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    path = tmp_path / "facts.csv"
    lines = [
        "统一社会信用代码,企业名称,规上,评价税收,用地面积,用电量,加分,一票否决,不参评原因",
        f"{code(1)},=cmd|甲,否,120,10,400,,,",
        f"{code(2)},乙,否,-50,10,400,3,,",
        f"{code(3)},丙,否,120,10,400,,safety_accident,",
        f"{code(4)},丁,,120,10,400,,,",
        f"{code(5)},戊,否,120,10,400,,,新设立",
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def read(path: Path) -> list[dict]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return [{key: cell or None for key, cell in row.items()} for row in csv.DictReader(file)]
    if path.suffix == ".xlsx":
        head, *rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
        return [dict(zip(head, row, strict=True)) for row in rows]
    return pq.read_table(path).to_pylist()


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_out_has_its_columns_and_rows_in_order(facts, tmp_path, ending):
    out = tmp_path / f"out.{ending}"
    assert main(["evaluate", str(facts), "--scheme", SCHEME, "-o", str(out)]) == 0
    rows = read(out)
    assert list(rows[0]) == COLUMNS
    assert [row["uscc"] for row in rows] == [code(at) for at in range(1, 6)]
    assert [row["grade"] for row in rows] == ["B", "C", "D", None, None]
    assert [row["basis"] for row in rows] == ["rank", "rank", "veto:safety_accident", "no track", "exempt:新设立"]
    assert [str(row["rank"]) if row["rank"] else None for row in rows] == ["1", "3", "1", None, None]
    assert [float(row["score"]) if row["score"] else None for row in rows] == [115.53, 3, 115.53, None, None]
    assert float(rows[1]["tax_per_mu"]) == -5
    assert float(rows[1]["tax_per_mu_points"]) == 0
    assert not list(tmp_path.glob(".*part"))


def test_a_name_that_looks_like_a_formula_is_harmless(facts, tmp_path):
    for ending in ("csv", "xlsx"):
        main(["evaluate", str(facts), "--scheme", SCHEME, "-o", str(tmp_path / f"out.{ending}")])
    assert read(tmp_path / "out.csv")[0]["name"] == "'=cmd|甲"
    cell = openpyxl.load_workbook(tmp_path / "out.xlsx").active["B2"]
    assert (cell.value, cell.data_type) == ("=cmd|甲", "s")


def test_without_out_a_summary_is_shown(facts, capsys):
    assert main(["evaluate", str(facts), "--scheme", SCHEME]) == 0
    shown = capsys.readouterr().out
    assert "规下 3 家：A 0，B 1，C 1，D 1" in shown
    assert "不参评 1 家" in shown


def test_a_column_that_was_not_found_is_remarked(facts, tmp_path, capsys):
    facts.write_text(facts.read_text(encoding="utf-8").replace("评价税收", "评价税收（元）"), encoding="utf-8")
    assert main(["evaluate", str(facts), "--scheme", SCHEME, "-o", str(tmp_path / "out.csv")]) == 0
    shown = capsys.readouterr().err
    assert "没有找到" in shown
    assert "评价税收（元）" in shown


def test_explain(facts, capsys):
    assert main(["evaluate", str(facts), "--scheme", SCHEME, "--explain", code(2)]) == 0
    shown = capsys.readouterr().out
    assert "得分 = 各项得分之和 + 加分 − 减分 = 3.0000" in shown
    assert "提升到 B 档：得分须达到 115.5300" in shown


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("safety_accident", "fire"), ["第 4 行", "fire", "一票否决"]),
        (("-50", "许多"), ["第 3 行", "评价税收", "许多"]),
        ((",否,", ",大,"), ["规上", "是/否"]),
    ],
)
def test_faults_of_the_facts_exit_with_1_and_say_where(facts, tmp_path, capsys, change, words):
    facts.write_text(facts.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    out = tmp_path / "out.csv"
    assert main(["evaluate", str(facts), "--scheme", SCHEME, "-o", str(out)]) == 1
    shown = capsys.readouterr().err
    for word in [*words, "facts.csv"]:
        assert word in shown
    assert not out.exists()


def test_other_faults_exit_with_1(facts, tmp_path, capsys):
    assert main(["evaluate", str(tmp_path / "none.csv"), "--scheme", SCHEME]) == 1
    assert main(["evaluate", str(facts), "--scheme", str(tmp_path / "none.yaml")]) == 1
    assert main(["evaluate", str(facts), "--scheme", SCHEME, "-o", str(tmp_path / "no" / "out.csv")]) == 1
    assert main(["evaluate", str(facts), "--scheme", SCHEME, "--explain", code(99)]) == 1
    bad = tmp_path / "bad.yaml"
    bad.write_text("name: x\ntracks: []\n", encoding="utf-8")
    assert main(["evaluate", str(facts), "--scheme", str(bad)]) == 1
    assert "bad.yaml" in capsys.readouterr().err


@pytest.mark.parametrize(
    "extra", [["--engine", "abacus"], ["-o", "out.docx"], ["-o", "out.csv", "--explain", "x"], ["--unknown"]]
)
def test_wrong_usage_exits_with_2(facts, extra):
    with pytest.raises(SystemExit) as caught:
        main(["evaluate", str(facts), "--scheme", SCHEME, *extra])
    assert caught.value.code == 2


def test_as_a_program(facts):
    call = [sys.executable, "-m", "tenghuan.cli.main", "evaluate", str(facts), "--scheme", "cixi"]
    done = subprocess.run(call, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert "慈溪市" in done.stdout
    assert "Traceback" not in done.stderr


def test_out_never_replaces_the_facts(facts, tmp_path, capsys):
    before = facts.read_bytes()
    (tmp_path / "link.csv").symlink_to(facts)
    for place in (facts, tmp_path / "." / facts.name, tmp_path / "link.csv"):
        assert main(["evaluate", str(facts), "--scheme", "cixi", "-o", str(place)]) == 1
        assert "覆盖" in capsys.readouterr().err
    assert facts.read_bytes() == before


def test_remarks_are_told_beside_the_list_and_nothing_is_wrong(tmp_path, capsys):
    lines = ["uscc,land_mu,tax,value_added", *(f"{code(at)},10,{tax},500" for at, tax in enumerate((-50, -10, 20, 10)))]
    (tmp_path / "facts.csv").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "scheme.yaml").write_text(
        """name: t
tracks:
  - name: 规上
    criteria:
      - {key: tax_per_mu, weight: 60, benchmark: mean}
      - {key: value_added_per_mu, weight: 30, benchmark: 50}
    grades: [{grade: A, upto: 0.25}, {grade: B, upto: 1.00}]
""",
        encoding="utf-8",
    )
    call = ["evaluate", str(tmp_path / "facts.csv"), "--scheme", str(tmp_path / "scheme.yaml")]
    assert main([*call, "-o", str(tmp_path / "out.csv")]) == 0
    told = capsys.readouterr().err
    assert "注意：规上：权重之和为 90，不是 100" in told
    assert "注意：规上 › 亩均税收：组平均为负，全组记 0 分" in told
    assert "注意：规上：A 档名额 1 个，因同分并列 4 家列入，超出 3 家" in told
    assert main([*call, "--explain", code(2)]) == 0
    assert "组平均为负" in capsys.readouterr().out
