"""The one normal form of a log-in name: whoever types it, however it is spelled, it is counted and found as one."""

from __future__ import annotations

import unicodedata

LONGEST = 50


def normal_name(told: object) -> str:
    """Return the name in half-width lower case without blanks at its ends, at most 50 characters; "" for none."""
    found = unicodedata.normalize("NFKC", "" if told is None else str(told))
    kept = "".join(sign for sign in found if unicodedata.category(sign)[0] != "C")
    return kept.strip().casefold()[:LONGEST]
