"""Promises of standard land against facts: each "at least"; the worst decides (methodology2 §21)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Kept:
    """One promise: what was promised, what there is (None: not told yet)."""

    key: str
    promised: Decimal
    actual: Decimal | None

    @property
    def ratio(self) -> Decimal | None:
        """What there is in per cent of what was promised."""
        return None if self.actual is None else self.actual * 100 / self.promised


def worst(promises: Iterable[Kept]) -> Decimal | None:
    """Return the lowest ratio in per cent; None where a fact is missing (it may be the worst) or none was promised."""
    ratios = [one.ratio for one in promises]
    return None if not ratios or None in ratios else min(one for one in ratios if one is not None)


def lamp(ratio: Decimal | None, green: Decimal, yellow: Decimal) -> str:
    """Return the lamp of a ratio: green from ``green`` per cent, yellow from ``yellow``, else red; "" for none."""
    if ratio is None:
        return ""
    return "green" if ratio >= green else "yellow" if ratio >= yellow else "red"
