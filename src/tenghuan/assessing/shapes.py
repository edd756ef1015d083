"""The shapes of an item: how what an object reached becomes points (contracts.md, "Assessment"; methodology2 §19).

A shape is a class with its parameters as fields and ``points``; it is told apart by ``shape`` and listed in ``SHAPES``.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, TypeAdapter, ValidationError, model_validator

from tenghuan.assessing.given import Given, Term, Uncountable, above_zero
from tenghuan.declaring.numbers import NotNegative, Number, Positive, percent, said, written

Name = Annotated[str, Field(min_length=1, max_length=100)]
Computed = Term  # points and the formula that gives them
_NUMBER: TypeAdapter[Decimal] = TypeAdapter(Number)


def _operand(value: Any) -> Decimal | str:
    try:
        return _NUMBER.validate_python(value)
    except ValidationError as error:
        if isinstance(value, str) and value.strip():
            return value.strip()
        raise said("应为数字，或成绩表里一列的名称", "填数字，如 90；各对象不同的填列名") from error


Operand = Annotated[Decimal | str, PlainValidator(_operand)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class Item(_Part):
    """What every item has: a name, its own limits, and ``target`` for rows that have none.

    ``draw`` names what the figures are drawn from, ``supplier`` the department that confirms them; neither changes how
    points are counted.
    """

    item: Name
    draw: Name | None = None
    supplier: Name | None = None
    weight: NotNegative | None = None
    min: Number | None = None
    max: Number | None = None
    target: Number | None = None
    source: str | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _limits(self) -> Item:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise said("下限 min 高于上限 max", "对调两个数，或删去一个")
        return self

    @property
    def full(self) -> Decimal:
        """The points of an object that does exactly what is asked."""
        return self.weight or Decimal(0)

    @property
    def columns(self) -> tuple[str, ...]:
        """Further columns of numbers that the item reads."""
        return ()

    @property
    def draws(self) -> tuple[tuple[str, str, str], ...]:
        """What is drawn: the name of it, the column that gets the actual figure, the column that gets the target."""
        return ((self.draw, "actual", "target"),) if self.draw else ()

    @property
    def span(self) -> tuple[Decimal | None, Decimal | None]:
        """The fewest and the most points that the item can give, None where nothing holds them.

        What cannot be counted gives none, whatever ``min`` says, so that the span always holds 0.
        """
        low, high = self._range
        low = self.min if low is None or (self.min is not None and self.min > low) else low
        high = self.max if high is None or (self.max is not None and self.max < high) else high
        return (None if low is None else min(low, Decimal(0))), (None if high is None else max(high, Decimal(0)))

    @property
    def _range(self) -> tuple[Decimal | None, Decimal | None]:
        """The fewest and the most points by the shape alone."""
        return None, None

    def points(self, given: Given) -> Computed:
        """Points before the item's limits, with their formula. Raises Uncountable."""
        raise NotImplementedError

    def unknown_words(self, text: str) -> list[str]:
        """Words of the matters' cell that the item does not know."""
        return []


class _Weighted(Item):
    weight: NotNegative

    @property
    def weighed(self) -> Term:
        """The weight as a term."""
        return Term.of(self.weight)


class Ratio(_Weighted):
    """weight × actual ÷ target; ``less``: weight × target ÷ actual."""

    shape: Literal["ratio"]
    direction: Literal["more", "less"] = "more"

    def points(self, given: Given) -> Computed:
        """As the class says."""
        above, below = ("actual", "target") if self.direction == "more" else ("target", "actual")
        over, under = given.number(above), given.divisor(below)
        return Term(self.weighed.value * over.value / under.value, f"{self.weighed.text}×{over.text}/{under.text}")


class MixPart(_Part):
    """One ratio of a mix: two columns, what they are drawn from, and its share."""

    actual: Name
    target: Name
    draw: Name | None = None
    share: NotNegative


class Mix(_Weighted):
    """weight × Σ share × actual ÷ target."""

    shape: Literal["mix"]
    parts: Annotated[tuple[MixPart, ...], Field(min_length=1, max_length=20)]

    @property
    def columns(self) -> tuple[str, ...]:
        """Both columns of every part."""
        return tuple(name for part in self.parts for name in (part.actual, part.target))

    @property
    def draws(self) -> tuple[tuple[str, str, str], ...]:
        """Its own, and that of every part."""
        return (*super().draws, *((part.draw, part.actual, part.target) for part in self.parts if part.draw))

    def points(self, given: Given) -> Computed:
        """As the class says."""
        total, texts = Fraction(0), []
        for part in self.parts:
            over, under = given.number(part.actual), given.divisor(part.target)
            total += Fraction(part.share) * over.value / under.value
            texts.append(f"{over.text}/{under.text}×{percent(part.share)}")
        return Term(self.weighed.value * total, f"{self.weighed.text}×({'+'.join(texts)})")


class Standard(Item):
    """points_at_standard × actual ÷ standard."""

    shape: Literal["standard"]
    points_at_standard: Number
    standard: Operand

    @property
    def full(self) -> Decimal:
        """The points at the standard."""
        return self.points_at_standard

    @property
    def columns(self) -> tuple[str, ...]:
        """The column of the standard, where it is one."""
        return _named(self.standard)

    def points(self, given: Given) -> Computed:
        """As the class says."""
        actual, standard = given.number("actual"), above_zero(given.operand(self.standard), "标准值")
        at = Term.of(self.points_at_standard)
        return Term(at.value * actual.value / standard.value, f"{at.text}×{actual.text}/{standard.text}")


