"""Parameters of the review, as data beside the code."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True)
class ReviewSettings:
    """See ``review.yaml`` for what each means."""

    sure_at_least: float


@cache
def review_settings() -> ReviewSettings:
    """The parameters that ship with the product."""
    return ReviewSettings(**yaml.safe_load((Path(__file__).parent / "review.yaml").read_text(encoding="utf-8")))
