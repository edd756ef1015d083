"""A rule in Chinese: what an enterprise must be for a list, a scope or an exemption, without the keys of the file."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tenghuan.screening.catches import WORDS
from tenghuan.screening.formula import Check, Formula, FromTable, Joined, MeanTimes
from tenghuan.screening.keys import title, unit

_SHOWN = 8  # of a long list of codes


def words(formula: Formula, names: Mapping[str, str] | None = None) -> str:
    """Return a formula as people say it: 规上为是，且亩均税收低于 5 万元/亩.

    Args:
        formula: of a list, a scope or an exemption.
        names: code → what it is called, for values that are codes (of vetoes).
    """
    if isinstance(formula, Check):
        return _check(formula, names or {})
    if not formula.parts:
        return "全部企业"
    return ("，或" if formula.join == "any" else "，且").join(_part(part, names) for part in formula.parts)


def _part(part: Formula, names: Mapping[str, str] | None) -> str:
    """Put a joined part in brackets, so that 且 and 或 cannot be mistaken for one another."""
    said = words(part, names)
    return f"（{said}）" if isinstance(part, Joined) and len(part.parts) > 1 else said


def _check(check: Check, names: Mapping[str, str]) -> str:
    years = f"连续 {check.years} 年" if check.years > 1 else ""
    alone = isinstance(check.limit, tuple) and len(check.limit) == 1
    return f"{title(check.key)}{years}{'为' if alone else WORDS[check.op]}{_limit(check, names)}"


def _limit(check: Check, names: Mapping[str, str]) -> str:
    limit: Any = check.limit
    if isinstance(limit, FromTable):
        return "阈值表的限值"
    if isinstance(limit, MeanTimes):
        group = f"同一{title(limit.group)}" if limit.group else "全部企业"
        share = "" if limit.factor == 1 else f"的 {_value(limit.factor * 100, {})}%"
        return f"{group}平均值{share}"
    if isinstance(limit, tuple):
        more = f"等 {len(limit)} 个" if len(limit) > _SHOWN else ""
        return "、".join(_value(one, names) for one in limit[:_SHOWN]) + more
    measure = unit(check.key)
    return f" {_value(limit, names)}{f' {measure}' if measure else ''}"


def _value(value: Any, names: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value.normalize():f}" if isinstance(value, Decimal) else names.get(str(value), str(value))
