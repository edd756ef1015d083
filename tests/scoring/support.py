"""Rows with valid credit codes, and schemes read for the oracle with their digits kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml
from stdnum.cn import uscc

DATA = Path(__file__).parent / "data"


def code(number: int) -> str:
    """A valid, fictional credit code."""
    head = f"91330600MA{number:07d}"
    return head + uscc.calc_check_digit(head)


class _Text(yaml.SafeLoader):
    """SafeLoader whose decimals stay text, so that the oracle sees every digit."""


_Text.add_constructor("tag:yaml.org,2002:float", lambda loader, node: node.value)


def plain(text: str) -> dict[str, Any]:
    """A scheme as the oracle reads it."""
    return yaml.load(text, Loader=_Text)


def table(rows: list[dict[str, Any]]) -> pa.Table:
    """Rows as a table of text and numbers, keyed; codes are supplied where absent."""
    keys = list(dict.fromkeys(["uscc", *(key for row in rows for key in row)]))
    filled = [{"uscc": code(at)} | row for at, row in enumerate(rows)]
    return pa.table({key: [_cell(row.get(key)) for row in filled] for key in keys})


def _cell(value: Any) -> Any:
    return None if value is None else str(value)
