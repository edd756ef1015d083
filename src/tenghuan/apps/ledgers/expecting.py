"""What is still to be freed, as the businesses above the ledgers know it: told beside what was posted, never in it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

# account, county → book → what is expected of what is under way
Source = Callable[[Any, Any], dict[str, Decimal]]
SOURCES: list[Source] = []


def expected(account: Any, county: Any) -> dict[str, Decimal]:
    """Return book → what is expected in all; a book that no source names is not there."""
    found: dict[str, Decimal] = {}
    for source in SOURCES:
        for book, amount in source(account, county).items():
            found[book] = found.get(book, Decimal(0)) + amount
    return found
