"""The map: towns of a county, or counties of a city or province, where they lie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum
from django.urls import reverse

from tenghuan.apps.cockpit import outline
from tenghuan.apps.cockpit.sections.grades import newest
from tenghuan.apps.cockpit.sight import Sight
from tenghuan.apps.evaluation.models import Graded
from tenghuan.apps.organization.models import Region, Unit
from tenghuan.apps.plans import ranking as ranks
from tenghuan.apps.plans.queries import town_rows
from tenghuan.apps.plans.wording import LAMPS
from tenghuan.apps.remediation.models import Case, State

OUTSIDE = (State.FOUND, State.DROPPED)  # no case yet, or none at all
BEST = 2  # grades that count as good: the first two of the list


@dataclass
class Part:
    """A town or county: its lamps, its cases, land freed, enterprises of the first two grades; where it lies."""

    code: str
    name: str
    address: str
    lamps: Counter[str] = field(default_factory=Counter)
    cases: int = 0
    closed: int = 0
    land: Decimal = Decimal(0)
    graded: int = 0
    good: int = 0
    row: int = 0
    column: int = 0
    shape: Mapping[str, Any] | None = None
    by_cases: bool = False  # where no part of the region has a lamp that is lit

    @property
    def standing(self) -> ranks.Standing:
        """Its lamps as a line of a ranking."""
        return ranks.Standing(self.name, dict(self.lamps))

    @property
    def shown(self) -> list[tuple[str, int]]:
        """Its lamps in order, those that nothing shows left out."""
        return [(lamp, self.lamps[lamp]) for lamp in LAMPS if self.lamps[lamp]]

    @property
    def share(self) -> float | None:
        """What its shade goes by: the share of its items on time, or of its cases closed out."""
        if self.by_cases:
            return self.closed / self.cases if self.cases else None
        return self.standing.good

    @property
    def heat(self) -> int:
        """0 (nothing known) to 5."""
        return 0 if self.share is None else 1 + min(4, int(self.share * 5))

    @property
    def best(self) -> float | None:
        """The share of its graded enterprises in the first two grades."""
        return self.good / self.graded if self.graded else None


def tiles(sight: Sight) -> Mapping[str, Any]:
    """Return the parts of the region with where they lie, as tiles and, where an outline was given, as shapes."""
    level = outline.below(sight.region.level)
    found = Region.objects.filter(path__startswith=sight.region.path, level=level).order_by("code")
    with_plan = {plan.region.code for plan in sight.plans}
    regions = [one for one in found if sight.one or one.code in with_plan]
    parts = {one.code: Part(one.code, one.name, _address(sight, one)) for one in regions}
    (_of_towns if sight.one else _of_counties)(sight, parts)
    lit = any(part.standing.lit for part in parts.values())
    for part in parts.values():
        part.by_cases = not lit
    _cases(sight, parts)
    _grades(sight, parts)
    return {"parts": list(parts.values()), "lit": lit, **_laid(sight, parts)}


def _address(sight: Sight, region: Region) -> str:
    if sight.one:
        return f"{reverse('cases:list')}?town={region.pk}"
    return f"{reverse('cockpit:wall')}?region={region.code}"


def _laid(sight: Sight, parts: Mapping[str, Part]) -> dict[str, Any]:
    told = sight.layout.tiles if sight.layout is not None else {}
    places, guessed = outline.laid(list(parts), told or outline.shipped(sight.region.code))
    for code, (row, column) in places.items():
        parts[code].row, parts[code].column = row, column
    drawn = sight.layout.outline if sight.layout is not None else {}
    for code, shape in (drawn.get("shapes") or {}).items():
        if code in parts:
            parts[code].shape = shape
    return {
        "rows": max((row for row, _column in places.values()), default=0) + 1,
        "columns": max((column for _row, column in places.values()), default=0) + 1,
        "guessed": guessed,
        "outline": drawn,
        "undrawn": [part.name for part in parts.values() if drawn and part.shape is None],
    }


def _of_towns(sight: Sight, parts: Mapping[str, Part]) -> None:
    """Count the lamps of what the plan breaks down to towns."""
    units = Unit.objects.filter(region__path__startswith=sight.region.path).values_list("pk", "region__code")
    lies_in = dict(units)
    for row in town_rows(sight.plans):
        if row.lead and (part := parts.get(lies_in.get(row.lead[0].pk, ""))):
            part.lamps[row.standing.lamp] += 1


def _of_counties(sight: Sight, parts: Mapping[str, Part]) -> None:
    for row in sight.rows:
        parts[row.item.plan.region.code].lamps[row.standing.lamp] += 1


def _cases(sight: Sight, parts: Mapping[str, Part]) -> None:
    key = "town__code" if sight.one else "county__code"
    rows = Case.objects.visible_to(sight.viewer).filter(county__path__startswith=sight.region.path, retired_on=None)
    rows = rows.exclude(state__in=OUTSIDE).order_by()
    for code, state, n, land in rows.values_list(key, "state").annotate(n=Count("pk"), land=Sum("actual_land")):
        if (part := parts.get(code)) is None:
            continue
        part.cases += n
        if state == State.CLOSED:
            part.closed, part.land = part.closed + n, part.land + (land or 0)


def _grades(sight: Sight, parts: Mapping[str, Part]) -> None:
    runs = [run.pk for run in newest(sight).values()]
    if not runs:
        return
    key = "enterprise__town__code" if sight.one else "run__county__code"
    rows = Graded.objects.visible_to(sight.viewer).filter(run__in=runs).exclude(track="").order_by()
    found = list(rows.values_list(key, "grade").annotate(n=Count("pk")))
    best = sorted({grade for _code, grade, _n in found if grade})[:BEST]
    for code, grade, n in found:
        if part := parts.get(code):
            part.graded += n
            part.good += n if grade in best else 0
