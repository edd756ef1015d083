"""``tenghuan screen``: OUT by its ending, exit codes, and never a traceback."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from tenghuan.cli.main import main
from tenghuan.scoring import read_facts
from tests.scoring.support import code
from tests.screening.support import CONTRACT

COLUMNS = ["uscc", "name", "town", "list", "verdict", "conditions", "reason"]
CONDITIONS = "tax_per_mu 3.3333 < 5; value_added_energy 1.2500 > 0.8"


@pytest.fixture
def rules(tmp_path: Path) -> str:
    path = tmp_path / "rules.yaml"
    path.write_text(CONTRACT, encoding="utf-8")
    return str(path)


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    path = tmp_path / "facts.csv"
    head = "信用代码,企业名称,年度,镇街,行业代码,规上,用地面积,评价税收,综合能耗,工业增加值,评价等级,注册日期"
    lines = [
        f"{code(1)},=甲,2022,一镇,1713,是,12,40,300,240,C,2000-01-01",
        f"{code(2)},乙,2022,,1713,是,12,72,150,300,,2000-01-01",
        f"{code(3)},丙,2022,二镇,1713,是,12,40,,240,C,2000-01-01",
        f"{code(1)},=甲,2021,一镇,1713,是,12,40,300,240,D,2000-01-01",
    ]
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return path


def read(path: Path) -> list[list[str | None]]:
    if path.suffix == ".csv":
        return [[cell or None for cell in row] for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8")))]
    if path.suffix == ".xlsx":
        return [list(row) for row in openpyxl.load_workbook(path).active.iter_rows(values_only=True)]
    found = pq.read_table(path)
    return [found.column_names, *(list(row.values()) for row in found.to_pylist())]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_out_has_its_columns_and_rows_in_order(facts, rules, tmp_path, ending):
    out = tmp_path / f"out.{ending}"
    assert main(["screen", str(facts), "--rules", rules, "-o", str(out)]) == 0
    head, *rows = read(out)
    name = "'=甲" if ending == "csv" else "=甲"
    unknown = "tax_per_mu 3.3333 < 5; value_added_energy 未知 > 0.8"
    assert head == COLUMNS
    assert rows[0] == [code(1), name, "一镇", "高耗低效", "入", CONDITIONS, None]
    assert rows[1] == [code(3), "丙", "二镇", "高耗低效", "不可判", unknown, "value_added_energy"]
    assert [row[0] for row in rows[2:]] == []
    assert not list(tmp_path.glob(".*part"))


def test_facts_may_be_of_any_kind(facts, rules, tmp_path, capsys):
    main(["screen", str(facts), "--rules", rules])
    expected = capsys.readouterr().out
    with xlsxwriter.Workbook(str(tmp_path / "facts.xlsx"), {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("数据")
        for at, row in enumerate(csv.reader(io.StringIO(facts.read_text(encoding="utf-8")))):
            sheet.write_row(at, 0, row)
    pq.write_table(read_facts(facts).table.drop_columns(["row"]), tmp_path / "facts.parquet")
    assert read_facts(tmp_path / "facts.parquet").stored
    for ending in ("xlsx", "parquet"):
        assert main(["screen", str(tmp_path / f"facts.{ending}"), "--rules", rules]) == 0
        assert capsys.readouterr().out == expected, ending


def test_without_out_the_list_is_printed_and_remarks_go_to_stderr(facts, rules, capsys):
    assert main(["screen", str(facts), "--rules", rules, "--year", "2021"]) == 0
    printed = capsys.readouterr()
    head, first, *rest = csv.reader(io.StringIO(printed.out))
    assert head == COLUMNS
    assert first == [code(1), "'=甲", "一镇", "高耗低效", "入", CONDITIONS, ""]
    assert rest == []
    assert main(["screen", str(facts), "--rules", rules, "--year", "2019"]) == 0
    printed = capsys.readouterr()
    assert printed.out.strip() == ",".join(COLUMNS)
    assert "没有 2019 年" in printed.err


def test_thresholds_from_a_file_count_before_those_of_the_rules(facts, rules, tmp_path, capsys):
    (tmp_path / "t.csv").write_text("指标,行业代码,限值\n单位增加值能耗,1713,1.3\n", encoding="utf-8")
    assert main(["screen", str(facts), "--rules", rules, "--thresholds", str(tmp_path / "t.csv")]) == 0
    assert code(1) not in capsys.readouterr().out


def test_shipped_rules_go_by_their_county(facts, capsys):
    assert main(["screen", str(facts), "--rules", "shengzhou"]) == 0
    assert "高耗低效,入" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"facts": "no.csv"}, "文件不存在"),
        ({"rules": "no.yaml"}, "自带规则：cixi、lanxi"),
        ({"-o": "no/out.csv"}, "目录不存在"),
        ({"-o": "facts.csv"}, "结果会覆盖数据文件"),
    ],
)
def test_faults_of_the_input_end_with_1(facts, rules, tmp_path, change, words, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    call = ["screen", change.get("facts", "facts.csv"), "--rules", change.get("rules", "rules.yaml")]
    call += ["-o", change["-o"]] if "-o" in change else []
    assert main(call) == 1
    assert words in capsys.readouterr().err


def test_faults_of_the_rules_end_with_1_all_of_them_told(facts, tmp_path, capsys):
    (tmp_path / "bad.yaml").write_text(CONTRACT.replace("below: 5", "blow: 5").replace("[D]", "D"), encoding="utf-8")
    assert main(["screen", str(facts), "--rules", str(tmp_path / "bad.yaml")]) == 1
    told = capsys.readouterr().err
    assert "筛查规则有 2 处问题" in told
    assert "第 10 行" in told
    assert "应为列表" in told


def test_wrong_usage_ends_with_2(facts, rules):
    for call in (["screen", str(facts)], ["screen", str(facts), "--rules", rules, "-o", "out.txt"]):
        with pytest.raises(SystemExit) as caught:
            main(call)
        assert caught.value.code == 2


def test_the_command_itself_shows_no_traceback(tmp_path):
    (tmp_path / "facts.csv").write_text("信用代码\nABC\n", encoding="utf-8")
    call = [sys.executable, "-m", "tenghuan.cli.main", "screen", str(tmp_path / "facts.csv"), "--rules", "cixi"]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "第 2 行" in done.stderr
    assert "Traceback" not in done.stderr
