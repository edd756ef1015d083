"""Tasks and qualitative items: per cent done against the time that has run, and what is overdue."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from tenghuan.pace.lamps import judge, with_row_before
from tenghuan.pace.numbers import HUNDRED, ONE, ZERO
from tenghuan.pace.subject import LOOK_BACK, Assessment, LampState, Month, Progress, step
from tenghuan.plan.calibers import Model
from tenghuan.plan.loading import load_yaml
from tenghuan.plan.parameters import LAMP_WORDS, Lamp, Status
from tenghuan.plan.schema import PaceParameters

_ORDER = (LampState.GREEN, LampState.BLUE, LampState.YELLOW, LampState.RED)


class TaskParameters(Model):
    """Lamps of overdue tasks: at least ``overdue_lamp``, red after so many days."""

    overdue_lamp: Lamp
    overdue_days_to_red: int
    status: Status
    note: str | None = None
    source: str


@cache
def default_tasks() -> TaskParameters:
    """The parameters that ship with the product."""
    return TaskParameters.model_validate(load_yaml(Path(__file__).parent / "data" / "tasks.yaml").data)


def month_end(at: Month) -> date:
    """The last day of the month."""
    return date(at.year, at.month, monthrange(at.year, at.month)[1])


def assess_task(
    percent: Decimal | None,
    at: Month,
    parameters: PaceParameters,
    *,
    begins: date | None,
    due: date | None,
    overdue: TaskParameters | None = None,
) -> Assessment:
    """Return the lamp of a task that is ``percent`` (0…100) done at the end of ``at``.

    Schedule: the days from ``begins`` to ``due`` that have run. 100 % is done. Past the deadline and not done: at
    least yellow, red after ``overdue_days_to_red`` days. Without a report no data, without a deadline not due.
    """
    overdue = overdue or default_tasks()
    day = month_end(at)
    if percent is None:
        lamp = LampState.NO_DATA if due is not None else LampState.NOT_DUE
        return Assessment(at, lamp, steps=(step(f"{at}没有已审核的进度"),))
    rate = percent / HUNDRED
    done = Progress(percent, rate, met=rate >= ONE, steps=(step("完成进度 r = {r%}", r=rate),))
    if rate >= ONE:
        return Assessment(at, LampState.DONE, None, done, ONE, steps=(*done.steps, step("已完成")))
    if due is None:
        return Assessment(at, LampState.NOT_DUE, None, done, steps=(*done.steps, step("没有完成期限，不亮灯")))
    share = elapsed(begins, due, day)
    line = step(f"序时 p = {begins or due}至{due}已过的天数比例 = {{p%}}", p=share)
    verdict = judge(rate, share, parameters, met=False)
    lamp, steps = verdict.lamp, [*done.steps, line, *verdict.steps]
    if day > due:
        late = (day - due).days
        floor = LampState.RED if late > overdue.overdue_days_to_red else LampState(overdue.overdue_lamp.value)
        lamp = max(lamp, floor, key=_ORDER.index)
        rule = f"{overdue.overdue_days_to_red} 天内至少黄灯，以后红灯"
        steps.append(step(f"逾期 {late} 天未完成（{rule}），亮{LAMP_WORDS[lamp.value]}"))
    return Assessment(at, lamp, None, done, share, verdict.measure, steps=tuple(steps))


def task_standing(
    series: Mapping[Month, Decimal], now: Month, parameters: PaceParameters, *, begins: date | None, due: date | None
) -> Assessment:
    """Return how a task stands: its latest report up to ``now``, with the lamp escalated."""
    known = max((month for month in series if month <= now), default=now)

    def assessed(month: Month) -> Assessment:
        return assess_task(series.get(month), month, parameters, begins=begins, due=due)

    return with_row_before(known, assessed, parameters, LOOK_BACK)


def elapsed(begins: date | None, due: date, day: date) -> Decimal:
    """Return the share of the days from ``begins`` to ``due`` that have run by the end of ``day``."""
    if day >= due:
        return ONE
    if begins is None or begins >= due or day < begins:
        return ZERO
    return Decimal((day - begins).days + 1) / Decimal((due - begins).days + 1)
