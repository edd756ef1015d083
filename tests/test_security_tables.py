"""Every line of the security tables is held by a test that exists, or says why it is the operator's."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TABLES = [ROOT / "docs" / "security" / name for name in ("asvs.md", "dengbao.md")]
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


@cache
def _tests(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _rows(table: Path) -> list[list[str]]:
    lines = [line for line in table.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.name)
def test_every_line_is_held_or_is_the_operators(table: Path) -> None:
    rows = _rows(table)
    assert len(rows) > 25
    assert [row[:3] for row in rows if not (NAMED.search(row[-1]) or re.search("Operator:|运维：", row[-1]))] == []


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.name)
def test_every_named_test_exists(table: Path) -> None:
    named = NAMED.findall(table.read_text(encoding="utf-8"))
    assert len(named) > 30
    lacking = [path for path, _name in named if not (ROOT / path).is_file()]
    lacking += [f"{path}::{name}" for path, name in named if path not in lacking and name and name not in _tests(path)]
    assert lacking == []
