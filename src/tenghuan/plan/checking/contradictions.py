"""Where a plan contradicts itself (methodology §14.4): no fault of the pack, but for a person to decide."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from tenghuan.plan.calibers import CALIBER_NAMES, Caliber
from tenghuan.plan.schema import Indicator, Milestone, PlanPack, Remark

_TOTALS = (Caliber.CUMULATIVE, Caliber.CUMULATIVE_WITH_BASE, Caliber.MERGED_COUNT)


def contradictions(pack: PlanPack) -> list[Remark]:
    """Every pair of statements of the plan that cannot both hold, in the pack's order.

    A yearly number times the years that is not the plan's total; base and stated years beyond the total; one
    measure with two different numbers for one year. What the reader of the plan noted stands in ``pack.remarks``.
    """
    found = [remark for item in pack.indicators for remark in (*_years_times(pack, item), *_beyond(item))]
    return found + list(_twice(pack))


def _value(cell: Milestone) -> Decimal | None:
    return _exact(getattr(cell, "value", None))


def _exact(value: float | None) -> Decimal | None:
    """The number as written: three times 0.2 is 0.6."""
    return None if value is None else Decimal(str(value)).normalize()


def _words(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _base(item: Indicator) -> Decimal | None:
    return _exact(item.baseline.value) if item.baseline else None


def _where(item: Indicator) -> str:
    return f"indicators.{item.key}"


def _years_times(pack: PlanPack, item: Indicator) -> Iterator[Remark]:
    start, end = pack.plan.period.start, pack.plan.period.end
    if start is None or end is None:
        return
    every = [c for c in item.milestones if c.every_year and c.caliber is Caliber.ANNUAL]
    for cell in item.milestones:
        if cell.year != end or cell.caliber not in _TOTALS:
            continue
        with_base = cell.caliber is Caliber.CUMULATIVE_WITH_BASE
        base = _base(item) if with_base else Decimal(0)
        for yearly in every:
            each, total = _value(yearly), _value(cell)
            if each is None or total is None or base is None:
                continue
            years = end - start + 1
            if base + each * years != total:
                also = f" + 基数 {_words(base)}" if base else ""
                summed = f"{_words(each)} × {years} 年{also} = {_words(base + each * years)}"
                yield Remark(
                    where=_where(item), text=f"“{item.name}”每年 {summed}，而 {end} 年累计目标是 {_words(total)}"
                )


def _beyond(item: Indicator) -> Iterator[Remark]:
    yearly = {a.year: Decimal(str(a.value)) for a in item.actuals if a.caliber is Caliber.ANNUAL}
    yearly |= {c.year: Decimal(str(c.value)) for c in item.milestones if c.caliber is Caliber.ANNUAL and c.year}
    for cell in item.milestones:
        if cell.caliber not in _TOTALS or cell.year is None:
            continue
        with_base = cell.caliber is Caliber.CUMULATIVE_WITH_BASE
        base = _base(item) if with_base else Decimal(0)
        total = sum((value for year, value in yearly.items() if year <= cell.year), base or Decimal(0))
        goal = _exact(getattr(cell, "upper", None)) or _value(cell)
        if base is not None and goal is not None and total > goal:
            words = "基数和各年当年数" if with_base else "各年当年数"
            yield Remark(
                where=_where(item),
                text=f"“{item.name}”{words}合计 {_words(total)}，超过 {cell.year} 年累计目标 {_words(goal)}",
            )


def _twice(pack: PlanPack) -> Iterator[Remark]:
    """Two indicators that measure the same thing of the same firms, with different numbers for one year."""
    linked = [item for item in pack.indicators if item.catalogue]
    for one, other in combinations(linked, 2):
        if _identity(one) != _identity(other):
            continue
        for cell in one.milestones:
            for against in other.milestones:
                same = (cell.year, cell.every_year, cell.caliber) == (against.year, against.every_year, against.caliber)
                first, second = _value(cell), _value(against)
                if same and first is not None and second is not None and first != second:
                    when = f"{cell.year} 年" if cell.year else "每年"
                    text = f"“{one.name}”与“{other.name}”同一指标，{when}{CALIBER_NAMES[cell.caliber]}"
                    yield Remark(where=_where(other), text=f"{text}一处 {_words(first)}、一处 {_words(second)}")


def _identity(item: Indicator) -> tuple[object, ...]:
    size = (item.threshold.value, item.threshold.unit) if item.threshold else None
    return item.catalogue, item.unit, item.population, size, item.part_of
