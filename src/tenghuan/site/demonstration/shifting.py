"""The plans of the demonstration moved to the present by whole years, so that what is due is due about now."""

from __future__ import annotations

from datetime import date
from typing import Any

from tenghuan.plan.schema import PlanPack

_YEARS = ("year", "start", "end")  # the fields of a pack that hold a calendar year


def years_to(pack: PlanPack, today: date) -> int:
    """Return by how many years the pack must move for its last year to be the present one; 0 without a last year."""
    end = pack.plan.period.end
    return 0 if end is None else today.year - end


def shifted(pack: PlanPack, years: int) -> PlanPack:
    """Return the pack with every year and date moved by ``years``; titles and document numbers stay as printed."""
    return PlanPack.model_validate(_moved(pack.model_dump(), years))


def _moved(value: Any, years: int, field: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _moved(part, years, key) for key, part in value.items()}
    if isinstance(value, list):
        return [_moved(part, years) for part in value]
    if isinstance(value, date):
        # 29 February has no namesake in most years
        return value.replace(year=value.year + years, day=min(value.day, 28) if value.month == 2 else value.day)
    return value + years if field in _YEARS and isinstance(value, int) else value
