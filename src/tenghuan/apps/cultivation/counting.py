"""The measures of cultivation: one for every row of the data that says what feeds which indicator."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tenghuan.apps.cultivation.models import HELD, Outcome
from tenghuan.apps.kit.measure import Measure
from tenghuan.laddering import Target, targets

HUNDRED = 100
# register → what must hold of a row that counts, its day, the last day on which it counts
COUNTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "titles": ({"state__in": HELD}, "recognised_on", "stands_until"),
    "outcomes": ({"state__in": (Outcome.State.CONFIRMED, Outcome.State.ENDED)}, "achieved_on", "ended_on"),
    "contracts": ({}, "registered_on", ""),
    "challenges": ({"state__in": ("signed", "middle", "accepted")}, "signed_on", ""),
    "profiles": ({}, "", ""),
}


def measures(register: str) -> tuple[Measure, ...]:
    """Return the measures of a register, in the order of the data; each has a key of its own.

    Ever recognised counts a title in the period of its first term only: a renewal is not another one. A stock counts
    whatever stands on the day, renewals too, each enterprise once.
    """
    found = [one for one in targets() if one.counted_in == register]
    seen: Counter[str] = Counter()
    made = []
    for one in found:
        seen[one.indicator] += 1
        number = seen[one.indicator]
        made.append(_measure(one, f"{register}.{one.indicator}{f'.{number}' if number > 1 else ''}"))
    return tuple(made)


def _measure(target: Target, key: str) -> Measure:
    where, when, ends = COUNTS[target.counted_in]
    where = {**where, **({"kind__in": target.kinds} if target.kinds else {})}
    if target.levels:
        where["level__in"] = target.levels
    if target.counted_in == "titles" and not target.stock:
        where["renews"] = None
    where |= {f"{column}__gte": least for column, least in target.least.items()}
    yearly = target.counted_in == "profiles"
    return Measure(
        *(key, target.title, target.unit, where),
        amount=target.amount,
        when=when,
        year="year" if yearly else "",
        distinct="enterprise__uscc" if target.distinct else "",
        indicator=target.indicator,
        over=target.over,
        times=HUNDRED if target.over else 1,
        enterprise="enterprise",
        ends=ends if target.stock else "",
        words=target.words,
        whole=not target.stock and not yearly,
    )
