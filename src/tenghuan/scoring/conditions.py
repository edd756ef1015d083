"""Conditions of a scheme on a row: one column, several of them, any or all of several."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from tenghuan.scoring.cells import READERS, CellFault
from tenghuan.scoring.columns import BY_KEY, DIVISION, GRADE

Scalar = bool | int | Decimal | date | str
SEPARATORS = ";；、,，"  # between the labels of a cell, blanks besides
_APART = re.compile(rf"[{SEPARATORS}\s]+")


def labels(text: str | None) -> tuple[str, ...]:
    """The labels in a cell, each once."""
    return tuple(dict.fromkeys(part for part in _APART.split(text or "") if part))


def is_label(text: str) -> bool:
    """Whether a cell can hold this as one label."""
    return labels(text) == (text,)


class Condition(BaseModel):
    """What one column must satisfy; an unknown value satisfies nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    equals: Scalar | None = None
    min: Scalar | None = None
    max: Scalar | None = None
    among: tuple[Scalar, ...] | None = Field(default=None, alias="in")
    has: tuple[str, ...] | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain_value(cls, data: object) -> object:
        return data if isinstance(data, dict | Condition) else {"equals": data}

    @field_validator("has", mode="before")
    @classmethod
    def _one_or_several(cls, has: object) -> object:
        return [has] if isinstance(has, str) else has

    @model_validator(mode="after")
    def _says_something(self) -> Condition:
        if all(part is None for part in (self.equals, self.min, self.max, self.among, self.has)):
            raise ValueError("条件为空：请写一个值，或 {min: …}、{max: …}、{in: [...]}、{has: 标签}")
        wrong = [label for label in self.has or () if not is_label(label)]
        if wrong or self.has == ():
            raise ValueError(f"标签“{'、'.join(wrong)}”为空或含分隔符、空格")
        return self


class Where(BaseModel):
    """Conditions on columns (by key), and groups of conditions of which any or all hold; all of these together hold."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    columns: dict[str, Condition] = {}
    any: tuple[Where, ...] | None = Field(default=None, min_length=1)
    all: tuple[Where, ...] | None = Field(default=None, min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _as_written(cls, data: object) -> object:
        if data is None:
            return {}
        if not isinstance(data, Mapping):
            return data
        told = {key: part for key, part in data.items() if key in ("any", "all") and part is not None}
        return told | {"columns": {key: part for key, part in data.items() if key not in ("any", "all")}}

    @property
    def inner(self) -> tuple[Where, ...]:
        """The groups of conditions."""
        return (*(self.any or ()), *(self.all or ()))

    @property
    def keys(self) -> frozenset[str]:
        """The columns that any condition looks at."""
        return frozenset(self.columns).union(*(part.keys for part in self.inner))

    def __bool__(self) -> bool:
        return bool(self.columns or self.inner)

    def conditions(self) -> Iterator[tuple[str, Condition]]:
        """Every condition with its column."""
        yield from self.columns.items()
        for part in self.inner:
            yield from part.conditions()


def typed(where: Where, numbers: Collection[str] = ()) -> Where:
    """The conditions with their values in each column's own type, read as the column's cells are.

    Args:
        where: as written.
        numbers: keys besides the columns of the facts, all of them numbers.

    Raises:
        ValueError: no such column, or a value that it cannot have.
    """
    unknown = [
        key for key in where.columns if (key not in BY_KEY and key != DIVISION and key not in numbers) or key == GRADE
    ]
    if unknown:
        raise ValueError(f"条件里没有这样的列：{'、'.join(unknown)}")
    parts: dict[str, Any] = {
        key: tuple(typed(part, numbers) for part in getattr(where, key) or ()) or None for key in ("any", "all")
    }
    columns = {key: _of_its_kind(key, condition, key in numbers) for key, condition in where.columns.items()}
    return where.model_copy(update={"columns": columns, **parts})


def _of_its_kind(key: str, condition: Condition, number: bool) -> Condition:
    column = BY_KEY.get(key)
    kind = "number" if number else column.kind if column else "text"
    if kind in ("text", "code", "industry", "boolean") and (condition.min, condition.max) != (None, None):
        raise ValueError(f"“{key}”不是数或日期，不能用 min、max")
    if (condition.has is not None) != (key == "labels"):
        raise ValueError("不能用 has 于别的列，企业标签（labels）也只能用 has")

    def read(value: Scalar | None) -> Scalar | None:
        if value is None:
            return None
        if kind in ("text", "code", "industry"):
            return f"{value:02d}" if type(value) is int and key == DIVISION else str(value).strip()
        cell = float(value) if isinstance(value, Decimal) else value
        try:
            found = READERS[kind](cell, column or BY_KEY["value_added"])  # of any sign
        except CellFault as fault:
            raise ValueError(f"参评条件“{key}”：{fault.what}") from fault
        return Decimal(repr(found)) if isinstance(found, float) else found

    among = None if condition.among is None else tuple(read(value) for value in condition.among)
    parts = {"equals": read(condition.equals), "min": read(condition.min), "max": read(condition.max), "among": among}
    return condition.model_copy(update=parts)
