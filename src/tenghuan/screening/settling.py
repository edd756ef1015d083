"""What doubles cannot decide is decided in fractions: values at a limit, values whose fourth decimal is in doubt."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from ibis import ir

from tenghuan.scoring.engines import Keeper, sql_of
from tenghuan.scoring.members import ROW
from tenghuan.screening import judging, looking
from tenghuan.screening.exact import four_decimals, holds, value_of
from tenghuan.screening.formula import FromTable, MeanTimes
from tenghuan.screening.keys import is_measured
from tenghuan.screening.limits import Limits
from tenghuan.screening.rules import Rules

_TYPES = {"int64": pa.int64(), "boolean": pa.bool_(), "string": pa.string()}


def settle(engine: Keeper, rules: Rules, states: ir.Table, limits: Limits) -> None:
    """Give the engine ``exactly``, a row for each that ``states`` is unsure of."""
    kinds = judging.settled_columns(rules)
    columns: dict[str, list[Any]] = {name: [] for name in kinds}
    if looking.measured_keys(rules):
        expression = judging.unsure(rules, states)
        names = expression.columns
        for cells in engine.fetch(sql_of(expression, engine.dialect)):
            for name, cell in _settled(rules, limits, dict(zip(names, cells, strict=True))).items():
                columns[name].append(cell)
    arrays = {name: pa.array(cells, _TYPES[kinds[name]]) for name, cells in columns.items()}
    engine.give("exactly", pa.table(arrays))


def _settled(rules: Rules, limits: Limits, row: dict[str, Any]) -> dict[str, Any]:
    values = {key: value_of(key, row) for key in looking.measured_keys(rules)}
    found: dict[str, Any] = {"of_row": row[ROW]}
    groups = looking.groups_of(rules)
    for number, check in enumerate(rules.checks):
        if is_measured(check.key):
            place = row[f"at_{check.key}"] if isinstance(check.limit, FromTable) else None
            group = row[f"group_{groups.index(check.limit.group)}"] if isinstance(check.limit, MeanTimes) else ""
            found[f"said_{number}"] = holds(check.op, values[check.key], limits.of(check, place, group))
    return found | {f"told_{key}": four_decimals(value) for key, value in values.items()}
