"""Names of vetoes and default policies: data that ships with the product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data"


@cache
def _data(name: str) -> Any:
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


def veto_names() -> dict[str, str]:
    """Return veto code → Chinese name."""
    return dict(_data("vetoes"))


def veto_choices() -> list[tuple[str, str]]:
    """Return the vetoes as choices."""
    return list(veto_names().items())


@dataclass(frozen=True)
class DefaultPolicy:
    """A policy rule that a county may adopt; ``value`` None where the county must fill in its own number."""

    key: str
    policy: str
    grade: str
    consecutive_years: int
    operation: str
    unit: str
    overlap: str
    bureau: str
    basis: str
    note: str = ""
    value: Decimal | None = None
    industries: str = ""
    cycle: str = ""
    until: date | None = None


@cache
def default_policies() -> tuple[DefaultPolicy, ...]:
    """Return the rules of methodology §1.9, each with its basis."""
    return tuple(
        DefaultPolicy(**{**row, "value": Decimal(row["value"]) if row.get("value") else None})
        for row in _data("policies")
    )
