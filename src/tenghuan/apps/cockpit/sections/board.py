"""What stands on the board itself: lamps, campaigns, units, red items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.cockpit.sight import Sight
from tenghuan.apps.monitoring.sources import Pace
from tenghuan.apps.plans import ranking as ranks
from tenghuan.apps.plans import tables, wording
from tenghuan.apps.plans.models import Item
from tenghuan.apps.plans.queries import Row, lamp_counts
from tenghuan.apps.supervision.models import OPEN, Order

SILENT = ("not_due", "no_data")  # months that neither keep a lamp red nor end it
RANKED, RED = 12, 11


def board_address(sight: Sight, **wanted: str) -> str:
    """Return the address of the board, narrowed; a county's own where one is looked at."""
    if not sight.one:
        return reverse("plans:counties")
    return f"{reverse('plans:board')}?{urlencode({'region': sight.region.code, **wanted})}"


def lamps(sight: Sight) -> Mapping[str, Any]:
    """Each lamp with how many items show it, all items, the share on time."""
    counts = lamp_counts(sight.rows)
    whole = ranks.Standing("", dict(counts))
    return {
        "lamps": [(one, wording.LAMPS[one], n, board_address(sight, lamp=one)) for one, n in counts],
        "whole": whole,
        "counties": len(sight.plans),
    }


@dataclass(frozen=True)
class Line:
    """A row of the matrix: a campaign (or county) with its cells: lamp, how many, address."""

    standing: ranks.Standing
    cells: Sequence[tuple[str, Any, str]]


def campaigns(sight: Sight) -> Mapping[str, Any]:
    """Campaign × lamps of a county; county × campaigns by the share on time above it."""
    if not sight.one:
        return _counties(sight)
    found = ranks.counted(
        sight.rows,
        lambda row: row.item.campaign or _overall(),
        lambda row: board_address(sight, campaign=row.item.campaign_key or "-"),
    )
    keys = {row.item.campaign or _overall(): row.item.campaign_key or "-" for row in sight.rows}
    lines = [
        Line(
            one,
            [
                (lamp, one.counts.get(lamp, 0), board_address(sight, campaign=keys[one.name], lamp=lamp))
                for lamp in wording.LAMPS
            ],
        )
        for one in found
    ]
    return {"lines": lines, "lamps": list(wording.LAMPS.items())}


def _overall() -> str:
    return str(_("未归入行动"))


def _counties(sight: Sight) -> Mapping[str, Any]:
    names = list(dict.fromkeys(row.item.campaign for row in sight.rows if row.item.campaign))
    counties = ranks.counted(sight.rows, lambda row: row.item.plan.region.name, _wall_of)
    cells = {
        one.name: one
        for one in ranks.counted(
            sight.rows, lambda row: row.item.campaign and f"{row.item.plan.region.name}/{row.item.campaign}"
        )
    }
    return {
        "names": names,
        "counties": [(county, [cells.get(f"{county.name}/{name}") for name in names]) for county in counties],
    }


def _wall_of(row: Row) -> str:
    return f"{reverse('cockpit:wall')}?region={row.item.plan.region.code}"


def ranking(sight: Sight) -> Mapping[str, Any]:
    """Leading units (above a county: counties) by the share of their items on time."""
    if sight.one:
        found = ranks.counted(
            sight.rows,
            lambda row: row.lead[0].name if row.lead else "",
            lambda row: board_address(sight, unit=str(row.lead[0].pk)),
        )
    else:
        found = ranks.counted(sight.rows, lambda row: row.item.plan.region.name, _wall_of)
    lit = ranks.ranked(one for one in found if one.lit)
    stood = [(one.good, one.lit) for one in lit]  # as they are sorted by: equals share the better place
    bars = [(stood.index((one.good, one.lit)) + 1, one, _bar(one)) for one in lit]
    if len(bars) <= RANKED:
        return {"lines": bars, "left_out": 0}
    half = RANKED // 2
    return {"lines": [*bars[:half], *bars[-half:]], "left_out": len(bars) - RANKED, "half": half}


def _bar(one: ranks.Standing) -> list[tuple[str, float, float]]:
    """Return (lamp, start, width) of a bar 100 wide."""
    parts, start = [], 0.0
    for lamp in ranks.LIT:
        width = one.counts.get(lamp, 0) * 100 / one.lit
        if width:
            parts.append((lamp, round(start, 2), round(width, 2)))
        start += width
    return parts


@dataclass(frozen=True)
class Red:
    """A red item: who leads, since when it is red, how far it is behind pace, whether an order was issued on it."""

    row: Row
    since: Any
    months: int
    behind: float | None
    ordered: bool
    address: str


def since(steps: Sequence[Pace]) -> tuple[Any, int]:
    """Return the month since which an item is red without a break, and how many months that is; (None, 0) if never.

    Months without a number do not end a stretch, nor begin one.
    """
    first = None
    for step in reversed(steps):
        if step.lamp == "red":
            first = step.at
        elif step.lamp not in SILENT:
            break
    if first is None:
        return None, 0
    last = steps[-1].at
    return first, (last.year - first.year) * 12 + last.month - first.month + 1


def red(sight: Sight) -> Mapping[str, Any]:
    """The red items, the furthest behind first."""
    found = [one.row for one in ranks.problems(sight.red, {})]
    ordered = _ordered(found)
    lines = []
    for row in found[:RED]:
        at, months = since(sight.paths.get(row.item.pk, []))
        standing = row.standing
        gap = None
        if standing.progress is not None and standing.pace is not None:
            gap = float(standing.pace - standing.progress) * 100
        lines.append(Red(row, at, months, gap, row.item.pk in ordered, tables.address(row)))
    return {"lines": lines, "all": len(found), "ordered": len(ordered), "more": board_address(sight, lamp="red")}


def _ordered(rows: Sequence[Row]) -> set[int]:
    """Return the items that an order in hand is about; a draft is none yet."""
    kind = ContentType.objects.get_for_model(Item)
    items = [row.item.pk for row in rows]
    found = Order.objects.filter(subject_type=kind, subject_id__in=items, retired_on=None, state__in=OPEN)
    return {pk for pk in found.values_list("subject_id", flat=True) if pk is not None}
