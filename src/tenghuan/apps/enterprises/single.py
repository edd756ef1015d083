"""The facts of rows that stand alone (one record of its enterprise and year), a column at a time.

They are what :func:`merging.merge` gives for one record; most rows of most sheets are such.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np

from tenghuan.apps.enterprises.merging import QUANTUM, direct, facts_of, values_of
from tenghuan.apps.enterprises.table import Table
from tenghuan.reading.workbooks.grid import Floats, plain


def single_facts(register: str, table: Table, places: list[int]) -> dict[str, list[Any]]:
    """Return fact → values of the rows at ``places``, None where unknown, as many decimals as YearFacts keeps."""
    wanted, own = facts_of(register), direct(register)
    found = {fact: table.amounts(fact)[places] if fact in own else np.full(len(places), np.nan) for fact in wanted}
    for at in np.flatnonzero(np.any([np.isnan(values) for values in found.values()], axis=0)).tolist():
        values = values_of(register, table.row(places[at]))
        for fact in wanted:
            found[fact][at] = values.get(fact, np.nan)
    return {fact: plain(_rounded(values)) for fact, values in found.items()}


def _rounded(values: Floats) -> Floats:
    rounded = np.rint(values * 1e6) / 1e6
    for at in np.flatnonzero((rounded != values) & ~np.isnan(values)).tolist():
        # half up in decimals, as sums are rounded
        rounded[at] = Decimal(str(float(values[at]))).quantize(QUANTUM, ROUND_HALF_UP)
    return rounded


def sources_of(facts: Mapping[str, list[Any]], records: list[int]) -> list[dict[str, int]]:
    """Return, row by row, known fact → the row's record."""
    return [
        {fact: record for fact, value in zip(facts, row, strict=True) if value is not None}
        for record, row in zip(records, zip(*facts.values(), strict=True), strict=True)
    ]
