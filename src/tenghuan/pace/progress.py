"""Progress by the caliber of the target (methodology §3.2): additive, level, compounding drop, geometric growth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from tenghuan.pace.amounts import increments, total, total_with_base, yearly_values
from tenghuan.pace.numbers import HUNDRED, ONE, ZERO, compound, decimal, divide, root
from tenghuan.pace.subject import (
    ADDITIVE,
    FROM_ZERO,
    LEVELS,
    RATES,
    Month,
    Parts,
    Progress,
    Readings,
    Step,
    Subject,
    Target,
    step,
)
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
    if target.comparison is Comparison.LE or (direction is Direction.LOWER and not _falls(target)):
        return actual <= goal
    return actual > goal if target.comparison is Comparison.GT else actual >= goal


def _falls(target: Target) -> bool:
    # a target *rate of fall* is always better when higher
    return target.caliber is Caliber.CUMULATIVE_DROP_RATE


def is_ceiling(subject: Subject, target: Target) -> bool:
    """Whether the target is an upper bound. A target *rate of fall* is always better when higher."""
    lower = subject.direction is Direction.LOWER and not _falls(target)
    return lower or target.comparison is Comparison.LE


def held(subject: Subject, target: Target) -> bool:
    """Whether the target only asks to keep what the base already was: it is due in full at any time."""
    base, goal = subject.base, target.value
    if base is None or goal is None or target.caliber not in (*LEVELS, Caliber.CUMULATIVE_WITH_BASE):
        return False
    return base == goal or is_met(target, base, subject.direction)


def on_the_way(subject: Subject, target: Target) -> bool:
    """Whether progress is measured as the part of the way from the base: stocks, and levels with a goal ≤ 0."""
    goal = target.value
    if goal is None or subject.base is None or held(subject, target):
        return False
    return target.caliber is Caliber.CUMULATIVE_WITH_BASE or (target.caliber in LEVELS and goal <= ZERO)


def progress(subject: Subject, target: Target, readings: Readings, at: Month) -> Progress | None:
    """Return how much of ``target`` is done by the end of ``at``.

    None where the data does not say: nothing reported, a year missing from a sum, or a target in a caliber that
    the reported one cannot be turned into (a level is never compared with a growth rate).
    """
    own, asked = subject.caliber, target.caliber
    if target.value is None:
        return None
    if Caliber.TWO_CONDITIONS in (own, asked):
        return _two_conditions(subject, target, readings, at) if own is asked else None
    if Caliber.MERGED_COUNT in (own, asked) and own is not asked:
        return None  # who is on two lists is counted once: such a number is no part of another sum
    if own in ADDITIVE and asked in ADDITIVE:
        return _additive(subject, target, readings, at)
    if own in LEVELS and asked in LEVELS:
        return _level(subject, target, readings, at)
    if own in RATES and asked in (own, Caliber.ANNUAL):
        return _rate(subject, target, readings, at)
    return None


def _additive(subject: Subject, target: Target, readings: Readings, at: Month) -> Progress | None:
    if target.caliber is Caliber.ANNUAL:
        actual = increments(subject, readings, at).get(at.year)
        return None if actual is None else _share(subject, target, actual, "当年完成")
    if target.caliber in FROM_ZERO:
        actual = total(subject, readings, at)
        return None if actual is None else _share(subject, target, actual, "累计完成")
    stock = total_with_base(subject, readings, at)
    return None if stock is None else _with_base(subject, target, stock)


def _share(subject: Subject, target: Target, actual: Decimal, word: str) -> Progress:
    """Amounts: what is done of the target. Of a bound, the share used up; one that is crossed stays crossed."""
    goal, ceiling, met = (
        decimal(target.value or 0),
        is_ceiling(subject, target),
        is_met(target, actual, subject.direction),
    )
    if goal == ZERO:
        line = step(f"{word} {{a}}，目标为 0，不算比率：{_met_words(met, ceiling)}", a=actual)
        return Progress(
            actual, None, met=met, broken=ceiling and not met, ceiling=ceiling, steps=(line, *_range(target))
        )
    # a reduction below zero is something to be done; not to fall below a negative bound is an allowance
    allowance = ceiling if goal > ZERO else not ceiling
    name = "已用份额" if allowance else "完成率"
    parts = Parts(actual, goal, name if allowance else "")
    line = step(f"{name} r = {word} {{a}} ÷ 目标 {{t}} = {{r%}}", a=actual, t=goal, r=parts.rate)
    left = actual - goal if goal < ZERO and ceiling else goal - actual
    return Progress(
        actual,
        parts.rate,
        parts,
        needed=None if allowance else max(left, ZERO),
        met=met,
        broken=allowance and not met,
        ceiling=allowance,
        steps=(line, *_range(target)),
    )


def _met_words(met: bool, ceiling: bool) -> str:
    if ceiling:
        return "未突破上限" if met else "已突破上限"
    return "已达到" if met else "未达到"


def _with_base(subject: Subject, target: Target, stock: Decimal) -> Progress:
    goal, base = decimal(target.value or 0), subject.base
    whole = Parts(stock, goal) if goal else None
    met = is_met(target, stock, subject.direction)
    lines: list[Step] = []
    if whole is not None:
        lines.append(step("总完成率 r总 = 含基数累计 {a} ÷ 目标 {t} = {r%}", a=stock, t=goal, r=whole.rate))
    parts = _base_parts(subject, target, stock)
    if base is None:
        lines.append(step("方案没有给出基数，只能按总数计算"))
    elif held(subject, target):
        lines.append(step("基数 {b} 已达目标 {t}，只须保持", b=base, t=goal))
    elif parts is not None:
        text = "增量完成率 r增量 = （{a} − 基数 {b}）÷（目标 {t} − 基数 {b}）= {d} ÷ {w} = {r%}，亮灯用此数"
        lines.append(step(text, a=stock, b=base, t=goal, d=parts.over, w=parts.under, r=parts.rate))
    return Progress(
        stock,
        parts.rate if parts else None,
        parts,
        total=whole,
        needed=max(goal - stock, ZERO),
        met=met,
        # a sum never falls again
        broken=held(subject, target) and is_ceiling(subject, target) and not met,
        steps=(*lines, *_range(target)),
    )


def _base_parts(subject: Subject, target: Target, stock: Decimal) -> Parts | None:
    goal, base = decimal(target.value or 0), subject.base
    if base is not None and not held(subject, target):
        return Parts(stock - base, goal - base, "增量")
    if is_ceiling(subject, target):
        return _inverse(goal, stock)
    return Parts(stock, goal) if goal > ZERO else None


def _inverse(goal: Decimal, actual: Decimal) -> Parts | None:
    """Target ÷ actual, where both are above zero; else a quotient means nothing."""
    return Parts(goal, actual, "上限÷实际", inverse=True) if goal > ZERO and actual > ZERO else None


def _level(subject: Subject, target: Target, readings: Readings, at: Month) -> Progress | None:
    actual = yearly_values(subject, readings, at).get(at.year)
    if actual is None:
        return None
    goal = decimal(target.value or 0)
    met, lower, base = is_met(target, actual, subject.direction), is_ceiling(subject, target), subject.base
    advance = divide(actual - base, goal - base) if base is not None and base != goal else None
    parts = _level_parts(subject, target, actual)
    lines = [_level_line(parts, actual, goal, _met_words(met, lower))]
    if advance is not None and not held(subject, target):
        text = "进展率 =（实际 {a} − 基期 {b}）÷（目标 {t} − 基期 {b}）= {r%}"
        lines.append(step(text, a=actual, b=base, t=goal, r=advance))
    gap = actual - goal if lower else goal - actual
    return Progress(
        actual,
        parts.rate if parts else None,
        parts,
        advance=advance,
        needed=max(gap, ZERO),
        met=met,
        steps=(*lines, *_range(target)),
    )


def _level_parts(subject: Subject, target: Target, actual: Decimal) -> Parts | None:
    goal = decimal(target.value or 0)
    if on_the_way(subject, target) and subject.base is not None:
        return Parts(actual - subject.base, goal - subject.base, "进展")
    if is_ceiling(subject, target):
        return _inverse(goal, actual)
    return Parts(actual, goal) if goal > ZERO else None


def _level_line(parts: Parts | None, actual: Decimal, goal: Decimal, words: str) -> Step:
    if parts is None:
        return step(f"实际 {{a}}，目标 {{t}}，不算比率：{words}", a=actual, t=goal)
    if parts.inverse:
        return step("完成率 r = 目标上限 {t} ÷ 实际 {a} = {r%}（越低越好）", t=goal, a=actual, r=parts.rate)
    if parts.word:
        return step("目标不大于 0，按进展算：r = {d} ÷ {w} = {r%}", d=parts.over, w=parts.under, r=parts.rate)
    return step("完成率 r = 实际 {a} ÷ 目标 {t} = {r%}", a=actual, t=goal, r=parts.rate)


def _two_conditions(subject: Subject, target: Target, readings: Readings, at: Month) -> Progress | None:
    """So many within the year *and* so large a share of all: r is the smaller of both (methodology §14.3)."""
    count, whole = readings.get(at), subject.wholes.get(at)
    if count is None or whole is None or target.share is None or not target.value or not whole:
        return None
    share = count / whole * HUNDRED
    first, second = Parts(count, target.value, "个数"), Parts(share, target.share, "占比")
    parts = min(first, second, key=lambda one: one.rate)
    enough = share >= target.share
    lines = (
        step("个数 r₁ = {a} ÷ {t} = {r%}", a=count, t=target.value, r=first.rate),
        step(
            "占比 = {a} ÷ 总数 {w} = {s}%；r₂ = {s} ÷ {g} = {r%}",
            a=count,
            w=whole,
            s=share,
            g=target.share,
            r=second.rate,
        ),
        step(f"两个条件都要满足，取小的：r = {{r%}}{'' if enough else '；占比未达到'}", r=parts.rate),
    )
    met = enough and is_met(target, count, subject.direction)
    return Progress(
        count, parts.rate, parts, needed=max(target.value - count, ZERO), met=met, lagging=not enough, steps=lines
    )


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
    return _growth(target, rates, left, subject.direction)


def _yearly_rate(subject: Subject, target: Target, actual: Decimal) -> Progress:
    # the yearly figure of a fall is a fall: better when higher
    falls = subject.caliber is Caliber.CUMULATIVE_DROP_RATE
    return _rated(target, actual, Direction.HIGHER if falls else subject.direction, "当年")


def _rated(target: Target, actual: Decimal, direction: Direction, word: str) -> Progress:
    """A rate against its target. A quotient means something only for a goal above zero that is to be reached."""
    goal = decimal(target.value or 0)
    met = is_met(target, actual, direction)
    lower = target.comparison is Comparison.LE or (direction is Direction.LOWER and not _falls(target))
    parts = _inverse(goal, actual) if lower and not met else Parts(actual, goal) if goal > ZERO and not lower else None
    if parts is None:
        line = step(f"{word} {{a}}%，目标 {{t}}%，不算比率：{_met_words(met, lower)}", a=actual, t=goal)
    elif parts.inverse:
        line = step(f"完成率 r = 目标上限 {{t}}% ÷ {word} {{a}}% = {{r%}}", a=actual, t=goal, r=parts.rate)
    else:
        line = step(f"完成率 r = {word} {{a}}% ÷ 目标 {{t}}% = {{r%}}", a=actual, t=goal, r=parts.rate)
    return Progress(actual, parts.rate if parts else None, parts, met=met, steps=(line,))


def _chain(rates: Sequence[Decimal], sign: str) -> str:
    return " × ".join(f"(1 {sign} {rate:f}%)" for rate in rates)


def _drop(target: Target, rates: Sequence[Decimal], left: int) -> Progress:
    actual = drop(rates)
    done = _rated(target, actual, Direction.HIGHER, "D")
    lines = [step(f"累计降幅 D = 1 − {_chain(rates, '−')} = {{d}}%", d=actual), *done.steps]
    needed = needed_drop(decimal(target.value or 0), rates, left)
    if needed is not None:
        lines.append(step(f"余下 {left} 年每年须降 {{n}}%", n=needed))
    return replace(done, needed=needed, steps=tuple(lines))


def _growth(target: Target, rates: Sequence[Decimal], left: int, direction: Direction) -> Progress | None:
    actual = average_growth(rates)
    if actual is None:
        return None
    done = _rated(target, actual, direction, "g")
    head = step(f"年均增长 g = ({_chain(rates, '+')})^(1/{len(rates)}) − 1 = {{g}}%", g=actual)
    lines = [head, *done.steps]
    needed = needed_growth(decimal(target.value or 0), rates, left)
    if needed is not None:
        lines.append(step(f"余下 {left} 年每年须增 {{n}}%", n=needed))
    return replace(done, needed=needed, steps=tuple(lines))


def _range(target: Target) -> list[Step]:
    if target.upper is None:
        return []
    return [step("目标为区间，以下端计：{a}—{b}", a=target.value, b=target.upper)]
