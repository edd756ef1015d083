"""From progress and schedule to a lamp (methodology §3.3): two methods, and yellow that turns red."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from tenghuan.pace.numbers import ONE, ZERO, decimal, divide
from tenghuan.pace.subject import Assessment, LampState, Month, Progress, Step, step
from tenghuan.plan.parameters import LAMP_WORDS
from tenghuan.plan.schema import LampBand, PaceMethod, PaceParameters


@dataclass(frozen=True)
class Verdict:
    """A lamp, what was compared with the bands, and the sentence that says so."""

    lamp: LampState
    measure: Decimal | None
    steps: tuple[Step, ...]


def verdict(done: Progress, due: Decimal, parameters: PaceParameters) -> Verdict:
    """Return the lamp of an indicator: met or broken is judged first, a ratio only where one means something."""
    bands = parameters.ratio if parameters.method is PaceMethod.RATIO else parameters.difference
    if done.broken or done.rate is None:
        band = bands[0] if done.met else bands[-1]
        why = "已突破，不能补回" if done.broken else "已达到或未突破" if done.met else "未达到"
        line = step(f"先判是否达到：{why}，亮{LAMP_WORDS[band.lamp.value]}")
        return Verdict(LampState(band.lamp.value), None, (line,))
    found = judge(done.rate, due, parameters, ceiling=done.ceiling, met=done.met)
    if not done.lagging or found.lamp.value != bands[0].lamp.value:
        return found
    line = step(f"第二个条件未达到，亮{LAMP_WORDS[bands[1].lamp.value]}")
    return Verdict(LampState(bands[1].lamp.value), found.measure, (*found.steps, line))


def judge(
    rate: Decimal, due: Decimal, parameters: PaceParameters, *, ceiling: bool = False, met: bool = True
) -> Verdict:
    """Return the lamp for progress r against schedule p.

    ``ceiling``: r is the share used of an allowance, so that being below p is good. ``met`` False with r = p = 1
    (a target to be *exceeded*) takes the lamp one band down.
    """
    ratio = parameters.method is PaceMethod.RATIO
    bands = parameters.ratio if ratio else parameters.difference
    good, bad = (due, rate) if ceiling else (rate, due)
    measure = _quotient(good, bad) if ratio else good - bad
    place = next(i for i, band in enumerate(bands) if _within(measure, band))
    if not met and due >= 1 and place == 0:
        place = 1
    band = bands[place]
    lamp = LampState(band.lamp.value)
    return Verdict(lamp, measure, (_sentence(measure, bands, place, ratio, ceiling),))


def _quotient(good: Decimal, bad: Decimal) -> Decimal:
    # nothing due yet, or nothing used of an allowance: on schedule
    return (divide(good, bad) if bad > ZERO else None) or (ONE if bad <= ZERO else ZERO)


def _within(measure: Decimal, band: LampBand) -> bool:
    if band.at_least is None:
        return True
    edge = decimal(band.at_least)
    return measure >= edge if band.inclusive else measure > edge


def _sentence(measure: Decimal, bands: list[LampBand], place: int, ratio: bool, ceiling: bool) -> Step:
    left, right = ("p", "r") if ceiling else ("r", "p")
    head = f"比值 q = {left} ÷ {right} = {{m}}" if ratio else f"差值 {left} − {right} = {{m%}}"
    name = LAMP_WORDS[bands[place].lamp.value]
    return step(f"{head}，{_band_words(bands, place, ratio)}，亮{name}", m=measure)


def _band_words(bands: list[LampBand], place: int, ratio: bool) -> str:
    def edge(value: float) -> str:
        number = decimal(value)
        return f"{number:f}" if ratio else f"{(number * 100).normalize():f}%"

    lower, above = bands[place], bands[place - 1] if place else None
    words = []
    if lower.at_least is not None:
        words.append(f"{'≥' if lower.inclusive else '>'} {edge(lower.at_least)}")
    if above is not None and above.at_least is not None:
        words.append(f"{'<' if above.inclusive else '≤'} {edge(above.at_least)}")
    return "、".join(words)


def escalate(series: Iterable[Assessment], parameters: PaceParameters) -> Iterator[Assessment]:
    """Turn the lamp to ``escalate_to`` after so many due periods at ``escalate_from`` without improvement.

    Periods without data or not due neither count nor break the row: who does not report does not escape.
    A better measure than the period before starts the count anew.
    """
    count, before = 0, None
    for one in series:
        if one.lamp in (LampState.NO_DATA, LampState.NOT_DUE):
            yield one
            continue
        if one.lamp.value != parameters.escalate_from.value:
            count, before = 0, None
            yield one
            continue
        improved = before is not None and one.measure is not None and one.measure > before
        count, before = (1 if improved else count + 1), one.measure
        if count < parameters.escalate_after:
            yield one
            continue
        name, to = LAMP_WORDS[parameters.escalate_from.value], LAMP_WORDS[parameters.escalate_to.value]
        line = step(f"连续 {count} 期{name}且未改善（规则：{parameters.escalate_after} 期），升为{to}")
        lamp = LampState(parameters.escalate_to.value)
        yield replace(one, lamp=lamp, escalated=True, steps=(*one.steps, line))


def with_row_before(
    at: Month, assessed: Callable[[Month], Assessment], parameters: PaceParameters, look_back: int
) -> Assessment:
    """Return the month ``at`` with its lamp escalated, looking back only as far as the row of such lamps goes.

    The same as the last of :func:`escalate` over ``look_back`` months, without assessing months that do not matter.
    """
    row, wanted = [assessed(at)], parameters.escalate_from.value
    if row[0].lamp.value != wanted:
        return row[0]
    for months in range(1, look_back + 1):
        before = assessed(at.back(months))
        if before.lamp in (LampState.NO_DATA, LampState.NOT_DUE):
            continue
        if before.lamp.value != wanted:
            break
        row.append(before)
    return list(escalate(reversed(row), parameters))[-1]
