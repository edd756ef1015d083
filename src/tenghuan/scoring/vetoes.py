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


def outside_outcome(text: str | None, grade: str, track: Track) -> tuple[str, str]:
    """Grade and basis of a row graded beside the ranking.

    Where its grade is one of the ladder, vetoes act as on a ranked row; on a class of its own only ``D`` does.
    """
    names = [each.grade for each in track.grades]
    if grade in names:
        end = outcome(text, names.index(grade), track)
        return names[end.place], f"veto:{end.code}" if end.code else f"outside:{grade}"
    last = next((code for code in codes(text) if track.vetoes[code] == "D"), None)
    return (names[-1], f"veto:{last}") if last else (grade, f"outside:{grade}")


@dataclass(frozen=True)
class Outcomes:
    """What may become of rows.

    ``ends`` are (track's name, grade, basis); ``first`` is, per track number and text of vetoes ("" for none), the
    place in ``ends`` of the first of the track's, those for its other ``places`` follow. Rows of no track are at 0.
    """

    first: dict[tuple[int, str], int]
    ends: list[tuple[str | None, str | None, str]]


def ladder_places(track: Track) -> int:
    """How many outcomes rank and conditions have together: place by rank × number of grades + place with conditions."""
    count = len(track.grades)
    return count * count if any(grade.require for grade in track.grades) else count


def _ends(text: str, track: Track) -> list[tuple[str | None, str | None, str]]:
    """What becomes of rows with a text of vetoes: by place in the ladder, then by rule of ``Track.outside``."""
    count = len(track.grades)
    wide = ladder_places(track) > count
    steps = [(by_rank, place) for by_rank in range(count) for place in range(count)] if wide else [
        (place, place) for place in range(count)
    ]  # fmt: skip
    found: list[tuple[str | None, str | None, str]] = []
    for by_rank, place in steps:
        end = outcome(text, place, track)
        held = f"require:{track.grades[by_rank].grade}" if place != by_rank else "rank"
        found.append((track.name, track.grades[end.place].grade, f"veto:{end.code}" if end.code else held))
    return found + [(track.name, *outside_outcome(text, one.grade, track)) for one in track.outside]


def outcomes(texts: Iterable[tuple[int, str]], scheme: Scheme) -> Outcomes:
    """The outcomes of the veto texts that occur, each with its track number, and of rows without one."""
    found = Outcomes({(NO_TRACK, ""): 0}, [(None, None, "no track")])
    for no, text in sorted({*texts, *((no, "") for no in range(len(scheme.tracks)))}):
        found.first[no, text] = len(found.ends)
        found.ends.extend(_ends(text, scheme.tracks[no]))
    return found
