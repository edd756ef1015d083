"""Columns of runs and of what a run caught, and the preview of a rule set, as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tenghuan.apps.remediation.models import Case, State
from tenghuan.apps.remediation.registers import CASES
from tenghuan.apps.screening.models import Moved, Run, Verdict
from tenghuan.apps.screening.wording import deciding
from tenghuan.publishing.tables import Column, Table


def runs(found: Iterable[Run]) -> Table:
    """Return the runs of an account's counties, the newest first."""
    columns = [
        Column("at", _("筛查时间"), value=lambda run: f"{localtime(run.at):%Y-%m-%d %H:%M}", link=_address, width=16),
        Column("county", _("县（市、区）"), value=lambda run: run.county.name),
        Column("year", _("数据年度"), width=8),
        Column("rules", _("筛查规则"), value=lambda run: str(run.rules), width=26),
        Column("looked_at", _("数据户数"), kind="number", digits=0),
        Column("enterprises", _("入清单企业"), kind="number", digits=0),
        Column("undecided", _("不可判"), kind="number", digits=0),
        Column("by", _("经办")),
    ]
    return Table(_("筛查批次"), columns, list(found))


def _address(run: Run) -> str:
    return reverse("screening:run", args=(run.pk,))


def caught_columns() -> list[Column]:
    """Return the columns of a run's result."""
    return [
        Column("name", _("企业名称"), width=28, sort="name", link=lambda row: reverse("screening:why", args=(row.pk,))),
        Column("uscc", _("统一社会信用代码"), value=lambda row: row.enterprise.uscc, width=20, shown=False),
        Column("town_name", _("镇街"), sort="town_name"),
        Column("list_name", _("清单"), sort="list_name"),
        Column("verdict", _("结论"), sort="verdict", width=8),
        Column("moved", _("与上次比"), sort="moved", width=8),
        Column("why", _("主要条件"), value=lambda row: "；".join(deciding(row.verdict, row.lines)), width=60),
        Column("reason", _("说明")),
        Column("source", _("规则依据"), width=30, shown=False),
        Column("case", _("在办案件"), value=lambda row: _number(row.case), link=lambda row: _case(row.case)),
        Column("watched", _("跟踪期前案"), value=lambda row: _number(row.watched), link=lambda row: _case(row.watched)),
    ]


def _number(case: Case | None) -> str | None:
    return case.number if case is not None else None


def _case(case: Case | None) -> str | None:
    return CASES.address(case) if case is not None else None


def with_cases(rows: Sequence[Any]) -> Sequence[Any]:
    """Give each row the running case of its enterprise, and the closed one that is still watched: one query for all."""
    today = timezone.localdate()
    found = Case.objects.filter(enterprise__in={row.enterprise_id for row in rows}).order_by("pk")
    running, watched = {}, {}
    for case in found.exclude(state__in=(State.DROPPED, State.DISPOSED)):
        if case.state != State.CLOSED:
            running[case.enterprise_id] = case
        elif case.watched_until is not None and case.watched_until >= today:
            watched[case.enterprise_id] = case
    for row in rows:
        row.case, row.watched = running.get(row.enterprise_id), watched.get(row.enterprise_id)
    return rows


@dataclass(frozen=True)
class Line:
    """A list of a run or preview with how many stand on it, are let off, cannot be judged; and against last time."""

    name: str
    verdicts: dict[str, int]
    moved: dict[str, int]


def by_list(rows: Iterable[tuple[str, str, str]], order: Sequence[str]) -> list[Line]:
    """Count rows of (list, verdict, how it stands to the last time) by list: those of the rules, then older ones."""
    verdicts: dict[str, Counter[str]] = {name: Counter() for name in order}
    moved: dict[str, Counter[str]] = {name: Counter() for name in order}
    for name, verdict, how in rows:
        verdicts.setdefault(name, Counter())[verdict] += 1
        moved.setdefault(name, Counter())[how] += 1
    return [
        Line(
            name,
            {word.value: verdicts[name][word.value] for word in Verdict if word != Verdict.GONE},
            {word.value: moved[name][word.value] for word in Moved},
        )
        for name in verdicts
    ]
