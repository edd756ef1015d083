"""Key figures with their path against the plan's, and every indicator as the board has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tenghuan.apps.cockpit import cards, drawing
from tenghuan.apps.cockpit.models import Measured
from tenghuan.apps.cockpit.sections.board import board_address
from tenghuan.apps.cockpit.sight import Sight
from tenghuan.apps.plans import tables, wording
from tenghuan.apps.plans.comparison import compared

LINES = 14  # standard indicators that fit on a screen
ROOMY = 42  # indicators that fit in large type


@dataclass(frozen=True)
class Figure:
    """A card as it is shown: the board's own figures of the row, the lines of its path, what its thresholds say."""

    shown: cards.Shown
    told: Mapping[str, Any]
    lines: drawing.Lines | None
    address: str

    @property
    def done(self) -> float | None:
        """The progress as the width of a bar of 100; None without one."""
        progress = self.shown.row.standing.progress
        return None if progress is None else max(0.0, min(100.0, float(progress) * 100))

    @property
    def due(self) -> float | None:
        """Where the bar should have come to."""
        pace = self.shown.row.standing.pace
        return None if pace is None else max(0.0, min(100.0, float(pace) * 100))


def figures(sight: Sight) -> Mapping[str, Any]:
    """The cards of a county; above it the standard indicators of several counties side by side."""
    if not sight.one:
        return _side_by_side(sight)
    found = []
    for one in sight.cards:
        steps = [(str(step.at), step.value, step.expected) for step in sight.paths.get(one.row.item.pk, [])]
        told = {**tables.goal(one.row), **tables.figures(one.row)}
        found.append(Figure(one, told, drawing.lines(steps), tables.address(one.row)))
    chosen = any(figure.shown.card is not None for figure in found)
    return {"figures": found, "chosen": chosen, "wide": len(found) > 4}


def _side_by_side(sight: Sight) -> Mapping[str, Any]:
    found = compared(sight.plans, [row for row in sight.rows if row.indicator is not None])
    lines = [line for line in found if sum(cell["progress"] is not None for cell in line.cells.values()) > 1]
    lines.sort(key=lambda line: -len(line.cells))
    counties = [plan.region for plan in sight.plans]
    return {
        "counties": counties,
        "lines": [(line, [line.cells.get(county.code) for county in counties]) for line in lines[:LINES]],
        "all": len(lines),
        "more": board_address(sight),
    }


def every(sight: Sight) -> Mapping[str, Any]:
    """Every indicator of a county by campaign, with the board's figures."""
    if not sight.one:
        return _side_by_side(sight)
    rows = list(tables.indicators([row for row in sight.rows if row.indicator is not None], "", "").rows)
    groups: dict[str, list[Any]] = {}
    for row in rows:
        groups.setdefault(row["campaign"], []).append(row)
    return {"groups": list(groups.items()), "many": len(rows) > ROOMY}


def explained(figure: Figure) -> list[tuple[str, str]]:
    """Return what a card says of itself (methodology2 §20): heading and words, only what is told."""
    row, card, indicator = figure.shown.row, figure.shown.card, figure.shown.row.indicator
    assert indicator is not None
    lead = "、".join(unit.name for unit in row.lead)
    told = [
        (_("含义"), card.meaning if card else ""),
        (_("单位"), "" if indicator.unit == "1" else indicator.unit),
        (_("口径"), wording.caliber_name(indicator.caliber)),
        (_("范围"), wording.scope(indicator)),
        (_("触警阈值"), _threshold(card.trigger_by, card.trigger_at) if card else ""),
        (_("触警后的措施"), card.response if card else ""),
        (_("优质阈值"), _threshold(card.excellent_by, card.excellent_at) if card else ""),
        (_("更新频率"), str(indicator.get_frequency_display())),
        (_("更新方式"), str(card.get_way_display()) if card else ""),
        (_("数据截至"), str(row.standing.as_of or "")),
        (_("来源部门"), (card.source if card else "") or lead),
        (_("业务席位"), card.seat if card else ""),
        (_("分管席位"), card.charge if card else ""),
        (_("专题"), card.topics if card else ""),
    ]
    return [(heading, words) for heading, words in told if words]


def _threshold(by: str, bound: Any) -> str:
    return "" if not by or bound is None else f"{Measured(by).label} {wording.number(bound)}"
