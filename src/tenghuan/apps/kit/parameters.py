"""Numbers that a procedure runs by (days, bounds): the county's own, else the default, each with its source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from tenghuan.apps.organization.models import Region
from tenghuan.plan import default_parameters
from tenghuan.plan.parameters import LOCAL_NOTE


@dataclass(frozen=True)
class Found:
    """A parameter that holds: its value, where it comes from, and the words that must stand beside it."""

    value: Any
    source: str
    note: str = ""

    @property
    def number(self) -> Decimal:
        """The value as a number."""
        return Decimal(str(self.value))

    @property
    def days(self) -> int:
        """The value as whole days."""
        return int(self.number)


Own = Callable[[Region, str, date], "Found | None"]
_own: list[Own] = []
_defaults: dict[str, dict[str, Any]] = {}


def provide(own: Own) -> None:
    """Let an app above answer first (the county's plan pack); called in ``AppConfig.ready``."""
    _own.append(own)


def declare(path: Path) -> None:
    """Take the defaults of a business from a YAML list of ``{key, name, value, unit, source, status}``."""
    for row in yaml.safe_load(path.read_text(encoding="utf-8")):
        if _defaults.setdefault(row["key"], row) != row:
            raise ValueError(f"{path}: parameter {row['key']} is declared twice")


def declared() -> dict[str, dict[str, Any]]:
    """Return every declared default by key."""
    return dict(_defaults)


def parameter(county: Region, key: str, day: date) -> Found:
    """Return a parameter of a county on a day: its plan's own, else the plan default, else the declared one.

    Raises:
        KeyError: no one knows the key.
    """
    for own in _own:
        if (found := own(county, key, day)) is not None:
            return found
    for item in default_parameters():
        if item.key == key and item.valid_on(day):
            source = "、".join(s.document or s.section for s in item.sources)
            # another county's figure is no rule here, however public
            return Found(item.value, source, LOCAL_NOTE)
    row = _defaults[key]
    return Found(row["value"], row["source"], LOCAL_NOTE if row.get("status") == "local" else "")
