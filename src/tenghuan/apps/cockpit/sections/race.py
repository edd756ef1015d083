"""The running boards of the assessment that everybody may see: who leads, who moved, what lies between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from tenghuan.apps.assessment.models import Month, MonthState, Standing
from tenghuan.apps.assessment.tables import moved
from tenghuan.apps.cockpit.sight import Sight

SHOWN = 18  # lines of all boards together


@dataclass(frozen=True)
class Board:
    """The newest published board of a kind: its first lines of each group, and how many are left out."""

    month: Month
    lines: Sequence[tuple[Standing, str]]
    left_out: int
    address: str


def race(sight: Sight) -> Mapping[str, Any]:
    """The newest published board of towns, departments, parks (above a county: of its counties), each cut alike."""
    found = Month.objects.visible_to(sight.viewer).filter(county=sight.region, state=MonthState.PUBLISHED)
    newest: dict[str, Month] = {}
    for month in found.filter(retired_on=None).order_by("-year", "-month", "kind"):
        newest.setdefault(month.kind, month)
    return {"boards": [_board(month, SHOWN // len(newest)) for month in newest.values()]}


def _board(month: Month, room: int) -> Board:
    """The best of each group, as many of every group as there is room for, at least one."""
    groups: dict[str, list[Standing]] = {}
    for line in month.standings.select_related("month").order_by("group", "rank", "pk"):
        groups.setdefault(line.group, []).append(line)
    each = max(1, room // max(1, len(groups)))
    shown = [(line, moved(line)) for lines in groups.values() for line in lines[:each]]
    address = f"{reverse('assessment:board')}?{urlencode({'month': month.pk})}"
    return Board(month, shown, sum(map(len, groups.values())) - len(shown), address)
