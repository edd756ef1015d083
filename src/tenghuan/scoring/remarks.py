"""What a person should know about a graded list and its scheme although nothing is wrong enough to stop."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from tenghuan.scoring.ladder import seats
from tenghuan.scoring.points import measure
from tenghuan.scoring.scheme import Criterion, Scheme, Track
from tenghuan.scoring.vetoes import NO_TRACK, Outcomes, ladder_places

_OF = {"mean": "平均", "max": "最大值", "min": "最小值"}
WHOLE = 100  # what weights add up to in every published method that we know


@dataclass(frozen=True)
class Remark:
    """One remark: on which track, group ("" for none) and indicator ("" for none), and what there is to know."""

    track: str
    group: str
    indicator: str
    text: str

    def __str__(self) -> str:
        group = f"［{self.group}］" if self.group else ""
        named = f" › {self.indicator}" if self.indicator else ""
        return f"{self.track}{group}{named}：{self.text}"

    def concerns(self, track: str, group: str) -> bool:
        """Whether it is on a row of this track and group."""
        return self.track == track and self.group in ("", group)


def on_scheme(scheme: Scheme) -> list[Remark]:
    """What a scheme alone gives reason to say: weights that do not add up to 100."""
    return [
        Remark(track.name, "", "", f"权重之和为 {track.total_weight.normalize():f}，不是 {WHOLE}")
        for track in scheme.tracks
        if track.total_weight != WHOLE
    ]


def dead_columns(scheme: Scheme) -> list[str]:
    """The columns of ``yardsticks`` that may measure nothing."""
    found: dict[str, None] = {}
    for criterion in (criterion for track in scheme.tracks for criterion in track.criteria):
        if criterion.yardstick:
            found[measure(criterion.yardstick, criterion.key)] = None
        if criterion.normalise:
            found |= {f"low_{criterion.key}": None, f"high_{criterion.key}": None}
    return list(found)


def dead_yardsticks(scheme: Scheme, groups: Iterable[Mapping[str, Any]]) -> list[Remark]:
    """The yardsticks that measure nothing, from the rows of ``yardsticks``, in the order of tracks and groups."""
    found: list[Remark] = []
    for row in sorted(groups, key=lambda row: (row["track_no"], row.get("group", ""))):
        if row["track_no"] == NO_TRACK:
            continue
        track, group = scheme.tracks[row["track_no"]], row.get("group", "")
        told = ((criterion.indicator.title, _dead(criterion, row)) for criterion in track.criteria)
        found += [Remark(track.name, group, title, said) for title, said in told if said]
    return found


def _dead(criterion: Criterion, row: Mapping[str, Any]) -> str:
    if criterion.normalise:
        return _without_a_gap(criterion, row)
    yard = criterion.yardstick
    if yard is None:
        return ""
    value = row[measure(yard, criterion.key)]
    name = f"组{_OF[yard.of]}" if yard.year == "this" else f"上年组{_OF[yard.of]}"
    if value is None:
        nobody = "全组无数据，" if yard.year == "this" else "没有上年数据，"
        worth = "按缺数规则计分" if yard.year == "this" else "全组记 0 分"
        return f"{nobody}{name}算不出，{worth}"
    if value > 0:
        return ""
    return f"{name}为{'负' if value < 0 else '零'}，全组记 0 分"


def _without_a_gap(criterion: Criterion, row: Mapping[str, Any]) -> str:
    low, high = row[f"low_{criterion.key}"], row[f"high_{criterion.key}"]
    if low is None or high is None:
        return "全组无数据，最小值、最大值算不出，按缺数规则计分"
    if high - low <= (abs(high) + abs(low)) * 1e-13:
        return "全组数值相同，拉不开差距，均按上端折算"
    return ""


class Tally:
    """Counts rows by group and outcome while they pass, for what can be said when all are counted."""

    def __init__(self, scheme: Scheme, outcomes: Outcomes) -> None:
        self._scheme = scheme
        self._apart = any(track.group_by for track in scheme.tracks)
        self._counts: defaultdict[str, Any] = defaultdict(lambda: np.zeros(len(outcomes.ends), dtype=np.int64))
        self._size = len(outcomes.ends)
        self._first = outcomes.first

    def add(self, outcome: Any, group: Any) -> None:
        """Count some rows: their outcomes and, side by side with them, their groups (an Arrow column)."""
        if not self._apart:
            self._counts[""] += np.bincount(outcome, minlength=self._size)
            return
        chunk = group.combine_chunks() if isinstance(group, pa.ChunkedArray) else group
        coded = chunk.fill_null("").dictionary_encode()
        places = np.from_dlpack(coded.indices).astype(np.int64) * self._size + outcome
        names = coded.dictionary.to_pylist()
        counted = np.bincount(places, minlength=len(names) * self._size).reshape(-1, self._size)
        for name, counts in zip(names, counted, strict=True):
            self._counts[name] += counts

    def overruns(self) -> list[Remark]:
        """The grades that more rows got by rank than have seats, because the last of them share a score."""
        found: list[Remark] = []
        for no, track in enumerate(self._scheme.tracks):
            for group in sorted(self._counts):
                places = self._of_track(self._counts[group], no, track)
                if places.any():
                    found += _overruns(track, group, places)
        return found

    def _of_track(self, counts: Any, no: int, track: Track) -> Any:
        """Rows of a track by place among its outcomes, all texts of vetoes together."""
        wide = ladder_places(track) + len(track.outside)
        firsts = [first for (of, _text), first in self._first.items() if of == no]
        return sum((counts[first : first + wide] for first in firsts), np.zeros(wide, dtype=np.int64))


def _overruns(track: Track, group: str, places: Any) -> list[Remark]:
    count, width = len(track.grades), ladder_places(track)
    by_rank = places[:width].reshape(count, -1).sum(axis=1)
    beside = places[width:]
    counted = sum(int(rows) for rows, one in zip(beside, track.outside, strict=True) if one.counted)
    ranked = int(by_rank.sum())
    reach = seats(track.grades, ranked, ranked + counted)
    found, before, taken = [], 0, 0
    for grade, last, rows in zip(track.grades[:-1], reach, by_rank, strict=False):
        taken += int(rows)
        if taken > max(last, before):
            own, over = max(last - before, 0), taken - max(last, before)
            said = f"{grade.grade} 档名额 {own} 个，因同分并列 {int(rows)} 家列入，超出 {over} 家"
            found.append(Remark(track.name, group, "", said))
        before = max(taken, last)
    return found
