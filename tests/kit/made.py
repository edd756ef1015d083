"""Everything that declarations are tested on: register → how to make a record of it in a county.

A business says it in ``tests/apps/APP/made.py``: ``MAKERS``, register key → function(county, number, town, unit) that
makes one record through the services, numbered, of the county's first or second town and unit.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from tenghuan.apps.kit.registry import LOOPS, REGISTERS

TESTS = Path(__file__).parent.parent
Maker = Callable[..., Any]


def brought() -> set[str]:
    """Return the names of all services that declarations bring: those of registers and of loops."""
    found = {f"{key}.{verb}" for key in REGISTERS for verb in ("add", "change", "retire", "import", "take_back")}
    return found | {f"{key}.{verb}" for key, loop in LOOPS.items() for verb in (*loop.verbs, "undo")}


def walks() -> dict[str, dict[str, Any]]:
    """Return by loop and move what makes a thing ready for it and says what must be told beside its table."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(TESTS.glob("apps/*/made.py")):
        found.update(getattr(import_module(f"tests.apps.{path.parent.name}.made"), "WALKS", {}))
    return found


def makers() -> dict[str, Maker]:
    """Return every maker there is, by the key of its register."""
    found: dict[str, Maker] = {}
    for path in sorted([*TESTS.glob("apps/*/made.py"), TESTS / "workshop" / "made.py"]):
        name = ".".join(("tests", *path.relative_to(TESTS).with_suffix("").parts))
        found.update(import_module(name).MAKERS)
    return found
