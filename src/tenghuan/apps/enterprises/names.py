"""Former names as people write them: several in one cell."""

from __future__ import annotations

import re

BETWEEN = "；"
_BETWEEN = re.compile(r"[;；、\r\n]+")


def names_in(text: str | None) -> set[str]:
    """Return the names that a cell holds."""
    return {name.strip() for name in _BETWEEN.split(text or "") if name.strip()}
