"""Years that stand in a column of months (2026年10月, 202610, a day), where there is no column of years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from tenghuan.reading.registers import Register
from tenghuan.reading.workbooks.columns import Column
from tenghuan.reading.workbooks.values import year_of_month

YEAR, MONTH = "year", "month"


def say_year(cells: Iterable[Any]) -> bool:
    """Tell whether any cell of a column of months says of which year its month is."""
    return any(year_of_month(cell) is not None for cell in cells if cell not in (None, ""))


def with_years(register: Register, columns: Mapping[str, Column]) -> dict[str, Column]:
    """Return the columns with one of years, read from the cells of months, where nothing else gives the year."""
    found = dict(columns)
    months = columns.get(MONTH)
    if months is None or YEAR in columns or YEAR not in register.by_key or not say_year(months.raw):
        return found
    item = register.field(YEAR)
    said = [year_of_month(cell) for cell in months.raw]
    read: Any = np.array([np.nan if one is None else one for one in said], dtype=float) if item.numeric else said
    raw = ["" if one is None else float(one) for one in said]  # a month without a year leaves the year empty
    found[YEAR] = Column(item, months.index, None, None, raw, read)
    return found
