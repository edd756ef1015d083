"""Thresholds of titles as versioned rules: data with source, version and the day from which they hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

from tenghuan.laddering.facts import FACTS
from tenghuan.laddering.kinds import LOCAL_NOTE, Status, kinds

DATA = Path(__file__).parent / "data" / "rules.yaml"
Operator = Literal["ge", "gt", "le", "lt"]
SIGNS: dict[Operator, str] = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Band(_Data):
    """A value that is needed where another fact is at most ``upto`` (None: whatever it is)."""

    upto: Decimal | None = None
    value: Decimal


class Condition(_Data):
    """One fact against a value, or against the value of the first band that another fact falls into."""

    fact: str
    op: Operator = "ge"
    value: Decimal | None = None
    by: str = ""
    bands: tuple[Band, ...] = ()

    @model_validator(mode="after")
    def _one_way(self) -> Condition:
        if (self.value is None) == (not self.bands) or bool(self.by) != bool(self.bands):
            raise ValueError(f"condition on {self.fact}: give a value, or bands by another fact")
        strange = [one for one in (self.fact, self.by) if one and one not in FACTS]
        if strange:
            raise ValueError(f"no such facts: {strange}")
        return self


class Item(_Data):
    """One requirement: all conditions of one alternative must hold; ``words`` name it where there are several."""

    words: str = ""
    any: tuple[tuple[Condition, ...], ...]

    @model_validator(mode="before")
    @classmethod
    def _short(cls, told: dict[str, object]) -> dict[str, object]:
        return told if "any" in told else {"any": [[told]]}


class Rule(_Data):
    """What a title asks for: every item must be met. ``since``: the day from which this version holds."""

    title: str
    version: str
    since: date
    until: date | None = None
    source: str
    status: Status
    items: tuple[Item, ...]

    @model_validator(mode="after")
    def _title_known(self) -> Rule:
        if self.title not in kinds("titles"):
            raise ValueError(f"no such title: {self.title}")
        return self

    @property
    def note(self) -> str:
        """What must stand beside what it says."""
        return LOCAL_NOTE if self.status == "local" else ""


@cache
def rules() -> tuple[Rule, ...]:
    """Return every version of every rule, in the order of the data."""
    told = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return tuple(Rule.model_validate(row) for row in told)


def in_force(title: str, day: date, among: Sequence[Rule] | None = None) -> Rule | None:
    """Return the rule of a title that holds on a day: the newest version that has begun and has not ended."""
    found = [
        one
        for one in (rules() if among is None else among)
        if one.title == title and one.since <= day and (one.until is None or day <= one.until)
    ]
    return max(found, key=lambda one: one.since, default=None)
