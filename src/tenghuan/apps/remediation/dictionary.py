"""What a county calls things and may choose from: its plan's parameters, else the default dictionary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from tenghuan.apps.kit.parameters import parameter

DATA = Path(__file__).parent / "data" / "routes.yaml"


@cache
def _defaults() -> dict[str, Any]:
    return dict(yaml.safe_load(DATA.read_text(encoding="utf-8")))


def _own(county: Any, key: str) -> list[dict[str, Any]]:
    try:
        found = parameter(county, key, timezone.localdate()).value
    except KeyError:
        return []
    return found if isinstance(found, list) else []


def routes(case: Any) -> Sequence[str]:
    """Return the ways in which a case may be disposed of: the county's own, else the default ones."""
    own = [row["name"] for row in _own(case.county, "disposal_routes") if isinstance(row, dict)]
    return own or _defaults()["default"]


def evidence(case: Any) -> Sequence[str]:
    """Return the kinds of evidence that a close-out by the case's way needs, photos before and after among them."""
    return [*_defaults()["photos"], *_defaults()["routes"].get(case.route, ())]


def words(county: Any) -> Mapping[str, str]:
    """Return the county's own words for states and steps (``remediation_words`` of its pack)."""
    return {row["code"]: row["name"] for row in _own(county, "remediation_words") if isinstance(row, dict)}


def fields() -> Mapping[str, Sequence[str]]:
    """Return the fields of the joint review, each with what its department's name contains."""
    return dict(_defaults()["fields"])


def lists() -> Sequence[str]:
    """Return the lists that a case may stand on."""
    return list(_defaults()["lists"])
