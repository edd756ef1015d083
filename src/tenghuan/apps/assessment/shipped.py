"""The schemes that counties begin with: data with a source, equal weights where no document says more."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tenghuan.apps.assessment import drawing
from tenghuan.apps.organization.models import Region

FOLDER = Path(__file__).parent / "data" / "schemes"
COUNTIES = Path(__file__).parent / "data" / "counties.yaml"


@dataclass(frozen=True)
class Default:
    """A scheme to begin with: its text, on what it stands, how months are added up."""

    text: str
    source: str
    adding: str


@cache
def _counties() -> dict[str, Any]:
    return dict(yaml.safe_load(COUNTIES.read_text(encoding="utf-8")))


def default(region: Region, kind: str) -> Default:
    """Return the scheme that a region begins with for a kind of objects, with the region's own source."""
    text = (FOLDER / f"{kind}.yaml").read_text(encoding="utf-8")
    told = _counties()
    own = told["regions"].get(region.code, {})
    return Default(text, own.get("source", told["source"]), own.get("adding", told["adding"]))


def keys() -> list[tuple[str, str]]:
    """Return what figures may be drawn from: key and words."""
    return [*((key, str(words)) for key, (words, _source) in drawing.SOURCES.items())]
