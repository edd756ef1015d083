"""GB/T 4754—2017《国民经济行业分类》: sections (letter), divisions (2 digits), groups (3) and classes (4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from tenghuan.reference.tables import rows

IndustryLevel = Literal["section", "division", "group", "class"]

_LEVELS: dict[int, IndustryLevel] = {2: "division", 3: "group", 4: "class"}
_CODE = re.compile(r"([A-T]?)(\d{2,4})?")


@dataclass(frozen=True, slots=True)
class Industry:
    """One entry: ``code`` is a section's letter or the digits alone, ``section`` the letter it belongs to."""

    code: str
    name: str
    section: str
    level: IndustryLevel

    @property
    def parent(self) -> str:
        """Code of the entry above, "" for a section."""
        if self.level == "section":
            return ""
        return self.section if self.level == "division" else self.code[:-1]

    @property
    def full_code(self) -> str:
        """Code with the section's letter before it, as statistics write it: C3854."""
        return self.code if self.level == "section" else self.section + self.code


@cache
def industries(level: IndustryLevel | None = None) -> tuple[Industry, ...]:
    """Return the whole table in the standard's order, or the entries of one level."""
    if level is not None:
        return tuple(entry for entry in industries() if entry.level == level)
    return tuple(
        Industry(r["code"], r["name"], r["section"], _LEVELS.get(len(r["code"]), "section")) for r in rows("industries")
    )


@cache
def _by_code() -> dict[str, Industry]:
    return {entry.code: entry for entry in industries()}


def industry(code: str) -> Industry | None:
    """Return the entry for a code as workbooks write it, or None if the table has no such entry.

    Accepts a section letter, 2 to 4 digits, or both (``C3854``, ``c38``); spaces around are ignored.
    A letter that is not the section of the digits makes the code unknown.
    """
    match = _CODE.fullmatch(code.strip().upper())
    if match is None:
        return None
    letter, digits = match.groups()
    found = _by_code().get(digits or letter)
    return found if found is None or letter in ("", found.section) else None


def division(code: str) -> Industry | None:
    """Return the division (大类, 2 digits) that a code of 2 to 4 digits belongs to; None if unknown."""
    entry = industry(code)
    if entry is None or entry.level == "section":
        return None
    return _by_code()[entry.code[:2]]
