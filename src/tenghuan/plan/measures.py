"""Units of measure: canonical names, aliases, conversion. The table is ``data/measures.yaml``."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

from pydantic import Field

from tenghuan.errors import InputFault
from tenghuan.plan.calibers import Model
from tenghuan.plan.loading import load_yaml

_TABLE = Path(__file__).parent / "data" / "measures.yaml"


class Measure(Model):
    """A unit of measure; ``to_base`` base units of its dimension make one (a decimal or a fraction)."""

    name: str
    dimension: str
    family: str = ""
    to_base: str
    aliases: list[str] = Field(default_factory=list)

    @property
    def factor(self) -> Fraction:
        """How many base units one unit is, exactly."""
        return Fraction(self.to_base)


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "")


@cache
def measures() -> tuple[Measure, ...]:
    """The whole table, in file order."""
    return tuple(Measure.model_validate(row) for row in load_yaml(_TABLE).data)


@cache
def _index() -> dict[str, Measure]:
    return {_fold(name): unit for unit in measures() for name in [unit.name, *unit.aliases]}


def measure(name: str) -> Measure | None:
    """The unit that a name or alias stands for (width and spaces do not matter); None if unknown."""
    return _index().get(_fold(name))


def convert(value: float, source: str, target: str) -> float:
    """``value`` in unit ``source`` as a value in unit ``target``; exact up to the final rounding to float.

    Raises:
        InputFault: a unit is unknown, or the two measure different things.
    """
    return float(Fraction(str(value)) * factor(source, target))


def converted(value: Decimal, source: str, target: str) -> Decimal:
    """``value`` in unit ``source`` as a value in unit ``target``, to 28 digits; faults as of :func:`convert`."""
    found = Fraction(value) * factor(source, target)
    return Decimal(found.numerator) / Decimal(found.denominator)


def factor(source: str, target: str) -> Fraction:
    """How many ``target`` one ``source`` is, exactly; faults as of :func:`convert`."""
    have, want = measure(source), measure(target)
    if have is None or want is None:
        unknown = source if have is None else target
        raise InputFault(f"不认识计量单位“{unknown}”", remedy="改成计量单位表里的写法")
    if have.dimension != want.dimension:
        raise InputFault(f"“{source}”不能换算成“{target}”", remedy="两个单位量的不是同一种东西")
    return have.factor / want.factor


def exact(value: float) -> Decimal:
    """The number as a document writes it, for sums: 0.1 and 0.2 are 0.3."""
    return Decimal(str(value))


def kinship(first: str, second: str) -> float:
    """How alike two units are: 1 same dimension, 0.9 same family (家 and 项 both count), 0 otherwise."""
    a, b = measure(first), measure(second)
    if a is None or b is None:
        return 1.0 if _fold(first) == _fold(second) else 0.0
    if a.dimension == b.dimension:
        return 1.0
    return 0.9 if (a.family or a.dimension) == (b.family or b.dimension) else 0.0
