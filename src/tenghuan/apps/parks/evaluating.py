"""The evaluation of a county's parks of a year by the scheme: points by item, seats by rank, each with its working."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.organization.models import Region
from tenghuan.apps.parks.models import Park, Return, State
from tenghuan.parcels.parks import Band, placed, points
from tenghuan.plan.parameters import LOCAL_NOTE
from tenghuan.scoring.ladder import Grade, seats

SCHEME = Path(__file__).parent / "data" / "hangzhou.yaml"
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Item:
    """One item of the scheme; ``each`` and ``most`` in points, ``local`` where its points are nobody's rule."""

    category: str
    key: str
    name: str
    kind: str
    value: str
    each: Decimal = NOTHING
    most: Decimal = NOTHING
    local: bool = False


@dataclass(frozen=True)
class Scheme:
    """How parks are evaluated."""

    name: str
    source: str
    bands: tuple[Band, ...]
    items: tuple[Item, ...]
    missing: Decimal
    annual_grade: str
    stars: int
    direct: str
    grades: tuple[Grade, ...]
    count_direct: bool


def _number(told: Any) -> Decimal:
    return Decimal(str(told))


@cache
def scheme() -> Scheme:
    """Return the scheme that is shipped as a template."""
    told = yaml.safe_load(SCHEME.read_text(encoding="utf-8"))
    items = [
        Item(
            category=row["category"],
            key=row["key"],
            name=row["name"],
            kind=row["kind"],
            value=row["value"],
            each=_number(row.get("each", 0)),
            most=_number(row.get("most", 0)),
            local=row["status"] == "local",
        )
        for row in told["items"]
    ]
    grades = [
        Grade.model_validate({**row, "share": row["share"] if row["share"] == "rest" else str(row["share"])})
        for row in told["grades"]
    ]
    return Scheme(
        told["name"], told["source"], tuple(Band(_number(a), _number(b)) for a, b in told["bands"]), tuple(items),
        _number(told["missing"]["each"]), told["missing"]["annual_grade"], told["direct"]["stars"],
        told["direct"]["grade"], tuple(grades), told["count_direct"],
    )  # fmt: skip


@dataclass(frozen=True)
class Line:
    """The points of an item, and how they were reckoned."""

    item: Item
    points: Decimal
    how: str

    @property
    def note(self) -> str:
        """What must be said beside the points."""
        return LOCAL_NOTE if self.item.local else ""


@dataclass
class Result:
    """One park's points, its place and grade; ``why``: what decided other than the rank."""

    park: Park
    lines: list[Line]
    missing: int
    score: Decimal
    grade: str = ""
    why: str = ""

    @property
    def penalty(self) -> Decimal:
        """What its missing quarters cost: 0 or less; the lines and this make the score."""
        return scheme().missing * self.missing


def evaluated(account: Any, county: Region, year: int) -> list[Result]:
    """Return the results of every recognised park that runs, the best first.

    A park that was opened or recognised after the year is none of that year's.
    """
    last, today = date(year, 12, 31), timezone.localdate()
    held = Park.objects.filter(county=county, state=State.PASSED, stage=Park.Stage.RUNNING, retired_on=None)
    for day in ("opened_on", "recognised_on"):
        held = held.filter(Q(**{day: None}) | Q(**{f"{day}__lte": last}))
    parks = list(held)
    rows = Return.objects.filter(park__in=parks, year=year, retired_on=None)
    told: dict[int, dict[str, Return]] = {park.pk: {} for park in parks}
    for row in rows:
        told[row.park_id][row.term] = row
    means = _means(parks, told)
    results = [_result(park, told[park.pk], means, due(park, year, today)) for park in parks]
    _grade(results, told, over=today > last)
    seen = set(Park.objects.visible_to(account).filter(county=county).values_list("pk", flat=True))
    ordered = sorted(results, key=lambda one: (-one.score, one.park.name))
    return [one for one in ordered if one.park.pk in seen]


def due(park: Park, year: int, today: date) -> list[str]:
    """Return the quarters of a year of which a park owes a return: over by today, and not before it was opened."""
    ends = {"1": date(year, 3, 31), "2": date(year, 6, 30), "3": date(year, 9, 30), "4": date(year, 12, 31)}
    return [term for term, end in ends.items() if end < today and (park.opened_on is None or park.opened_on <= end)]


def _per_mu(park: Park, row: Return | None, name: str) -> Decimal | None:
    value = getattr(row, name) if row is not None else None
    return None if value is None else value / park.area


def _means(parks: Sequence[Park], told: dict[int, dict[str, Return]]) -> dict[str, Decimal | None]:
    """Return the mean per mu of each value that is judged by it, over the parks that told theirs."""
    found: dict[str, Decimal | None] = {}
    for item in scheme().items:
        if item.kind != "multiple":
            continue
        pairs = [(getattr(told[park.pk].get("y"), item.value, None), park.area) for park in parks]
        known = [(value, area) for value, area in pairs if value is not None]
        whole = sum((area for _value, area in known), NOTHING)
        found[item.value] = sum((value for value, _area in known), NOTHING) / whole if whole else None
    return found


def _result(park: Park, told: dict[str, Return], means: dict[str, Decimal | None], owed: Sequence[str]) -> Result:
    lines = [_line(park, item, told.get("y"), means) for item in scheme().items]
    missing = sum(1 for term in owed if term not in told)
    found = Result(park, lines, missing, NOTHING)
    found.score = sum((line.points for line in lines), found.penalty)
    return found


def _line(park: Park, item: Item, row: Return | None, means: dict[str, Decimal | None]) -> Line:
    if row is None:
        return Line(item, NOTHING, _("年报未报"))
    if item.kind == "multiple":
        value, mean = _per_mu(park, row, item.value), means[item.value]
        given = points(value, mean, scheme().bands)
        if value is None or not mean:
            return Line(item, given, _("未填"))
        how = _("亩均 %(v)s，均值 %(m)s，%(t)s 倍") % {
            "v": f"{value:.2f}",
            "m": f"{mean:.2f}",
            "t": f"{value / mean:.2f}",
        }
        return Line(item, given, how)
    value = getattr(row, item.value)
    if value is None:
        return Line(item, NOTHING, _("未填"))
    if item.kind == "given":
        return Line(item, min(Decimal(value), item.most), _("评定 %(v)s，至多 %(m)s") % {"v": value, "m": item.most})
    return Line(
        item,
        min(item.each * value, item.most) + NOTHING,  # no -0
        _("%(v)s 个 × %(e)s，至多 %(m)s") % {"v": value, "e": item.each, "m": item.most},
    )


def _grade(results: Sequence[Result], told: dict[int, dict[str, Return]], *, over: bool) -> None:
    """Give each result its grade; before the year is ``over`` nothing is graded, for no annual return is due."""
    rules = scheme()
    ranked = []
    for one in results:
        if not over:
            one.why = _("年度未满，未评档")
        elif "y" not in told[one.park.pk]:
            one.grade, one.why = rules.annual_grade, _("年报缺报")
        elif (one.park.stars or 0) >= rules.stars:
            one.grade, one.why = rules.direct, _("%(s)d 星直接评定，不占名额") % {"s": one.park.stars}
        else:
            ranked.append(one)
    direct = sum(1 for one in results if one.grade == rules.direct)
    reach = seats(rules.grades, len(ranked), len(ranked) + direct if rules.count_direct else len(ranked))
    names = [grade.grade for grade in rules.grades]
    for one, grade in zip(ranked, placed([one.score for one in ranked], reach, names), strict=True):
        one.grade = grade
