"""Where the type checker is told to look away, the line says from what and why."""

from __future__ import annotations

import re
import tokenize
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
IGNORED = re.compile(r"#\s*type:\s*ignore")
EXPLAINED = re.compile(r"# type: ignore\[[a-z-]+(, [a-z-]+)*\]  # \S.+")


def _unexplained(path: Path) -> list[str]:
    with path.open("rb") as file:
        comments = [token for token in tokenize.tokenize(file.readline) if token.type == tokenize.COMMENT]
    found = [token for token in comments if IGNORED.match(token.string) and not EXPLAINED.fullmatch(token.string)]
    return [f"{path.name}:{token.start[0]}" for token in found]


def test_every_type_ignore_has_its_code_and_its_reason() -> None:
    paths = [path for folder in ("src", "tests", "scripts", "bench") for path in (ROOT / folder).rglob("*.py")]
    assert len(paths) > 500
    assert [line for path in paths for line in _unexplained(path)] == []


def test_a_type_ignore_without_code_or_reason_is_found(tmp_path: Path) -> None:
    told = ("", "[misc]", "[misc]  # bound at once", "[misc, arg-type]  # both", "  # why", "[misc] # near")
    source = tmp_path / "some.py"
    source.write_text("".join(f"x = 1  # type: ignore{one}\n" for one in told))
    assert _unexplained(source) == ["some.py:1", "some.py:2", "some.py:5", "some.py:6"]
