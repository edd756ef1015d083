"""One indicator, one month or many: progress, schedule, lamp, forecast and the derivation in one piece."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from tenghuan.pace.forecast import forecast
from tenghuan.pace.lamps import escalate, verdict, with_row_before
from tenghuan.pace.numbers import ONE, ZERO, decimal
from tenghuan.pace.progress import progress
from tenghuan.pace.schedule import expected
from tenghuan.pace.subject import (
    LOOK_BACK,
    Assessment,
    Earlier,
    LampState,
    Month,
    Progress,
    Readings,
    Step,
    Subject,
    Target,
    step,
)
from tenghuan.plan.calibers import Caliber
from tenghuan.plan.parameters import LOCAL_NOTE
from tenghuan.plan.schema import Frequency, PaceMethod, PaceParameters, Status


def assess(subject: Subject, readings: Readings, at: Month, parameters: PaceParameters) -> Assessment:
    """Return one month by itself, without regard to the months before (no escalation).

    Not due: the frequency does not ask for this month. No data: it does, and nothing was reported. Neither is
    ever zero or red. A qualitative indicator is judged by :func:`tenghuan.pace.tasks.assess_task`.
    """
    target = subject.target_for(at.year)
    if not subject.due(at.month):
        done = progress(subject, target, readings, at) if target is not None and at in readings else None
        before = done.steps if done else ()
        return Assessment(at, LampState.NOT_DUE, target, done, steps=(*before, step("本月不是考核月份，未到期")))
    if target is None:
        return Assessment(at, LampState.NOT_DUE, None, steps=(step("方案没有这一年或以后的目标"),))
    if at not in readings:
        return Assessment(at, LampState.NO_DATA, target, steps=(step(f"{at}没有已审核的数；无数不当作零"),))
    if subject.wholes.get(at) == ZERO:
        return Assessment(at, LampState.NOT_DUE, target, steps=(step("总数（分母）为 0，未到期；不当作零"),))
    return _judged(subject, target, readings, at, parameters)


def _judged(subject: Subject, target: Target, readings: Readings, at: Month, parameters: PaceParameters) -> Assessment:
    curve = _curve(parameters)
    done = progress(subject, target, readings, at)
    if done is None:
        return Assessment(at, LampState.NO_DATA, target, steps=_incomparable(subject, target))
    due, why_due = expected(subject, target, at, curve) if done.rate is not None else (None, ())
    ahead, why_ahead = forecast(subject, target, readings, at, done, curve)
    found = verdict(done, ONE if due is None else due, parameters)
    lamp, said = found.lamp, found.steps
    if not subject.lit(at.month):
        lamp, said = LampState.NOT_DUE, (step(f"1—{at.month}月合并期只报数，不亮灯"),)
    steps = (*done.steps, *why_due, *said, *_caution(done, lamp), *why_ahead, *_origin(parameters))
    return Assessment(at, lamp, target, done, due, found.measure, ahead, steps=steps)


def history(
    subject: Subject, readings: Readings, months: Iterable[Month], parameters: PaceParameters
) -> list[Assessment]:
    """Return consecutive months in order, yellow turned red where the rule says so."""
    return list(escalate((assess(subject, readings, at, parameters) for at in months), parameters))


def standing(subject: Subject, readings: Readings, at: Month, parameters: PaceParameters) -> Assessment:
    """Return how the indicator stands at ``at``: the latest month of that year with data, its lamp escalated.

    A month that is due and has no data yet leaves the last known month standing, and says of which month it is; but
    never one of an earlier year: a year without data is not due or without data, and the last value of before is
    only shown (``earlier``). A year-end indicator is not due before December whatever was reported.
    """
    of_year = [month for month in readings if month <= at and month.year == at.year]
    due = [month for month in of_year if subject.due(month.month)]
    known = max(due or of_year, default=None)
    if known is None:
        return _without(subject, readings, at, parameters)
    seen = with_row_before(known, lambda month: assess(subject, readings, month, parameters), parameters, LOOK_BACK)
    if subject.frequency is Frequency.YEAR_END and at.month < 12:
        return replace(seen, lamp=LampState.NOT_DUE, steps=(*seen.steps, step(f"{at.year}年年终考核，年中未到期")))
    return seen


def _without(subject: Subject, readings: Readings, at: Month, parameters: PaceParameters) -> Assessment:
    """The year of ``at`` has no data: what it demands, and the last value of the years before as such."""
    found = assess(subject, {}, _last_due(subject, at), parameters)
    if not subject.lit(found.at.month) and found.lamp is LampState.NO_DATA:
        found = replace(found, lamp=LampState.NOT_DUE)
    last = max((month for month in readings if month < at), default=None)
    if last is None:
        return found
    earlier = Earlier(last, readings[last], subject.caliber)
    line = step(f"{at.year}年还没有数；{last}报 {{v}}，只列出，不与{at.year}年的目标相比", v=earlier.value)
    return replace(found, at=last, earlier=earlier, steps=(*found.steps, line))


def months(first: Month, last: Month) -> list[Month]:
    """Return the months from ``first`` to ``last``, both included."""
    return list(_stretch(first, last))


def _stretch(first: Month, last: Month) -> Iterable[Month]:
    while first <= last:
        yield first
        first = first.next()


def _last_due(subject: Subject, at: Month) -> Month:
    for month in range(at.month, 0, -1):
        if subject.due(month):
            return Month(at.year, month)
    return at


def _curve(parameters: PaceParameters) -> tuple[Decimal, ...] | None:
    return tuple(decimal(point) for point in parameters.curve) if parameters.curve else None


def _incomparable(subject: Subject, target: Target) -> tuple[Step, ...]:
    if target.value is None or Caliber.QUALITATIVE in (target.caliber, subject.caliber):
        return (step("定性目标，由人判断"),)
    return (step("已报的数不能折算成目标的口径（口径不同、缺以前年度的数、缺基数或缺总数），不亮灯"),)


def _caution(done: Progress, lamp: LampState) -> tuple[Step, ...]:
    if done.advance is None or done.rate is None or lamp is not LampState.GREEN or done.rate >= ONE:
        return ()
    if done.advance >= done.rate:
        return ()
    return (step("提示：基数高时完成率偏高，请同时看进展率"),)


def _origin(parameters: PaceParameters) -> tuple[Step, ...]:
    method = "比值法" if parameters.method is PaceMethod.RATIO else "差值法"
    documents = "；".join(source.document or source.section for source in parameters.sources)
    mark = f"，{LOCAL_NOTE}" if parameters.status is Status.LOCAL else ""
    return (step(f"亮灯规则：{method}（{documents or '方案参数'}{mark}）"),)
