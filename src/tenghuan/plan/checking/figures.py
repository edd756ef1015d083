"""Rules on the figures of an indicator: calibers, units, years and arithmetic that cannot all be true."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from tenghuan.plan.measures import exact, measure
from tenghuan.plan.schema import (
    CALIBER_NAMES,
    Caliber,
    CumulativeMilestone,
    CumulativeWithBaseMilestone,
    Indicator,
    MergedCountMilestone,
    PlanPack,
    QualitativeMilestone,
)

Finding = tuple[tuple[str | int, ...], str, str]

_RATES = {Caliber.SHARE, Caliber.AVERAGE_GROWTH, Caliber.CUMULATIVE_DROP_RATE}
_SUMS = (CumulativeMilestone, CumulativeWithBaseMilestone, MergedCountMilestone)


def _unit_fits_caliber(pack: PlanPack, item: Indicator) -> Iterator[Finding]:
    known = measure(item.unit)
    ratio = known is not None and known.dimension == "ratio"
    for index, cell in enumerate(item.milestones):
        if cell.caliber in _RATES and known is not None and not ratio:
            name = CALIBER_NAMES[cell.caliber]
            yield ("milestones", index, "caliber"), f"“{name}”要用百分比，单位却是“{item.unit}”", "改口径或单位"
        top = float(1 / known.factor) if known is not None and ratio else 1
        value = getattr(cell, "value", None)
        if cell.caliber is Caliber.SHARE and ratio and value is not None and value > top:
            yield ("milestones", index, "value"), f"占比 {value:g} 超过 {top:g}", "核对数值和单位"


def _own_caliber_is_used(pack: PlanPack, item: Indicator) -> Iterator[Finding]:
    if item.caliber not in {cell.caliber for cell in item.milestones}:
        name = CALIBER_NAMES[item.caliber]
        yield ("caliber",), f"填报口径“{name}”没有一个目标用到", "改成末年目标的口径"


def _base_is_given(pack: PlanPack, item: Indicator) -> Iterator[Finding]:
    for index, cell in enumerate(item.milestones):
        if not isinstance(cell, CumulativeWithBaseMilestone):
            continue
        path = ("milestones", index)
        if item.baseline is None:
            yield path, "累计含基数，却没有基数", "补 baseline；原文没有就只写年份"
        elif item.baseline.value is not None and cell.value < item.baseline.value:
            yield path, f"含基数的目标 {cell.value:g} 小于基数 {item.baseline.value:g}", "核对口径和数值"


def _years_are_in_the_plan(pack: PlanPack, item: Indicator) -> Iterator[Finding]:
    period = pack.plan.period
    for index, cell in enumerate(item.milestones):
        late = period.end is not None and cell.year is not None and cell.year > period.end
        early = period.start is not None and cell.year is not None and cell.year < period.start
        if late or early:
            yield ("milestones", index, "year"), f"{cell.year} 年不在方案期内", "核对年份或 plan.period"
    first = min((cell.year for cell in item.milestones if cell.year), default=None)
    if item.baseline and first is not None and item.baseline.year >= first:
        yield ("baseline", "year"), f"基数年 {item.baseline.year} 不早于第一个目标年 {first}", "核对年份"


def _cells_do_not_contradict(pack: PlanPack, item: Indicator) -> Iterator[Finding]:
    seen: dict[tuple[Any, ...], int] = {}
    for index, cell in enumerate(item.milestones):
        slot = (cell.caliber, cell.year)
        if slot in seen:
            when = f"{cell.year} 年" if cell.year else "每年"
            yield ("milestones", index), f"{when}的“{CALIBER_NAMES[cell.caliber]}”写了两次", "留一个"
        seen[slot] = index
        if isinstance(cell, QualitativeMilestone) and item.caliber is not Caliber.QUALITATIVE:
            yield ("milestones", index, "caliber"), "定性目标不能与数值口径混用", "另立一个指标"


def _sums_do_not_fall(pack: PlanPack, item: Indicator) -> Iterator[Finding]:
    for kind in _SUMS:
        cells = [(i, c) for i, c in enumerate(item.milestones) if isinstance(c, kind) and c.year]
        cells.sort(key=lambda pair: pair[1].year or 0)
        for (_, earlier), (index, later) in pairwise(cells):
            if later.value < earlier.value:
                yield (
                    ("milestones", index, "value"),
                    f"{later.year} 年的累计 {later.value:g} 小于 {earlier.year} 年的 {earlier.value:g}",
                    "累计数只增不减，核对口径",
                )


def _increments_fit_the_sum(pack: PlanPack, item: Indicator) -> Iterator[Finding]:
    """A plan may contradict itself; then the pack must say so in ``note``."""
    if item.note:
        return
    yearly = {a.year: exact(a.value) for a in item.actuals if a.caliber is Caliber.ANNUAL}
    yearly |= {c.year: exact(c.value) for c in item.milestones if c.caliber is Caliber.ANNUAL and c.year}
    for index, cell in enumerate(item.milestones):
        if not isinstance(cell, _SUMS) or cell.year is None:
            continue
        base = item.baseline.value if item.baseline and isinstance(cell, CumulativeWithBaseMilestone) else 0
        total = exact(base or 0) + sum(value for year, value in yearly.items() if year <= cell.year)
        if total > exact(cell.upper or cell.value):
            yield (
                ("milestones", index, "value"),
                f"基数和各年增量合计 {float(total):g}，超过累计目标 {cell.value:g}",
                "核对口径；原文如此的，在 note 里说明",
            )


def _part_is_not_more_than_whole(pack: PlanPack, item: Indicator) -> Iterator[Finding]:
    whole = pack.indicator(item.part_of) if item.part_of else None
    for index, cell in enumerate(item.milestones):
        for other in whole.milestones if whole else []:
            same = (cell.caliber, cell.year) == (other.caliber, other.year)
            mine, theirs = getattr(cell, "value", None), getattr(other, "value", None)
            if same and mine is not None and theirs is not None and mine > theirs:
                yield ("milestones", index, "value"), f"“其中”数 {mine:g} 大于总数 {theirs:g}", "核对数值"


_CHECKS: tuple[Callable[[PlanPack, Indicator], Iterator[Finding]], ...] = (
    _unit_fits_caliber,
    _own_caliber_is_used,
    _base_is_given,
    _years_are_in_the_plan,
    _cells_do_not_contradict,
    _sums_do_not_fall,
    _increments_fit_the_sum,
    _part_is_not_more_than_whole,
)


def _figures(pack: PlanPack, known: object, numbers: dict[str, list[int]]) -> Iterator[Finding]:
    for index, item in zip(numbers["indicators"], pack.indicators, strict=True):
        for check in _CHECKS:
            for path, message, remedy in check(pack, item):
                yield ("indicators", index, *path), message, remedy


FIGURE_RULES = (_figures,)
