"""Facts that a scheme cannot read anything from are a fault of the file, not a list without grades."""

from __future__ import annotations

from tenghuan.errors import InputFault
from tenghuan.scoring.columns import BY_KEY, DIVISION
from tenghuan.scoring.conditions import Where
from tenghuan.scoring.facts import SHOWN, Facts
from tenghuan.scoring.scheme import Scheme


def check_usable(facts: Facts, scheme: Scheme) -> None:
    """See to it that the headings of the facts and the scheme have to do with each other.

    Raises:
        InputFault: no row can be in any track, for each asks for a column that the file has not; or none of the columns
            that the criteria read was found.
    """
    if not facts.rows:
        return
    lacking = [_lacking(track.population, facts) for track in scheme.tracks]
    if all(lacking):
        columns = dict.fromkeys(key for keys in lacking for key in keys)
        raise _fault(facts, f"方案的参评条件要用{_titles(columns)}，数据中没有这样的列，没有一行能参评")
    read = (part for one in scheme.indicators.values() for part in (one.numerator, one.denominator))
    parts = dict.fromkeys(part for part in read if part is not None)
    if not any(facts.has(key) for key in parts):
        raise _fault(facts, f"方案的指标要用{_titles(parts)}，数据中一列也没有认出")


def _lacking(where: Where, facts: Facts) -> list[str]:
    """The columns for want of which no row can meet the conditions; [] where rows may."""
    found = [key for key in map(_column, where.columns) if not facts.has(key)]
    for part in where.all or ():
        found += _lacking(part, facts)
    ways = [_lacking(part, facts) for part in where.any or ()]
    return found + ([key for way in ways for key in way] if ways and all(ways) else [])


def _column(key: str) -> str:
    return "industry" if key == DIVISION else key


def _titles(keys: dict[str, None]) -> str:
    return "、".join(f"“{BY_KEY[key].title}”" for key in keys)


def _fault(facts: Facts, what: str) -> InputFault:
    seen = "、".join(f"“{' '.join(heading.split())[:20]}”" for heading in facts.unknown[:SHOWN])
    remedy = f"核对表头{f'；没有认出的列：{seen}' if seen else ''}"
    return InputFault(what, where=facts.name, remedy=remedy)
