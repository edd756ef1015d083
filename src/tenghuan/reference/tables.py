"""Reading the small CSV tables that ship with this room."""

from __future__ import annotations

import csv
from importlib.resources import files


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of ``data/NAME.csv`` as text by column; lines that begin with # are comments."""
    text = (files("tenghuan.reference") / "data" / f"{name}.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return list(csv.DictReader(lines))
