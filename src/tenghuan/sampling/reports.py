"""Plausible monthly reports for a plan pack, so that a demonstration's board shows a mix of lamps.

A report is in the indicator's reporting caliber, to date: 当年 since January, 累计 since the plan's first year,
含基数 with the stock of the base year, levels as they stand, rates (降幅, 增长) for the year so far.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np

from tenghuan.plan import default_periods
from tenghuan.plan.calibers import Caliber, Direction, QualitativeMilestone
from tenghuan.plan.schema import Indicator, PlanPack
from tenghuan.sampling.profiles import checked_seed, data

Kind = Literal["indicator", "task", "action"]

_FROM_ZERO = {Caliber.CUMULATIVE, Caliber.MERGED_COUNT}
_CUMULATIVE = _FROM_ZERO | {Caliber.CUMULATIVE_WITH_BASE}
_LEVELS = {Caliber.LEVEL, Caliber.SHARE, Caliber.STOCK}
_YEARLY = {Caliber.ANNUAL, Caliber.TWO_CONDITIONS}
_RATES = (Caliber.CUMULATIVE_DROP_RATE, Caliber.AVERAGE_GROWTH)


@dataclass(frozen=True)
class Report:
    """One month of one item. ``key``: the indicator's key, the task's number, or the action's section (§ part).

    ``value`` is in the indicator's unit and reporting caliber, per cent done for tasks and actions, None where the
    report is in words (``note``).
    """

    kind: Kind
    key: str
    year: int
    month: int
    value: float | None
    note: str = ""


@cache
def _settings() -> dict[str, Any]:
    return dict(data("reports"))


def _random(seed: int, kind: str, key: str) -> np.random.Generator:
    """Return an item's own random source: an item added to the pack changes no other."""
    return np.random.default_rng([seed, zlib.crc32(f"{kind}:{key}".encode())])


def _fate(rng: np.random.Generator) -> float:
    fates = _settings()["fates"]
    shares = np.array([f["share"] for f in fates])
    fate = fates[int(rng.choice(len(fates), p=shares / shares.sum()))]
    return float(rng.uniform(fate["low"], fate["high"]))


def first_year(pack: PlanPack) -> int:
    """Return the year the reports begin: the plan's first, else two before its last."""
    period = pack.plan.period
    if period.start is not None:
        return period.start
    if period.end is not None:
        return period.end - 2
    years = [m.year for i in pack.indicators for m in i.milestones if m.year is not None]
    return min(years, default=2022)


