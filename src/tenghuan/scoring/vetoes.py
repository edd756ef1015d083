"""What vetoes do to a grade, worked out once per distinct text of the veto column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tenghuan.scoring.scheme import Scheme, Track, VetoAction

NO_TRACK = -1


def codes(text: str | None) -> tuple[str, ...]:
    """The codes in a veto cell, in its order; full-width separators count as the half-width one."""
    return tuple(dict.fromkeys(part for part in re.split(r"[;；、,，\s]+", text or "") if part))


def after(action: VetoAction, place: int, last: int) -> int:
    """The place of the grade (0 the best, ``last`` the worst) after one veto on a row graded ``place``."""
    if action == "D":
        return last
    if action == "down_one":
        return min(place + 1, last)
    return min(max(place, 1 if action == "not_A" else 2), last)


@dataclass(frozen=True)
class Outcome:
    """Where a row ends, and the veto that put it there ("" if none changed the grade)."""

    place: int
    code: str


def outcome(text: str | None, place: int, track: Track) -> Outcome:
    """The worst of a row's vetoes holds; of several that end alike the first in the cell is named.

    Raises:
        KeyError: a code that the track does not list.
    """
    worst = Outcome(place, "")
    for code in codes(text):
        to = after(track.vetoes[code], place, len(track.grades) - 1)
        if to > worst.place:
            worst = Outcome(to, code)
    return worst


@dataclass(frozen=True)
class Outcomes:
    """What may become of rows.

    ``ends`` are (track's name, grade, basis); ``first`` is, per track number and text of vetoes ("" for none), the
    place in ``ends`` for the best grade by rank, those for the next grades follow. Rows of no track are at 0.
    """

    first: dict[tuple[int, str], int]
    ends: list[tuple[str | None, str | None, str]]


def outcomes(texts: Iterable[tuple[int, str]], scheme: Scheme) -> Outcomes:
    """The outcomes of the veto texts that occur, each with its track number, and of rows without one."""
    found = Outcomes({(NO_TRACK, ""): 0}, [(None, None, "no track")])
    for no, text in sorted({*texts, *((no, "") for no in range(len(scheme.tracks)))}):
        track = scheme.tracks[no]
        found.first[no, text] = len(found.ends)
        for place in range(len(track.grades)):
            end = outcome(text, place, track)
            basis = f"veto:{end.code}" if end.code else "rank"
            found.ends.append((track.name, track.grades[end.place].grade, basis))
    return found
