"""What vetoes do to a grade, worked out once per distinct text of the veto column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tenghuan.scoring.scheme import Scheme, Track, VetoAction

NO_TRACK = -1
# of the table that ``outcomes`` makes, in words that both engines understand
OUTCOME_COLUMNS = "of_track tinyint, of_veto string, of_place tinyint, track string, grade string, basis string"


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


def outcomes(texts: Iterable[tuple[int, str]], scheme: Scheme) -> list[tuple[int | str | None, ...]]:
    """What becomes of a row: its track's name, its grade and the basis of it.

    One row for every (track, text of vetoes, grade by rank) that may occur; rows without a veto have the text "", rows
    of no track the track and the grade ``NO_TRACK``.
    """
    rows: list[tuple[int | str | None, ...]] = [(NO_TRACK, "", NO_TRACK, None, None, "no track")]
    for no, text in sorted({*texts, *((no, "") for no in range(len(scheme.tracks)))}):
        track = scheme.tracks[no]
        for place in range(len(track.grades)):
            found = outcome(text, place, track)
            basis = f"veto:{found.code}" if found.code else "rank"
            rows.append((no, text, place, track.name, track.grades[found.place].grade, basis))
    return rows
