"""Where a value is heading by the target's year-end: one simple method a caliber, said beside the number."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tenghuan.pace.amounts import as_shares, increments
from tenghuan.pace.numbers import ONE, compound, divide, root
from tenghuan.pace.progress import drop
from tenghuan.pace.schedule import within_year
from tenghuan.pace.subject import ADDITIVE, LEVELS, Month, Progress, Readings, Step, Subject, Target, step
from tenghuan.plan.calibers import Caliber

Forecast = tuple[Decimal | None, tuple[Step, ...]]


def forecast(
    subject: Subject,
    target: Target,
    readings: Readings,
    at: Month,
    progress: Progress,
    curve: Sequence[Decimal] | None = None,
) -> Forecast:
    """Return the value at the end of the target's year (of the present year for every-year targets).

    Amounts: this year's amount goes on as the schedule goes (so far ÷ share of the year), later years at this
    year's full amount. Levels: the straight line through the first and last of the past twelve months. Rates:
    the present rate stays.
    """
    end = target.year or at.year
    left = (end - at.year) * 12 + 12 - at.month
    if left <= 0:
        return progress.actual, ()
    if subject.caliber in ADDITIVE:
        return _amount(subject, target, readings, at, progress, subject.curve or curve)
    if subject.caliber is Caliber.TWO_CONDITIONS:
        return None, ()
    if subject.caliber in LEVELS:
        return _level(as_shares(subject, readings), at, progress, left)
    if target.caliber is Caliber.CUMULATIVE_DROP_RATE:
        return _drop(subject, readings, at, progress, end)
    return progress.actual, (step("预测：现有增减率保持不变，到期为 {f}%", f=progress.actual),)


def _amount(
    subject: Subject,
    target: Target,
    readings: Readings,
    at: Month,
    progress: Progress,
    curve: Sequence[Decimal] | None,
) -> Forecast:
    this_year = increments(subject, readings, at).get(at.year)
    if this_year is None:
        return None, ()
    share = within_year(at.month, curve)
    full = divide(this_year, share)
    if full is None:
        return None, ()
    later = (target.year or at.year) - at.year
    value = progress.actual - this_year + full * (1 + later)
    text = "预测：当年已完成 {a} ÷ 序时 {s%} = 全年 {f}"
    text += f"，以后 {later} 年每年照此，" if later else "，"
    return value, (step(text + "到期为 {v}", a=this_year, s=share, f=full, v=value),)


def _level(readings: Readings, at: Month, progress: Progress, left: int) -> Forecast:
    recent = sorted(month for month in readings if at.back(12) <= month <= at)
    if len(recent) < 2:
        return progress.actual, (step("预测：只有一期数据，按保持不变计，到期为 {v}", v=progress.actual),)
    first = recent[0]
    span = (at.year - first.year) * 12 + at.month - first.month
    if span <= 0:
        return progress.actual, ()
    slope = (progress.actual - readings[first]) / span
    value = progress.actual + slope * left
    text = f"预测：{first}以来每月变动 {{s}}，再过 {left} 个月到期为 {{v}}"
    return value, (step(text, s=slope, v=value),)


def _drop(subject: Subject, readings: Readings, at: Month, progress: Progress, end: int) -> Forecast:
    years = at.year - subject.first_year + 1
    kept = ONE - progress.actual / 100
    if years < 1 or kept < 0:
        return None, ()
    yearly = (ONE - root(kept, years)) * 100
    rates = [yearly] * (years + end - at.year)
    value = drop(rates) if compound(rates, sign=-1) >= 0 else None
    return value, (step("预测：照已有年均降幅 {y}% 继续，到期累计降 {v}%", y=yearly, v=value),)
