"""Grades of the enterprises' evaluation, and how they moved since the year before: only lists that were published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.cockpit import drawing
from tenghuan.apps.cockpit.sight import Sight
from tenghuan.apps.evaluation.models import Graded, Run
from tenghuan.apps.evaluation.queries.runs import by_track, earlier_final, flows
from tenghuan.apps.evaluation.states import RunState

PUBLIC = (RunState.PUBLISHED, RunState.REVIEWING, RunState.FINAL)


@dataclass(frozen=True)
class Share:
    """A grade: how many, its share of all, where its part of a bar 100 wide begins."""

    grade: str
    count: int
    start: float
    width: float


def newest(sight: Sight) -> dict[str, Run]:
    """County code → its newest list that was published."""
    runs = Run.objects.visible_to(sight.viewer).filter(county__path__startswith=sight.region.path, state__in=PUBLIC)
    found: dict[str, Run] = {}
    for run in runs.select_related("county").order_by("-year", "-frozen_at"):
        found.setdefault(run.county.code, run)
    return found


def shares(counts: Mapping[str, int]) -> list[Share]:
    """Return the grades, best first, those of no grade last."""
    total, start, found = sum(counts.values()), 0.0, []
    for grade in sorted(counts, key=lambda one: (one == "", one)):
        width = counts[grade] * 100 / total if total else 0.0
        found.append(Share(grade, counts[grade], round(start, 2), round(width, 2)))
        start += width
    return found


def _counts(lines: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for track in by_track(lines.exclude(track="")):
        for grade, n in track.grades.items():
            found[grade] = found.get(grade, 0) + n
    return found


def grades(sight: Sight) -> Mapping[str, Any]:
    """One county: how many of each grade, and the streams between two years; above it: each county's grades."""
    runs = newest(sight)
    seen = Graded.objects.visible_to(sight.viewer)
    if not sight.one:
        counties = [(run, shares(_counts(seen.filter(run=run)))) for run in runs.values()]
        without = [plan.region.name for plan in sight.plans if plan.region.code not in runs]
        return {"counties": counties, "without": without}
    run = runs.get(sight.region.code)
    if run is None:
        return {"run": None}
    lines = seen.filter(run=run)
    counts = _counts(lines)
    earlier = earlier_final(run)
    streams = drawing.flow(_named(flows(lines, earlier)), sorted(filter(None, counts))) if earlier else None
    return {
        "run": run,
        "shares": shares(counts),
        "total": sum(counts.values()),
        "earlier": earlier,
        "flow": streams,
        "address": reverse("evaluation:run", args=(run.pk,)),
    }


def _named(found: Sequence[tuple[str | None, str, int]]) -> list[tuple[str, str, int]]:
    """Return the streams with words where there was no grade; what says the same is one stream."""
    merged: dict[tuple[str, str], int] = {}
    for before, after, n in found:
        key = before or _("未参评"), after or _("未定档")
        merged[key] = merged.get(key, 0) + n
    return [(before, after, n) for (before, after), n in merged.items()]
