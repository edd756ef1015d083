"""The question and the answer of back-solving. Measures are sums of a county by key, such as ``tax`` or ``land_mu``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from tenghuan.errors import InputFault

Measures = Mapping[str, Fraction]
Kind = Literal["close", "uplift", "project"]
KIND_WORDS: dict[Kind, str] = {"close": "关停退出", "uplift": "整治提升", "project": "项目投产"}


@dataclass(frozen=True)
class Enterprise:
    """An enterprise with what it adds to the county's measures; what is unknown is left out and counts nothing."""

    key: str
    name: str
    town: str
    measures: Measures


@dataclass(frozen=True)
class Indicator:
    """A ratio of two measures, or with ``below`` None one measure."""

    name: str
    above: str
    below: str | None = None

    def of(self, sums: Measures) -> Fraction | None:
        """The value at these sums; None where there is nothing to divide by."""
        above = sums.get(self.above, Fraction(0))
        if self.below is None:
            return above
        below = sums.get(self.below, Fraction(0))
        return above / below if below > 0 else None


@dataclass(frozen=True)
class Target:
    """What the indicator is to reach; ``most``: it is to fall to the value instead of rising to it."""

    indicator: Indicator
    value: Fraction
    most: bool = False

    def met(self, sums: Measures) -> bool:
        """Whether the sums meet the target, exactly."""
        value = self.indicator.of(sums)
        return value is not None and (value <= self.value if self.most else value >= self.value)

    def gain(self, changes: Measures) -> Fraction:
        """How much nearer changes bring the target; those of the sums themselves are −(what is lacking)."""
        above = changes.get(self.indicator.above, Fraction(0))
        below = changes.get(self.indicator.below, Fraction(0)) if self.indicator.below else Fraction(0)
        gain = above - self.value * below
        return -gain if self.most else gain

    def lacking(self, sums: Measures) -> Fraction:
        """How much gain the moves must bring."""
        if self.indicator.below is not None:
            return -self.gain(sums)
        lacking = self.value - sums.get(self.indicator.above, Fraction(0))
        return -lacking if self.most else lacking


@dataclass(frozen=True)
class Move:
    """One case: what it changes in the measures, and how much it touches of what is limited (jobs, tax, land)."""

    enterprise: str
    name: str
    town: str
    kind: Kind
    changes: Measures
    touched: Measures = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.name}（{self.town}）{KIND_WORDS[self.kind]}"


@dataclass(frozen=True)
class Limits:
    """What may be done at most; absent means no limit.

    ``town_cases``: cases by town, or one number for each town; ``touched``: by key of ``Move.touched``; ``keep``: keys
    of enterprises that are not to be touched.
    """

    cases: int | None = None
    town_cases: Mapping[str, int] | int | None = None
    touched: Measures = field(default_factory=dict)
    keep: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        towns = self.town_cases.values() if isinstance(self.town_cases, Mapping) else [self.town_cases or 0]
        if any(most < 0 for most in (self.cases or 0, *towns, *self.touched.values())):
            raise InputFault("推演的限制不能为负", remedy="填 0 或正数；不限请留空")


@dataclass(frozen=True)
class Answer:
    """What to do, or what stands in the way.

    ``moves``: the smallest set, () where the target is met already; None where no set reaches it. ``bound``: no set
    with fewer moves exists; ``proven``: the set is the smallest, or it is certain that there is none. ``before`` and
    ``after``: the measures; ``touched``: what the moves touch. ``binding``: each entry, if it were lifted,
    would let the target be reached: single limits, or where none alone is enough, one set to be lifted together.
    ``beyond``: not even without any limit. Where the time ran out, ``binding`` may lack some.
    """

    moves: tuple[Move, ...] | None
    bound: int
    proven: bool
    before: Measures
    after: Measures
    touched: Measures
    binding: tuple[tuple[str, ...], ...] = ()
    beyond: bool = False

    def shift(self, indicator: Indicator) -> tuple[Fraction | None, Fraction | None]:
        """An indicator before and after, the target's own or one beside it."""
        return indicator.of(self.before), indicator.of(self.after)


def added(parts: Iterable[Measures]) -> dict[str, Fraction]:
    """Measures summed key by key."""
    sums: dict[str, Fraction] = {}
    for part in parts:
        for key, value in part.items():
            sums[key] = sums.get(key, Fraction(0)) + value
    return sums


def totals(enterprises: Iterable[Enterprise]) -> dict[str, Fraction]:
    """The county's measures."""
    return added(enterprise.measures for enterprise in enterprises)
