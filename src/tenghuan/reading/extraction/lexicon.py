"""The words of the genre, read once from ``lexicon.yaml``, and the patterns made of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def words() -> dict[str, Any]:
    """The whole word list as it stands in the file."""
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "lexicon.yaml").read_text(encoding="utf-8"))
    return loaded


def listed(*path: str) -> list[str]:
    """One list by its path, e.g. ``listed("verbs", "kept")``."""
    node: Any = words()
    for key in path:
        node = node[key]
    return list(node)


def either(options: Iterable[str]) -> str:
    """A regular expression for any of the words, the longest first."""
    return "(?:" + "|".join(re.escape(w) for w in sorted(set(options), key=len, reverse=True)) + ")"
