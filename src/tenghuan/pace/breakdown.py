"""Breaking a target down to those who carry it, by caliber: what is asked of all, proposals by weight, what adds up.

Amounts (当年, 累计, 含基数, 合并计数, 双条件) are told year by year and add up over receivers and years; stocks add up
over receivers; levels, shares and rates do neither: their mean by weight is held against the whole's.
Who lies in two towns does not exist, so that a merged count (methodology §14.3) adds up over towns too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from tenghuan.errors import InputFault
from tenghuan.pace.numbers import ZERO, shown
from tenghuan.pace.progress import is_ceiling
from tenghuan.pace.sharing import ONE, apportion, rounded
from tenghuan.pace.subject import ADDITIVE, Subject, Target
from tenghuan.plan.calibers import Caliber

FLOWS = ADDITIVE | {Caliber.TWO_CONDITIONS}
YEARLY = frozenset({Caliber.ANNUAL, Caliber.TWO_CONDITIONS})
FINEST = Decimal("0.000001")  # a kept number has six decimals
EVERY = "every"  # the column of what holds in every year


def adds_up(caliber: Caliber) -> bool:
    """Whether the receivers' numbers of this caliber add up to the whole's; else they are averaged."""
    return caliber in FLOWS or caliber is Caliber.STOCK


def years_build_up(caliber: Caliber, base: Decimal | None) -> bool:
    """Whether a receiver is told an amount for each year; where the base is not known, only the number at the end."""
    return caliber in FLOWS and not (caliber is Caliber.CUMULATIVE_WITH_BASE and base is None)


@dataclass(frozen=True)
class Column:
    """What is told to each receiver: the amount of a year, or the value at its end (``key`` "every": of each year).

    ``amount`` is the whole's; ``stated``: the plan says it, otherwise it was derived and only the total is demanded.
    """

    key: str
    year: int | None
    amount: Decimal
    stated: bool


@dataclass(frozen=True)
class Goal:
    """The target that is broken down: its columns, and how receivers' numbers come together.

    ``total``: what base and all years must come to (None: no such target). ``ceiling``: at most, not at least.
    ``step``: the smallest part of a proposal; 1 where things are counted.
    """

    caliber: Caliber
    columns: tuple[Column, ...]
    total: Decimal | None = None
    base: Decimal | None = None
    ceiling: bool = False
    step: Decimal = ONE
    counted: bool = False
    targets: tuple[Target, ...] = ()
    yearly: bool = False  # columns are amounts of years, which build up

    @property
    def adds(self) -> bool:
        """Whether receivers add up."""
        return adds_up(self.caliber)


@dataclass(frozen=True)
class Part:
    """What one receiver is told; ``amounts`` by column key, ``weight`` as in the mean or in the proposal."""

    weight: Decimal
    amounts: Mapping[str, Decimal] = field(default_factory=dict)
    base: Decimal | None = None

    @property
    def total(self) -> Decimal:
        """Base and all years together."""
        return (self.base or ZERO) + sum(self.amounts.values(), ZERO)


class Fault(NamedTuple):
    """What does not add up: the receiver's place (None: all together), the column's key ("" the total), in words."""

    at: int | None
    column: str
    message: str


# -- the whole -----------------------------------------------------------------------------------------------------
def goal_of(subject: Subject, last_year: int, counted: bool, receivers: int, digits: int = 2) -> Goal:
    """Return what a plan demands of an indicator, column by column.

    Args:
        subject: the indicator.
        last_year: the plan's, where its targets name none.
        counted: whether things are counted, so that there are no parts of one.
        receivers: how many it is to be broken down to.
        digits: decimals of proposals where nothing is counted.

    Raises:
        InputFault: nothing in it is a number.
    """
    numeric = tuple(t for t in subject.targets if t.value is not None and t.caliber is not Caliber.QUALITATIVE)
    if subject.caliber is Caliber.QUALITATIVE or not numeric:
        raise InputFault("定性目标没有数值，不能分解", remedy="请用任务清单落实到单位")
    base = subject.base if subject.caliber is Caliber.CUMULATIVE_WITH_BASE else None
    built_up = [t for t in subject.dated if t in numeric and t.caliber in FLOWS - YEARLY]
    yearly = years_build_up(subject.caliber, base)
    if yearly:
        columns, total = _years(subject, numeric, built_up, last_year, ONE if counted else ONE.scaleb(-digits))
    else:
        columns, total = _values(subject, numeric), None
    if not columns:
        raise InputFault("目标没有写明年份和数值，不能分解", remedy="请先在方案中补全年度目标")
    ceiling = is_ceiling(subject, (built_up or numeric)[-1])
    step = _step([*(c.amount for c in columns), base or ZERO], counted, receivers, digits)
    told = (subject.caliber, tuple(columns), total, base, ceiling, step, counted, numeric, yearly)
    return Goal(*told)


def _step(amounts: Sequence[Decimal], counted: bool, receivers: int, digits: int) -> Decimal:
    """Whole things where they are counted; else parts fine enough that every amount is a multiple of them."""
    step = ONE if counted else ONE.scaleb(-digits)
    while step > FINEST and (
        any(amount % step for amount in amounts)
        or (not counted and any(0 < amount < step * 10 * receivers for amount in amounts))
    ):
        step = step.scaleb(-1)
    return step


def _values(subject: Subject, numeric: Sequence[Target]) -> list[Column]:
    """The value at the end of each year that has a target; of two of one year the one in the indicator's caliber."""
    found: dict[int | None, Target] = {}
    for target in numeric:
        held = found.get(target.year)
        if held is None or held.caliber is not subject.caliber:
            found[target.year] = target
    rows = sorted(found.values(), key=lambda t: t.year or 0)
    same = [t for t in rows if t.caliber is subject.caliber] or rows
    return [Column(str(t.year or EVERY), t.year, t.value or ZERO, stated=True) for t in same]


