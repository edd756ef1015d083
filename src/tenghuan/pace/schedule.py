"""How much of a target is due by a month (序时进度 p): linear or by curve, within the year or over several years."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tenghuan.pace.numbers import HUNDRED, ONE, ZERO, decimal, divide, root
from tenghuan.pace.progress import held, is_ceiling, on_the_way
from tenghuan.pace.subject import FROM_ZERO, LEVELS, RATES, Month, Step, Subject, Target, step
from tenghuan.plan.calibers import Caliber, Comparison

Expected = tuple[Decimal | None, tuple[Step, ...]]


def within_year(month: int, curve: Sequence[Decimal] | None = None) -> Decimal:
    """Return the share of a year's target due by the end of ``month``: the curve's point, or month ÷ 12 (§3.3)."""
    return decimal(curve[month - 1]) if curve else divide(Decimal(month), Decimal(12)) or ZERO


def expected(subject: Subject, target: Target, at: Month, curve: Sequence[Decimal] | None = None) -> Expected:
    """Return p and how it came about.

    Amounts fall due evenly (or by the curve) from the milestone before, or from nothing in the plan's first
    year, to the milestone; a level with a base is expected on the way from the base to the target. Rates do not
    build up within a year: their whole yearly share is due at once, and so is a level held all the time.
    """
    curve = subject.curve or curve
    if target.caliber in RATES or (subject.caliber in RATES and target.caliber is Caliber.ANNUAL):
        return _rate(subject, target, at)
    if target.caliber in (Caliber.ANNUAL, Caliber.TWO_CONDITIONS):
        p = within_year(at.month, curve)
        return p, (step(_words(at, curve, 1, 1), p=p),)
    if target.year is None:
        return ONE, (step("每年（全年）都须保持，序时 p = 100%"),)
    if held(subject, target):
        return ONE, (step("基期已达目标，全程须保持，序时 p = 100%"),)
    if target.caliber in LEVELS:
        return _level(subject, target, at, curve)
    return _amount(subject, target, at, curve)


def _words(at: Month, curve: Sequence[Decimal] | None, nth: int, years: int) -> str:
    within = f"曲线第 {at.month} 点" if curve else f"{at.month} ÷ 12"
    if years == 1:
        return f"序时 p = {within} = {{p%}}"
    return f"已过时间 =（{nth - 1} 年 + {within}）÷ {years} 年 = {{p%}}"


def _window(subject: Subject, target: Target) -> tuple[int, Decimal | None]:
    """The last year before the stretch that leads to ``target``, and the value there."""
    end = target.year or subject.first_year
    alike = [t for t in subject.dated if t.caliber is target.caliber and (t.year or 0) < end and t.value is not None]
    if alike:
        return alike[-1].year or 0, alike[-1].value
    if target.caliber in FROM_ZERO:
        return subject.first_year - 1, ZERO
    return (subject.base_year or subject.first_year - 1), subject.base


def _elapsed(target: Target, at: Month, since: int, curve: Sequence[Decimal] | None) -> tuple[Decimal, Step]:
    end = target.year or at.year
    years, nth = max(end - since, 1), at.year - since
    share = (Decimal(nth - 1) + within_year(at.month, curve)) / years
    share = min(max(share, ZERO), ONE)
    return share, step(_words(at, curve, nth, years), p=share)


def _amount(subject: Subject, target: Target, at: Month, curve: Sequence[Decimal] | None) -> Expected:
    since, start = _window(subject, target)
    share, line = _elapsed(target, at, since, curve)
    base = subject.base if target.caliber is Caliber.CUMULATIVE_WITH_BASE else ZERO
    goal = target.value or ZERO
    if base is None or start is None or start == base:
        return share, (line,)
    p = _path_share(start, goal, share, base)
    text = "序时 p =（上一节点 {s} +（目标 {t} − {s}）× {e%}"
    text += " − 基数 {b}）÷（{t} − {b}）= {p%}" if base else "）÷ {t} = {p%}"
    return p, (line, step(text, s=start, t=goal, e=share, b=base, p=p))


def _path_share(start: Decimal, goal: Decimal, share: Decimal, base: Decimal) -> Decimal:
    """How much of the way from ``base`` is due; never more than all of it, where a later target is a lower one."""
    p = divide(start - base + (goal - start) * share, goal - base)
    return ONE if p is None else min(p, ONE)


def _level(subject: Subject, target: Target, at: Month, curve: Sequence[Decimal] | None) -> Expected:
    goal = target.value or ZERO
    since, start = _window(subject, target)
    share, line = _elapsed(target, at, since, curve)
    lower = is_ceiling(subject, target)
    if start is None:
        if target.comparison is Comparison.LE:
            return ONE, (step("上限全年适用，序时 p = 100%"),)
        return share, (line, step("没有基期值，序时按时间计"))
    path = start + (goal - start) * share
    words = {"s": start, "t": goal, "e": share, "x": path}
    if on_the_way(subject, target) and subject.base is not None:
        p = _path_share(start, goal, share, subject.base)
        text = "应达水平 = {s} +（{t} − {s}）× {e%} = {x}；序时 p =（{x} − 基期 {b}）÷（{t} − {b}）= {p%}"
        return p, (line, step(text, **words, b=subject.base, p=p))
    quotient = divide(goal, path) if lower else divide(path, goal)
    # what a later target lets go of need not be more than reached
    p = ONE if quotient is None else min(quotient, ONE)
    text = "应达水平 = {s} +（{t} − {s}）× {e%} = {x}；序时 p = "
    text += "{t} ÷ {x} = {p%}" if lower else "{x} ÷ {t} = {p%}"
    return p, (line, step(text, **words, p=p))


def _rate(subject: Subject, target: Target, at: Month) -> Expected:
    years = (target.year or at.year) - subject.first_year + 1
    nth = at.year - subject.first_year + 1
    if target.caliber is not Caliber.CUMULATIVE_DROP_RATE or target.value is None or nth >= years:
        return ONE, (step("增减率是全年同比，不随月份累积，序时 p = 100%"),)
    yearly = root(ONE - target.value / HUNDRED, years)
    due = (ONE - yearly**nth) * HUNDRED
    p = divide(due, target.value)
    text = f"按等比下降，{years} 年中第 {nth} 年末应降 {{d}}%；序时 p = {{d}}% ÷ {{t}}% = {{p%}}"
    return p, (step(text, d=due, t=target.value, p=p),)


def due_value(subject: Subject, target: Target, due: Decimal) -> Decimal | None:
    """Return the value in the target's caliber that p stands for: what had to be reached by then."""
    goal = target.value
    if goal is None:
        return None
    if on_the_way(subject, target) and subject.base is not None:
        return subject.base + (goal - subject.base) * due
    if target.caliber in LEVELS and is_ceiling(subject, target):
        return divide(goal, due)
    return goal * due
