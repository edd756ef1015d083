"""The first stage: the rows that matter, with the values that rules ask for, as Ibis expressions for both engines."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import ibis
from ibis import ir

from tenghuan.scoring.arithmetic import real
from tenghuan.scoring.columns import DIVISION
from tenghuan.scoring.members import FACTS, ROW, division
from tenghuan.screening.formula import Check, Formula, FromTable, MeanTimes
from tenghuan.screening.keys import ENERGY, VETO, column_of, is_measured, kind_of, made_of
from tenghuan.screening.rules import Rules

LISTED = (ROW, "uscc", "name", "town")
ABOVE_ALL = 1e300  # stands for a value above every limit; no quotient of facts is as large
PIECE = 1e6
LARGEST_PLAIN = 1e9  # six decimals of it are still told apart


def needed(rules: Rules) -> list[str]:
    """The columns of the facts that the rules read, in a fixed order."""
    found = set(LISTED) | {"year", "industry"}
    for key in rules.keys:
        found |= {name for name in made_of(key) if name} if is_measured(key) else {column_of(key)}
    found |= {column_of(group) for group in groups_of(rules) if group}
    return [name for name in FACTS.columns if name in found]


def groups_of(rules: Rules) -> list[str | None]:
    """The different groups of which means are taken, None for all in scope."""
    return list(dict.fromkeys(check.limit.group for check in rules.checks if isinstance(check.limit, MeanTimes)))


def table_keys(rules: Rules) -> list[str]:
    """The keys whose limit stands in the table of thresholds."""
    return list(dict.fromkeys(check.key for check in rules.checks if isinstance(check.limit, FromTable)))


def measured_keys(rules: Rules) -> list[str]:
    """The numbers that lists and exemptions ask for."""
    return list(dict.fromkeys(check.key for check in rules.checks if is_measured(check.key)))


def parts_of(rules: Rules) -> list[str]:
    """The columns that the numbers are made of."""
    pairs = [made_of(key) for key in measured_keys(rules)]
    return list(dict.fromkeys(name for pair in pairs for name in pair if name))


def truth(formula: Formula, of: Callable[[Check], Any]) -> Any:
    """The formula by three-valued logic, which is that of SQL: null is unknown."""
    if isinstance(formula, Check):
        return of(formula)
    parts = [truth(part, of) for part in formula.parts]
    if not parts:
        return ibis.literal(True)
    join = (lambda one, other: one & other) if formula.join == "all" else (lambda one, other: one | other)
    return reduce(join, parts)


def looked(rules: Rules, year: int | None, known: frozenset[str] = frozenset()) -> ir.Table:
    """The rows that are judged, and those of earlier years that ``for_years`` asks for.

    Args:
        rules: the rules.
        year: the year that is judged; None: the facts have no years, every row is judged.
        known: the columns that the facts have.

    Returns:
        ``now`` (whether the row is judged: of the year and in scope), ``back`` (by how many years it is earlier), the
        columns of ``needed`` with industries as digits, and ``value_KEY`` (null where unknown).
    """
    facts = FACTS.select(*needed(rules))
    table = facts.mutate(**{DIVISION: division(facts.industry), "industry": _digits(facts.industry)})
    if VETO in rules.keys and VETO in known:
        table = table.mutate(**{VETO: table[VETO].fill_null("")})
    inside = truth(rules.scope.formula, lambda check: plainly(table, check)).fill_null(False)
    judged = ibis.literal(True) if year is None else (table.year == year).fill_null(False)
    back = ibis.literal(0, "int64") if year is None else (ibis.literal(year, "int64") - table.year).fill_null(-1)
    table = table.mutate(now=judged & inside, back=back)
    most = max((check.years for check in rules.checks), default=1)
    table = table.filter(table.now | table.back.between(1, most - 1)) if most > 1 else table.filter(table.now)
    return table.mutate(**{f"value_{key}": _value(table, key) for key in measured_keys(rules)})


def _digits(industry: Any) -> Any:
    return ibis.ifelse(industry.substr(0, 1) >= "A", industry.substr(1), industry)


def _value(table: ir.Table, key: str) -> Any:
    above, below = made_of(key)
    if below is None:
        return table[above]
    ratio = table[above] / ibis.ifelse(table[below] > real(0), table[below], ibis.null("float64"))
    if key != ENERGY:
        return ratio
    endless = (table[below] <= real(0)) & (table[above] > real(0))
    return ibis.cases((endless, real(ABOVE_ALL)), else_=ratio)


def plainly(table: ir.Table, check: Check) -> Any:
    """Whether a column of the facts stands to a fixed limit as a check says."""
    column = table[check.key]
    if isinstance(check.limit, tuple) and kind_of(check.key) == "codes":
        return reduce(lambda one, other: one | other, [_names(column, str(code)) for code in check.limit])
    if isinstance(check.limit, tuple):
        return column.isin([_literal(check.key, value) for value in check.limit])
    return compared(check, column, _literal(check.key, check.limit))


def _names(cell: Any, code: str) -> Any:
    """Whether a cell of several codes has this one; separators are those of ``scoring.vetoes``."""
    parts = ibis.literal(";") + cell.re_replace("[;；、,，\\s\u3000]+", ";") + ";"
    return parts.contains(f";{code};")


def compared(check: Check, value: Any, limit: Any) -> Any:
    """Whether a value stands to one limit as a check says."""
    if check.op in ("below", "before"):
        return value < limit
    if check.op in ("above", "after"):
        return value > limit
    return value >= limit if check.op == "min" else value <= limit


def _literal(key: str, value: Any) -> Any:
    return real(value) if is_measured(key) else ibis.literal(value)


def sums(rules: Rules, looked: ir.Table, group: str | None) -> ir.Table:
    """Per group (``of_group``, "" if unknown) what means are made of, in whole millionths, over the judged rows.

    ``whole_PART_KEY`` and ``rest_PART_KEY`` of the rows with at most six decimals (PART is above or below), ``odd_KEY``
    the number of other rows, which ``odd_rows`` gives.
    """
    table = _pieces(rules, looked, group)
    found: dict[str, Any] = {}
    for key in mean_keys(rules, group):
        plain = table[f"plain_{key}"].fill_null(False)
        for part in ("above", "below"):
            n = table[f"{part}_{key}"]
            whole = (n / real(PIECE)).floor()
            for name, piece in (("whole", whole), ("rest", n - whole * real(PIECE))):
                found[f"{name}_{part}_{key}"] = ibis.ifelse(plain, piece, real(0)).cast("int64").sum()
        found[f"odd_{key}"] = ibis.ifelse(table[f"known_{key}"] & ~plain, 1, 0).sum()
        found[f"known_{key}"] = ibis.ifelse(table[f"known_{key}"], 1, 0).sum()
    summed: ir.Table = table.group_by("of_group").aggregate(**found)
    return summed


def mean_keys(rules: Rules, group: str | None) -> list[str]:
    """The keys whose means are taken by a group."""
    asked = [check for check in rules.checks if isinstance(check.limit, MeanTimes) and check.limit.group == group]
    return list(dict.fromkeys(check.key for check in asked))


def odd_rows(rules: Rules, looked: ir.Table, group: str | None, key: str) -> ir.Table:
    """``of_group``, numerator and denominator of the rows with more than six decimals, or large ones."""
    table = _pieces(rules, looked, group)
    above, below = made_of(key)
    table = table.filter(table[f"known_{key}"] & ~table[f"plain_{key}"].fill_null(False))
    return table.select("of_group", above=table[above], below=table[below] if below else real(1))


def _pieces(rules: Rules, table: ir.Table, group: str | None) -> ir.Table:
    table = table.mutate(of_group=group_text(table, group))
    for key in mean_keys(rules, group):
        above, below = made_of(key)
        first, second = table[above], table[below] if below else real(1)
        known = (table.now & first.notnull() & (second > real(0))).fill_null(False)
        table = table.mutate(
            **{f"known_{key}": known, f"above_{key}": _millionths(first), f"below_{key}": _millionths(second)}
        )
        plain = known & _is_plain(first, table[f"above_{key}"]) & _is_plain(second, table[f"below_{key}"])
        table = table.mutate(**{f"plain_{key}": plain})
    return table


def _millionths(x: Any) -> Any:
    # not scoring's nearest(): a million million of millionths is more than that is good for
    return (x * real(PIECE) + real(0.5)).floor()


def _is_plain(x: Any, n: Any) -> Any:
    # one division, rounded once: where it gives x, the decimal that x stands for is n millionths
    return (x.abs() < real(LARGEST_PLAIN)) & (n / real(PIECE) == x)


def group_text(table: ir.Table, group: str | None) -> Any:
    """The group of each row as text, "" if unknown."""
    return ibis.literal("") if group is None else table[group].cast("string").fill_null("")
