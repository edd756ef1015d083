"""The lists of the evaluation: columns over runs, lines, methods and policy items, shown and exported alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tenghuan.apps.evaluation.models import LOCAL_NOTE, Graded, Method, Override, Run
from tenghuan.apps.evaluation.policies import Due
from tenghuan.apps.evaluation.summaries import value_column
from tenghuan.apps.evaluation.wording import basis_word, division_name, grade_word, note
from tenghuan.publishing.tables import Column, Table
from tenghuan.scoring import Scheme


def _linked(key: str, label: str, **rest: Any) -> Column:
    """Return a column whose cells lead to the row's own page."""
    return Column(key, label, **{"link": lambda row: row.get_absolute_url(), **rest})


def _of(run: Run) -> dict[str, Any]:
    return {"c": run.county.name, "y": run.year}


def _named(link: Callable[[Any], str | None] | None, path: str = "") -> list[Column]:
    """Return who a row is about: name, credit code, town; ``path`` leads from the row to the line of a list."""
    return [
        Column(f"{path}name", _("企业名称"), width=34, link=link, sort="" if path else "name"),
        Column(f"{path}enterprise__uscc", _("统一社会信用代码"), width=22, sort="" if path else "enterprise__uscc"),
        Column(f"{path}town_name", _("镇街"), sort="" if path else "town_name"),
    ]


def _address(line: Graded) -> str:
    return line.get_absolute_url()


def graded(scheme: Scheme) -> list[Column]:
    """Every line: who, where, score, rank, grade and why, values; points of each criterion where chosen."""
    indicators = scheme.indicators
    points = [(f"{key}_points", f"{made.title}{_('得分')}") for key, made in indicators.items()]
    group = [Column("group", _("分组"), sort="group")] if any(track.group_by for track in scheme.tracks) else []
    return [
        *_named(_address),
        Column("track", _("类别"), width=10, sort="track", value=lambda line: line.track or _("不在评价范围")),
        *group,
        Column("rank", _("名次"), kind="number", digits=0, width=8, sort="rank"),
        Column("score", _("总分"), kind="number", digits=4, sort="score"),
        Column("grade", _("档次"), width=8, sort="grade", value=lambda li: grade_word(li.grade) if li.track else ""),
        Column("computed", _("初评档次"), width=9, sort="computed"),
        Column("basis", _("依据"), width=22, value=_basis),
        Column("industry", _("行业大类"), width=24, sort="industry", value=lambda line: division_name(line.industry)),
        *(replace(value_column(made), value=_figure(key)) for key, made in indicators.items()),
        *(Column(key, label, kind="number", value=_figure(key), shown=False) for key, label in points),
        Column("bonus", _("加分"), kind="number", value=_figure("bonus")),
        Column("deduction", _("减分"), kind="number", value=_figure("deduction")),
        Column("firm", _("稳定性"), kind="percent", digits=0, value=lambda line: line.shares.get(line.computed)),
        Column("confirmed", _("企业确认"), width=10, value=lambda line: _("已确认") if line.confirmed_at else ""),
    ]


def _figure(key: str) -> Callable[[Graded], Any]:
    return lambda line: line.values.get(key)


def _basis(line: Graded) -> str:
    return _("档次调整") if line.grade != line.computed else basis_word(line.basis)


def _number() -> Column:
    return Column("number", _("序号"), kind="number", digits=0, width=8)


def numbered(start: int) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """Return what gives rows their running numbers from ``start`` on, page after page."""
    numbers = count(start)

    def prepare(rows: Sequence[Any]) -> Sequence[Any]:
        for row in rows:
            row.number = next(numbers)
        return rows

    return prepare


def publication(run: Run, documents: dict[int, str]) -> list[Column]:
    """The list as it is published: who, where, which grade; no figures of the enterprise."""

    def remark(line: Graded) -> str:
        words = documents.get(line.enterprise_id, "")
        return words or ("" if line.basis == "rank" else basis_word(line.basis))

    word = _("拟定档次") if run.decided_on is None else _("档次")
    return [
        _number(),
        Column("track", _("类别"), width=10),
        *_named(_address),
        Column("grade", word, width=10, value=lambda line: grade_word(line.grade)),
        Column("remark", _("备注"), width=30, value=remark),
    ]


def publication_title(run: Run) -> str:
    """What the published list is called."""
    return _("%(c)s%(y)d年度亩均效益评价结果公示名单") % _of(run)


def graded_title(run: Run) -> str:
    """What the whole list is called."""
    return _("%(c)s%(y)d年度亩均效益评价结果") % _of(run)


def runs(found: Iterable[Run]) -> Table:
    """All runs with where they stand."""

    def remark(run: Run) -> str:
        return note(run).partition(" · ")[2].replace(f"{run.decision_number}（{run.decided_on}） · ", "")

    columns = [
        Column("county", _("县（市、区）")),
        _linked("year", _("年度"), width=8, value=lambda run: str(run.year)),
        _linked("state", _("状态"), width=12),
        Column("method", _("评价办法"), width=34),
        Column("lines", _("企业数"), kind="number", digits=0, value=lambda run: getattr(run, "lines", None) or None),
        Column("frozen_at", _("数据冻结"), kind="date", width=18, value=lambda run: localtime(run.frozen_at)),
        Column("closes_on", _("公示截止"), kind="date"),
        Column("decision_number", _("审定文号"), width=22),
        Column("decided_on", _("审定日期"), kind="date"),
        Column("remark", _("说明"), width=20, value=remark),
    ]
    return Table(_("亩均评价批次"), columns, found)


