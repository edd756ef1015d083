"""The operators of a clause: how a claim becomes an amount (contracts.md, "Policy money"; methodology2 §26).

An operator is a class with its parameters as fields and ``amount``; it is told apart by ``operator``. Amounts are in
10⁴ CNY.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from tenghuan.declaring.numbers import NotNegative, Number, Positive, percent, said, shown, written
from tenghuan.declaring.tables import Row

Name = Annotated[str, Field(min_length=1, max_length=100)]
Fault = tuple[str, str, str]  # column, what is wrong, how to mend it


@dataclass(frozen=True)
class Amount:
    """An amount in 10⁴ CNY, exact, and the formula that gives it."""

    value: Fraction
    formula: str


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class Clause(_Part):
    """What every clause has: its name, document, period (inclusive) and the name under which only one is paid."""

    clause: Name
    document: Annotated[str, Field(max_length=500)] = ""
    since: date | None = Field(default=None, alias="from")
    until: date | None = Field(default=None, alias="to")
    exclusive: Name | None = None
    source: str | None = None
    note: str | None = None

    @field_validator("since", "until", mode="before")
    @classmethod
    def _a_day(cls, value: Any) -> Any:
        if value is not None and not isinstance(value, date | str):
            raise said("应为日期", "写成 2022-03-01")
        return value

    @model_validator(mode="after")
    def _ordered(self) -> Clause:
        if self.since and self.until and self.since > self.until:
            raise said("有效期的起日晚于止日", "对调 from 和 to")
        return self

    def covers(self, day: date | None) -> bool:
        """Whether a day is within the period; without a period every day is, also an unknown one."""
        if day is None:
            return self.since is None and self.until is None
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def faults(self, row: Row) -> Iterator[Fault]:
        """What the claim lacks, or names that the clause does not know."""
        raise NotImplementedError

    def amount(self, row: Row) -> Amount:
        """The amount of a claim without faults."""
        raise NotImplementedError


class _OfBase(Clause):
    def faults(self, row: Row) -> Iterator[Fault]:
        """A base must be given."""
        if row.number("base") is None:
            yield "base", f"条款“{self.clause}”要用到基数，这里是空的", "补填；没有发生请填 0"

    def amount(self, row: Row) -> Amount:
        """The amount from the base; a base below zero earns nothing."""
        base = row.number("base") or Fraction(0)
        return Amount(Fraction(0), f"基数{written(base)}＜0") if base < 0 else self.from_base(base, row)

    def from_base(self, base: Fraction, row: Row) -> Amount:
        """The amount from a base that is not below zero."""
        raise NotImplementedError


class Tiers(Clause):
    """A fixed amount of a tier."""

    operator: Literal["tiers"]
    tiers: Annotated[dict[Name, NotNegative], Field(min_length=1, max_length=200)]

    def faults(self, row: Row) -> Iterator[Fault]:
        """The tier must be one of the clause."""
        yield from _unknown(row, "tier", self.tiers, self.clause)

    def amount(self, row: Row) -> Amount:
        """As the class says."""
        tier = row.text("tier")
        return Amount(Fraction(self.tiers[tier]), f"{tier}={written(self.tiers[tier])}")


class Share(_OfBase):
    """rate × base, at most cap; a base below the threshold earns nothing."""

    operator: Literal["share"]
    rate: NotNegative
    cap: NotNegative | None = None
    threshold: Number | None = None

    def from_base(self, base: Fraction, row: Row) -> Amount:
        """As the class says."""
        if self.threshold is not None and base < self.threshold:
            return Amount(Fraction(0), f"{written(base)}＜{written(self.threshold)}")
        return _capped(Fraction(self.rate) * base, f"{percent(self.rate)}×{written(base)}", self.cap)


class Step(_Part):
    """From this base on, this amount."""

    min: Number
    amount: NotNegative


class Bands(_OfBase):
    """The amount of the band with the largest min ≤ base."""

    operator: Literal["bands"]
    bands: Annotated[tuple[Step, ...], Field(min_length=1, max_length=200)]

    @field_validator("bands")
    @classmethod
    def _apart(cls, bands: tuple[Step, ...]) -> tuple[Step, ...]:
        return _once(bands)

    def from_base(self, base: Fraction, row: Row) -> Amount:
        """As the class says."""
        reached = [band for band in self.bands if band.min <= base]
        if not reached:
            return Amount(Fraction(0), f"{written(base)}＜{written(min(band.min for band in self.bands))}")
        band = max(reached, key=lambda band: band.min)
        return Amount(Fraction(band.amount), f"{written(base)}≥{written(band.min)}，得{written(band.amount)}")


class Steps(_OfBase):
    """⌊base ÷ every⌋ × each, at most cap."""

    operator: Literal["steps"]
    every: Positive
    each: NotNegative
    cap: NotNegative | None = None

    def from_base(self, base: Fraction, row: Row) -> Amount:
        """As the class says."""
        steps = base // Fraction(self.every)
        text = f"取整({written(base)}/{written(self.every)})×{written(self.each)}"
        return _capped(steps * Fraction(self.each), text, self.cap)


class Uplift(_OfBase):
    """rate × base, × (1 + uplift) where ``uplifted``; at most cap, uplift or not."""

    operator: Literal["uplift"]
    rate: NotNegative
    uplift: NotNegative
    cap: NotNegative | None = None

    def from_base(self, base: Fraction, row: Row) -> Amount:
        """As the class says."""
        value, text = Fraction(self.rate) * base, f"{percent(self.rate)}×{written(base)}"
        if row.values.get("uplifted") is True:
            value, text = value * (1 + Fraction(self.uplift)), f"{text}×(1+{percent(self.uplift)})"
        return _capped(value, text, self.cap)


class Difference(Clause):
    """The tier's amount less that of the former tier (补差), at least nothing; no former tier: the whole."""

    operator: Literal["difference"]
    tiers: Annotated[dict[Name, NotNegative], Field(min_length=1, max_length=200)]

    def faults(self, row: Row) -> Iterator[Fault]:
        """Tier and former tier must be the clause's."""
        yield from _unknown(row, "tier", self.tiers, self.clause)
        if row.text("former"):
            yield from _unknown(row, "former", self.tiers, self.clause)

    def amount(self, row: Row) -> Amount:
        """As the class says."""
        tier, former = self.tiers[row.text("tier")], row.text("former")
        if not former:
            return Amount(Fraction(tier), f"{row.text('tier')}={written(tier)}")
        less = self.tiers[former]
        value = max(Fraction(0), Fraction(tier) - Fraction(less))
        return Amount(value, f"max(0,{written(tier)}-{written(less)})={shown(value)}")


