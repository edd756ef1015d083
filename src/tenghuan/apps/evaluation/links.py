"""What the register shows of the evaluation, and what it may not take back: registered in its hooks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.enterprises.hooks import Grade, Section
from tenghuan.apps.enterprises.models import Enterprise, Source
from tenghuan.apps.evaluation.models import Graded, Objection, Run
from tenghuan.apps.evaluation.policies import due
from tenghuan.apps.evaluation.queries.sheets import sheets_of
from tenghuan.apps.evaluation.states import RunState
from tenghuan.apps.evaluation.tables import due as due_table
from tenghuan.apps.evaluation.tables import objections as objection_table
from tenghuan.apps.evaluation.wording import grade_word

ADMITTED = (Role.OFFICE, Role.DEPARTMENT, Role.TOWN, Role.LEADER, Role.ENTERPRISE)


def _final(enterprise: Enterprise, account: Any) -> list[Graded]:
    found = sheets_of(account).filter(enterprise=enterprise, run__state=RunState.FINAL)
    return list(found.order_by("run__year"))


def grades(enterprise: Enterprise, account: Any) -> Sequence[Grade]:
    """The enterprise's grades of final lists that the account may see."""
    if account.role not in ADMITTED:
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
        for line in _final(enterprise, account)
    ]


def sections(enterprise: Enterprise, account: Any) -> Sequence[Section]:
    """The policies that follow from the latest final list, and the enterprise's objections."""
    final = _final(enterprise, account) if account.role in ADMITTED else []
    if not final:
        return []
    line = final[-1]
    today = timezone.localdate()
    title = _("差别化政策（%(y)d 年度审定结果）") % {"y": line.run.year}
    items = due(line.run, today, enterprise.pk)
    policies = Section(
        title, due_table(title, "", items, today, links=False, own=True) if items else None, _("没有适用的政策规则"), 60
    )
    filed = Objection.objects.visible_to(account).filter(graded__enterprise=enterprise)
    filed = filed.select_related("graded__run__county")
    if not filed:
        return [policies]
    return [policies, Section(_("评价异议"), objection_table(filed, today), order=70)]


def stands_on(source: Source) -> str:
    """Why a source cannot be withdrawn: a final list was computed from facts that it fed."""
    years = {year for year in source.records.values_list("year", flat=True).distinct() if year is not None}
    final = Run.objects.filter(county=source.county, state=RunState.FINAL, frozen_at__gte=source.at)
    # the base register says who an enterprise is, in every year
    run = (final if source.register == "base" else final.filter(year__in=years)).first()
    if run is None:
        return ""
    return _("%(y)d 年度评价结果已审定（%(n)s），其数据来自这个批次") % {"y": run.year, "n": run.decision_number}
