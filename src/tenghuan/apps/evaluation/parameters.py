"""Time limits, holidays, names of vetoes and default policies: data, with the county's own parameters on top."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db.models import Q

from tenghuan.apps.evaluation.models import LOCAL_NOTE
from tenghuan.apps.organization.models import Region
from tenghuan.apps.plans.models import Parameter
from tenghuan.plan import default_parameters

DATA = Path(__file__).parent / "data"
LOCAL = "local"


@dataclass(frozen=True)
class Found:
    """A parameter that holds: its number, where it comes from, and the words that must stand beside it."""

    value: int
    source: str
    note: str


@cache
def _data(name: str) -> Any:
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


def parameter(county: Region, key: str, day: date) -> Found:
    """Return a whole-number parameter of a county on a day: its plan's own, else the default; KeyError if unknown."""
    after = Q(effective_from=None) | Q(effective_from__lte=day)
    own = Parameter.objects.filter(
        after,
        Q(effective_until=None) | Q(effective_until__gte=day),
        plan__region=county,
        plan__is_current=True,
        key=key,
    ).order_by("effective_from")
    if row := own.last():
        return Found(int(row.value), row.source or row.plan.title, LOCAL_NOTE if row.status == LOCAL else "")
    for item in default_parameters():
        if item.key == key and item.valid_on(day):
            source = "、".join(s.document or s.section for s in item.sources)
            # another county's figure is no rule here, however public
            return Found(int(str(item.value)), source, LOCAL_NOTE)
    row = next(row for row in _data("procedure") if row["key"] == key)
    return Found(row["value"], row["source"], LOCAL_NOTE)


@dataclass(frozen=True)
class Calendar:
    """Days off besides weekends, weekend days that are worked, and the years of which both are known."""

    off: frozenset[date]
    work: frozenset[date]
    years: frozenset[int]


@cache
def calendar() -> Calendar:
    """Return the holidays that ship with the product (``data/holidays.yaml``, each year with its notice)."""
    off: set[date] = set()
    for year in _data("holidays"):
        for span in year["rest"]:
            first, last = (date.fromisoformat(end) for end in span.split(".."))
            off.update(first + timedelta(days=n) for n in range((last - first).days + 1))
    work = {day for year in _data("holidays") for day in year["work"]}
    return Calendar(frozenset(off), frozenset(work), frozenset(year["year"] for year in _data("holidays")))


def veto_names() -> dict[str, str]:
    """Return veto code → Chinese name."""
    return dict(_data("vetoes"))


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
