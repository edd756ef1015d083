"""The lists of the evaluation as tables, shown and exported alike."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tenghuan.apps.evaluation.models import LOCAL_NOTE, Decision, Graded, Method, Objection, Override, PolicyRule, Run
from tenghuan.apps.evaluation.parameters import veto_names
from tenghuan.apps.evaluation.policies import Due, Standing
from tenghuan.apps.evaluation.summaries import value_column
from tenghuan.apps.evaluation.wording import basis_word, division_name, grade_word, note
from tenghuan.publishing.tables import Column, Table
from tenghuan.scoring import Scheme


def graded(run: Run, lines: Iterable[Graded], scheme: Scheme, points: bool = False) -> Table:
    """The list: who, where, values, points where asked for, score, rank, grade and why."""
    indicators = scheme.indicators
    columns = [
        Column("track", _("类别"), width=10),
        Column("rank", _("名次"), kind="number", digits=0, width=8),
        Column("name", _("企业名称"), width=34),
        Column("uscc", _("统一社会信用代码"), width=22),
        Column("town", _("镇街")),
        Column("score", _("总分"), kind="number", digits=4),
        Column("grade", _("档次"), width=8),
        Column("computed", _("初评档次"), width=9),
        Column("basis", _("依据"), width=22),
        Column("industry", _("行业大类"), width=24),
        *map(value_column, indicators.values()),
        *(
            Column(f"{key}_points", f"{made.title}{_('得分')}", kind="number")
            for key, made in indicators.items()
            if points
        ),
        Column("bonus", _("加分"), kind="number"),
        Column("deduction", _("减分"), kind="number"),
        Column("firm", _("稳定性"), kind="percent", digits=0),
        Column("confirmed", _("企业确认"), width=10),
    ]
    if not any(track.group_by for track in scheme.tracks):
        rows = [_graded_row(line) for line in lines]
    else:
        columns.insert(1, Column("group", _("分组")))
        rows = [_graded_row(line) for line in lines]
    return Table(_("%(c)s%(y)d年度亩均效益评价结果") % _of(run), columns, rows, note(run), {"name": "link"})


def _of(run: Run) -> dict[str, Any]:
    return {"c": run.county.name, "y": run.year}


def _graded_row(line: Graded) -> dict[str, Any]:
    return {
        **line.values,
        "track": line.track or _("不在评价范围"),
        "group": line.group,
        "rank": line.rank,
        "name": line.name,
        "uscc": line.enterprise.uscc,
        "town": line.town_name,
        "industry": division_name(line.industry),
        "score": None if line.score is None else float(line.score),
        "computed": line.computed,
        "grade": grade_word(line.grade) if line.track else "",
        "basis": _("档次调整") if line.grade != line.computed else basis_word(line.basis),
        "firm": line.shares.get(line.computed) if line.shares else None,
        "confirmed": _("已确认") if line.confirmed_at else "",
        "link": reverse("evaluation:sheet", args=(line.pk,)),
    }


def publication(run: Run, lines: Iterable[Graded], documents: dict[int, str], start: int = 1) -> Table:
    """The list as it is published: who, where, which grade; no figures of the enterprise."""
    columns = [
        Column("number", _("序号"), kind="number", digits=0, width=8),
        Column("track", _("类别"), width=10),
        Column("name", _("企业名称"), width=36),
        Column("uscc", _("统一社会信用代码"), width=22),
        Column("town", _("镇街")),
        Column("grade", _("拟定档次") if run.decided_on is None else _("档次"), width=10),
        Column("remark", _("备注"), width=30),
    ]
    rows = [
        {
            "number": number,
            "track": line.track,
            "name": line.name,
            "uscc": line.enterprise.uscc,
            "town": line.town_name,
            "grade": grade_word(line.grade),
            "remark": documents.get(line.enterprise_id) or ("" if line.basis == "rank" else basis_word(line.basis)),
            "link": reverse("evaluation:sheet", args=(line.pk,)),
        }
        for number, line in enumerate(lines, start=start)
    ]
    return Table(_("%(c)s%(y)d年度亩均效益评价结果公示名单") % _of(run), columns, rows, note(run), {"name": "link"})


def runs(found: Iterable[Run]) -> Table:
    """All runs with where they stand."""
    columns = [
        Column("county", _("县（市、区）")),
        Column("year", _("年度"), kind="text", width=8),
        Column("state", _("状态"), width=12),
        Column("method", _("评价办法"), width=34),
        Column("rows", _("企业数"), kind="number", digits=0),
        Column("frozen", _("数据冻结"), kind="date", width=18),
        Column("closes", _("公示截止"), kind="date"),
        Column("number", _("审定文号"), width=22),
        Column("decided", _("审定日期"), kind="date"),
        Column("remark", _("说明"), width=20),
    ]
    rows = [
        {
            "county": run.county.name,
            "year": str(run.year),
            "state": run.get_state_display(),
            "method": str(run.method),
            "rows": getattr(run, "lines", None) or None,
            "frozen": localtime(run.frozen_at),
            "closes": run.closes_on,
            "number": run.decision_number,
            "decided": run.decided_on,
            "remark": note(run).partition(" · ")[2].replace(f"{run.decision_number}（{run.decided_on}） · ", ""),
            "link": reverse("evaluation:run", args=(run.pk,)),
        }
        for run in found
    ]
    return Table(_("亩均评价批次"), columns, rows, links={"year": "link", "state": "link"})


def methods(found: Iterable[Method]) -> Table:
    """All versions of the methods."""
    columns = [
        Column("county", _("县（市、区）")),
        Column("year", _("年度"), width=8),
        Column("version", _("版本"), kind="number", digits=0, width=8),
        Column("name", _("名称"), width=36),
        Column("source", _("依据"), width=40),
        Column("created", _("建立时间"), kind="date", width=18),
        Column("digest", _("摘要（SM3）"), width=18),
    ]
    rows = [
        {
            "county": method.county.name,
            "year": str(method.year),
            "version": method.version,
            "name": method.name,
            "source": method.source,
            "created": localtime(method.created_at),
            "digest": method.digest[:16],
            "link": reverse("evaluation:method", args=(method.pk,)),
        }
        for method in found
    ]
    return Table(_("评价办法"), columns, rows, links={"name": "link"})


def method(subject: Method, rows: Iterable[dict[str, Any]]) -> Table:
    """The indicators of one version, with their sources."""
    columns = [
        Column("track", _("类别"), width=14),
        Column("title", _("指标"), width=20),
        Column("unit", _("单位"), width=16),
        Column("weight", _("权重"), kind="number"),
        Column("benchmark", _("基准值"), width=20),
        Column("direction", _("方向"), width=10),
        Column("missing", _("缺数时"), width=22),
        Column("source", _("依据"), width=60),
        Column("mark", _("核实"), width=20),
    ]
    told = [{**row, "weight": Decimal(row["weight"]), "mark": LOCAL_NOTE if row["local"] else ""} for row in rows]
    return Table(str(subject), columns, told, subject.source)


def decisions(year: int, found: Iterable[Decision], county: str) -> Table:
    """What people decided for a year."""
    columns = [
        Column("uscc", _("统一社会信用代码"), width=22),
        Column("name", _("企业名称"), width=34),
        Column("kind", _("事项"), width=10),
        Column("points", _("分值"), kind="number"),
        Column("veto", _("否决事项"), width=26),
        Column("reason", _("理由"), width=36),
        Column("document", _("依据文件"), width=28),
        Column("by", _("经办")),
        Column("at", _("时间"), kind="date", width=18),
    ]
    rows = [
        {
            "uscc": row.enterprise.uscc,
            "name": row.enterprise.name,
            "kind": row.get_kind_display(),
            "points": row.points,
            "veto": veto_names().get(row.code, row.code),
            "reason": row.reason,
            "document": row.document,
            "by": row.by,
            "at": localtime(row.at),
            "link": reverse("evaluation:decision", args=(row.pk,)),
        }
        for row in found
    ]
    title = _("%(c)s%(y)d年度加减分、否决和不参评事项") % {"c": county, "y": year}
    return Table(title, columns, rows, links={"uscc": "link"})


def overrides(run: Run, found: Iterable[Override], lines: dict[int, Graded]) -> Table:
    """Grades that a document forces."""
    columns = [
        Column("name", _("企业名称"), width=34),
        Column("town", _("镇街")),
        Column("computed", _("初评档次"), width=10),
        Column("grade", _("调整后档次"), width=12),
        Column("reason", _("理由"), width=36),
        Column("document", _("依据文件"), width=28),
        Column("at", _("时间"), kind="date", width=18),
    ]
    rows = [
        {
            "name": lines[row.enterprise_id].name,
            "town": lines[row.enterprise_id].town_name,
            "computed": grade_word(lines[row.enterprise_id].computed),
            "grade": grade_word(row.grade),
            "reason": row.reason,
            "document": row.document,
            "at": localtime(row.at),
            "link": reverse("evaluation:sheet", args=(lines[row.enterprise_id].pk,)),
        }
        for row in found
        if row.enterprise_id in lines
    ]
    return Table(_("%(c)s%(y)d年度档次调整") % _of(run), columns, rows, note(run), {"name": "link"})


def objections(found: Iterable[Objection], today: date) -> Table:
    """The queue: who objects, where it stands, what is due."""
    columns = [
        Column("county", _("县（市、区）")),
        Column("year", _("年度"), width=8),
        Column("name", _("企业名称"), width=34),
        Column("town", _("镇街")),
        Column("text", _("异议内容"), width=40),
        Column("filed", _("提出时间"), kind="date", width=18),
        Column("state", _("状态"), width=12),
        Column("due", _("办理期限"), kind="date"),
        Column("late", _("逾期"), width=8),
        Column("moved", _("档次变化"), width=12),
    ]
    return Table(_("异议办理"), columns, [_objection_row(row, today) for row in found], links={"name": "link"})


def _objection_row(row: Objection, today: date) -> dict[str, Any]:
    due = {"filed": row.forward_by, "forwarded": row.decide_by}.get(row.state)
    before, after = row.before.get("grade"), row.after.get("grade")
    return {
        "county": row.graded.run.county.name,
        "year": str(row.graded.run.year),
        "name": row.graded.name,
        "town": row.graded.town_name,
        "text": row.text if len(row.text) <= 60 else f"{row.text[:60]}…",
        "filed": localtime(row.filed_at),
        "state": row.get_state_display(),
        "due": due,
        "late": _("逾期") if due and today > due else "",
        "moved": f"{grade_word(before)} → {grade_word(after)}" if row.after else "",
        "link": reverse("evaluation:objection", args=(row.pk,)),
    }


def rules(county: str, found: Iterable[PolicyRule], today: date) -> Table:
    """The rules of a county with their dates and basis."""
    columns = [
        Column("policy", _("政策"), width=20),
        Column("grade", _("档次"), width=8),
        Column("years", _("连续年数（起）"), kind="number", digits=0, width=10),
        Column("operation", _("方式"), width=10),
        Column("value", _("数值"), kind="number", digits=4),
        Column("unit", _("单位"), width=12),
        Column("overlap", _("重叠时"), width=10),
        Column("bureau", _("执行单位"), width=16),
        Column("scope", _("适用范围"), width=18),
        Column("since", _("生效"), kind="date"),
        Column("until", _("失效"), kind="date"),
        Column("cycle", _("执行期起日"), width=12),
        Column("basis", _("依据"), width=34),
        Column("status", _("状态"), width=18),
    ]
    return Table(
        _("%(c)s差别化政策规则") % {"c": county},
        columns,
        [_rule_row(rule, today) for rule in found],
        links={"policy": "link"},
    )


def _rule_row(rule: PolicyRule, today: date) -> dict[str, Any]:
    ended = rule.effective_until is not None and rule.effective_until < today
    later = rule.effective_from > today
    scope = [_("行业 %(i)s") % {"i": rule.industries}] if rule.industries else []
    scope += [rule.towns] if rule.towns else []
    standing = str((Standing.OVER if ended else Standing.LATER if later else Standing.RUNNING).label)
    return {
        "policy": rule.policy,
        "grade": rule.grade,
        "years": rule.consecutive_years,
        "operation": rule.get_operation_display(),
        "value": rule.value,
        "unit": rule.unit,
        "overlap": rule.get_overlap_display(),
        "bureau": rule.bureau,
        "scope": "；".join(scope) or _("全部"),
        "since": rule.effective_from,
        "until": rule.effective_until,
        "cycle": rule.cycle,
        "basis": rule.basis,
        "status": standing if rule.verified else f"{standing} · {_('本地参数（待核实）')}",
        "link": reverse("evaluation:policy", args=(rule.pk,)),
    }


def due(
    title: str, remark: str, items: Iterable[Due], on: date, *, links: bool = True, start: int = 1, own: bool = False
) -> Table:
    """What a bureau executes: on whom, how much, since how many years, on which basis, when, and where it stands.

    Args:
        title: of the list.
        remark: printed under it.
        items: its rows.
        on: the day on which each item's standing (未开始, 执行中, 已到期, 暂缓) is told.
        links: whether the enterprise leads to its sheet.
        start: number of the first row.
        own: one enterprise's own items, without who it is.
    """
    who = [
        Column("number", _("序号"), kind="number", digits=0, width=6),
        Column("name", _("企业名称"), width=30),
        Column("uscc", _("统一社会信用代码"), width=21),
        Column("town", _("镇街"), width=10),
        Column("grade", _("档次"), width=6),
        Column("years", _("连续年数"), kind="number", digits=0, width=9),
        Column("status", _("执行状态"), width=18),
        Column("value", _("标准"), kind="number", digits=2, width=8),
        Column("unit", _("单位"), width=10),
        Column("period", _("执行期"), width=23),
        Column("policy", _("政策"), width=14),
        Column("operation", _("方式"), width=8),
        Column("bureau", _("执行单位"), width=14),
        Column("basis", _("法律政策依据"), width=26),
        Column("note", _("备注"), width=18),
    ]
    left_out = ("number", "name", "uscc", "town") if own else ("bureau",)
    columns = [column for column in who if column.key not in left_out]
    rows = [_due_row(item, on, number) for number, item in enumerate(items, start=start)]
    return Table(title, columns, rows, remark, {"name": "link"} if links else {})


def _due_row(item: Due, on: date, number: int) -> dict[str, Any]:
    return {
        "number": number,
        "uscc": item.graded.enterprise.uscc,
        "name": item.graded.name,
        "town": item.graded.town_name,
        "grade": item.graded.grade,
        "years": item.years,
        "policy": item.policy,
        "operation": item.operation,
        "value": item.value,
        "unit": item.unit,
        "period": item.period,
        "bureau": item.bureau,
        "basis": item.basis,
        "status": item.status(on),
        "note": item.note,
        "link": reverse("evaluation:sheet", args=(item.graded.pk,)),
    }
