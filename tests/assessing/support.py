"""Schemes from a few lines, results from rows."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from tenghuan.assessing import Assessment, Scheme, assess, parse_scheme


def scheme(*items: Mapping[str, Any], **more: Any) -> Scheme:
    return parse_scheme(text(*items, **more))


def text(*items: Mapping[str, Any], **more: Any) -> str:
    named = [{"item": f"项{at}"} | dict(item) for at, item in enumerate(items)]
    return yaml.safe_dump({"name": "考核", "items": named} | more, allow_unicode=True, sort_keys=False)


def write_csv(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    keys = list(dict.fromkeys(key for row in rows for key in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, keys)
        writer.writeheader()
        writer.writerows(rows)
    return path


def assessed(folder: Path, rows: Sequence[Mapping[str, Any]], rules: Scheme) -> Assessment:
    """The assessment of rows; an object is 甲 and an item 项0 where a row names none."""
    filled = [{"object": "甲", "item": "项0"} | dict(row) for row in rows]
    return assess(write_csv(folder / "results.csv", filled), rules)
