"""A rule as a formula: checks of one key each, joined by all and any."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Op = Literal["below", "above", "min", "max", "after", "before", "in"]
Join = Literal["all", "any"]
SIGNS: dict[Op, str] = {
    "below": "<", "above": ">", "min": ">=", "max": "<=", "after": ">", "before": "<", "in": "in",
}  # fmt: skip
Value = Decimal | int | date | bool | str


@dataclass(frozen=True)
class FromTable:
    """The limit is that of the table of thresholds."""


@dataclass(frozen=True)
class MeanTimes:
    """The limit is a multiple of the mean of the enterprise's group; ``group`` None: of all in scope."""

    factor: Decimal
    group: str | None


Limit = Value | tuple[Value, ...] | FromTable | MeanTimes


@dataclass(frozen=True)
class Check:
    """One comparison of one key, which must hold in ``years`` years one after the other."""

    key: str
    op: Op
    limit: Limit
    years: int = 1


@dataclass(frozen=True)
class Joined:
    """Formulas of which all, or any, must hold."""

    join: Join
    parts: tuple[Formula, ...]


Formula = Check | Joined


def as_op(name: str) -> Op:
    """The operator of that name."""
    assert name in SIGNS
    return name


def checks(formula: Formula) -> Iterator[Check]:
    """The checks of a formula in the order of the file."""
    if isinstance(formula, Check):
        yield formula
    else:
        for part in formula.parts:
            yield from checks(part)


def number(limit: object) -> Decimal:
    """A fixed limit of a number; the rules have checked that it is one."""
    assert isinstance(limit, Decimal)
    return limit


def joined(join: Join, parts: list[Formula]) -> Formula:
    """The parts as one formula."""
    return parts[0] if len(parts) == 1 else Joined(join, tuple(parts))