class FirstTime(_OfBase):
    """Levels with former_best < min ≤ base: the highest amount among them, or their sum, as ``crossing`` says."""

    operator: Literal["first_time"]
    levels: Annotated[tuple[Step, ...], Field(min_length=1, max_length=200)]
    crossing: Literal["highest", "sum"]

    @field_validator("levels")
    @classmethod
    def _apart(cls, levels: tuple[Step, ...]) -> tuple[Step, ...]:
        return _once(levels)

    def from_base(self, base: Fraction, row: Row) -> Amount:
        """As the class says; without a former best every level up to the base is reached for the first time."""
        best = row.number("former_best")
        reached = [level for level in self.levels if level.min <= base and (best is None or best < level.min)]
        amounts = [level.amount for level in sorted(reached, key=lambda level: level.min)]
        from_to = f"{'无' if best is None else written(best)}→{written(base)}"
        if not amounts:
            return Amount(Fraction(0), f"{from_to}，没有首次达到的档")
        listed = [written(amount) for amount in amounts]
        if self.crossing == "sum":
            value, text = sum(map(Fraction, amounts), Fraction(0)), "+".join(listed)
        else:
            value, text = Fraction(max(amounts)), f"max({','.join(listed)})" if len(listed) > 1 else listed[0]
        return Amount(value, f"{from_to}，{text}" + (f"={shown(value)}" if len(listed) > 1 else ""))


class Stages(_OfBase):
    """(rate × base, at most cap) × the stage's share."""

    operator: Literal["stages"]
    rate: NotNegative
    cap: NotNegative | None = None
    stages: Annotated[dict[Name, NotNegative], Field(min_length=1, max_length=50)]

    def faults(self, row: Row) -> Iterator[Fault]:
        """A base must be given, and the stage must be one of the clause."""
        yield from super().faults(row)
        yield from _unknown(row, "stage", self.stages, self.clause)

    def from_base(self, base: Fraction, row: Row) -> Amount:
        """As the class says."""
        whole, share = Fraction(self.rate) * base, self.stages[row.text("stage")]
        text = f"{percent(self.rate)}×{written(base)}"
        if self.cap is not None:
            whole, text = min(whole, Fraction(self.cap)), f"min({text},{written(self.cap)})"
        value = whole * Fraction(share)
        return Amount(value, f"{text}×{percent(share)}={shown(value)}")


def _capped(value: Fraction, text: str, cap: Decimal | None) -> Amount:
    formula = f"{text}={shown(value)}"
    if cap is not None and value > cap:
        return Amount(Fraction(cap), f"{formula}→{written(cap)}")
    return Amount(value, formula)


def _unknown(row: Row, key: str, known: dict[str, Decimal], clause: str) -> Iterator[Fault]:
    text, word = row.text(key), {"tier": "等级", "former": "原等级", "stage": "阶段"}[key]
    if text not in known:
        what = f"条款“{clause}”没有{word}“{text}”" if text else f"条款“{clause}”要用到{word}，这里是空的"
        yield key, what, f"只能是：{'、'.join(known)}"


def _once(members: tuple[Step, ...]) -> tuple[Step, ...]:
    ends = [member.min for member in members]
    if len(set(ends)) < len(ends):
        raise said("同一个起点 min 写了两次", "每个起点只留一行")
    return members


Declared = Annotated[
    Tiers | Share | Bands | Steps | Uplift | Difference | FirstTime | Stages, Field(discriminator="operator")
]
