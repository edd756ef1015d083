"""Progress by the caliber of the target (methodology §3.2): additive, level, compounding drop, geometric growth."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tenghuan.pace.amounts import increments, total, total_with_base, yearly_values
from tenghuan.pace.numbers import HUNDRED, ONE, ZERO, compound, decimal, divide, root
from tenghuan.pace.subject import ADDITIVE, LEVELS, RATES, Month, Progress, Readings, Step, Subject, Target, step
from tenghuan.plan.calibers import Caliber, Comparison, Direction


def drop(rates: Sequence[Decimal]) -> Decimal:
    """Return the compounded fall in per cent: 1 − Π(1 − d), §3.2 (0.8, 4, 3.5 → 8.10)."""
    return (ONE - compound(rates, sign=-1)) * HUNDRED


def needed_drop(target: Decimal, so_far: Sequence[Decimal], years: int) -> Decimal | None:
    """Return the equal yearly fall in per cent that the remaining years need (10.4, none, 3 → 3.594)."""
    left = divide(ONE - target / HUNDRED, compound(so_far, sign=-1))
    return None if left is None or years < 1 or left < 0 else (ONE - root(left, years)) * HUNDRED


def average_growth(rates: Sequence[Decimal]) -> Decimal | None:
    """Return the geometric mean growth in per cent (31.6, 25, 25 → 27.16); None without rates or below −100 %."""
    product = compound(rates)
    return None if not rates or product < 0 else (root(product, len(rates)) - ONE) * HUNDRED


def needed_growth(target: Decimal, so_far: Sequence[Decimal], years: int) -> Decimal | None:
    """Return the equal yearly growth in per cent that the remaining years need for the mean to reach ``target``.

    Example of §3.2: mean 25 % over three years after 31.6 % and 25 % needs 18.73 % in the third.
    """
    if years < 1:
        return None
    left = divide((ONE + target / HUNDRED) ** (len(so_far) + years), compound(so_far))
    return None if left is None or left < 0 else (root(left, years) - ONE) * HUNDRED


def intensity_change(energy_growth: Decimal, output_growth: Decimal) -> Decimal | None:
    """Return the change of energy per output in per cent (+3 %, +8 % → −4.63), §13.2."""
    change = divide(ONE + energy_growth / HUNDRED, ONE + output_growth / HUNDRED)
    return None if change is None else (change - ONE) * HUNDRED


def is_met(target: Target, actual: Decimal, direction: Direction) -> bool:
    """Whether the value satisfies the target: 超过 strictly, 以内 and lower-is-better from above."""
    goal = target.value
    if goal is None:
        return False
    if target.comparison is Comparison.LE or (direction is Direction.LOWER and target.caliber not in RATES):
        return actual <= goal
    return actual > goal if target.comparison is Comparison.GT else actual >= goal


def is_ceiling(subject: Subject, target: Target) -> bool:
    """Whether the target is an upper bound. A target *rate of fall* is always better when higher."""
    lower = subject.direction is Direction.LOWER and target.caliber is not Caliber.CUMULATIVE_DROP_RATE
    return lower or target.comparison is Comparison.LE


def progress(subject: Subject, target: Target, readings: Readings, at: Month) -> Progress | None:
    """Return how much of ``target`` is done by the end of ``at``.

    None where the data does not say: nothing reported, a year missing from a sum, or a target in a caliber that
    the reported one cannot be turned into (a level is never compared with a growth rate).
    """
    if target.value is None:
        return None
    if subject.caliber in ADDITIVE and target.caliber in ADDITIVE:
        return _additive(subject, target, readings, at)
    if subject.caliber in LEVELS and target.caliber in LEVELS:
        return _level(subject, target, readings, at)
    if subject.caliber in RATES and target.caliber in (subject.caliber, Caliber.ANNUAL):
        return _rate(subject, target, readings, at)
    return None


def _additive(subject: Subject, target: Target, readings: Readings, at: Month) -> Progress | None:
    if target.caliber is Caliber.ANNUAL:
        actual = increments(subject, readings, at).get(at.year)
        return None if actual is None else _share(subject, target, actual, "当年完成")
    if target.caliber is Caliber.CUMULATIVE:
        actual = total(subject, readings, at)
        return None if actual is None else _share(subject, target, actual, "累计完成")
    stock = total_with_base(subject, readings, at)
    return None if stock is None else _with_base(subject, target, stock)


def _share(subject: Subject, target: Target, actual: Decimal, word: str) -> Progress:
    goal = decimal(target.value or 0)
    rate, ceiling = divide(actual, goal), is_ceiling(subject, target)
    if rate is None:
        rate = ONE if actual <= ZERO else None
    name = "已用份额" if ceiling else "完成率"
    lines = [step(f"{name} r = {word} {{a}} ÷ 目标 {{t}} = {{r%}}", a=actual, t=goal, r=rate)]
    lines += _range(target)
    return Progress(
        actual,
        rate,
        needed=None if ceiling else max(goal - actual, ZERO),
        met=is_met(target, actual, subject.direction),
        ceiling=ceiling,
        steps=tuple(lines),
    )


def _with_base(subject: Subject, target: Target, stock: Decimal) -> Progress:
    goal, base = decimal(target.value or 0), subject.base
    overall = divide(stock, goal)
    lines: list[Step] = [step("总完成率 r总 = 含基数累计 {a} ÷ 目标 {t} = {r%}", a=stock, t=goal, r=overall)]
    rate = overall
    if base is None:
        lines.append(step("方案没有给出基数，只能按总数计算"))
    elif goal != base:
        added, wanted = stock - base, goal - base
        rate = divide(added, wanted)
        text = "增量完成率 r增量 = （{a} − 基数 {b}）÷（目标 {t} − 基数 {b}）= {d} ÷ {w} = {r%}，亮灯用此数"
        lines.append(step(text, a=stock, b=base, t=goal, d=added, w=wanted, r=rate))
    return Progress(
        stock,
        rate,
        total_rate=overall,
        needed=max(goal - stock, ZERO),
        met=is_met(target, stock, subject.direction),
        ceiling=is_ceiling(subject, target),
        steps=(*lines, *_range(target)),
    )


def _level(subject: Subject, target: Target, readings: Readings, at: Month) -> Progress | None:
    actual = yearly_values(subject, readings, at).get(at.year)
    if actual is None:
        return None
    goal = decimal(target.value or 0)
    met, lower = is_met(target, actual, subject.direction), is_ceiling(subject, target)
    if lower:
        # what is at or below zero is below any positive bound
        rate = ONE if met and actual <= ZERO else divide(goal, actual)
        lines = [step("完成率 r = 目标上限 {t} ÷ 实际 {a} = {r%}（越低越好）", t=goal, a=actual, r=rate)]
    else:
        rate = divide(actual, goal) if goal > ZERO else (ONE if met else None)
        lines = [step("完成率 r = 实际 {a} ÷ 目标 {t} = {r%}", a=actual, t=goal, r=rate)]
    advance = None
    base = subject.base
    if base is not None and base != goal:
        advance = divide(actual - base, goal - base)
        text = "进展率 =（实际 {a} − 基期 {b}）÷（目标 {t} − 基期 {b}）= {r%}"
        lines.append(step(text, a=actual, b=base, t=goal, r=advance))
    gap = actual - goal if lower else goal - actual
    return Progress(actual, rate, advance=advance, needed=max(gap, ZERO), met=met, steps=(*lines, *_range(target)))


def _rate(subject: Subject, target: Target, readings: Readings, at: Month) -> Progress | None:
    values = yearly_values(subject, readings, at)
    if at.year not in values:
        return None
    if target.caliber is Caliber.ANNUAL:
        return _yearly_rate(subject, target, values[at.year])
    years = list(range(subject.first_year, at.year + 1))
    if any(year not in values for year in years):
        return None
    rates = [values[year] for year in years]
    left = (target.year or at.year) - at.year
    if target.caliber is Caliber.CUMULATIVE_DROP_RATE:
        return _drop(target, rates, left)
    return _growth(target, rates, left)


def _yearly_rate(subject: Subject, target: Target, actual: Decimal) -> Progress:
    goal = decimal(target.value or 0)
    met = is_met(target, actual, Direction.HIGHER)
    rate = divide(actual, goal) if goal > ZERO else (ONE if met else None)
    line = step("完成率 r = 当年 {a}% ÷ 目标 {t}% = {r%}", a=actual, t=goal, r=rate)
    return Progress(actual, rate, met=met, steps=(line,))


def _chain(rates: Sequence[Decimal], sign: str) -> str:
    return " × ".join(f"(1 {sign} {rate:f}%)" for rate in rates)


def _drop(target: Target, rates: Sequence[Decimal], left: int) -> Progress:
    goal = decimal(target.value or 0)
    actual = drop(rates)
    rate = divide(actual, goal)
    lines = [
        step(f"累计降幅 D = 1 − {_chain(rates, '−')} = {{d}}%", d=actual),
        step("完成率 r = D {d}% ÷ 目标 {t}% = {r%}", d=actual, t=goal, r=rate),
    ]
    needed = needed_drop(goal, rates, left)
    if needed is not None:
        lines.append(step(f"余下 {left} 年每年须降 {{n}}%", n=needed))
    met = is_met(target, actual, Direction.HIGHER)
    return Progress(actual, rate, needed=needed, met=met, steps=tuple(lines))


def _growth(target: Target, rates: Sequence[Decimal], left: int) -> Progress | None:
    goal = decimal(target.value or 0)
    actual = average_growth(rates)
    if actual is None:
        return None
    met = is_met(target, actual, Direction.HIGHER)
    rate = divide(actual, goal) if goal > ZERO else (ONE if met else None)
    lines = [
        step(f"年均增长 g = ({_chain(rates, '+')})^(1/{len(rates)}) − 1 = {{g}}%", g=actual),
        step("完成率 r = g {g}% ÷ 目标 {t}% = {r%}", g=actual, t=goal, r=rate),
    ]
    needed = needed_growth(goal, rates, left)
    if needed is not None:
        lines.append(step(f"余下 {left} 年每年须增 {{n}}%", n=needed))
    return Progress(actual, rate, needed=needed, met=met, steps=tuple(lines))


def _range(target: Target) -> list[Step]:
    if target.upper is None:
        return []
    return [step("目标为区间，以下端计：{a}—{b}", a=target.value, b=target.upper)]
