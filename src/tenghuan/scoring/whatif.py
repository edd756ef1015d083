"""Another scheme on the same facts: who moves. Nothing that was run is touched."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import compress
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from tenghuan.errors import InputFault
from tenghuan.scoring.columns import INDICATORS
from tenghuan.scoring.facts import Facts
from tenghuan.scoring.result import ROW_GROUP, evaluate
from tenghuan.scoring.scheme import Scheme
from tenghuan.scoring.schemefaults import SchemeFault, located

_KEEP: Literal["keep"] = "keep"


@dataclass(frozen=True)
class Move:
    """A row whose track, rank or grade differs; ``None`` where the row has none."""

    uscc: str
    name: str | None
    track: tuple[str | None, str | None]
    score: tuple[float | None, float | None]
    rank: tuple[int | None, int | None]
    grade: tuple[str | None, str | None]


@dataclass(frozen=True)
class WhatIf:
    """``moves`` are the rows that differ, in the facts' order; ``flows`` counts rows by grade before and after.

    ``by_track`` counts the same by the track that a row is in afterwards.
    """

    before: Scheme
    after: Scheme
    moves: tuple[Move, ...]
    flows: dict[tuple[str | None, str | None], int]
    by_track: dict[str | None, dict[tuple[str | None, str | None], int]]

    @property
    def regraded(self) -> tuple[Move, ...]:
        """The rows whose grade differs."""
        return tuple(move for move in self.moves if move.grade[0] != move.grade[1])


def with_changes(
    scheme: Scheme,
    track: str,
    *,
    weights: Mapping[str, Decimal] | None = None,
    benchmarks: Mapping[str, Decimal | Literal["mean"]] | None = None,
    shares: Mapping[str, Decimal] | None = None,
    cap: Decimal | Literal["keep"] | None = _KEEP,
) -> Scheme:
    """The scheme with weights, benchmarks, shares (``upto`` by grade) or the cap of one track changed.

    Raises:
        InputFault: no such track, indicator or grade.
        SchemeFault: the result is no valid scheme; every fault with its place.
    """
    data = _opened(scheme)
    found = next((part for part in data["tracks"] if part["name"] == track), None)
    if found is None:
        raise InputFault(f"方案没有类别“{track}”", remedy=f"可用：{'、'.join(part.name for part in scheme.tracks)}")
    _set(found["criteria"], "key", "weight", weights or {})
    _set(found["criteria"], "key", "benchmark", benchmarks or {})
    for part in found["criteria"]:
        if part["key"] in (benchmarks or {}):
            part["normalise"] = None
    _set(found["grades"], "grade", "upto", shares or {})
    if cap != _KEEP:
        found["cap"] = cap
    try:
        return Scheme.model_validate(data)
    except ValidationError as error:
        raise SchemeFault("改后的方案", located(error, data)) from error


def _opened(scheme: Scheme) -> dict[str, Any]:
    """The scheme's data down to what may be changed; the rest stays as it was checked."""

    def parts(model: BaseModel) -> dict[str, Any]:
        return {name: getattr(model, name) for name in model.model_fields_set}

    tracks = []
    for track in scheme.tracks:
        lists = {"criteria": [*map(parts, track.criteria)], "grades": [*map(parts, track.grades)]}
        tracks.append({**parts(track), **lists})
    return {**parts(scheme), "tracks": tracks}


def _set(parts: Any, name: str, field: str, values: Mapping[str, Any]) -> None:
    known = {part[name] for part in parts}
    for key, value in values.items():
        if key not in known:
            raise InputFault(f"该类别没有“{_said(key)}”", remedy=f"可用：{'、'.join(map(_said, sorted(known)))}")
        next(part for part in parts if part[name] == key)[field] = value


def _said(key: str) -> str:
    return f"{INDICATORS[key].title}（{key}）" if key in INDICATORS else key


def what_if(facts: Facts, scheme: Scheme, changed: Scheme) -> WhatIf:
    """Compare the lists that two schemes give on the same facts; rows of the year before are not in them.

    Raises:
        InputFault: as ``evaluate``.
    """
    columns = ["uscc", "name", "track", "score", "rank", "grade"]
    before, after = (evaluate(facts, one).table.select(columns).to_pylist() for one in (scheme, changed))
    moves: list[Move] = []
    flows: Counter[tuple[str | None, str | None]] = Counter()
    by_track: defaultdict[str | None, Counter[tuple[str | None, str | None]]] = defaultdict(Counter)
    for old, new in compress(zip(before, after, strict=True), _counted(facts, changed)):
        step = (old["grade"], new["grade"])
        flows[step] += 1
        by_track[new["track"]][step] += 1
        if any(old[key] != new[key] for key in ("track", "rank", "grade")):
            pairs = {key: (old[key], new[key]) for key in ("track", "score", "rank", "grade")}
            moves.append(Move(uscc=old["uscc"], name=old["name"], **pairs))
    return WhatIf(scheme, changed, tuple(moves), dict(flows), {track: dict(n) for track, n in by_track.items()})


def _counted(facts: Facts, scheme: Scheme) -> Iterator[bool]:
    """Whether each row is one that the scheme judges: of its year, where it looks back to the one before."""
    for part in facts.slices(("year",), ROW_GROUP):
        yield from (not scheme.looks_back or year == scheme.year for year in part["year"].to_pylist())
