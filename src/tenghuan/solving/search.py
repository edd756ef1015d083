"""The smallest set of moves. HiGHS proposes a set and a bound in doubles; every set is counted again in fractions.

A proposed set that misses the target by a rounding is cut off: no part of it reaches the target either, so a set that
does has a move outside it. One that breaks a limit by a rounding is cut off with all that contain it. Both cuts take
away no set that is right, so the bound stays a bound.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from tenghuan.errors import InputFault
from tenghuan.solving.model import Answer, Limits, Move, Target, added
from tenghuan.solving.programme import Limit, Programme, Reach

CUTS = 50
GAP = 0.5  # of costs that are 1 each: none is left
SPARED = 0.01  # what is spared is at most so much short of the best, relative; the last per cent takes minutes
TRUST = Fraction(1, 10**9)  # how far HiGHS's sums of doubles are trusted, relative
TOWN, TOWNS = "的办理件数", "各镇街的办理件数"


@dataclass(frozen=True)
class _Found:
    """A set of places, or None where there is none; ``bound`` moves at least are needed."""

    places: tuple[int, ...] | None
    bound: int
    proven: bool


@dataclass(frozen=True)
class _Question:
    """Gains by place, how much of them is lacking, the limits, and the moment to stop."""

    gains: Sequence[Fraction]
    lacking: Fraction
    limits: Sequence[Limit]
    until: float

    def smallest(self) -> _Found:
        """The smallest set of places."""
        if not self.in_reach():
            return _Found(None, 0, True)
        found = self._search([1.0] * len(self.gains))
        return found if found.places is None else replace(found, proven=found.bound >= len(found.places))

    def in_reach(self) -> bool:
        """Whether moves taken in part would reach the target; if not, no set does."""
        return Reach(self.gains, self.limits).without([])[0] >= self.lacking * (1 - TRUST)

    def any(self) -> bool:
        """Whether any set reaches the target."""
        return self._search([0.0] * len(self.gains)).places is not None

    def gentlest(self, smallest: _Found, touched: Sequence[Fraction]) -> _Found:
        """Of the sets as small, one that touches least (within ``SPARED``), if there is time for one."""
        size = len(smallest.places or ())
        most = float(max(touched, default=Fraction(0))) or 1.0
        found = self._search([float(part) * 1000 / most for part in touched], size)
        better = found.places is not None and _sum(touched, found.places) < _sum(touched, smallest.places or ())
        return replace(smallest, places=found.places) if better else smallest

    def _search(self, costs: Sequence[float], size: int | None = None) -> _Found:
        gap, relative = (GAP, 0.0) if size is None else (0.0, SPARED)
        programme = Programme(costs, whole=True, gap=gap, relative=relative)
        programme.row(dict(enumerate(self.gains)), self.lacking, None)
        for limit in self.limits:
            programme.row(limit.used, None, limit.most)
        if size is not None:
            programme.row(dict.fromkeys(range(len(costs)), 1), None, Fraction(size))
        bound = 0
        for _round in range(CUTS):
            places, least, proven = programme.run(self.until - time.monotonic())
            bound = max(bound, least)
            if places is None:
                return _Found(None, bound, proven)
            if not self._cut(programme, places):
                return _Found(places, bound, True)
        return _Found(None, bound, False)

    def _cut(self, programme: Programme, places: tuple[int, ...]) -> bool:
        """Cut off a set that only rounding lets pass; False if it is right."""
        broken = next((limit for limit in self.limits if limit.over(set(places))), None)
        if broken is not None:
            inside = [at for at in places if at in broken.used]
            programme.row(dict.fromkeys(inside, 1), None, Fraction(len(inside) - 1))
        elif _sum(self.gains, places) < self.lacking:
            outside = set(range(len(self.gains))) - set(places)
            programme.row(dict.fromkeys(sorted(outside), 1), Fraction(1), None)
        else:
            return False
        return True


def _sum(numbers: Sequence[Fraction], places: Iterable[int]) -> Fraction:
    return sum((numbers[at] for at in places), Fraction(0))


def solve(
    moves: Sequence[Move],
    totals: Mapping[str, Fraction],
    target: Target,
    limits: Limits | None = None,
    spare: str | None = None,
    seconds: float = 60,
) -> Answer:
    """Find the smallest set of moves that reaches the target within the limits; at most one move an enterprise.

    Args:
        moves: what could be done, from ``closing``, ``uplifting`` and ``project``.
        totals: the county's measures as they are, from ``totals``.
        target: the indicator and what it is to reach.
        limits: what may be done at most.
        spare: a key of ``Move.touched``, such as ``jobs``: of sets as small, one that touches least of it (within 1 %).
        seconds: after so long the best set so far is given, ``proven`` then says whether it is known to be smallest.

    Returns:
        the answer; the same for the same question.

    Raises:
        InputFault: the indicator has nothing to divide by as things are.
    """
    if target.indicator.of(totals) is None:
        raise InputFault(f"“{target.indicator.name}”现在的分母不大于 0，无从推演", remedy="补齐企业数据")
    if target.met(totals):
        return _answer((), 0, True, totals)
    useful = [move for move in moves if target.gain(move.changes) > 0]
    held = _limits(useful, totals, target, limits or Limits())
    question = _Question(
        [target.gain(move.changes) for move in useful], target.lacking(totals), held, time.monotonic() + seconds
    )
    found = question.smallest()
    if found.places is not None:
        if spare is not None:
            found = question.gentlest(found, [move.touched.get(spare, Fraction(0)) for move in useful])
        assert found.places is not None
        chosen = tuple(useful[at] for at in found.places)
        return _answer(chosen, found.bound, found.proven, totals)
    binding, beyond = _binding(question) if found.proven else ((), False)
    return Answer(None, found.bound, found.proven, dict(totals), dict(totals), {}, binding, beyond)


def _answer(moves: tuple[Move, ...], bound: int, proven: bool, totals: Mapping[str, Fraction]) -> Answer:
    after = added([totals, *(move.changes for move in moves)])
    return Answer(moves, bound, proven, dict(totals), after, added(move.touched for move in moves))


def _limits(moves: Sequence[Move], totals: Mapping[str, Fraction], target: Target, limits: Limits) -> list[Limit]:
    """Every limit that could be broken; those of moves that exclude each other come first."""
    by_enterprise: dict[str, list[int]] = defaultdict(list)
    by_town: dict[str, list[int]] = defaultdict(list)
    for at, move in enumerate(moves):
        by_enterprise[move.enterprise].append(at)
        by_town[move.town].append(at)
    held = [_cases("", places, 1, fixed=True) for places in by_enterprise.values()]
    held += _something_is_left(moves, totals, target)
    if limits.cases is not None:
        held.append(_cases("总件数", range(len(moves)), limits.cases))
    each = limits.town_cases if isinstance(limits.town_cases, int) else None
    by_name = limits.town_cases if isinstance(limits.town_cases, Mapping) else {}
    for town, places in sorted(by_town.items()):
        most = by_name.get(town, each)
        held += [] if most is None else [_cases(f"{town}{TOWN}", places, most)]
    for key, amount in limits.touched.items():
        used = {at: move.touched[key] for at, move in enumerate(moves) if move.touched.get(key, 0) > 0}
        held.append(Limit(key, used, amount))
    kept = [at for at, move in enumerate(moves) if move.enterprise in limits.keep]
    held.append(_cases("不动名单", kept, 0))
    return [limit for limit in held if sum(limit.used.values()) > limit.most]


def _cases(name: str, places: Sequence[int], most: int, fixed: bool = False) -> Limit:
    return Limit(name, dict.fromkeys(places, 1), Fraction(most), fixed)


def _something_is_left(moves: Sequence[Move], totals: Mapping[str, Fraction], target: Target) -> list[Limit]:
    """A ratio needs something to divide by: not everything may be closed."""
    below = target.indicator.below
    if below is None:
        return []
    used = {at: -move.changes[below] for at, move in enumerate(moves) if move.changes.get(below, 0) < 0}
    rest = totals.get(below, Fraction(0)) - sum(used.values())
    least = min([part for part in (rest, *used.values()) if part > 0], default=Fraction(0))
    return [Limit("", used, max(Fraction(0), totals.get(below, Fraction(0)) - least), fixed=True)]


def _binding(question: _Question) -> tuple[tuple[tuple[str, ...], ...], bool]:
    """Limits that keep the target away (those to be lifted together), and whether it is beyond reach without any."""
    lacking, held = question.lacking, question.limits
    reach = Reach(question.gains, held)

    def reached(lifted: list[Limit]) -> bool:
        most, places = reach.without(lifted)
        if most < lacking * (1 - TRUST):
            return False
        kept = [limit for limit in held if limit not in lifted]
        return _sum(question.gains, places) >= lacking or replace(question, limits=kept).any()

    free = [limit for limit in held if not limit.fixed]
    if not reached(free):
        return (), True
    alone = [(limit.name,) for limit in free if reached([limit])]
    return (tuple(alone) or (_together(free, reached),)), False


def _together(free: list[Limit], reached: Callable[[list[Limit]], bool]) -> tuple[str, ...]:
    """Where no limit alone is in the way: some that must be lifted together, none of them spared; all towns as one."""
    towns = [limit for limit in free if limit.name.endswith(TOWN)]
    groups = [(limit.name, [limit]) for limit in free if limit not in towns] + [(TOWNS, towns)]
    for group in list(groups):
        fewer = [other for other in groups if other is not group]
        if reached([limit for _name, limits in fewer for limit in limits]):
            groups = fewer
    return tuple(name for name, _limits in groups)
