"""Columns of figures as the county prints them: the same decimals all the way down (methodology2 §14.9)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tenghuan.publishing.tables import Column


def figures(
    key: str, label: str, unit: str = "", digits: int = 2, of: Callable[[Any], Decimal | None] | None = None
) -> Column:
    """Return a column of a number in so many decimals.

    Args:
        of: row → the number; by default what the row has under the key.
    """
    return Column(key, label, unit, kind="number", digits=digits, value=of, fixed=True)
