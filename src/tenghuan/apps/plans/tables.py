"""The tables of the plan's pages; the same rows are shown and exported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.plans import wording
from tenghuan.apps.plans.models import ItemKind, Milestone
from tenghuan.apps.plans.queries import Row
from tenghuan.publishing.tables import Column, Table


def _target(cell: Milestone | None, caliber: str) -> Any:
    """A bare number stays one, so that the workbook can reckon with it; another caliber than reported is named."""
    if cell is None:
        return None
    words = wording.target(cell)
    if cell.caliber != caliber and not cell.qualitative:
        return f"{words}（{wording.caliber_name(cell.caliber)}）"
    return cell.value if cell.value is not None and words == wording.number(cell.value) else words


def _names(units: Iterable[Any]) -> str:
    return "、".join(unit.name for unit in units)


def _short(units: Sequence[Any]) -> str:
    """The first unit, and how many there are: a wall has no room for eight names."""
    if len(units) < 2:
        return _names(units)
    return _("%(u)s等%(n)d家") % {"u": units[0].name, "n": len(units)}


def address(row: Row) -> str:
    """The page of an item."""
    name = "plans:indicator" if row.item.kind == ItemKind.INDICATOR else "plans:duty"
    return reverse(name, args=(row.item.pk,))


def _lamp(export: bool) -> Column:
    return Column("lamp_word" if export else "lamp", _("亮灯"), kind="text" if export else "lamp", width=10)


def _common(row: Row) -> dict[str, Any]:
    standing = row.standing
    return {
        "item": row.item,
        "campaign": row.item.campaign or _("总体目标"),
        "campaign_key": row.item.campaign_key,
        "title": row.item.title,
        "link": address(row),
        "progress": standing.progress,
        # what is not due has no schedule to be measured by
        "pace": None if standing.lamp == "not_due" else standing.pace,
        "lamp": standing.lamp,
        "lamp_word": wording.lamp(standing.lamp),
        "note": standing.note,
        "as_of": standing.as_of,
        "lead": _names(row.lead),
        "lead_short": _short(row.lead),
        "support": _names(row.support),
    }


def indicators(rows: Sequence[Row], title: str, note: str, export: bool = False) -> Table:
    """One row an indicator: targets, actual, progress, pace, lamp, units."""
    columns = [
        Column("campaign", _("攻坚行动"), width=20),
        Column("title", _("指标"), width=30),
        Column("unit", _("单位"), width=10),
        Column("year_target", _("当年目标"), kind="number"),
        Column("final_target", _("总目标"), kind="number"),
        Column("actual", _("实际"), kind="number"),
        Column("as_of", _("数据截至"), kind="date", width=12),
        Column("progress", _("完成进度"), kind="percent", digits=1, width=10),
        Column("pace", _("序时进度"), kind="percent", digits=1, width=10),
        _lamp(export),
        Column("lead", _("牵头单位"), width=24),
        Column("support", _("配合单位"), width=30),
    ]
    told = [
        {
            **_common(row),
            "unit": "" if row.indicator.unit == "1" else row.indicator.unit,
            "caliber": wording.caliber_name(row.indicator.caliber),
            "year_target": _target(row.this_year, row.indicator.caliber),
            "final_target": _target(row.final, row.indicator.caliber),
            "final_unit": "" if row.final is None or row.final.qualitative else row.indicator.unit,
            "final_year": row.final.year if row.final else None,
            "actual": row.standing.actual,
        }
        for row in rows
        if row.indicator
    ]
    return Table(title, columns, told, note=note, links={"title": "link"})


def duties(rows: Sequence[Row], title: str, note: str, export: bool = False) -> Table:
    """One row an action or task: deadline, progress, lamp, units."""
    columns = [
        Column("number", _("编号"), width=12),
        Column("title", _("任务"), width=36),
        _lamp(export),
        Column("progress", _("完成进度"), kind="percent", digits=0, width=10),
        Column("due_on", _("完成期限"), kind="date", width=12),
        Column("lead", _("牵头单位"), width=28),
        Column("support", _("配合单位"), width=36),
        Column("campaign", _("攻坚行动"), width=20),
        Column("kind", _("类型"), width=10),
    ]
    told = [
        {
            **_common(row),
            "kind": row.item.get_kind_display(),
            "number": row.item.number or row.item.section,
            "campaign": row.item.campaign,
            "due_on": row.item.due_on,
        }
        for row in rows
        if not row.indicator
    ]
    return Table(title, columns, told, note=note, links={"title": "link"})
