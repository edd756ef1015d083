"""A run seen as a whole: counts, distribution, flows against last year, towns, and its lines by filters."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db.models import (
    Avg,
    Case,
    Count,
    F,
    FloatField,
    IntegerField,
    Max,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Cast, Floor, Substr

from tenghuan.apps.evaluation.grading import facts_now, scheme_of
from tenghuan.apps.evaluation.models import UNDECIDED, Graded, Objection, Run
from tenghuan.apps.evaluation.states import RunState
from tenghuan.apps.evaluation.wording import UNDETERMINED
from tenghuan.scoring import AreaRank, rank_areas

BINS = 24
WIDTHS = tuple(Decimal(w) for w in ("0.5", "1", "2", "5", "10", "20", "50", "100", "500", "1000"))
CACHED_SECONDS = 3600


def runs_of(user: Any) -> QuerySet[Run]:
    """The runs that an official may see, newest first."""
    return Run.objects.visible_to(user).select_related("county", "method")


def lines_of(user: Any, run: Run) -> QuerySet[Graded]:
    """The lines of a run that an account may see."""
    return Graded.objects.visible_to(user).filter(run=run)


def earlier_final(run: Run) -> Run | None:
    """The final run of the nearest earlier year, which a list is compared with."""
    found = Run.objects.filter(county=run.county_id, state=RunState.FINAL, year__lt=run.year)
    return found.select_related("method").order_by("-year").first()


def waiting(run: Run) -> int:
    """How many objections are not decided."""
    return Objection.objects.filter(UNDECIDED, graded__run=run).count()


@dataclass(frozen=True)
class TrackCount:
    """One track: how many rows of each grade."""

    track: str
    grades: dict[str, int]

    @property
    def total(self) -> int:
        """All rows of the track."""
        return sum(self.grades.values())


def by_track(lines: QuerySet[Graded]) -> list[TrackCount]:
    """Counts of grades by track; rows of no track come last under ""."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for track, grade, n in lines.order_by().values_list("track", "grade").annotate(n=Count("pk")):
        found[track][grade] = n
    return [TrackCount(track, found[track]) for track in sorted(found, key=lambda name: (name == "", name))]


def distribution(lines: QuerySet[Graded]) -> tuple[Decimal, list[tuple[str, str, int, int]]]:
    """The scores in equal steps: (width, [(track, grade, step, how many)]), step n from n × width on."""
    scored = lines.order_by().exclude(score=None)
    ends = scored.aggregate(low=Min("score"), high=Max("score"))
    if ends["low"] is None:
        return WIDTHS[0], []
    span = ends["high"] - ends["low"]
    width = next((w for w in WIDTHS if span / w <= BINS), WIDTHS[-1])
    # the step is taken from a float on both databases: SQLite keeps decimals so
    step = Floor(Cast("score", FloatField()) / float(width), output_field=IntegerField())
    rows = scored.annotate(step=step).values_list("track", "grade", "step").annotate(n=Count("pk"))
    return width, [(track, grade, int(at), n) for track, grade, at, n in rows]


def flows(lines: QuerySet[Graded], earlier: Run) -> list[tuple[str | None, str, int]]:
    """(grade then, grade now, how many) of the evaluated; "" then: not evaluated or undetermined, None: not there."""
    then = Graded.objects.filter(run=earlier, enterprise=OuterRef("enterprise")).values("grade")[:1]
    lines = lines.order_by().exclude(track="")
    rows = lines.annotate(then=Subquery(then)).values_list("then", "grade").annotate(n=Count("pk"))
    return [(before, now, n) for before, now, n in rows]


@dataclass(frozen=True)
class TownTile:
    """A town: rows by grade, average score of the first track's rows and of all ranked rows."""

    town: str
    grades: dict[str, int]
    average: float | None

    @property
    def total(self) -> int:
        """All its rows."""
        return sum(self.grades.values())


def by_town(lines: QuerySet[Graded]) -> list[TownTile]:
    """Grades and average score by town, best average first, those without a score last, equal ones by name."""
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for town, grade, n in lines.order_by().exclude(track="").values_list("town_name", "grade").annotate(n=Count("pk")):
        grades[town][grade] = n
    means = dict(lines.order_by().exclude(score=None).values_list("town_name").annotate(mean=Avg("score")))
    tiles = [
        TownTile(town, grades[town], float(means[town]) if means.get(town) is not None else None) for town in grades
    ]
    return sorted(tiles, key=lambda tile: (tile.town == "", tile.average is None, -(tile.average or 0), tile.town))


# rows that were not evaluated come last
OUTSIDE = Case(When(track="", then=1), default=0)
BY_RANK = (OUTSIDE, "track", "group", F("rank").asc(nulls_last=True), "enterprise__uscc")


def filtered(lines: QuerySet[Graded], wanted: Mapping[str, str]) -> QuerySet[Graded]:
    """Lines by track, grade ("-": none), town, industry division and special case, in the list's order."""
    for key, column in (("track", "track"), ("town", "town_name")):
        if value := wanted.get(key, ""):
            lines = lines.filter(**{column: "" if value == UNDETERMINED else value})
    if grade := wanted.get("grade", ""):
        lines = lines.filter(grade="" if grade == UNDETERMINED else grade)
    if industry := wanted.get("industry", ""):
        lines = lines.filter(industry__startswith=industry)
    changed = wanted.get("changed", "")
    if changed == "override":
        lines = lines.exclude(grade=F("computed"))
    elif changed == "veto":
        lines = lines.filter(basis__startswith="veto:")
    elif changed == "unconfirmed":
        lines = lines.filter(confirmed_at=None).exclude(track="")
    return lines.select_related("enterprise").order_by(*BY_RANK)


def choices(lines: QuerySet[Graded]) -> dict[str, list[str]]:
    """The values that the filters offer: tracks, grades, towns, industry divisions."""
    lines = lines.order_by()

    def distinct(column: str) -> list[str]:
        return sorted(filter(None, lines.values_list(column, flat=True).distinct()))

    codes = lines.annotate(division=Substr("industry", 1, 2)).values_list("division", flat=True).distinct()
    return {
        "tracks": distinct("track"),
        "grades": distinct("grade"),
        "towns": distinct("town_name"),
        "industries": sorted(filter(None, codes)),
    }


def areas(run: Run, track: str, by: str) -> list[AreaRank]:
    """Industries, parks or towns ranked by a track's criteria; kept for as long as the list is the same."""
    key = "evaluation:areas:" + hashlib.sha256(f"{run.pk}:{run.result_digest}:{track}:{by}".encode()).hexdigest()
    found = cache.get(key)
    if found is None:
        found = rank_areas(facts_now(run), scheme_of(run), track, by)
        cache.set(key, found, CACHED_SECONDS)
    return list(found)


COLUMNS = {"town": "town_name", "park": "park", "industry_division": "division"}


def grades_by_area(run: Run, track: str, by: str) -> dict[str, dict[str, int]]:
    """Area → grade → how many enterprises of a track; whole counts, as the ranking of areas is of whole areas."""
    lines = Graded.objects.filter(run=run, track=track).order_by().annotate(division=Substr("industry", 1, 2))
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for area, grade, n in lines.values_list(COLUMNS[by], "grade").annotate(n=Count("pk")):
        found[area][grade] = n
    return dict(found)
