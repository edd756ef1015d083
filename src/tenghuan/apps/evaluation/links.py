"""What the register shows of the evaluation, and what it may not take back: registered in its hooks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.enterprises.hooks import Grade, Part, Profile, Section
from tenghuan.apps.enterprises.models import Enterprise, Source
from tenghuan.apps.evaluation.models import Decision, Graded, Run
from tenghuan.apps.evaluation.parameters import veto_names
from tenghuan.apps.evaluation.policies import due
from tenghuan.apps.evaluation.queries.sheets import sheets_of
from tenghuan.apps.evaluation.registers import OBJECTIONS
from tenghuan.apps.evaluation.states import RunState
from tenghuan.apps.evaluation.tables import due as due_table
from tenghuan.apps.evaluation.wording import grade_word
from tenghuan.publishing.tables import Column, Table

# lists that the public has seen
ON_LISTS = (RunState.PUBLISHED, RunState.REVIEWING, RunState.FINAL)
ADMITTED = (Role.OFFICE, Role.DEPARTMENT, Role.TOWN, Role.LEADER, Role.ENTERPRISE)


def _lines(page: Profile) -> list[Graded]:
    """The lines of the enterprise on lists that the public has seen, as far as the account may see them, by year."""

    def read() -> list[Graded]:
        found = sheets_of(page.account).filter(enterprise=page.enterprise, run__state__in=ON_LISTS)
        return list(found.order_by("run__year"))

    return page.once("evaluation", read)


def _final(page: Profile) -> list[Graded]:
    return [line for line in _lines(page) if line.run.state == RunState.FINAL]


def _grades(page: Profile) -> Sequence[Grade]:
    if page.account.role not in ADMITTED:
        return []
    return [
        Grade(
            year=line.run.year,
            grade=grade_word(line.grade) if line.track else _("未参评"),
            score=None if line.score is None else float(line.score),
            rank=line.rank,
            track=line.track,
            link=reverse("evaluation:sheet", args=(line.pk,)),
        )
        for line in _final(page)
    ]


grades = Part(_grades)  # of final lists that the account may see


def year_grades(enterprises: Sequence[int], year: int, account: Any) -> dict[int, str]:
    """The grades of many enterprises in the final list of a year, as far as the account may see them."""
    if account.role not in ADMITTED:
        return {}
    lines = sheets_of(account).filter(enterprise_id__in=enterprises, run__state=RunState.FINAL, run__year=year)
    found = lines.values_list("enterprise_id", "grade", "track")
    return {key: grade_word(grade) if track else _("未参评") for key, grade, track in found}


def _sections(page: Profile) -> Sequence[Section]:
    if page.account.role not in ADMITTED:
        return []
    return [
        Section(_("所在名单"), _lists(page), _("目前不在任何公示或审定的名单上"), 50),
        _policies(page.enterprise, _final(page), timezone.localdate()),
        Section(_("评价异议"), _objections(page), _("没有提出过异议"), 70),
    ]


# the lists the enterprise stands on, the policies that follow from the latest final one, and its objections
sections = Part(_sections)


def decisions(account: Any) -> QuerySet[Decision]:
    """What people decided on enterprises."""
    return Decision.objects.visible_to(account).filter(retired_on=None)


def _objections(page: Profile) -> Table | None:
    if not page.has("objections"):
        return None
    filed = OBJECTIONS.rows(page.account).filter(graded__enterprise=page.enterprise)
    return Table(str(OBJECTIONS.title), OBJECTIONS.list_columns, filed) if filed else None


def _policies(enterprise: Enterprise, final: Sequence[Graded], today: date) -> Section:
    if not final:
        return Section(_("差别化政策"), None, _("还没有审定的评价结果，没有适用的政策"), 60)
    line = final[-1]
    title = _("差别化政策（%(y)d 年度审定结果）") % {"y": line.run.year}
    items = due(line.run, today, line)
    table = due_table(title, "", items, today, own=True) if items else None
    return Section(title, table, _("没有适用的政策规则"), 60)


def _lists(page: Profile) -> Table | None:
    """Published and final lists, and what people decided on the enterprise, latest year first."""
    columns = [
        Column("year", _("年度"), width=8),
        Column("list", _("名单或事项"), width=30, link=lambda row: row.get("link")),
        Column("what", _("内容"), width=30),
        Column("state", _("状态"), width=12),
        Column("document", _("依据文件"), width=30),
    ]
    decided = decisions(page.account).filter(enterprise=page.enterprise) if page.has("decisions") else ()
    rows = [*(_list_row(line) for line in _lines(page) if line.track), *map(_decision_row, decided)]
    rows.sort(key=lambda row: row["year"], reverse=True)
    return Table(_("所在名单"), columns, rows) if rows else None


def _list_row(line: Graded) -> dict[str, Any]:
    return {
        "year": str(line.run.year),
        "list": _("亩均效益评价名单（%(t)s）") % {"t": line.track},
        "what": _("%(g)s 档") % {"g": line.grade} if line.grade else grade_word(""),
        "state": line.run.get_state_display(),
        "document": line.run.decision_number,
        "link": reverse("evaluation:sheet", args=(line.pk,)),
    }


def _decision_row(decision: Decision) -> dict[str, Any]:
    points = "" if decision.points is None else _("%(p)s 分") % {"p": f"{decision.points.normalize():f}"}
    veto = veto_names().get(decision.code, decision.code)
    return {
        "year": str(decision.year),
        "list": decision.get_kind_display(),
        "what": "，".join(filter(None, (points, veto, decision.reason))),
        "state": _("已登记"),
        "document": decision.document,
    }


def stands_on(source: Source) -> str:
    """Why a source cannot be withdrawn: a final list was computed from facts that it fed."""
    years = {year for year in source.records.values_list("year", flat=True).distinct() if year is not None}
    final = Run.objects.filter(county=source.county, state=RunState.FINAL, frozen_at__gte=source.at)
    # the base register says who an enterprise is, in every year
    run = (final if source.register == "base" else final.filter(year__in=years)).first()
    if run is None:
        return ""
    return _("%(y)d 年度评价结果已审定（%(n)s），其数据来自这个批次") % {"y": run.year, "n": run.decision_number}
