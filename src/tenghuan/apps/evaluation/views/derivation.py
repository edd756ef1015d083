"""The derivation of a grade as rows and sentences for the sheet."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tenghuan.apps.evaluation.models import Graded
from tenghuan.apps.evaluation.parameters import veto_names
from tenghuan.apps.evaluation.wording import ACTIONS, MISSING, basis_word, fact
from tenghuan.publishing.tables import Column, Table
from tenghuan.scoring import Explanation
from tenghuan.scoring.columns import Indicator
from tenghuan.scoring.wording import share_of, yard_name


def number(value: float | None, made: Indicator | None = None) -> str:
    """A value of an indicator for people: a share as per cent, small numbers with more decimals."""
    if value is None:
        return "—"
    if made is not None and made.is_share:
        return f"{value * 100:,.2f}%"
    return f"{value:,.4f}" if abs(value) < 1 else f"{value:,.2f}"


def derivation(line: Graded, found: Explanation | None) -> dict[str, Any] | None:
    """Everything between the facts and the grade, None for a row of no track."""
    if found is None or found.track is None:
        return None
    out = found.out
    indicators = {criterion.key: criterion.indicator for criterion in found.track.criteria}
    steps = zip(found.track.grades, found.seats, strict=True)
    first = 1
    seats = []
    for step, count in steps:
        seats.append(
            {"grade": step.grade, "first": first, "last": count, "share": share_of(step), "none": count < first}
        )
        first = max(first, count + 1)
    return {
        "size": found.size,
        "seats": seats,
        "bonus": out["bonus"],
        "deduction": out["deduction"],
        "score": out["score"],
        "rank": out["rank"],
        "by_rank": found.grade_by_rank,
        "vetoes": [
            {"name": veto_names().get(veto.code, veto.code), "action": ACTIONS[veto.action], "grade": veto.grade}
            for veto in found.vetoes
        ],
        "target": found.target,
        "target_score": found.target_score,
        "lifts": [
            {
                "title": indicators[lift.key].title,
                "unit": indicators[lift.key].unit,
                "value": number(lift.value, indicators[lift.key]),
                "change": number(abs(lift.change), indicators[lift.key]) if lift.change is not None else "",
                "more": (lift.change or 0) > 0,
                "reachable": lift.value is not None,
                "numerator": lift.numerator,
                "fact": fact(indicators[lift.key].numerator),
            }
            for lift in found.lifts
        ],
        "unmet": found.unmet,
        "unvetoed": found.grade_unvetoed,
        "conditions": found.conditions,
        "remarks": [str(remark) for remark in found.remarks],
        "vetoed": out["basis"].startswith("veto:"),
        "cap": found.track.cap,
    }


def derivation_table(line: Graded, found: Explanation | None, remark: str) -> Table:
    """The sheet's table: one row a criterion, then bonus, deduction and the score."""
    columns = [
        Column("title", _("指标"), width=18),
        Column("formula", _("算式"), width=24),
        Column("above", _("分子"), width=26),
        Column("below", _("分母"), width=26),
        Column("value", _("指标值"), width=14),
        Column("unit", _("单位"), width=14),
        Column("benchmark", _("基准值"), width=14),
        Column("weight", _("权重"), kind="number"),
        Column("points", _("得分"), kind="number", digits=4),
        Column("remark", _("说明"), width=26),
    ]
    title = _("%(n)s %(y)d年度亩均效益评价单") % {"n": line.name, "y": line.run.year}
    if found is None or found.track is None:
        return Table(title, columns, [], f"{remark} · {basis_word(line.basis)}" if line.basis else remark)
    rows = [_criterion(row, found) for row in found.lines]
    rows += [
        {"title": _("加分"), "points": found.out["bonus"]},
        {"title": _("减分"), "points": -found.out["deduction"] if found.out["deduction"] else 0.0},
        {"title": _("总分"), "points": found.out["score"], "weight": float(found.track.total_weight)},
    ]
    return Table(title, columns, rows, remark)


def _criterion(row: Any, found: Explanation) -> dict[str, Any]:
    pair = row.criterion.indicator
    return {
        "title": pair.title,
        "formula": pair.formula,
        "above": _piece(pair, row.above, above=True),
        "below": _piece(pair, row.below, above=False),
        "value": number(row.value, pair),
        "unit": pair.unit,
        "benchmark": _yardstick(row, pair),
        "weight": float(row.criterion.weight),
        "points": row.points,
        "remark": _remark(row, found),
    }


def _piece(made: Indicator, value: float | None, *, above: bool) -> str:
    """Numerator or denominator with its name; of a yearly change what it is counted from."""
    if made.change:
        said = _("比上年增减") if above else _("上年")
        return f"{said} {number(value)}"
    key = made.numerator if above else made.denominator
    return _fact(key, value) if key else ""


def _fact(key: str, value: float | None) -> str:
    title, unit = fact(key)
    return f"{title} {'—' if value is None else f'{value:,.2f}'}{unit if value is not None else ''}"


def _yardstick(row: Any, made: Indicator) -> str:
    if row.criterion.normalise:
        low, high = row.criterion.normalise.minmax
        return _("本组最小至最大折 %(l)s—%(h)s") % {"l": low, "h": high}
    yard = row.criterion.yardstick
    if row.benchmark is None:
        return _("本组无均值") if row.criterion.benchmark == "mean" else _("%(y)s算不出") % {"y": yard_name(yard)}
    kind = ""
    if yard:
        kind = _("（本组平均）") if row.criterion.benchmark == "mean" else f"（{yard_name(yard)}）"
    return f"{number(row.benchmark, made)}{kind}"


def _remark(row: Any, found: Explanation) -> str:
    said = []
    if row.value is None:
        said.append(str(MISSING[row.criterion.missing]))
    if row.capped:
        said.append(_("封顶 %(c)s 倍权重") % {"c": found.track.cap_of(row.criterion) if found.track else ""})
    if row.floored:
        said.append(_("不低于 %(f)s 分") % {"f": found.track.floor_of(row.criterion) if found.track else ""})
    if row.criterion.direction == "less":
        said.append(_("越小越好"))
    return "；".join(said)
