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


# how many sections each chapter of ASVS 5.0 has, and those that ask nothing at levels 1 and 2
SECTIONS = {1: 5, 2: 4, 3: 7, 4: 4, 5: 4, 6: 8, 7: 6, 8: 4, 10: 7, 11: 7, 12: 3, 13: 4, 14: 3, 15: 4, 16: 5}
ABOVE = {(3, 6), (6, 7), (11, 7)}


def test_no_section_of_the_standard_is_left_out() -> None:
    named: set[tuple[int, int]] = set()
    for row in _rows(TABLES[0]):
        first, _dash, last = row[0].partition(" – ")
        if "." in first:
            chapter, begins = map(int, first.split("."))
            named |= {(chapter, at) for at in range(begins, int((last or first).split(".")[1]) + 1)}
    wanted = {(chapter, at) for chapter, many in SECTIONS.items() for at in range(1, many + 1)} - ABOVE
    assert wanted - named == set()


@pytest.mark.parametrize("level", ["二", "三"])
def test_both_levels_have_their_lines(level: str) -> None:
    assert sum(row[1] == level for row in _rows(TABLES[1])) >= 10


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.name)
def test_every_named_test_exists(table: Path) -> None:
    named = NAMED.findall(table.read_text(encoding="utf-8"))
    assert len(named) > 30
    lacking = [path for path, _name in named if not (ROOT / path).is_file()]
    lacking += [f"{path}::{name}" for path, name in named if path not in lacking and name and name not in _tests(path)]
    assert lacking == []
