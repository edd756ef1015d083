"""Two screenings side by side: who is new on a list, who is gone, who is still there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

from tenghuan.screening.judging import IN
from tenghuan.screening.result import Screening

Kind = Literal["new", "gone", "still"]
WORDS: dict[Kind, str] = {"new": "新增", "gone": "退出", "still": "仍在"}


@dataclass(frozen=True)
class Change:
    """An enterprise and a list that one of two screenings at least puts it on.

    ``before`` and ``after`` are the verdicts, None where the screening has no row: not on the list, or not looked at.
    One that is gone because it cannot be judged any more has ``after`` 不可判: it has left the list unproven.
    """

    uscc: str
    name: str | None
    town: str | None
    list: str
    kind: Kind
    before: str | None
    after: str | None


def compare(before: Screening | pa.Table, after: Screening | pa.Table) -> tuple[Change, ...]:
    """Compare two screenings (or the tables of their OUT columns) by credit code and list; only 入 is on a list.

    Returns:
        the rows of ``after`` that are on a list, in its order, each new or still there; then those of ``before`` that
        are no longer, in its order.
    """
    old, new = _verdicts(before), _verdicts(after)
    there: list[Change] = []
    for key, (verdict, name, town) in new.items():
        if verdict == IN:
            was = old.get(key, (None, None, None))[0]
            there.append(Change(key[0], name, town, key[1], "still" if was == IN else "new", was, verdict))
    gone = [
        Change(key[0], name, town, key[1], "gone", verdict, new.get(key, (None, None, None))[0])
        for key, (verdict, name, town) in old.items()
        if verdict == IN and new.get(key, (None, None, None))[0] != IN
    ]
    return (*there, *gone)


def _verdicts(screening: Screening | pa.Table) -> dict[tuple[str, str], tuple[str | None, str | None, str | None]]:
    table = screening.table if isinstance(screening, Screening) else screening
    columns = (table[name].to_pylist() for name in ("uscc", "list", "verdict", "name", "town"))
    return {(code, rule): (verdict, name, town) for code, rule, verdict, name, town in zip(*columns, strict=True)}
