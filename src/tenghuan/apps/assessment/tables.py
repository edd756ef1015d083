"""Columns of the assessment's tables, the same on pages, in workbooks and in print."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.assessment import counting
from tenghuan.apps.assessment.models import Race
from tenghuan.apps.kit.registry import address_of
from tenghuan.assessing import Scheme
from tenghuan.publishing.tables import Column, Table

MONTHS = 12


def _column(key: str, label: Any, **rest: Any) -> Column:
    return Column(key, str(label), **rest)


def _number(key: str, label: Any, **rest: Any) -> Column:
    return Column(key, str(label), kind="number", digits=4, **rest)


def _points_of(line: Any) -> str:
    return f"{address_of(line)}#points"


def moved(line: Any) -> str:
    """Return how many places a line went up or down."""
    if line.moved is None:
        return "—"
    return _t("持平") if not line.moved else f"↑{line.moved}" if line.moved > 0 else f"↓{-line.moved}"


def reach(line: Any) -> str:
    """Return the ranks that are still within reach."""
    if line.best is None or line.worst is None:
        return _t("未定")
    return str(line.best) if line.best == line.worst else f"{line.best}—{line.worst}"


def needed(line: Any) -> Decimal | None:
    """Return how many points more than the one ahead a line needs in each month that is left; None for the first."""
    left = MONTHS - line.month.month
    return round(line.gap / left, 4) if line.gap is not None and left else None


def weakest(line: Any) -> str:
    """Return the item that an object lost most at, with what it lost."""
    lost = [(Decimal(part["full"] or 0) - Decimal(part["points"] or 0), part["item"]) for part in line.points]
    most, item = max(lost, default=(Decimal(0), ""))
    return f"{item} −{counting.plain(most)}" if most > 0 else ""


def firm(result: Any) -> str:
    """Return the ranks that are possible when weights are off, and how often the rank stands."""
    if result.share is None:
        return ""
    if result.best == result.worst:
        return str(result.best)
    share = {"b": result.best, "w": result.worst, "s": result.share * 100}
    return _t("%(b)d—%(w)d（%(s).0f%% 不变）") % share


OBJECT = _column("object", _("考核对象"), width=20, link=_points_of)
SCHEME_ITEMS = (
    _column("item", _("项目"), width=20), _number("full", _("满分")), _column("shape", _("算法")),
    _column("limits", _("上下限"), width=18), _column("drawn", _("取数"), width=22), _column("supplier", _("来源部门")),
    _column("source", _("依据和说明"), width=26),
)  # fmt: skip
RANKING = (
    _number("rank", _("名次")), OBJECT, _column("group", _("分组")), _number("score", _("得分")),
    _number("bonus", _("加分")), _number("deduction", _("减分")),
    _column("firm", _("权重浮动时名次"), value=firm, width=16),
    _column("weakest", _("失分最多"), value=weakest, width=20),
)  # fmt: skip
PUBLISHED = (
    _number("rank", _("名次")), _column("object", _("考核对象"), width=20), _column("group", _("分组")),
    _number("score", _("得分")),
)  # fmt: skip
BOARD = (
    _number("rank", _("名次")), OBJECT, _column("group", _("分组")), _column("moved", _("升降"), value=moved, width=8),
    _number("score", _("本月得分")), _number("total", _("累计得分")), _number("gap", _("距前一名")),
    _number("needed", _("每月须多得"), value=needed),
    _column("reach", _("年底可能名次"), value=reach, width=12),
    _column("weakest", _("失分最多"), value=weakest, width=20),
)  # fmt: skip
FIGURES = (
    _column("object", _("考核对象"), width=20, link=address_of), _column("item", _("项目"), width=20),
    _number("target", _("目标")), _number("actual", _("实际")), _column("further", _("其他数"), width=20),
    _column("matters", _("扣减事项")), _column("drawn", _("取数口径"), width=20),
)  # fmt: skip
BEHIND = (
    _column("title", _("事项"), width=36, link=lambda row: row["address"] or None),
    _column("done", _("是否计入完成"), value=lambda row: _t("计入") if row["done"] else _t("未计入"), width=12),
    _column("note", _("情况"), width=30),
)  # fmt: skip
POINTS = (
    _column("item", _("项目"), width=20, link=lambda row: row["address"]), _column("target", _("目标")),
    _column("actual", _("实际")), _column("full", _("满分"), width=8), _column("points", _("得分"), width=8),
    _column("formula", _("代入式"), width=36), _column("drawn", _("取数口径"), width=20),
    _column("basis", _("依据"), width=20),
)  # fmt: skip


def whole(race: Race, scheme: Scheme, rows: Sequence[Any]) -> Table:
    """Return the results table of a run (考核结果表): the points of every item, score, rank, formula."""
    columns = [OBJECT, _column("group", _("分组"))]
    for at, item in enumerate(scheme.items):
        columns.append(_number(f"item{at}", item.item, value=lambda line, at=at: _points(line, at)))
    columns += [
        _number("bonus", _("加分")), _number("deduction", _("减分")), _number("score", _("得分")),
        _number("rank", _("名次")), _column("formula", _("代入式"), width=60),
    ]  # fmt: skip
    note = "　".join(filter(None, (race.number, _t("数据截至 %(d)s") % {"d": race.until}, sample(race), scheme.note)))
    return Table(title_of(race), columns, rows, note=note)


def title_of(race: Race) -> str:
    """Return what the results table of a run is called."""
    return _t("%(n)s考核结果表") % {"n": str(race).removesuffix(_t("考核"))}


def _points(line: Any, at: int) -> Decimal | None:
    points = line.points[at]["points"] if at < len(line.points) else ""
    return Decimal(points) if points else None


def sample(holder: Any) -> str:
    """Return the word that marks what stands on sample data."""
    return _t("示例数据") if holder.sample else ""