def _years(
    subject: Subject, numeric: Sequence[Target], built_up: Sequence[Target], last_year: int, step: Decimal
) -> tuple[list[Column], Decimal | None]:
    """The amount of each year: as the plan states it, the rest of what has to build up spread over the other years."""
    stated = {past.year: past.value for past in subject.past if past.caliber is Caliber.ANNUAL}
    every = next((t.value for t in numeric if t.year is None and t.caliber in YEARLY), None)
    dated = {t.year: t.value for t in numeric if t.year is not None and t.caliber in YEARLY}
    end = max([last_year, *(t.year or 0 for t in built_up)]) if every is not None or built_up else max(dated, default=0)
    stated |= {year: value for year, value in dated.items() if year is not None and value is not None}
    if every is not None:
        stated = dict.fromkeys(range(subject.first_year, end + 1), every) | stated
    amounts = {year: value for year, value in stated.items() if year >= subject.first_year}
    based = subject.caliber is Caliber.CUMULATIVE_WITH_BASE
    begun, reached = subject.first_year, (subject.base or ZERO) if based else ZERO
    for target in built_up:
        _spread(amounts, range(begun, (target.year or end) + 1), (target.value or ZERO) - reached, step)
        begun, reached = (target.year or end) + 1, target.value or ZERO
    columns = [Column(str(year), year, amounts[year], year in stated) for year in sorted(amounts)]
    return columns, (built_up[-1].value if built_up else None)


def _spread(amounts: dict[int, Decimal], years: range, due: Decimal, step: Decimal) -> None:
    """Give the years without an amount what is still due; if all have one, the last of them takes what is lacking."""
    left = due - sum((amounts[year] for year in years if year in amounts), ZERO)
    free = [year for year in years if year not in amounts]
    if free:
        while left % step and step > FINEST:
            step = step.scaleb(-1)
        amounts |= dict(zip(free, apportion([ONE] * len(free), max(left, ZERO), step), strict=True))
    elif left > 0 and years:
        amounts[years[-1]] += left


# -- proposals -----------------------------------------------------------------------------------------------------
def propose(goal: Goal, weights: Sequence[Decimal]) -> list[Part]:
    """Return what each receiver is told by its weight; it adds up to the whole exactly, in every column.

    Year by year each gets what its share of all so far comes to, less what it was given before; nobody's amount is
    below zero. Levels, shares and rates are the whole's for everybody.
    """
    if not weights:
        return []
    if not goal.adds:
        same = {column.key: column.amount for column in goal.columns}
        return [Part(weight, same) for weight in weights]
    bases = apportion(weights, goal.base, goal.step) if goal.base is not None else [None] * len(weights)
    found: list[dict[str, Decimal]] = [{} for _ in weights]
    share = _fractions(weights)
    so_far, given = ZERO, [ZERO] * len(weights)
    for column in goal.columns:
        so_far = so_far + column.amount if goal.yearly else column.amount
        before = given if goal.yearly else [ZERO] * len(weights)
        due = [
            max(Fraction(0), part * Fraction(so_far) - Fraction(had)) for part, had in zip(share, before, strict=True)
        ]
        each = _exactly(due, column.amount, goal.step)
        given = [had + now for had, now in zip(before, each, strict=True)]
        for amounts, now in zip(found, each, strict=True):
            amounts[column.key] = now
    return [Part(*told) for told in zip(weights, found, bases, strict=True)]


