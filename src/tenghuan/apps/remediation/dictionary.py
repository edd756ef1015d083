"""What a county calls things and may choose from: its plan's parameters, else the default dictionary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from tenghuan.apps.kit.parameters import parameter

DATA = Path(__file__).parent / "data" / "routes.yaml"
# the ways of clearing up an enterprise, and those of renewing land
ROUTES = ("disposal_routes", "renewal_routes")


@dataclass(frozen=True)
class Step:
    """One step of the county's closed loop: its name and the states that belong to it."""

    name: str
    states: tuple[str, ...]


@cache
def _defaults() -> dict[str, Any]:
    return dict(yaml.safe_load(DATA.read_text(encoding="utf-8")))


def _own(county: Any, key: str) -> list[dict[str, Any]]:
    try:
        found = parameter(county, key, timezone.localdate()).value
    except KeyError:
        return []
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def routes(case: Any) -> Sequence[str]:
    """Return the ways in which a case may be disposed of: the county's own that fit it, else the default ones.

    A way may be for enterprises in parks only (``park``), for one side of the boundary (``line``), or for the case's
    lists (``lists``).
    """
    own = [row for key in ROUTES for row in _own(case.county, key)]
    return list(dict.fromkeys(row["name"] for row in own if _fits(row, case))) or _defaults()["default"]


def renewals(county: Any) -> Sequence[str]:
    """Return the county's own ways of renewing land and old industrial blocks, none where its plan names none."""
    return [row["name"] for row in _own(county, "renewal_routes")]


def _fits(row: Mapping[str, Any], case: Any) -> bool:
    wanted = split(row.get("lists", ""))
    return (
        (not row.get("park") or case.in_park)
        and (not row.get("line") or row["line"] == case.line)
        and (not wanted or bool(set(wanted) & set(split(case.lists))))
    )


def split(text: str) -> list[str]:
    """Return the words of a text that 、 or commas part."""
    return [word.strip() for word in text.replace("，", "、").replace(",", "、").split("、") if word.strip()]


def evidence(case: Any) -> Sequence[str]:
    """Return the kinds of evidence that a close-out by the case's way needs, photos before and after among them."""
    own = [row["kind"] for row in _own(case.county, "disposal_evidence") if row.get("route") == case.route]
    return [*photos(), *(own or _defaults()["routes"].get(case.route, ()))]


def held_to_lines(case: Any) -> bool:
    """Tell whether the enterprise goes on producing, so that its close-out must meet the county's lines."""
    return case.route in _defaults()["held_to_lines"]


def photos() -> Sequence[str]:
    """Return the kinds of the photos before and after."""
    return list(_defaults()["photos"])


def words(county: Any) -> Mapping[str, str]:
    """Return the county's own words for states and steps (``remediation_words`` of its pack); read once a region."""
    found: Mapping[str, str] | None = getattr(county, "_remediation_words", None)
    if found is None:
        found = {row["code"]: row["name"] for row in _own(county, "remediation_words")}
        county._remediation_words = found
    return found


def one_region(cases: Sequence[Any]) -> Sequence[Any]:
    """Let the cases of a list share one region each, so that its words are read once."""
    shared: dict[int, Any] = {}
    for case in cases:
        case.county = shared.setdefault(case.county_id, case.county)
    return cases


def steps(county: Any) -> Sequence[Step]:
    """Return the steps of the county's closed loop in order (``remediation_steps``), else the default ones."""
    own = _own(county, "remediation_steps") or _defaults()["steps"]
    return [Step(row["name"], tuple(split(row["states"]))) for row in own if row.get("states")]


def fields() -> Mapping[str, Sequence[str]]:
    """Return the fields of the joint review, each with what its department's name contains."""
    return dict(_defaults()["fields"])


def lists() -> Sequence[str]:
    """Return the lists that a case may stand on."""
    return list(_defaults()["lists"])
