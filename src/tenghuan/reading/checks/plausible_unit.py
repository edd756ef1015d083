"""A whole column in the wrong unit, seen without last year: its middle is nowhere near where enterprises lie."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import numpy as np
import yaml
from pydantic import BaseModel, ConfigDict, Field

from tenghuan.reading.checks.model import Context, Fault, Rule, amount, column_fault
from tenghuan.reading.registers import quantities
from tenghuan.reading.workbooks.columns import Column
from tenghuan.reading.workbooks.grid import Floats
from tenghuan.reading.workbooks.rows import Rows

REMEDY = "请核对该列单位，在表头写明（如“万元”）；如属实，请注明原因"


class Range(BaseModel):
    """Where the median of a field lies, in base units; with ``per`` that of its ratio to another field of the row."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    register_id: str = Field(alias="register")
    field: str
    per: str = ""
    low: float = Field(gt=0)
    high: float = Field(gt=0)
    source: str


@cache
def ranges() -> tuple[Range, ...]:
    """Return the ranges that ship with the product (plausible.yaml)."""
    text = (files("tenghuan.reading.checks") / "plausible.yaml").read_text(encoding="utf-8")
    return tuple(Range(**body) for body in yaml.safe_load(text))


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield a fault per column whose median, over at least ``rows`` positive values, lies outside a range."""
    told: set[str] = set()
    for item in ranges():
        column, other = rows.columns.get(item.field), rows.columns.get(item.per)
        if item.register_id != rows.register.id or column is None or item.field in told or (item.per and other is None):
            continue
        positive = _positive(column, other)
        if len(positive) < rule.thresholds["rows"]:
            continue
        middle = float(np.median(positive))
        if item.low <= middle <= item.high:
            continue
        told.add(item.field)
        unit, what = _unit(column), f"“{column.field.label}”"
        if other is not None:
            unit, what = f"{unit}/{_unit(other)}", f"{what}与“{other.field.label}”之比的"
        usual = f"{amount(item.low)} 至 {amount(item.high)} {unit}"
        message = f"{what}整列中位数折合 {amount(middle, 3)} {unit}，通常在 {usual}，现按“{column.unit}”读取"
        yield column_fault(
            rows, item.field, rule, message, "请核对该列单位，在表头写明（如“万元”）；如属实，请注明原因"
        )


def _positive(column: Column, other: Column | None) -> Floats:
    values = column.amounts
    if other is not None:
        values = np.divide(values, other.amounts, out=np.full(len(values), np.nan), where=other.amounts > 0)
    return values[values > 0]


def _unit(column: Column) -> str:
    return quantities()[column.field.quantity].base if column.field.quantity else ""