def _fractions(weights: Sequence[Decimal]) -> list[Fraction]:
    known = [Fraction(one) for one in weights] if any(weights) else [Fraction(1)] * len(weights)
    whole = sum(known)
    return [one / whole for one in known]


def _exactly(due: Sequence[Fraction], amount: Decimal, step: Decimal) -> list[Decimal]:
    whole = sum(due)
    scale = Fraction(amount) / whole if whole else Fraction(0)
    if not whole:
        return apportion([ONE] * len(due), amount, step)
    return rounded([one * scale for one in due], amount, step)


# -- what adds up --------------------------------------------------------------------------------------------------
def together(goal: Goal, parts: Sequence[Part], key: str) -> Decimal | None:
    """Return what the receivers come to in a column (``""``: the total): their sum, or their mean by weight."""
    told = [(part.weight, part.total if not key else part.amounts.get(key)) for part in parts]
    known = [(weight, value) for weight, value in told if value is not None]
    if goal.adds:
        return sum((value for _weight, value in known), ZERO)
    weights = sum((weight for weight, _value in known), ZERO)
    if not weights:
        return None
    mean = sum(Fraction(weight) * Fraction(value) for weight, value in known) / Fraction(weights)
    return Decimal(mean.numerator) / Decimal(mean.denominator)


def faults(goal: Goal, parts: Sequence[Part]) -> list[Fault]:
    """Return what keeps a breakdown from being right; empty if it may be published."""
    if not parts:
        return [Fault(None, "", "还没有分解对象")]
    found = [fault for at, part in enumerate(parts) for fault in _of_one(goal, at, part)]
    if found:
        return found
    return [*_bases(goal, parts), *_sums(goal, parts)]


def _of_one(goal: Goal, at: int, part: Part) -> list[Fault]:
    found = []
    for column in goal.columns:
        value = part.amounts.get(column.key)
        if value is None:
            found.append(Fault(at, column.key, "没有填数"))
        elif goal.adds and value < 0:
            found.append(Fault(at, column.key, "分解数不能为负"))
        elif goal.counted and goal.adds and value != value.to_integral_value():
            found.append(Fault(at, column.key, "按个数计的须为整数"))
    if goal.base is not None and part.base is None:
        found.append(Fault(at, "base", "没有填基数"))
    if not goal.adds and part.weight <= 0:
        found.append(Fault(at, "weight", "加权平均的权重须大于 0"))
    return found


def _bases(goal: Goal, parts: Sequence[Part]) -> list[Fault]:
    if goal.base is None:
        return []
    bases = sum((part.base or ZERO for part in parts), ZERO)
    told = f"基数合计 {shown(bases)} 与总基数 {shown(goal.base)} 不符"
    return [] if bases == goal.base else [Fault(None, "base", told)]


def _sums(goal: Goal, parts: Sequence[Part]) -> list[Fault]:
    asked = [(column.key, column.amount) for column in goal.columns if column.stated or goal.total is None]
    if goal.total is not None:
        asked.append(("", goal.total))
    found = []
    for key, amount in asked:
        value = together(goal, parts, key)
        if value is None or (value > amount if goal.ceiling else value < amount):
            word = "合计" if goal.adds else "加权平均"
            side = "高于" if goal.ceiling else "低于"
            found.append(Fault(None, key, f"{word} {shown(value)} {side}目标 {shown(amount)}"))
    return found


# -- what a receiver's own item is told ----------------------------------------------------------------------------
def targets_of(goal: Goal, part: Part) -> list[Target]:
    """Return the targets of a receiver's own item, in the caliber that it reports in.

    What builds up is told as the sum so far at the end of each year, so that a receiver that begins in mid-plan is
    measured without knowing the years before one by one.
    """
    by_year = {t.year: t for t in goal.targets}
    last = goal.targets[-1]
    found, so_far = [], part.base or ZERO
    for column in goal.columns:
        value = part.amounts[column.key]
        like = by_year.get(column.year, last)
        if goal.yearly and goal.caliber not in YEARLY:
            so_far += value
            value = so_far
        share = like.share if goal.caliber is Caliber.TWO_CONDITIONS else None
        found.append(Target(column.year, value, goal.caliber, like.comparison, None, share))
    return found
