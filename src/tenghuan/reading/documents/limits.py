"""Limits on what is read, as data beside the code."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class Limits:
    """How big a plan document may be; see ``limits.yaml`` for the units and the reasons."""

    max_bytes: int
    max_unpacked_bytes: int
    max_member_ratio: int
    max_members: int
    max_pages: int
    max_characters: int
    min_characters: int
    max_seconds: int
    max_table_cells: int
    max_memory_bytes: int
    max_reply_bytes: int


@cache
def default_limits() -> Limits:
    """The limits that ship with the product."""
    return Limits(**yaml.safe_load((Path(__file__).parent / "limits.yaml").read_text(encoding="utf-8")))
