"""What pulled a number up or down: each part's contribution to the change; the parts add up to the whole exactly.

A count or a sum changes by what each part changed. A ratio R = ΣN ÷ ΣD (亩均税收) is taken apart by the two-factor
Shapley decomposition (the mean of both orders in which numerator and denominator may change; for two factors the same
as Bennet's)::

    ΔR = ½(1/D₀ + 1/D₁)·ΔN + ½(N₀ + N₁)·(1/D₁ − 1/D₀),    1/D₁ − 1/D₀ = −ΔD ÷ (D₀·D₁)

ΔN and ΔD are sums over the parts, hence so is ΔR. It needs no logarithms: parts may be new, gone, zero or negative, and
one that comes in at the average ratio contributes (about) nothing. Reckoned in fractions: no rounding at all.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Generic, TypeVar

from tenghuan.errors import InputFault

K = TypeVar("K", bound=Hashable)
Pair = tuple[Decimal, Decimal]
NOTHING: Pair = (Decimal(0), Decimal(0))


@dataclass(frozen=True)
class Part(Generic[K]):
    """One part's contribution: by its numerator (amount), by its denominator (0 for sums), both in the whole's unit.

    ``before`` and ``after`` are its own amounts (numerator, denominator).
    """

    key: K
    by_numerator: Fraction
    by_denominator: Fraction
    before: Pair
    after: Pair

    @property
    def total(self) -> Fraction:
        """What the part added to the whole's change."""
        return self.by_numerator + self.by_denominator


def of_sum(before: Mapping[K, Decimal], after: Mapping[K, Decimal]) -> list[Part[K]]:
    """Return each part's contribution to the change of a count or a sum, the greatest rise first."""
    zero = Decimal(0)
    keys = dict.fromkeys((*before, *after))
    found = []
    for key in keys:
        then, now = before.get(key, zero), after.get(key, zero)
        found.append(Part(key, Fraction(now) - Fraction(then), Fraction(0), (then, zero), (now, zero)))
    return _ranked(found)


def of_ratio(before: Mapping[K, Pair], after: Mapping[K, Pair], scale: int = 1) -> list[Part[K]]:
    """Return each part's contribution to the change of ``scale`` · ΣN ÷ ΣD, the greatest rise first.

    Args:
        before, after: part → (numerator, denominator).
        scale: 100 where the ratio is told in per cent.

    Raises:
        InputFault: a whole denominator is not above zero, so that there is no ratio to take apart.
    """
    n0, d0 = _whole(before)
    n1, d1 = _whole(after)
    if d0 <= 0 or d1 <= 0:
        raise InputFault("分母合计不大于 0，不能分解", remedy="请核对两期的分母数据")
    per_numerator = scale * (1 / d0 + 1 / d1) / 2
    per_denominator = -scale * (n0 + n1) / (2 * d0 * d1)
    found = []
    for key in dict.fromkeys((*before, *after)):
        then, now = before.get(key, NOTHING), after.get(key, NOTHING)
        upper = Fraction(now[0]) - Fraction(then[0])
        lower = Fraction(now[1]) - Fraction(then[1])
        found.append(Part(key, per_numerator * upper, per_denominator * lower, then, now))
    return _ranked(found)


def _whole(parts: Mapping[K, Pair]) -> tuple[Fraction, Fraction]:
    return (
        sum((Fraction(pair[0]) for pair in parts.values()), Fraction(0)),
        sum((Fraction(pair[1]) for pair in parts.values()), Fraction(0)),
    )


def _ranked(parts: list[Part[K]]) -> list[Part[K]]:
    return sorted(parts, key=lambda part: -part.total)
