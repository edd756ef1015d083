"""What HiGHS is asked, in doubles: which moves, and how far they reach. Nothing here decides; ``search`` does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, inf
from typing import Any

import highspy
import numpy as np

SLACK = 1e-6  # of HiGHS's bounds


@dataclass(frozen=True, eq=False)
class Limit:
    """At most so much over the moves at these places; ``fixed`` ones are no limit that an office could lift."""

    name: str
    used: Mapping[int, Fraction | int]
    most: Fraction
    fixed: bool = False

    def over(self, places: Set[int]) -> bool:
        """Whether a set of places breaks the limit, exactly."""
        return sum(value for at, value in self.used.items() if at in places) > self.most


class Programme:
    """A linear programme over moves taken or not (``whole``) or in part; the sum of the costs is made small."""

    def __init__(self, costs: Sequence[float], whole: bool, gap: float = 0.0, relative: float = 0.0) -> None:
        self._highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy's constructor has no types
        options = {"output_flag": False, "threads": 1, "random_seed": 0, "mip_rel_gap": relative, "mip_abs_gap": gap}
        for name, value in options.items():
            self._highs.setOptionValue(name, value)
        self._size = len(costs)
        self._rows = 0
        every = np.arange(self._size, dtype=np.int32)
        self._highs.addVars(self._size, np.zeros(self._size), np.ones(self._size))
        if whole:
            self._highs.changeColsIntegrality(
                self._size, every, np.full(self._size, highspy.HighsVarType.kInteger, dtype=object)
            )
        self._highs.changeColsCost(self._size, every, np.array(costs))

    def row(self, terms: Mapping[int, Fraction | int], least: Fraction | None, most: Fraction | None) -> int | None:
        """Σ terms between least and most, the unit making the largest term 1000; the row's number, if it has terms."""
        if not terms:
            return None
        places = np.fromiter(terms, dtype=np.int32)
        values = np.array([float(value) for value in terms.values()])
        unit = float(np.abs(values).max()) / 1000 or 1.0
        values /= unit
        low, high = (end if end is None else float(end) / unit for end in (least, most))
        self._highs.addRow(-inf if low is None else low, inf if high is None else high, len(places), places, values)
        self._rows += 1
        return self._rows - 1

    def bound_row(self, row: int, most: float) -> None:
        """Change the upper end of a row that has no lower one, in the row's own unit."""
        self._highs.changeRowBounds(row, -inf, most)

    def upper(self, row: int) -> float:
        """The upper end of a row, in its own unit."""
        return float(self._highs.getLp().row_upper_[row])

    def run(self, seconds: float) -> tuple[tuple[int, ...] | None, int, bool]:
        """A set of places (None: there is none), the fewest that any set needs, and whether that is certain."""
        self._highs.setOptionValue("time_limit", max(seconds, 0.01))
        self._highs.run()
        status, info = self._highs.getModelStatus(), self._highs.getInfo()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None, 0, True
        bound = info.mip_dual_bound
        least = max(0, ceil(bound - SLACK)) if abs(bound) < inf else 0
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None, least, False
        return tuple(int(at) for at in np.flatnonzero(self._values() > 0.5)), least, True

    def in_part(self) -> tuple[float, list[float]]:
        """The smallest cost with moves taken in part, and how much of each is."""
        self._highs.run()
        return self._highs.getInfo().objective_function_value, self._values().tolist()

    def _values(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.array(self._highs.getSolution().col_value)


class Reach:
    """How much gain the moves bring at most under the limits, with some of these lifted."""

    def __init__(self, gains: Sequence[Fraction], limits: Sequence[Limit]) -> None:
        self._limits = limits
        self._unit = max(gains, default=Fraction(1)) / 1000
        self._programme = Programme([-float(gain / self._unit) for gain in gains], whole=False)
        self._rows = [self._programme.row(limit.used, None, limit.most) for limit in limits]

    def without(self, lifted: Sequence[Limit]) -> tuple[Fraction, list[int]]:
        """An upper bound of the gain (within rounding), and a set of places near it that keeps the other limits."""
        rows = [row for row, limit in zip(self._rows, self._limits, strict=True) if limit in lifted and row is not None]
        ends = [self._programme.upper(row) for row in rows]
        for row in rows:
            self._programme.bound_row(row, inf)
        cost, shares = self._programme.in_part()
        for row, end in zip(rows, ends, strict=True):
            self._programme.bound_row(row, end)
        return Fraction(-cost) * self._unit, self._rounded(shares, [x for x in self._limits if x not in lifted])

    @staticmethod
    def _rounded(shares: Sequence[float], limits: Sequence[Limit]) -> list[int]:
        """The moves by their share, the largest first, each taken if no limit is broken."""
        held: dict[int, list[int]] = {}
        for no, limit in enumerate(limits):
            for at in limit.used:
                held.setdefault(at, []).append(no)
        left: list[Fraction | int] = [limit.most if limit.most.denominator > 1 else int(limit.most) for limit in limits]
        taken = []
        for at in sorted(range(len(shares)), key=lambda at: -shares[at]):
            mine = held.get(at, [])
            if all(limits[no].used[at] <= left[no] for no in mine):
                taken.append(at)
                for no in mine:
                    left[no] -= limits[no].used[at]
        return taken
