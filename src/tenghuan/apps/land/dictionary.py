"""The words of land: ways to dispose of idle land, what deals need."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Disposal:
    """A way to dispose of idle land: for which cause, from how many full years on, what becomes of the parcel."""

    word: str
    cause: str
    years: int
    effect: str


@cache
def _told() -> dict[str, Any]:
    path = Path(__file__).parent / "data" / "dictionary.yaml"
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


@cache
def disposals() -> tuple[Disposal, ...]:
    """Return the ways of order 53."""
    return tuple(Disposal(**row) for row in _told()["disposals"])


def disposal(word: str) -> Disposal:
    """Return the way of that word."""
    return next(one for one in disposals() if one.word == word)


def open_to(cause: str, years: int) -> list[str]:
    """Return the words of the ways that are open to a cause after so many full years.

    To the holder's own cause only the gravest of what is due: after two years the land is taken back, no fee asked.
    """
    found = [one for one in disposals() if one.cause == cause and one.years <= years]
    if cause == "holder" and found:
        gravest = max(one.years for one in found)
        found = [one for one in found if one.years == gravest]
    return [one.word for one in found]


def reserve() -> str:
    """Return the word for land that the county holds itself."""
    return str(_told()["reserve"])


def needs() -> dict[str, tuple[str, ...]]:
    """Return the kind of a deal → the keys of what it needs."""
    return {kind: tuple(keys) for kind, keys in _told()["deals"].items()}


def later() -> frozenset[str]:
    """Return the keys of what comes only with review and signing."""
    return frozenset(_told()["later"])


def lacking(key: str) -> str:
    """Return the words for what is lacking."""
    return str(_told()["lacking"][key])