def sample_reports(pack: PlanPack, seed: int, *, months: int | None = None) -> list[Report]:
    """Return monthly reports of a pack's indicators, tasks and actions, the same for the same seed.

    Args:
        pack: a plan pack, e.g. ``load_pack("shengzhou")``.
        seed: a whole number from 0.
        months: how many months from January of the plan's first year; 36 by default.

    Raises:
        InputFault: the seed is below zero.
    """
    checked_seed(seed)
    start, count = first_year(pack), _settings()["months"] if months is None else months
    calendar = [(start + at // 12, at % 12 + 1) for at in range(count)]
    found: list[Report] = []
    for indicator in pack.indicators:
        due = (pack.periods or default_periods()).of(indicator.frequency).due
        found += _indicator(indicator, start, calendar, _random(seed, "indicator", indicator.key), due)
    for task in pack.tasks:
        found += _work("task", str(task.number), calendar, _random(seed, "task", str(task.number)))
    for action in pack.actions:
        key = action.section if action.part is None else f"{action.section}§{action.part}"
        found += _work("action", key, calendar, _random(seed, "action", key))
    return found


def _indicator(
    indicator: Indicator,
    start: int,
    calendar: list[tuple[int, int]],
    rng: np.random.Generator,
    due: Sequence[int],
) -> Iterator[Report]:
    fate, settings = _fate(rng), _settings()
    path = _Path(indicator, start, calendar[-1][0]) if calendar else None
    shape = _Shape(indicator, path, fate, rng) if path and path.goals else None
    for year, month in calendar:
        value = shape.value(year, month) if shape else None
        if month not in due or rng.random() < settings["missing_share"]:
            continue
        notes = settings["notes"]
        if indicator.caliber is Caliber.QUALITATIVE or value is None:
            yield Report("indicator", indicator.key, year, month, None, notes["qualitative"])
        else:
            yield Report("indicator", indicator.key, year, month, value, notes["zero"] if value == 0 else "")


class _Path:
    """What the plan wants by the end of each year, in the reporting caliber, and what it states as past fact.

    ``goals``: year → value, from the year before the first report; empty where the plan gives no number.
    ``anchor``: the last year whose value is a stated fact.
    """

    def __init__(self, indicator: Indicator, start: int, last: int) -> None:
        self.indicator, self.start = indicator, start
        numeric = [m for m in indicator.milestones if not isinstance(m, QualitativeMilestone)]
        own = [m for m in numeric if m.caliber is indicator.caliber] or numeric
        self.every = next((m.value for m in own if m.year is None), None)
        self.dated = sorted((m.year, m.value) for m in own if m.year is not None)
        self.values = [m.value for m in numeric]
        self.yearly = {m.year: m.value for m in numeric if m.year is not None and m.caliber is Caliber.ANNUAL}
        self.yearly |= {a.year: a.value for a in indicator.actuals if a.caliber is Caliber.ANNUAL}
        facts = [a.year for a in indicator.actuals if a.year >= start]
        self.anchor = max(facts, default=start - 1)
        years = range(start - 1, last + 1)
        self.goals = {year: self._goal(year) for year in years} if own else {}

    def _goal(self, year: int) -> float:
        caliber = self.indicator.caliber
        if caliber in _RATES:
            return self._rate(year)
        if caliber in _YEARLY:
            found = self.yearly.get(year, next((v for y, v in self.dated if y >= year), None))
            return found if found is not None else self.every if self.every is not None else self.dated[-1][1]
        if not self.dated:
            every = self.every or 0.0
            return every * max(0, year - self.start + 1) if caliber in _CUMULATIVE else every
        points = self._points()
        return float(np.interp(year, list(points), list(points.values())))

    def _rate(self, year: int) -> float:
        """A year's growth, or the equal yearly fall that compounds to the target; a stated figure goes first."""
        if year in self.yearly:
            return self.yearly[year]
        final = self.dated[-1][1] if self.dated else self.every or 0.0
        if self.indicator.caliber is Caliber.AVERAGE_GROWTH or not self.dated:
            return final
        span = max(1, self.dated[-1][0] - self.start + 1)
        return float(100 * (1 - (1 - final / 100) ** (1 / span)))

    def _points(self) -> dict[int, float]:
        """Year → value that the path goes through: base, stated years, yearly amounts added up, dated targets."""
        base_year, value = self._base()
        points = {base_year: value}
        until, total = next(((y, v) for y, v in self.dated if y > base_year), (base_year, value))
        if self.indicator.caliber in _CUMULATIVE and self.yearly and until > base_year:
            # what the stated years leave of the first total is spread over the years that are not stated
            known = {y: self.yearly[y] for y in range(base_year + 1, until) if y in self.yearly}
            rest = max(0.0, total - value - sum(known.values())) / (until - base_year - len(known))
            for year in range(base_year + 1, until):
                value += known.get(year, rest)
                points[year] = value
        year = max(points)
        same = [a for a in self.indicator.actuals if a.caliber is self.indicator.caliber and a.year > year]
        points |= {a.year: a.value for a in same}
        points |= {y: v for y, v in self.dated if y > max(points)}
        return dict(sorted(points.items()))

    def _base(self) -> tuple[int, float]:
        if self.indicator.caliber in _FROM_ZERO:
            return self.start - 1, 0.0
        stated = self.indicator.baseline
        if stated is not None and stated.value is not None:
            return stated.year, stated.value
        share = float(_settings()["unbased_start"])
        return self.start - 1, self.dated[0][1] * (share if self.indicator.direction is Direction.HIGHER else 2 - share)


class _Shape:
    """The values of one indicator month by month; keeps what may not fall."""

    def __init__(self, indicator: Indicator, path: _Path, fate: float, rng: np.random.Generator) -> None:
        self.indicator, self.path, self.fate, self.rng = indicator, path, fate, rng
        self.floor: dict[int, float] = {}
        whole = all(v == int(v) for v in path.values) and indicator.unit in _settings()["count_units"]
        small = max((abs(v) for v in path.values), default=0.0) < 2
        self.digits = 0 if whole else 4 if small else 2

    def value(self, year: int, month: int) -> float:
        """Return the value by the end of the month, rounded as it would be reported."""
        goals, caliber = self.path.goals, self.indicator.caliber
        share = float(_settings()["season"][month - 1])
        fixed = year <= self.path.anchor  # the plan states the year's figure: the months lead up to it
        fate = 1.0 if fixed else self.fate
        wobble = 1.0 if fixed else self._wobble()
        if caliber in _LEVELS:
            value = self._level(goals[year - 1], goals[year], share, fate, wobble)
        elif caliber is Caliber.AVERAGE_GROWTH:
            value = goals[year] * fate * wobble
        elif caliber is Caliber.CUMULATIVE_DROP_RATE:
            value = goals[year] * fate * wobble * share
        elif caliber in _YEARLY:
            value = self._risen(year, max(0.0, goals[year] * fate * share * wobble))
        else:
            value = self._cumulative(year, share, fate, wobble)
        return round(float(value), self.digits)

    def _wobble(self) -> float:
        return 1 + float(_settings()["wobble"]) * float(self.rng.standard_normal())

    def _level(self, before: float, goal: float, share: float, fate: float, wobble: float) -> float:
        """A level moves from last year's towards this year's goal; a weak fate gets only part of the way."""
        higher = self.indicator.direction is Direction.HIGHER
        reached = goal * (fate if higher else 2 - fate) ** 0.5
        value = float((before + (reached - before) * share) * (1 + (wobble - 1) / 3))
        capped = self.indicator.caliber is Caliber.SHARE and self.indicator.unit == "%"
        return min(100.0, value) if capped else value

    def _cumulative(self, year: int, share: float, fate: float, wobble: float) -> float:
        """累计 goes on from the last stated year; what is added since then depends on the fate. It never falls."""
        goals = self.path.goals
        before, goal = goals[year - 1], goals[year]
        start = goals[min(year, self.path.anchor + 1) - 1] if fate == 1.0 else goals[self.path.anchor]
        return self._risen(0, max(start, start + (before - start + (goal - before) * share) * fate * wobble))

    def _risen(self, span: int, value: float) -> float:
        """Return the value, not below what was reported before in the same span (year, or 0 for the whole plan)."""
        self.floor[span] = max(self.floor.get(span, value), value)
        return self.floor[span]


def _work(kind: Kind, key: str, calendar: list[tuple[int, int]], rng: np.random.Generator) -> Iterator[Report]:
    """A task's progress in per cent: never falls, reaches 100 only where its fate allows."""
    fate, length, done = _fate(rng), len(calendar), 0.0
    for at, (year, month) in enumerate(calendar, start=1):
        step = 100 * fate * at / length * (1 + 0.05 * float(rng.standard_normal()))
        done = min(100.0, max(done, step))
        yield Report(kind, key, year, month, float(round(done)))
