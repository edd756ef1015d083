"""The look of each bureau's workbook, read from ``data/layouts.yaml``."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from tenghuan.sampling.profiles import data


class LayoutColumn(BaseModel):
    """One column: the register's field, the heading above it, a group heading shared with its neighbours."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    field: str
    heading: str
    width: float
    group: str = ""
    kind: Literal["text", "number", "date"] = "number"
    decimals: int = 0


class Layout(BaseModel):
    """One workbook; ``total`` are the fields summed in the row 合计, empty for no such row."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    register_id: str
    file: str
    sheet: str
    title: str
    office: str
    unit: str
    total: tuple[str, ...]
    columns: tuple[LayoutColumn, ...]

    @property
    def heading_rows(self) -> int:
        """Two where any column stands under a group heading, else one."""
        return 2 if any(column.group for column in self.columns) else 1

    def index(self, field: str) -> int:
        """Column number of a field, from 0; KeyError if the workbook has no such column."""
        for at, column in enumerate(self.columns):
            if column.field == field:
                return at
        raise KeyError(field)


@cache
def layouts() -> dict[str, Layout]:
    """Return the workbooks by key; the key is the register's id unless ``register_id`` says otherwise."""
    return {key: Layout(**{"register_id": key, **body}) for key, body in data("layouts").items()}
