"""Cells that a spreadsheet program would run as a formula are made plain text."""

from __future__ import annotations

from typing import Any

STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
QUOTE = "'"


def for_text_table(value: Any) -> Any:
    """Return text for .csv with a leading apostrophe where it would run; numbers stay. :func:`undo` takes it away."""
    if isinstance(value, str) and value.startswith((*STARTERS, QUOTE)):
        return QUOTE + value
    return value


def undo(value: str) -> str:
    """Return text as it was before :func:`for_text_table`."""
    if value.startswith(QUOTE) and value[1:].startswith((*STARTERS, QUOTE)):
        return value[1:]
    return value
