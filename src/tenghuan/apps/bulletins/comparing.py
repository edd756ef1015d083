"""Two editions of a bulletin beside each other, sign by sign, with the figures in place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from tenghuan.apps.bulletins.models import Edition
from tenghuan.publishing.telling import figures, fill

# a number, a latin word or one sign at a time: a figure changes as a whole
_PIECES = re.compile(r"\d+(?:\.\d+)?%?|[A-Za-z]+|.", re.S)
MOST = 4000  # pieces of a part that are compared piece by piece; longer ones line by line


@dataclass(frozen=True)
class Piece:
    """A stretch of text: ``kind`` same, gone or new."""

    kind: str
    text: str


@dataclass(frozen=True)
class Compared:
    """A part of both editions: its heading, the stretches in order, whether anything differs."""

    heading: str
    pieces: list[Piece]

    @property
    def differs(self) -> bool:
        """Whether the two differ here."""
        return any(piece.kind != "same" for piece in self.pieces)


def compared(one: Edition, other: Edition) -> list[Compared]:
    """Return the title and every part of two editions, the earlier one first, in the order of the later one."""
    first, second = _read(one), _read(other)
    found = [Compared(_("标题"), differences(one.title, other.title))]
    for key, (heading, text) in second.items():
        found.append(Compared(heading, differences(first.get(key, ("", ""))[1], text)))
    found += [Compared(heading, differences(text, "")) for key, (heading, text) in first.items() if key not in second]
    return found


def _read(edition: Edition) -> dict[str, tuple[str, str]]:
    known = figures(edition.told)
    return {part.key: (part.heading or _("开头"), fill(part.text, known)) for part in edition.written}


def differences(before: str, after: str) -> list[Piece]:
    """Return the stretches that lead from one text to the other."""
    a, b = _PIECES.findall(before), _PIECES.findall(after)
    if max(len(a), len(b)) > MOST:
        a, b = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: list[Piece] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(a[a1:a2])))
            continue
        if a2 > a1:
            found.append(Piece("gone", "".join(a[a1:a2])))
        if b2 > b1:
            found.append(Piece("new", "".join(b[b1:b2])))
    return found