class Step(Item):
    """base_points ± 1 for each full ``every`` × ``base`` above or below ``base``; under ``floor_at`` nothing."""

    shape: Literal["step"]
    base: Operand
    base_points: Number
    every: Positive
    floor_at: Number | None = None

    @property
    def full(self) -> Decimal:
        """The points at the base."""
        return self.base_points

    @property
    def columns(self) -> tuple[str, ...]:
        """The column of the base, where it is one."""
        return _named(self.base)

    def points(self, given: Given) -> Computed:
        """As the class says."""
        actual, base = given.number("actual"), above_zero(given.operand(self.base), "基数")
        if self.floor_at is not None and actual.value < self.floor_at:
            return Term(Fraction(0), f"{actual.text}＜{written(self.floor_at)}")
        start, every = Term.of(self.base_points), Fraction(self.every) * base.value
        steps = int((actual.value - base.value) / every)  # int cuts towards zero: full steps only
        text = f"{start.text}+取整(({actual.text}-{base.text})/({base.text}×{percent(self.every)}))"
        return Term(start.value + steps, text)


class QuotaPart(_Part):
    """One tier of a quota: two columns, what they are drawn from, and what each one lacking costs."""

    actual: Name
    target: Name
    draw: Name | None = None
    each: NotNegative


class Quota(_Weighted):
    """weight − each × max(0, target − actual); or the same over several tiers (``parts``)."""

    shape: Literal["quota"]
    each: NotNegative | None = None
    parts: Annotated[tuple[QuotaPart, ...], Field(max_length=20)] = ()

    @model_validator(mode="after")
    def _one_way(self) -> Quota:
        if (self.each is None) == (not self.parts):
            raise said("each 与 parts 须写且只写一个", "一个目标写 each；分档的目标写 parts")
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """Both columns of every tier."""
        return tuple(name for part in self.parts for name in (part.actual, part.target))

    @property
    def draws(self) -> tuple[tuple[str, str, str], ...]:
        """Its own, and that of every tier."""
        return (*super().draws, *((part.draw, part.actual, part.target) for part in self.parts if part.draw))

    @property
    def _range(self) -> tuple[Decimal | None, Decimal | None]:
        return None, self.weight

    def points(self, given: Given) -> Computed:
        """As the class says."""
        parts = [(part.each, part.actual, part.target) for part in self.parts]
        if self.each is not None:
            parts = [(self.each, "actual", "target")]
        total, text = self.weighed.value, self.weighed.text
        for each, reached, wanted in parts:
            actual, target = given.number(reached), given.number(wanted)
            total -= Fraction(each) * max(Fraction(0), target.value - actual.value)
            text += f"-{written(each)}×max(0,{target.text}-{actual.text})"
        return Term(total, text)


class Deduct(_Weighted):
    """weight × max(0, 1 − Σ over matters of the highest of its shares)."""

    shape: Literal["deduct"]
    shares: Annotated[dict[Name, NotNegative], Field(min_length=1, max_length=100)]

    @model_validator(mode="after")
    def _words(self) -> Deduct:
        if any(_matters(word) != [[word]] for word in self.shares):
            raise said("shares 的名称不能含分号、加号或首尾空格", "换一个名称")
        return self

    @property
    def _range(self) -> tuple[Decimal | None, Decimal | None]:
        return Decimal(0), self.weight

    def points(self, given: Given) -> Computed:
        """As the class says."""
        worst = [max(self.shares[word] for word in words) for words in _matters(given.row.text("matters"))]
        total = max(Fraction(0), 1 - sum(map(Fraction, worst), Fraction(0)))
        text = "".join(f"-{percent(share)}" for share in worst)
        inner = f"max(0,1{text})" if worst else "1"
        return Term(self.weighed.value * total, f"{self.weighed.text}×{inner}")

    def unknown_words(self, text: str) -> list[str]:
        """Words that ``shares`` does not list."""
        return [word for words in _matters(text) for word in words if word not in self.shares]


class Mark(_Part):
    """Who marks: a column, and the share of these marks."""

    mark: Name
    share: NotNegative


class Marks(_Weighted):
    """weight × Σ share × mark ÷ ``full_mark``: experts' and peers' marks (互评), kept an item of their own (§19)."""

    shape: Literal["marks"]
    full_mark: Positive = Decimal(100)
    parts: Annotated[tuple[Mark, ...], Field(min_length=1, max_length=20)]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the marks."""
        return tuple(part.mark for part in self.parts)

    @property
    def _range(self) -> tuple[Decimal | None, Decimal | None]:
        return Decimal(0), Decimal(self.weight * sum(part.share for part in self.parts))

    def points(self, given: Given) -> Computed:
        """As the class says."""
        total, texts = Fraction(0), []
        for part in self.parts:
            mark = given.number(part.mark)
            if not 0 <= mark.value <= self.full_mark:
                raise Uncountable(f"{part.mark}不在 0 至 {written(self.full_mark)} 之间")
            total += Fraction(part.share) * mark.value
            texts.append(f"{mark.text}×{percent(part.share)}")
        text = f"{self.weighed.text}×({'+'.join(texts)})/{written(self.full_mark)}"
        return Term(self.weighed.value * total / Fraction(self.full_mark), text)


def _named(operand: Decimal | str) -> tuple[str, ...]:
    return (operand,) if isinstance(operand, str) else ()


def _matters(text: str) -> list[list[str]]:
    """The matters of a cell, each with the words that apply to it; empty ones left out."""
    found = []
    for matter in re.split("[;；]", text):
        words = [word.strip() for word in re.split("[+＋]", matter) if word.strip()]
        found += [words] if words else []
    return found


SHAPES = (Ratio, Mix, Standard, Step, Quota, Deduct, Marks)
Shaped = Annotated[Ratio | Mix | Standard | Step | Quota | Deduct | Marks, Field(discriminator="shape")]
