"""Facts that a scheme cannot read anything from are a fault of the file, not a list without grades."""

from __future__ import annotations

from tenghuan.errors import InputFault
from tenghuan.scoring.columns import BY_KEY, DIVISION, INDICATORS
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
    asked = {track.name: [_column(key) for key in track.population] for track in scheme.tracks}
    lacking = {name: [key for key in keys if not facts.has(key)] for name, keys in asked.items()}
    if all(lacking.values()):
        columns = dict.fromkeys(key for keys in lacking.values() for key in keys)
        raise _fault(facts, f"方案的参评条件要用{_titles(columns)}，数据中没有这样的列，没有一行能参评")
    parts = {part: None for key in scheme.keys for part in (INDICATORS[key].numerator, INDICATORS[key].denominator)}
    if not any(facts.has(key) for key in parts):
        raise _fault(facts, f"方案的指标要用{_titles(parts)}，数据中一列也没有认出")


def _column(key: str) -> str:
    return "industry" if key == DIVISION else key


def _titles(keys: dict[str, None]) -> str:
    return "、".join(f"“{BY_KEY[key].title}”" for key in keys)


def _fault(facts: Facts, what: str) -> InputFault:
    seen = "、".join(f"“{' '.join(heading.split())[:20]}”" for heading in facts.unknown[:SHOWN])
    remedy = f"核对表头{f'；没有认出的列：{seen}' if seen else ''}"
    return InputFault(what, where=facts.name, remedy=remedy)
