"""One indicator, one month or many: progress, schedule, lamp, forecast and the derivation in one piece."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from tenghuan.pace.forecast import forecast
from tenghuan.pace.lamps import escalate, judge, with_row_before
from tenghuan.pace.numbers import ONE, decimal
from tenghuan.pace.progress import progress
from tenghuan.pace.schedule import expected
from tenghuan.pace.subject import (
    LOOK_BACK,
    Assessment,
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
    curve = _curve(parameters)
    done = progress(subject, target, readings, at)
    if done is None or done.rate is None:
        return Assessment(at, LampState.NO_DATA, target, done, steps=_incomparable(subject, target, done))
    due, why_due = expected(subject, target, at, curve)
    ahead, why_ahead = forecast(subject, target, readings, at, done, curve)
    if due is None:
        return Assessment(at, LampState.NO_DATA, target, done, steps=done.steps)
    verdict = judge(done.rate, due, parameters, ceiling=done.ceiling, met=done.met)
    steps = (*done.steps, *why_due, *verdict.steps, *_caution(done, verdict.lamp), *why_ahead, *_origin(parameters))
    return Assessment(at, verdict.lamp, target, done, due, verdict.measure, ahead, steps=steps)


def history(
    subject: Subject, readings: Readings, months: Iterable[Month], parameters: PaceParameters
) -> list[Assessment]:
    """Return consecutive months in order, yellow turned red where the rule says so."""
    return list(escalate((assess(subject, readings, at, parameters) for at in months), parameters))


def standing(subject: Subject, readings: Readings, at: Month, parameters: PaceParameters) -> Assessment:
    """Return how the indicator stands at ``at``: the latest month with data, its lamp escalated.

    A year-end indicator is not due before December whatever was reported before; a month that is due and has no
    data yet leaves the last known month standing, and says of which month it is.
    """
    seen_so_far = [month for month in readings if month <= at]
    due = [month for month in seen_so_far if subject.due(month.month)]
    known = max(due or seen_so_far, default=None)
    if known is None:
        return assess(subject, {}, _last_due(subject, at), parameters)
    seen = with_row_before(known, lambda month: assess(subject, readings, month, parameters), parameters, LOOK_BACK)
    if subject.frequency is Frequency.YEAR_END and (known.year < at.year or at.month < 12):
        return replace(seen, lamp=LampState.NOT_DUE, steps=(*seen.steps, step(f"{at.year}年年终考核，年中未到期")))
    return seen


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


def _incomparable(subject: Subject, target: Target, done: Progress | None) -> tuple[Step, ...]:
    if done is not None:
        return (*done.steps, step("完成率算不出来（目标为零或负数）"))
    if target.value is None or Caliber.QUALITATIVE in (target.caliber, subject.caliber):
        return (step("定性目标，由人判断"),)
    return (step("已报的数不能折算成目标的口径（口径不同、缺以前年度的数或缺基数），不亮灯"),)


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
