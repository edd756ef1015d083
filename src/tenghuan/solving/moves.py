"""The three kinds of move: closing an enterprise, uplifting it, putting a project into production."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from tenghuan.solving.model import Enterprise, Measures, Move

TOUCHED = ("jobs", "tax", "land_mu")  # what closing an enterprise touches


def closing(enterprise: Enterprise, touched: Sequence[str] = TOUCHED, freed: Mapping[str, str] | None = None) -> Move:
    """Close an enterprise: all it adds to the measures goes.

    Args:
        enterprise: who.
        touched: keys of its measures that count against limits.
        freed: key of a measure → key of the sum it is added to, such as ``{"energy_tce": "freed_tce"}``.
    """
    changes = {key: -value for key, value in enterprise.measures.items()}
    for key, into in (freed or {}).items():
        if key in enterprise.measures:
            changes[into] = changes.get(into, Fraction(0)) + enterprise.measures[key]
    used = {key: enterprise.measures[key] for key in touched if enterprise.measures.get(key, 0) > 0}
    return Move(enterprise.key, enterprise.name, enterprise.town, "close", changes, used)


def uplifting(enterprise: Enterprise, gains: Measures, touched: Measures | None = None) -> Move:
    """Uplift an enterprise: its measures change by ``gains`` (an output gained is above zero, energy saved below)."""
    return Move(enterprise.key, enterprise.name, enterprise.town, "uplift", dict(gains), dict(touched or {}))


def project(key: str, name: str, town: str, adds: Measures, touched: Measures | None = None) -> Move:
    """Put a project into production: it adds to the measures."""
    return Move(key, name, town, "project", dict(adds), dict(touched or {}))
