"""No test keeps a day from when it was imported: a run that goes past midnight would judge by two days."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
CLOCKS = {"today", "now", "localdate", "localtime", "utcnow"}
SCRIPTS = {"make_first_release.py"}  # run by itself, not imported


def _read_at_import(node: ast.AST) -> Iterator[str]:
    """Calls of a clock outside any function, and in what a function has before its body."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        kept = [*node.decorator_list, *node.args.defaults, *(one for one in node.args.kw_defaults if one)]
    elif isinstance(node, ast.Lambda):
        kept = [*node.args.defaults]
    else:
        kept = [*ast.iter_child_nodes(node)]
    if isinstance(node, ast.Call) and _name(node.func) in CLOCKS:
        yield f"{node.lineno}: {ast.unparse(node)}"
    for one in kept:
        yield from _read_at_import(one)


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def test_no_module_of_tests_reads_the_clock_when_it_is_imported():
    found = {
        str(path.relative_to(TESTS)): clocks
        for path in sorted(TESTS.rglob("*.py"))
        if path.name not in SCRIPTS and (clocks := list(_read_at_import(ast.parse(path.read_text(encoding="utf-8")))))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("TODAY = date.today()", 1),
        ("@mark([timezone.now()])\ndef test(): ...", 1),
        ("def test(day=date.today()): ...", 1),
        ("class Case:\n    day = timezone.localdate()", 1),
        ("def test():\n    return date.today()", 0),
        ("TOLD = {'issue': lambda: timezone.localdate()}", 0),
        ("TODAY = date.today", 0),
    ],
)
def test_what_is_read_at_import_is_told_from_what_is_read_in_a_test(text, count):
    assert len(list(_read_at_import(ast.parse(text)))) == count
