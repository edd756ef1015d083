"""What a check knows and says: rules as data, the context, faults and waivers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import Literal, Protocol

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from tenghuan.reading.workbooks.rows import Rows
from tenghuan.reading.workbooks.values import name as plain
from tenghuan.reading.workbooks.workbook import cell_name

Severity = Literal["error", "warning"]


class Rule(BaseModel):
    """One rule's severity and thresholds, from rules.yaml or a county's own data."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: str
    severity: Severity
    thresholds: dict[str, float] = {}
    collapse: int = Field(default=1000, gt=0)
    source: str = ""


@cache
def default_rules() -> dict[str, Rule]:
    """Return the rules that ship with the product, by id."""
    text = (files("tenghuan.reading.checks") / "rules.yaml").read_text(encoding="utf-8")
    return {key: Rule(id=key, **body) for key, body in yaml.safe_load(text).items()}


class Waiver(BaseModel):
    """An officer's decision that a warning may stand, with the reason. Names a cell, or a row (from 1), not both."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    rule: str
    sheet: str
    cell: str = ""
    row: int | None = None
    reason: str = Field(min_length=2)

    @model_validator(mode="after")
    def _one_place(self) -> Waiver:
        if bool(self.cell) == (self.row is not None):
            raise ValueError("豁免须指明单元格或行，二者取一")
        return self


@dataclass(frozen=True)
class Known:
    """An enterprise of the register, as far as checks need it."""

    name: str
    former_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Context:
    """What rows are checked against. An empty set or mapping switches the comparison off.

    ``last_year``: code → field key → value in the field's base unit. ``year``: the year the batch is for.
    """

    towns: AbstractSet[str] = frozenset()
    industries: AbstractSet[str] = frozenset()
    enterprises: Mapping[str, Known] = field(default_factory=dict)
    last_year: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    waivers: Sequence[Waiver] = ()
    year: int | None = None
    rules: Mapping[str, Rule] = field(default_factory=default_rules)

    @cached_property
    def owners(self) -> dict[str, set[str]]:
        """Return name (present and former) → codes that bear or bore it."""
        found: dict[str, set[str]] = {}
        for code, known in self.enterprises.items():
            for text in (known.name, *known.former_names):
                if written := plain(text):
                    found.setdefault(written, set()).add(code)
        return found


@dataclass(frozen=True)
class Fault:
    """What is wrong at one cell. ``row`` is 0 and ``cell`` may be "" where it concerns a whole column or sheet.

    ``count``: how many cells it stands for. ``waived``: the officer's reason, "" if none.
    """

    file: str
    sheet: str
    cell: str
    row: int
    field: str
    label: str
    rule: str
    severity: Severity
    message: str
    remedy: str
    count: int = 1
    waived: str = ""

    @property
    def blocks(self) -> bool:
        """Tell whether the batch cannot be committed as long as this fault stands."""
        return self.severity == "error" or not self.waived


class Check(Protocol):
    """One rule one function: yields the faults of its rule."""

    def __call__(self, rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
        """Yield faults in the order of rows."""
        ...


def amount(value: float, digits: int = 15) -> str:
    """Write a number as people do: no exponent, at most ``digits`` significant digits."""
    return f"{float(f'{value:.{digits}g}'):.15g}"


def times(ratio: float) -> str:
    """Write a ratio as people do: 12.3 倍, or 1/12.3 when it is below one."""
    return f"{amount(ratio, 3)} 倍" if ratio >= 1 else f"1/{amount(1 / ratio, 3)}"


def fault(rows: Rows, at: int, key: str, rule: Rule, message: str, remedy: str) -> Fault:
    """Return the fault of field ``key`` in row ``at`` (from 0)."""
    return Fault(
        file=rows.file,
        sheet=rows.sheet.name,
        cell=rows.cell(at, key),
        row=rows.numbers[at],
        field=key,
        label=rows.register.field(key).label,
        rule=rule.id,
        severity=rule.severity,
        message=message,
        remedy=remedy,
    )


def column_fault(rows: Rows, key: str, rule: Rule, message: str, remedy: str, row: int = 0) -> Fault:
    """Return a fault of a whole column, placed at its lowest heading, or at ``row`` (from 1) if given."""
    column = rows.columns.get(key)
    place = row or rows.configuration.header_rows[1]
    return Fault(
        file=rows.file,
        sheet=rows.sheet.name,
        cell=cell_name(place - 1, column.index) if column and column.index >= 0 else "",
        row=row,
        field=key,
        label=rows.register.field(key).label,
        rule=rule.id,
        severity=rule.severity,
        message=message,
        remedy=remedy,
    )
