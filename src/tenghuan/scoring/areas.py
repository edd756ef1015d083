"""Industries, parks and towns ranked themselves (分行业、分区域评价)."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum

import numpy as np

from tenghuan.scoring import model
from tenghuan.scoring.columns import GROUP_COLUMNS
from tenghuan.scoring.facts import Facts
from tenghuan.scoring.members import RANKED
from tenghuan.scoring.scheme import Criterion, Scheme, Track


@dataclass(frozen=True)
class AreaRank:
    """One industry, park or town.

    ``values`` are its indicators, Σ numerator ÷ Σ denominator over its rows where both are known (None: no such row);
    ``ranks`` their ranks among the areas, ties sharing the better; ``score`` and ``rank`` are by the track's criteria,
    with the whole track's own mean as the benchmark, so that 100 points stand for the average area.
    """

    area: str
    enterprises: int
    values: dict[str, float | None]
    ranks: dict[str, int | None]
    score: float
    rank: int


def rank_areas(facts: Facts, scheme: Scheme, track: str, by: str = "town") -> list[AreaRank]:
    """Rank areas by the track's criteria over the rows of that track, best first.

    Args:
        facts: as for ``evaluate``.
        scheme: holds the track.
        track: whose population and criteria count.
        by: ``industry_division``, ``industry``, ``town`` or ``park``; rows without it form no area.

    Raises:
        InputFault: as ``evaluate``; KeyError: no such track; ValueError: no such column.
    """
    if by not in GROUP_COLUMNS:
        raise ValueError(f"by must be one of {GROUP_COLUMNS}")
    chosen = scheme.track(track)
    criteria = tuple(_against_mean(criterion) for criterion in chosen.criteria)
    grouped = chosen.model_copy(update={"group_by": by, "criteria": criteria})
    tracks = tuple(grouped if part.name == track else part for part in scheme.tracks)
    found = model.groups(facts, scheme.model_copy(update={"tracks": tracks}))
    members = [group for group in found if group.track.name == track and group.name]
    return _ranked(members, grouped) if members else []


def _against_mean(criterion: Criterion) -> Criterion:
    return criterion.model_copy(update={"benchmark": "mean", "normalise": None, "bands": None})


def _ranked(members: list[model.Group], track: Track) -> list[AreaRank]:
    shape = (len(members), len(track.criteria))
    above, below = np.full(shape, np.nan), np.full(shape, np.nan)
    for at, group in enumerate(members):
        for number in range(shape[1]):
            known = ~np.isnan(group.values[:, number])
            if known.any():
                above[at, number] = fsum(group.above[known, number])
                below[at, number] = fsum(group.below[known, number])
    values = above / below
    whole = model.Group(
        track=track,
        name="",
        rows=np.arange(shape[0]),
        uscc=("",) * shape[0],
        names=(None,) * shape[0],
        vetoes=(None,) * shape[0],
        above=above,
        below=below,
        values=values,
        adjust=np.zeros(shape[0]),
        past=np.full(shape[1], np.nan),
        aside=np.full(shape[0], RANKED),
        told={},
    )
    scores = model.group_scores(whole)
    listed = [
        AreaRank(
            area=group.name,
            enterprises=group.size,
            values={
                criterion.key: None if np.isnan(values[at, number]) else float(values[at, number])
                for number, criterion in enumerate(track.criteria)
            },
            ranks={
                criterion.key: _rank(values[:, number], at, criterion.direction)
                for number, criterion in enumerate(track.criteria)
            },
            score=float(scores[at]) / 1e4,
            rank=1 + int((scores > scores[at]).sum()),
        )
        for at, group in enumerate(members)
    ]
    return sorted(listed, key=lambda area: (area.rank, area.area))


def _rank(values: model.Floats, at: int, direction: str) -> int | None:
    if np.isnan(values[at]):
        return None
    better = values > values[at] if direction == "more" else values < values[at]
    return 1 + int(better.sum())
