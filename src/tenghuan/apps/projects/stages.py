"""The stages of a project's life and the words that its register chooses from, out of ``data/``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data"
LEAD, DROPPED = "lead", "dropped"


@dataclass(frozen=True)
class Stage:
    """One stage.

    Args:
        key: the state in which a project is that has reached it.
        word: its name.
        date: the column of the day on which it was reached.
        days: the usual days from the stage before.
        proofs: the kinds of evidence, one file of each at least.
        rate: its name among the five rates, "" for none.
        undone: what a project is called that reached the stage before of the five and not this one.
    """

    key: str
    word: str
    date: str
    days: int
    proofs: tuple[str, ...] = ()
    rate: str = ""
    undone: str = ""


@cache
def stages() -> tuple[Stage, ...]:
    """Return the stages in their order."""
    rows = yaml.safe_load((DATA / "stages.yaml").read_text(encoding="utf-8"))["stages"]
    return tuple(Stage(**{**row, "proofs": tuple(row["proofs"])}) for row in rows)


@cache
def stage(key: str) -> Stage:
    """Return the stage of that key."""
    return next(one for one in stages() if one.key == key)


@cache
def place(state: str) -> int:
    """Return the place of a state among the stages, from 0; -1 for a lead."""
    return next((at for at, one in enumerate(stages()) if one.key == state), -1)


def following(state: str) -> tuple[Stage, ...]:
    """Return the stages that a project in this state has still before it; none of one that was dropped."""
    return () if state == DROPPED else stages()[place(state) + 1 :]


@cache
def rated() -> tuple[Stage, ...]:
    """Return the stages of the five rates."""
    return tuple(one for one in stages() if one.rate)


@cache
def programmes() -> tuple[str, ...]:
    """Return the programmes that projects may belong to."""
    told: Any = yaml.safe_load((DATA / "dictionary.yaml").read_text(encoding="utf-8"))
    return tuple(told["programmes"])
