"""``tenghuan plan check`` and ``tenghuan plan schema``, through their own functions."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from tenghuan.cli.plan_check import configure_check, configure_schema, run_check, run_schema
from tenghuan.errors import InputFault
from tenghuan.plan import json_schema, packs


def check(*words: str) -> int:
    parser = argparse.ArgumentParser()
    configure_check(parser)
    return run_check(parser.parse_args(words))


def schema(*words: str) -> int:
    parser = argparse.ArgumentParser()
    configure_schema(parser)
    return run_schema(parser.parse_args(words))


@pytest.mark.parametrize("county", sorted(packs()))
def test_a_shipped_pack_is_checked_by_id_and_by_path(county: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(county) == 0
    assert "没有问题" in capsys.readouterr().out
    assert check(str(packs()[county])) == 0


def test_every_fault_has_a_line_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "pack.yaml"
    path.write_text(
        "plan: {title: 方案, region: {code: '330999', name: 山前县}}\n"
        "actions:\n"
        "  - {section: 三（一）1, title: 建档, lead: [县经信局]}\n"
        "  - {section: 三（一）2, title: 整治, support: [县发改局]}\n",
        encoding="utf-8",
    )
    assert check(str(path)) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert [line.split("：")[0] for line in err.splitlines()] == [
        "pack.yaml 第 3 行第 48 列 actions[0]「建档」.lead[0]".replace("48", str(line_column("县经信局", 3, path))),
        "pack.yaml 第 4 行第 51 列 actions[1]「整治」.support[0]".replace("51", str(line_column("县发改局", 4, path))),
    ]


def line_column(word: str, line: int, path: Path) -> int:
    return path.read_text(encoding="utf-8").splitlines()[line - 1].index(word) + 1


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"plan: [", "一段话".encode("gb18030"), b"- 1"])
def test_garbage_gets_a_message_and_status_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    path = tmp_path / "pack.yaml"
    path.write_bytes(content)
    assert check(str(path)) == 1
    err = capsys.readouterr().err
    assert err.startswith("pack.yaml")
    assert "Traceback" not in err


def test_a_missing_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert check("nowhere.yaml") == 1
    assert "找不到" in capsys.readouterr().err


def test_schema_on_stdout_and_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert schema() == 0
    assert json.loads(capsys.readouterr().out) == json_schema()
    target = tmp_path / "schema.json"
    assert schema("-o", str(target)) == 0
    assert json.loads(target.read_text(encoding="utf-8")) == json_schema()
    with pytest.raises(InputFault):
        schema("-o", str(tmp_path / "no" / "schema.json"))
