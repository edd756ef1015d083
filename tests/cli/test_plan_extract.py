"""``tenghuan plan extract`` as other programs call it."""

import json
from pathlib import Path

import pytest

from tenghuan.cli.main import main

PLAN = Path(__file__).parents[1] / "reading" / "fixtures" / "dev" / "qinglan.txt"
PARTS = {"title", "issuer", "document_number", "region", "issued_on", "effective_from", "effective_until", "period"}
LISTS = {"targets", "series", "actions", "tasks", "groups"}


def test_json_on_standard_output(capfdbinary):
    assert main(["plan", "extract", str(PLAN)]) == 0
    read = json.loads(capfdbinary.readouterr().out.decode("utf-8"))
    assert set(read) >= PARTS | LISTS
    assert read["region"] == "青岚县"
    assert len(read["targets"]) > 20


def test_json_into_a_file(tmp_path, capsys):
    out = tmp_path / "plan.json"
    assert main(["plan", "extract", str(PLAN), "-o", str(out)]) == 0
    assert capsys.readouterr().out == ""
    assert json.loads(out.read_text(encoding="utf-8"))["period"] == {"start": 2023, "end": 2025}


def test_a_fault_is_one_line_and_status_1(tmp_path, capsys):
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    assert main(["plan", "extract", str(empty)]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "empty.txt" in said
    assert "空" in said


def test_an_output_that_cannot_be_written_is_a_fault(tmp_path, capsys):
    assert main(["plan", "extract", str(PLAN), "-o", str(tmp_path / "no" / "plan.json")]) == 1
    assert "写不进去" in capsys.readouterr().err


def test_wrong_usage_is_status_2():
    with pytest.raises(SystemExit) as stop:
        main(["plan", "extract"])
    assert stop.value.code == 2