def methods(found: Iterable[Method]) -> Table:
    """All versions of the methods."""
    columns = [
        Column("county", _("县（市、区）")),
        Column("year", _("年度"), width=8, value=lambda method: str(method.year)),
        Column("version", _("版本"), kind="number", digits=0, width=8),
        _linked("name", _("名称"), width=36),
        Column("source", _("依据"), width=40),
        Column("created_at", _("建立时间"), kind="date", width=18, value=lambda method: localtime(method.created_at)),
        Column("digest", _("摘要（SM3）"), width=18, value=lambda method: method.digest[:16]),
    ]
    return Table(_("评价办法"), columns, found)


def method(subject: Method, rows: Iterable[dict[str, Any]]) -> Table:
    """The indicators of one version, with their sources."""
    columns = [
        Column("track", _("类别"), width=14),
        Column("title", _("指标"), width=20),
        Column("unit", _("单位"), width=16),
        Column("weight", _("权重"), kind="number", value=lambda row: Decimal(row["weight"])),
        Column("benchmark", _("基准值"), width=20),
        Column("direction", _("方向"), width=10),
        Column("missing", _("缺数时"), width=22),
        Column("source", _("依据"), width=60),
        Column("mark", _("核实"), width=20, value=lambda row: LOCAL_NOTE if row["local"] else ""),
    ]
    return Table(str(subject), columns, rows, subject.source)


def overrides(run: Run, found: Iterable[Override], lines: dict[int, Graded]) -> Table:
    """Grades that a document forces."""

    def line(row: Override) -> Graded:
        return lines[row.enterprise_id]

    columns = [
        Column("name", _("企业名称"), width=34, value=lambda row: line(row).name, link=lambda row: _address(line(row))),
        Column("town", _("镇街"), value=lambda row: line(row).town_name),
        Column("computed", _("初评档次"), width=10, value=lambda row: grade_word(line(row).computed)),
        Column("grade", _("调整后档次"), width=12, value=lambda row: grade_word(row.grade)),
        Column("reason", _("理由"), width=36),
        Column("document", _("依据文件"), width=28),
        Column("at", _("时间"), kind="date", width=18, value=lambda row: localtime(row.at)),
    ]
    rows = [row for row in found if row.enterprise_id in lines]
    return Table(_("%(c)s%(y)d年度档次调整") % _of(run), columns, rows, note(run))


def stability(run: Run, grades: Sequence[str], rows: Iterable[Graded]) -> Table:
    """The share of draws in each grade."""

    def share(grade: str) -> Callable[[Graded], Any]:
        return lambda line: line.shares.get(grade)

    columns = [
        *_named(_address),
        Column("track", _("类别"), width=10),
        Column("rank", _("名次"), kind="number", digits=0),
        Column("score", _("得分"), kind="number", digits=4),
        Column("computed", _("初评档次"), width=10, value=lambda line: grade_word(line.computed)),
        Column("firm", _("稳定性"), kind="percent", digits=1, value=lambda line: line.shares.get(line.computed)),
        *(
            Column(f"share_{grade}", _("%(g)s 档占比") % {"g": grade}, kind="percent", digits=1, value=share(grade))
            for grade in grades
        ),
    ]
    return Table(_("%(c)s%(y)d年度档次稳定性") % _of(run), columns, rows, note(run))


def due(title: str, remark: str, items: Sequence[Due], on: date, *, start: int = 1, own: bool = False) -> Table:
    """What a bureau executes: on whom, how much, since how many years, on which basis, when, and where it stands.

    Args:
        title: of the list.
        remark: printed under it.
        items: its rows.
        on: the day on which each item's standing (未开始, 执行中, 已到期, 暂缓) is told.
        start: number of the first row.
        own: one enterprise's own items, without who it is.
    """
    places = {id(item): place for place, item in enumerate(items, start)}
    number = replace(_number(), value=lambda item: places[id(item)])
    who = [] if own else [number, *_named(lambda item: _address(item.graded), "graded__")]
    columns = [
        *who,
        Column("graded__grade", _("档次"), width=6),
        Column("years", _("连续年数"), kind="number", digits=0, width=9),
        Column("status", _("执行状态"), width=18, value=lambda item: item.status(on)),
        Column("value", _("标准"), kind="number", digits=2, width=8),
        Column("unit", _("单位"), width=10),
        Column("period", _("执行期"), width=23),
        Column("policy", _("政策"), width=14),
        Column("operation", _("方式"), width=8),
        *([Column("bureau", _("执行单位"), width=14)] if own else []),
        Column("basis", _("法律政策依据"), width=26),
        Column("note", _("备注"), width=18),
    ]
    return Table(title, columns, items, remark)
