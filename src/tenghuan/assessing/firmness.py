"""How firm a rank is: weights off by a share, drawn at random (Monte Carlo) and bounded exactly.

Every weight is multiplied by a number within [1 − spread, 1 + spread] and all are scaled back to the same total, as the
evaluation of enterprises does it (``scoring.stability``). An item's points, after its own limits, follow its weight;
bonus and deduction stand. Tie rules are left out: equal scores share the better rank.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np

from tenghuan.assessing.assessment import Assessment
from tenghuan.assessing.scheme import Scheme
from tenghuan.scoring.stability import drawn_weights

PLACES = 4


@dataclass(frozen=True)
class Firm:
    """An object's rank: the share of draws that gave it, the best and the worst one possible.

    ``best`` and ``worst`` count whom it is behind, and whom it may fall behind, under *some* weights within the spread:
    no rank outside them can come out.
    """

    object: str
    rank: int
    share: float
    best: int
    worst: int


def firmness(found: Assessment, scheme: Scheme, spread: Decimal, draws: int = 1000, seed: int = 0) -> tuple[Firm, ...]:
    """Weigh every rank of an assessment, in the order of its rows. Same seed, same result.

    Raises:
        ValueError: no draws, or a spread outside [0, 1).
    """
    if draws < 1 or not 0 <= spread < 1:
        raise ValueError("draws must be at least 1 and the spread within [0, 1)")
    groups: dict[str, list[int]] = {}
    for at, row in enumerate(found.rows):
        groups.setdefault(row["group"], []).append(at)
    told: dict[int, Firm] = {}
    for number, places in enumerate(groups.values()):
        group = _Group([found.rows[at] for at in places], scheme)
        shares = group.shares(np.random.default_rng([seed, number]), draws, float(spread))
        for own, at in enumerate(places):
            best, worst = group.bounds(own, Fraction(spread))
            told[at] = Firm(found.rows[at]["object"], group.ranks[own], shares[own], best, worst)
    return tuple(told[at] for at in sorted(told))


class _Group:
    """The objects of one group: points of every item, what full points are, and what no weight touches."""

    def __init__(self, rows: Sequence[Mapping[str, Any]], scheme: Scheme) -> None:
        names = [item.item for item in scheme.items]
        self.full = [Fraction(item.full) for item in scheme.items]
        self.points = [[Fraction(row[name]) for name in names] for row in rows]
        self.fixed = [Fraction(row["bonus"]) - Fraction(row["deduction"]) for row in rows]
        numbers = [*self.full, *self.fixed, *(point for line in self.points for point in line)]
        self.scale = lcm(*(number.denominator for number in numbers))
        self.weights, self.rest = self._whole(self.full), self._whole(self.fixed)
        self.exact = [self._whole(line) for line in self.points]
        scores = [Fraction(row["score"]) for row in rows]
        self.ranks = [1 + sum(other > score for other in scores) for score in scores]

    def shares(self, chance: np.random.Generator, draws: int, spread: float) -> list[float]:
        """How often each object keeps its rank."""
        full = np.array([float(one) for one in self.full])
        factors = np.ones((draws, len(full)))
        moved = full > 0
        if moved.any():
            factors[:, moved] = drawn_weights(full[moved], chance, draws, spread) / full[moved]
        points = np.array([[float(one) for one in row] for row in self.points])
        fixed = np.array([float(one) for one in self.fixed])
        scores = np.round(factors @ points.T + fixed, PLACES)
        ranks = 1 + (scores[:, None, :] > scores[:, :, None]).sum(axis=2)
        return [float(one) for one in (ranks == np.array(self.ranks)).mean(axis=0)]

    def _whole(self, numbers: Sequence[Fraction]) -> list[int]:
        """Numbers times what makes all of the group whole: signs stay, and whole numbers are counted with faster."""
        return [int(number * self.scale) for number in numbers]

    def bounds(self, own: int, spread: Fraction) -> tuple[int, int]:
        """The best and the worst rank that some weights can give: exact for each pair."""
        others = [other for other in range(len(self.points)) if other != own]
        ahead = sum(self._most(own, other, spread) < 0 for other in others)
        passing = sum(self._most(other, own, spread) > 0 for other in others)
        return 1 + ahead, 1 + passing

    def _most(self, one: int, other: int, spread: Fraction) -> int:
        """Something with the sign of the largest lead of one object over another.

        With factors u and full points f the lead is (F ÷ Σuf) × Σud + e, F = Σf; times Σuf it is Σu(Fd + ef), linear in
        u, so that each factor lies at an end.
        """
        apart = [mine - theirs for mine, theirs in zip(self.exact[one], self.exact[other], strict=True)]
        rest = sum(d for d, full in zip(apart, self.weights, strict=True) if not full)
        rest += self.rest[one] - self.rest[other]
        total = sum(self.weights)
        if not total:
            return rest
        parts = [total * d + rest * full for d, full in zip(apart, self.weights, strict=True) if full]
        up, down = spread.denominator + spread.numerator, spread.denominator - spread.numerator
        return sum(part * (up if part > 0 else down) for part in parts)
