"""Plausible monthly reports for a plan pack, so that a demonstration's board shows a mix of lamps.

A report is in the indicator's reporting caliber, to date: 当年 since January, 累计 since the plan's first year,
含基数 with the stock of the base year, levels as they stand, rates (降幅, 增长) for the year so far.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np

from tenghuan.plan.calibers import Caliber, Direction, QualitativeMilestone
from tenghuan.plan.schema import Frequency, Indicator, PlanPack
from tenghuan.sampling.profiles import data

Kind = Literal["indicator", "task", "action"]

_DUE = {Frequency.MONTHLY: range(1, 13), Frequency.QUARTERLY: (3, 6, 9, 12), Frequency.YEAR_END: (12,)}
_CUMULATIVE = {Caliber.CUMULATIVE, Caliber.CUMULATIVE_WITH_BASE}
_LEVELS = {Caliber.LEVEL, Caliber.SHARE}
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
    """
    start, count = first_year(pack), _settings()["months"] if months is None else months
    calendar = [(start + at // 12, at % 12 + 1) for at in range(count)]
    found: list[Report] = []
    for indicator in pack.indicators:
        found += _indicator(indicator, start, calendar, _random(seed, "indicator", indicator.key))
    for task in pack.tasks:
        found += _work("task", str(task.number), calendar, _random(seed, "task", str(task.number)))
    for action in pack.actions:
        key = action.section if action.part is None else f"{action.section}§{action.part}"
        found += _work("action", key, calendar, _random(seed, "action", key))
    return found


def _indicator(
    indicator: Indicator, start: int, calendar: list[tuple[int, int]], rng: np.random.Generator
) -> Iterator[Report]:
    goals = {year: _goal(indicator, year, start) for year in range(start - 1, calendar[-1][0] + 1)}
    fate, missing = _fate(rng), _settings()["missing_share"]
    shape = _Shape(indicator, goals, fate, rng)
    for year, month in calendar:
        value = shape.value(year, month)
        if month not in _DUE[indicator.frequency] or rng.random() < missing:
            continue
        notes = _settings()["notes"]
        if indicator.caliber is Caliber.QUALITATIVE or value is None:
            yield Report("indicator", indicator.key, year, month, None, notes["qualitative"])
        else:
            yield Report("indicator", indicator.key, year, month, value, notes["zero"] if value == 0 else "")


def _cells(indicator: Indicator) -> list[tuple[int | None, float]]:
    """Return (year, value) of the numeric milestones, those in the reporting caliber if there are any."""
    numeric = [m for m in indicator.milestones if not isinstance(m, QualitativeMilestone)]
    own = [m for m in numeric if m.caliber is indicator.caliber] or numeric
    return [(m.year, m.value) for m in own]


def _base(indicator: Indicator, start: int, first: float) -> tuple[int, float]:
    """Return the year and value a path to the first dated milestone starts from."""
    if indicator.caliber is Caliber.CUMULATIVE or indicator.caliber in (Caliber.ANNUAL, *_RATES):
        return start - 1, 0.0
    stated = indicator.baseline
    if stated is not None and stated.value is not None:
        return stated.year, stated.value
    if indicator.caliber is Caliber.CUMULATIVE_WITH_BASE:
        return start - 1, 0.0
    share = _settings()["unbased_start"]
    return start - 1, first * (share if indicator.direction is Direction.HIGHER else 2 - share)


def _goal(indicator: Indicator, year: int, start: int) -> float | None:
    """Return what the plan wants by the end of ``year`` in the reporting caliber, None where it gives no number."""
    cells = _cells(indicator)
    if not cells:
        return None
    dated = sorted((y, v) for y, v in cells if y is not None)
    if not dated:
        every = cells[0][1]
        return every * max(0, year - start + 1) if indicator.caliber in _CUMULATIVE else every
    if indicator.caliber is Caliber.AVERAGE_GROWTH:
        return dated[-1][1]
    if indicator.caliber is Caliber.ANNUAL:
        return next((v for y, v in dated if y >= year), dated[-1][1])
    base_year, base = _base(indicator, start, dated[0][1])
    points = [(base_year, base), *(p for p in dated if p[0] > base_year)]
    goal = float(np.interp(year, [p[0] for p in points], [p[1] for p in points]))
    if indicator.caliber is Caliber.CUMULATIVE_DROP_RATE:
        before = float(np.interp(year - 1, [p[0] for p in points], [p[1] for p in points]))
        return 100 * (1 - (1 - goal / 100) / (1 - before / 100))
    return goal


class _Shape:
    """The values of one indicator month by month; keeps what may not fall."""

    def __init__(
        self, indicator: Indicator, goals: dict[int, float | None], fate: float, rng: np.random.Generator
    ) -> None:
        self.indicator, self.goals, self.fate, self.rng = indicator, goals, fate, rng
        self.floor: dict[int, float] = {}
        self.highest = float("-inf")
        unit = indicator.unit
        whole = all(v == int(v) for _, v in _cells(indicator))
        self.digits = 0 if unit in _settings()["count_units"] and whole else 2

    def value(self, year: int, month: int) -> float | None:
        """Return the value by the end of the month, rounded as it would be reported."""
        goal, before = self.goals[year], self.goals[year - 1]
        if goal is None or before is None:
            return None
        share = float(_settings()["season"][month - 1])
        caliber = self.indicator.caliber
        if caliber in _LEVELS:
            value = self._level(before, goal, share)
        elif caliber in _RATES:
            value = goal * self.fate * self._wobble()
            value = value * share if caliber is Caliber.CUMULATIVE_DROP_RATE else value
        else:
            value = self._amount(year, before, goal, share)
        return round(value) if self.digits == 0 else round(value, self.digits)

    def _wobble(self) -> float:
        return 1 + float(_settings()["wobble"]) * float(self.rng.standard_normal())

    def _level(self, before: float, goal: float, share: float) -> float:
        """A level moves from last year's towards this year's goal; a weak fate gets only part of the way."""
        higher = self.indicator.direction is Direction.HIGHER
        reached = goal * (self.fate if higher else 2 - self.fate) ** 0.5
        return float((before + (reached - before) * share) * (1 + (self._wobble() - 1) / 3))

    def _amount(self, year: int, before: float, goal: float, share: float) -> float:
        """当年 starts anew each January; 累计 goes on. Neither falls within its span."""
        if self.indicator.caliber is Caliber.ANNUAL:
            value = max(0.0, goal * self.fate * share * self._wobble())
            self.floor[year] = max(self.floor.get(year, 0.0), value)
            return self.floor[year]
        start = self._start()
        done = start + (before - start + (goal - before) * share) * self.fate * self._wobble()
        self.highest = max(self.highest, start, done)
        return self.highest

    def _start(self) -> float:
        stated = self.indicator.baseline
        with_base = self.indicator.caliber is Caliber.CUMULATIVE_WITH_BASE
        return stated.value if with_base and stated is not None and stated.value is not None else 0.0


def _work(kind: Kind, key: str, calendar: list[tuple[int, int]], rng: np.random.Generator) -> Iterator[Report]:
    """A task's progress in per cent: never falls, reaches 100 only where its fate allows."""
    fate, length, done = _fate(rng), len(calendar), 0.0
    for at, (year, month) in enumerate(calendar, start=1):
        step = 100 * fate * at / length * (1 + 0.05 * float(rng.standard_normal()))
        done = min(100.0, max(done, step))
        yield Report(kind, key, year, month, float(round(done)))
