"""The tables of the plan's pages; the same rows are shown and exported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.plans import wording
from tenghuan.apps.plans.models import ItemKind
from tenghuan.apps.plans.queries import Row
from tenghuan.publishing.tables import Column, Table


def goal(row: Row) -> dict[str, Any]:
    """What the row is measured on: the demand in words, its year, its caliber where that is not the reported one."""
    cell, indicator = row.goal, row.indicator
    if cell is None or indicator is None:
        return {"goal": "", "goal_year": "", "goal_caliber": ""}
    other = cell.caliber != indicator.caliber and not cell.qualitative
    year = str(cell.year) if cell.year else str(_("每年"))
    return {
        "goal": wording.target(cell),
        "goal_year": year,
        "goal_caliber": wording.caliber_name(cell.caliber) if other else "",
    }


def figures(row: Row) -> dict[str, Any]:
    """Actual, progress and pace with the numbers behind them, all of the goal's year and caliber."""
    standing, earlier = row.standing, row.standing.earlier
    return {
        "actual": standing.actual,
        "share": wording.parts(standing.share),
        "reported": standing.reported,
        "reported_caliber": wording.caliber_name(row.indicator.caliber) if row.indicator else "",
        "earlier": earlier.value if earlier else None,
        "earlier_at": str(earlier.at) if earlier else "",
        "earlier_caliber": wording.caliber_name(earlier.caliber.value) if earlier else "",
        "progress": standing.progress,
        "parts": wording.parts(standing.parts),
        "total": wording.parts(standing.total),
        "total_rate": standing.total.rate if standing.total else None,
        "pace": standing.pace,
        "due": wording.parts(standing.due),
        "met": wording.met(standing.met) if standing.progress is None else "",
    }


def _names(units: Iterable[Any]) -> str:
    return "、".join(unit.name for unit in units)


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
        "pace": standing.pace,
        "lamp": standing.lamp,
        "lamp_word": wording.lamp(standing.lamp),
        "note": standing.note,
        "as_of": standing.as_of,
        "lead": _names(row.lead),
        "support": _names(row.support),
    }


def indicators(rows: Sequence[Row], title: str, note: str, export: bool = False) -> Table:
    """One row an indicator: targets, actual, progress, pace, lamp, units."""
    columns = [
        Column("campaign", _("攻坚行动"), width=20),
        Column("title", _("指标"), width=30),
        Column("scope", _("统计范围"), width=14),
        Column("unit", _("单位"), width=10),
        Column("goal", _("目标"), width=12),
        Column("goal_year", _("目标年度"), width=10),
        Column("caliber", _("口径"), width=12),
        Column("actual", _("实际"), kind="number"),
        Column("as_of", _("数据截至"), kind="date", width=12),
        Column("progress", _("完成进度"), kind="percent", digits=1, width=10),
        Column("parts", _("完成进度的分子和分母"), width=22),
        Column("total", _("含基数的分子和分母"), width=18),
        Column("pace", _("序时进度"), kind="percent", digits=1, width=10),
        Column("due", _("序时的分子和分母"), width=22),
        _lamp(export),
        Column("before", _("以前年度的数"), width=24),
        Column("final_goal", _("总目标"), width=22),
        Column("lead", _("牵头单位"), width=24),
        Column("support", _("配合单位"), width=30),
    ]
    told = [_indicator(row) for row in rows if row.indicator]
    return Table(title, columns, told, note=note, links={"title": "link"})


def _indicator(row: Row) -> dict[str, Any]:
    indicator = row.indicator
    assert indicator is not None
    found = {**_common(row), **goal(row), **figures(row)}
    final = row.final
    return {
        **found,
        "scope": wording.scope(indicator),
        "unit": "" if indicator.unit == "1" else indicator.unit,
        "caliber": found["goal_caliber"] or wording.caliber_name(indicator.caliber),
        "final_goal": "" if final is None or final == row.goal else f"{wording.target(final)} / {wording.when(final)}",
        "before": _before(found),
    }


def line(row: Row) -> dict[str, Any]:
    """An indicator or a task as a list that holds both shows it; a task is measured on a hundred percent."""
    if row.indicator:
        return _indicator(row)
    return {**_common(row), **goal(row), **figures(row), "unit": "%", "goal": "100"}


def _before(found: dict[str, Any]) -> str:
    if found["earlier"] is None:
        return ""
    return f"{wording.number(found['earlier'])}（{found['earlier_at']}，{found['earlier_caliber']}）"


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
