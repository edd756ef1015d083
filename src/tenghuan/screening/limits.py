"""The limits that are not written in a rule: of the table of thresholds, and of means, exactly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pyarrow as pa
from ibis import ir

from tenghuan.scoring.engines import Keeper, sql_of
from tenghuan.screening import looking
from tenghuan.screening.exact import UNKNOWN, as_written, four_decimals, written
from tenghuan.screening.formula import Check, FromTable, MeanTimes, number
from tenghuan.screening.rules import Rules
from tenghuan.screening.thresholds import Table


@dataclass(frozen=True)
class Limits:
    """What engines cannot hold exactly: thresholds by their place in the rules, limits by check and group."""

    rules: Rules
    means: dict[tuple[Check, str], Fraction]

    def of(self, check: Check, place: int | None, group: str) -> Fraction | tuple[Fraction, ...] | None:
        """The limit of a check of a number.

        Args:
            check: the check.
            place: which threshold is the enterprise's, None for none.
            group: its group as text, "" if unknown.
        """
        if isinstance(check.limit, FromTable):
            return None if place is None else Fraction(self.rules.thresholds[place].limit)
        if isinstance(check.limit, MeanTimes):
            return self.means.get((check, group))
        if isinstance(check.limit, tuple):
            return tuple(Fraction(number(value)) for value in check.limit)
        return Fraction(number(check.limit))


def place_limits(engine: Keeper, rules: Rules, looked: ir.Table) -> Limits:
    """Give the engine ``limits`` (by industry and town) and a table of means a group (``means_0``, …).

    Args:
        engine: has ``looked``.
        rules: the rules.
        looked: that table.
    """
    if looking.table_keys(rules):
        pairs = engine.fetch(
            "SELECT DISTINCT coalesce(industry, '') AS industry, coalesce(town, '') AS town FROM looked ORDER BY 1, 2"
        )
        engine.give("limits", _by_pair(rules, pairs))
    means: dict[tuple[Check, str], Fraction] = {}
    for at, group in enumerate(looking.groups_of(rules)):
        found, names = _means(engine, rules, looked, group)
        means |= found
        engine.give(f"means_{at}", _by_group(rules, group, found, names))
    return Limits(rules, means)


def _by_pair(rules: Rules, pairs: Iterable[tuple[Any, ...]]) -> pa.Table:
    """``of_industry``, ``of_town``, and per key ``at_KEY`` (place in the rules), ``limit_KEY``, ``shown_KEY``."""
    table = Table(rules.thresholds)
    places = {id(row): at for at, row in enumerate(rules.thresholds)}
    given = list(pairs)
    columns: dict[str, Any] = {
        "of_industry": pa.array([industry for industry, _ in given], pa.string()),
        "of_town": pa.array([town for _, town in given], pa.string()),
    }
    for key in looking.table_keys(rules):
        rows = [table.row_for(key, industry, town) for industry, town in given]
        columns[f"at_{key}"] = pa.array([None if row is None else places[id(row)] for row in rows], pa.int64())
        columns[f"limit_{key}"] = pa.array([None if row is None else float(row.limit) for row in rows], pa.float64())
        columns[f"shown_{key}"] = pa.array([UNKNOWN if row is None else as_written(row.limit) for row in rows])
    return pa.table(columns)


def _means(
    engine: Keeper, rules: Rules, looked: ir.Table, group: str | None
) -> tuple[dict[tuple[Check, str], Fraction], dict[str, None]]:
    """The limit of each check by a group's mean, for the groups that have one; and all groups, also without a mean."""
    keys = looking.mean_keys(rules, group)
    expression = looking.sums(rules, looked, group)
    names = expression.columns
    rows = [dict(zip(names, row, strict=True)) for row in engine.fetch(sql_of(expression, engine.dialect))]
    found: dict[tuple[Check, str], Fraction] = {}
    for key in keys:
        above = {row["of_group"]: _millionths(row, "above", key) for row in rows if row[f"known_{key}"]}
        below = {row["of_group"]: _millionths(row, "below", key) for row in rows if row[f"known_{key}"]}
        if any(row[f"odd_{key}"] for row in rows):
            odd = engine.fetch(sql_of(looking.odd_rows(rules, looked, group, key), engine.dialect))
            for name, numerator, denominator in odd:
                above[name] += written(numerator)
                below[name] += written(denominator)
        for check in _checks_by(rules, group):
            if check.key == key and isinstance(check.limit, MeanTimes):
                factor = Fraction(check.limit.factor)
                # the group of those whose group is unknown has no mean, unless all are one group
                wanted = (name for name in above if name or group is None)
                found |= {(check, name): factor * above[name] / below[name] for name in wanted}
    return found, dict.fromkeys(row["of_group"] for row in rows)


def _checks_by(rules: Rules, group: str | None) -> list[Check]:
    return [check for check in rules.checks if isinstance(check.limit, MeanTimes) and check.limit.group == group]


def _millionths(row: dict[str, Any], part: str, key: str) -> Fraction:
    whole, rest = int(row[f"whole_{part}_{key}"]), int(row[f"rest_{part}_{key}"])
    return whole + Fraction(rest, int(looking.PIECE))


def _by_group(
    rules: Rules, group: str | None, means: dict[tuple[Check, str], Fraction], names: Iterable[str]
) -> pa.Table:
    """``of_group``, and per check (by its number) ``limit_NO`` and ``shown_NO``."""
    given = list(names)
    columns: dict[str, Any] = {"of_group": pa.array(given, pa.string())}
    for check in _checks_by(rules, group):
        at = rules.checks.index(check)
        limits = [means.get((check, name)) for name in given]
        columns[f"limit_{at}"] = pa.array([None if limit is None else float(limit) for limit in limits], pa.float64())
        columns[f"shown_{at}"] = pa.array([four_decimals(limit) for limit in limits], pa.string())
    return pa.table(columns)
