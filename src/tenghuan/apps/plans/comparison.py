"""Counties side by side: the same standard indicator in each, target, actual, progress and lamp of one year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tenghuan.apps.plans import tables, wording
from tenghuan.apps.plans.models import Plan
from tenghuan.apps.plans.queries import Row
from tenghuan.plan import catalogue
from tenghuan.publishing.tables import Column, Table

HEAT = (Decimal("0.6"), Decimal("0.8"), Decimal(1))  # where a cell's shade of completion changes; only a shade


@dataclass
class Line:
    """One standard indicator; ``cells``: county code → what its plan demands and how it stands."""

    name: str
    unit: str
    cells: dict[str, dict[str, Any]] = field(default_factory=dict)


def compared(plans: Sequence[Plan], rows: Sequence[Row], common: bool = False) -> list[Line]:
    """Lines by standard indicator, in the catalogue's order; ``common``: only those that every county measures.

    Two indicators of one county that link to the same standard (with different sizes or populations) take two lines.
    """
    lines = [line for standard in catalogue() for line in _lines(standard, rows)]
    if common:
        lines = [line for line in lines if len(line.cells) == len(plans)]
    for line in lines:
        _rank(line)
    return lines


def _lines(standard: Any, rows: Sequence[Row]) -> list[Line]:
    lines: list[Line] = []
    for row in rows:
        if row.indicator is None or row.indicator.catalogue_key != standard.key:
            continue
        code = row.item.plan.region.code
        line = next((one for one in lines if code not in one.cells), None)
        if line is None:
            name = f"{standard.zh}（{len(lines) + 1}）" if lines else standard.zh
            line = Line(name, "" if standard.unit == "1" else standard.unit)
            lines.append(line)
        line.cells[code] = _cell(row, standard)
    return lines


def _cell(row: Row, standard: Any) -> dict[str, Any]:
    indicator = row.indicator
    assert indicator is not None
    found = {**tables.goal(row), **tables.figures(row)}
    unit = "" if indicator.unit == standard.unit else _("比值") if indicator.unit == "1" else indicator.unit
    cell = row.goal
    other = cell is not None and cell.caliber != standard.caliber.value
    caliber = wording.caliber_name(cell.caliber) if cell is not None and other else ""
    return {
        **found,
        "item": row.item,
        # what keeps two counties from being compared as they stand
        "differs": "，".join(part for part in (unit, caliber, wording.scope(indicator)) if part),
        "lamp": row.standing.lamp,
        "link": tables.address(row),
        "heat": "" if found["progress"] is None else str(sum(found["progress"] >= edge for edge in HEAT)),
    }


def _rank(line: Line) -> None:
    """Number the counties by completion, equal ones alike; one alone has no place, nor who has no figure."""
    told = [cell["progress"] for cell in line.cells.values() if cell["progress"] is not None]
    for cell in line.cells.values():
        done = cell["progress"]
        cell["place"] = None if done is None or len(told) < 2 else 1 + sum(other > done for other in told)


def side_by_side(plans: Sequence[Plan], lines: Sequence[Line]) -> Table:
    """The lines as a flat table for the workbook: target, actual, progress with its numbers, lamp of each county."""
    columns = [Column("name", _("标准指标"), width=30), Column("unit", _("单位"), width=10)]
    for plan in plans:
        code, name = plan.region.code, plan.region.name
        columns += [
            Column(f"{code}_target", f"{name} {_('目标')}", width=18),
            Column(f"{code}_actual", f"{name} {_('实际')}", kind="number"),
            Column(f"{code}_progress", f"{name} {_('完成进度')}", kind="percent", digits=1, width=12),
            Column(f"{code}_parts", f"{name} {_('分子和分母')}", width=20),
            Column(f"{code}_place", f"{name} {_('位次')}", kind="number", width=8),
            Column(f"{code}_lamp", f"{name} {_('亮灯')}", width=12),
        ]
    told = []
    for line in lines:
        row: dict[str, Any] = {"name": line.name, "unit": line.unit}
        for code, cell in line.cells.items():
            row |= _flat(code, cell)
        told.append(row)
    note = _("按标准指标对照；目标、实际、完成进度同一年度、同一口径，口径或范围不同的在目标后注明；位次按完成进度")
    return Table(_("县际对比"), columns, told, note=note)


def _flat(code: str, cell: dict[str, Any]) -> dict[str, Any]:
    differs = f"〔{cell['differs']}〕" if cell["differs"] else ""
    return {
        f"{code}_target": f"{cell['goal']} / {cell['goal_year']}{differs}" if cell["goal"] else "",
        f"{code}_actual": cell["actual"],
        f"{code}_progress": cell["progress"],
        f"{code}_parts": cell["parts"],
        f"{code}_place": cell["place"],
        f"{code}_lamp": wording.lamp(cell["lamp"]),
    }
