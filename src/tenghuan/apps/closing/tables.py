"""The monthly report as a table (指标型月报, methodology2 §18): shown, exported and printed from the same figures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.closing.models import Figure
from tenghuan.apps.plans import wording
from tenghuan.publishing.tables import Column, Table

HUNDRED = Decimal(100)


# what the workbook has beside the page, where a screen has no room
BESIDE = ("order", "version", "reported", "computed", "source", "as_of")


def report(
    figures: Sequence[Figure], title: str, note: str, version: str, asked: str = "", *, whole: bool = True
) -> Table:
    """Return the monthly report.

    Args:
        figures: its rows.
        title, note: above it.
        version: what is printed in its column.
        asked: the month for the links.
        whole: with every column, as the workbook has it.
    """
    columns = [
        Column("order", _("序号"), kind="number", digits=0, width=6),
        Column("title", _("指标"), width=30, link=lambda row: row["link"]),
        Column("unit", _("单位"), width=8),
        Column("caliber", _("口径与范围"), width=22),
        Column("target", _("年度目标"), width=14),
        Column("current", _("本期"), kind="number"),
        Column("value", _("累计"), kind="number"),
        Column("progress", _("完成率"), kind="percent", digits=1, width=10),
        Column("pace", _("序时"), kind="percent", digits=1, width=10),
        Column("gap", _("差"), "百分点", kind="number", width=9),
        Column("lamp", _("灯"), kind="lamp", width=10),
        Column("yoy", _("同比"), width=12),
        Column("lead", _("来源单位"), width=20),
        Column("version", _("版本"), width=10),
        Column("mom", _("环比"), width=12),
        Column("needed", _("需月均"), kind="number"),
        Column("forecast", _("年末预测"), width=22),
        Column("reported", _("上报数"), kind="number"),
        Column("computed", _("台账数"), kind="number"),
        Column("source", _("取数"), width=12),
        Column("as_of", _("数据日期"), kind="date", width=12),
    ]
    rows = [row(place, figure, version, asked) for place, figure in enumerate(figures, start=1)]
    return Table(title, columns if whole else [one for one in columns if one.key not in BESIDE], rows, note=note)


def row(place: int, figure: Figure, version: str, asked: str) -> dict[str, Any]:
    """Return a figure as the report shows it."""
    scope = "，".join(part for part in (wording.caliber_name(figure.caliber), figure.scope) if part)
    year = figure.target_year or (_("每年") if figure.target_words else "")
    return {
        "order": place,
        "figure": figure,
        "title": figure.item.title if figure.unit is None else f"{figure.item.title}（{figure.unit}）",
        "link": reverse("closing:indicator", args=(figure.item_id,)) + asked,
        "unit": "" if figure.measure_unit == "1" else figure.measure_unit,
        "caliber": scope,
        "target": f"{figure.target_words} / {year}" if figure.target_words else "",
        "current": figure.current,
        "value": figure.value,
        "progress": figure.progress,
        "pace": figure.pace,
        "gap": points(figure.gap),
        "lamp": figure.lamp,
        "yoy": change(figure.yoy, figure.in_points),
        "mom": change(figure.mom, figure.in_points),
        "lead": figure.lead,
        "version": version,
        "needed": shown(figure.needed_monthly),
        "forecast": forecast(figure),
        "reported": figure.reported,
        "computed": figure.computed,
        "source": figure.get_source_display(),
        "as_of": figure.as_of,
    }


SHOWN = (
    "current",
    "value",
    "progress",
    "pace",
    "gap",
    "lamp",
    "yoy",
    "mom",
    "needed",
    "forecast",
    "reported",
    "computed",
)


def differences(pairs: Sequence[tuple[Figure | None, Figure | None]], title: str, note: str) -> Table:
    """Return what two versions of a month differ by: a line for each indicator and column that changed."""
    columns = [
        Column("title", _("指标"), width=30),
        Column("what", _("项目"), width=12),
        Column("then", _("原来"), width=18),
        Column("now", _("现在"), width=18),
    ]
    rows = [line for then, now in pairs for line in _changes(then, now)]
    return Table(title, columns, rows, note=note)


def _changes(then: Figure | None, now: Figure | None) -> list[dict[str, str]]:
    named = now or then
    assert named is not None
    title = str(named.item.title)
    if then is None or now is None:
        return [
            {
                "title": title,
                "what": _("指标"),
                "then": _("没有") if then is None else title,
                "now": title if now else _("没有"),
            }
        ]
    headings = {column.key: column.heading for column in report([], "", "", "").columns}
    old, new = row(1, then, "", ""), row(1, now, "", "")
    return [
        {"title": title, "what": headings[key], "then": _words(key, old[key]), "now": _words(key, new[key])}
        for key in SHOWN
        if _words(key, old[key]) != _words(key, new[key])
    ]


def _words(key: str, value: Any) -> str:
    if key == "lamp":
        return wording.lamp(value)
    if value is None or value == "":
        return "—"
    if key in ("progress", "pace"):
        return f"{value * HUNDRED:.1f}%"
    return wording.number(value) if isinstance(value, Decimal) else str(value)


def points(gap: Decimal | None) -> Decimal | None:
    """Return a difference of fractions in percentage points, two decimals."""
    return None if gap is None else round(gap * HUNDRED, 2)


def change(value: Decimal | None, in_points: bool) -> str:
    """Return a change in words: +8.2%, −1.5 pp; "" for none."""
    if value is None:
        return ""
    rounded = round(value, 2)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return f"{sign}{wording.number(abs(rounded))}{' pp' if in_points else '%'}"


def shown(value: Decimal | None) -> Decimal | None:
    """Return what nobody counted to as many decimals as make sense: two, below one four."""
    return None if value is None else round(value, 4 if abs(value) < 1 else 2)


def forecast(figure: Figure) -> str:
    """Return the likely value at the target's year-end with its band: 27.4（25.1—28.3）; "" for none."""
    if figure.forecast is None:
        return ""
    likely = wording.number(shown(figure.forecast))
    if figure.forecast_low is None or figure.forecast_high is None:
        return likely
    low, high = wording.number(shown(figure.forecast_low)), wording.number(shown(figure.forecast_high))
    return f"{likely}（{low}—{high}）"
