"""The campaign board, the list of tasks, one item, and counties side by side."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS
from tenghuan.apps.plans import charts, hooks, queries, tables, wording
from tenghuan.apps.plans.comparison import compared, side_by_side
from tenghuan.apps.plans.models import Duty, Indicator, Item, ItemKind, Plan
from tenghuan.apps.plans.quoting import own_text
from tenghuan.apps.web import scope, table_response
from tenghuan.apps.web.stories import Step, Story, tell
from tenghuan.plan.calibers import Caliber


def _choices(rows: list[queries.Row]) -> dict[str, Any]:
    campaigns = {row.item.campaign_key or "-": row.item.campaign or _("总体目标（未归入行动）") for row in rows}
    units = {part.unit_id: part.unit.name for row in rows for part in row.item.responsibilities.all()}
    return {
        "campaigns": list(campaigns.items()),
        "units": sorted(((str(pk), name) for pk, name in units.items()), key=lambda pair: pair[1]),
        "lamp_words": list(wording.LAMPS.items()),
    }


def _note(plan: Plan) -> str:
    version = _("第%(v)s版") % {"v": plan.current_version.number if plan.current_version else 0}
    return f"{plan.document_number}，{version}" if plan.document_number else version


@page(OFFICIALS)
def board(request: HttpRequest) -> HttpResponse:
    """All indicators and duties of a county with lamps; a prefecture account chooses the county."""
    plans, plan = queries.looked_at(request)
    if plan is None:
        return render(request, "plans/no_plan.html")
    rows = queries.board([plan])
    shown = queries.filtered(rows, request.GET)
    exporting = request.GET.get("export") == "xlsx"
    name = plan.region.name
    by_kind = sorted(shown, key=lambda row: row.item.kind)  # actions before tasks; stable within
    table = tables.indicators(shown, _("%(r)s作战总览") % {"r": name}, _note(plan), exporting)
    context = {
        "plans": plans,
        "plan": plan,
        "counts": queries.lamp_counts(rows),
        "duties": tables.duties(by_kind, _("%(r)s任务清单") % {"r": name}, _note(plan)),
        "chosen": request.GET,
        "doubts": queries.doubts(plan),
        **_choices(rows),
    }
    return table_response(request, "plans/board.html", table, context)


@page(OFFICIALS)
def tasks(request: HttpRequest) -> HttpResponse:
    """All actions and tasks of a county as one list."""
    plans, plan = queries.looked_at(request)
    if plan is None:
        return render(request, "plans/no_plan.html")
    rows = queries.board([plan], ItemKind.ACTION, ItemKind.TASK)
    exporting = request.GET.get("export") == "xlsx"
    shown = sorted(queries.filtered(rows, request.GET), key=lambda row: row.item.kind)
    table = tables.duties(shown, _("%(r)s任务清单") % {"r": plan.region.name}, _note(plan), exporting)
    context = {
        "plans": plans,
        "plan": plan,
        "counts": queries.lamp_counts(rows),
        "chosen": request.GET,
        **_choices(rows),
    }
    return table_response(request, "plans/tasks.html", table, context)


@page(OFFICIALS)
def indicator(request: HttpRequest, pk: int) -> HttpResponse:
    """One indicator: what it means, what the plan demands, who answers, how the figures came about."""
    subject = get_object_or_404(Indicator.objects.visible_to(request.user).select_related("plan__region"), pk=pk)
    row = queries.board_row(subject)
    points = hooks.history(row.item, request.user)
    context = {
        "row": row,
        "figures": {**tables.goal(row), **tables.figures(row)},
        "subject": row.item.indicator,
        "plan": subject.plan,
        "caliber_words": wording.EXPLAINED[Caliber(subject.caliber)],
        "cells": [
            (wording.when(c), wording.target(c), wording.caliber_name(c.caliber), c)
            for c in wording.in_order(row.item.indicator.milestones.all())
        ],
        "references": subject.references.all(),
        "shares": queries.shares(row.item, request.user),
        "duties": Duty.objects.visible_to(request.user).filter(indicators=subject, retired=False),
        "sources": [wording.source(source) for source in subject.sources],
        "points": list(reversed(points)),
        "tallies": hooks.tallies(subject, request.user),
        "chart": charts.path(row.item.indicator, points),
    }
    return render(request, "plans/indicator.html", context)


@page(OFFICIALS)
def point(request: HttpRequest, pk: int, on: str) -> HttpResponse:
    """Tell how an item's figure and lamp of one period came about; ``on``: the last day of the period."""
    subject = get_object_or_404(Item.objects.visible_to(request.user).select_related("plan__region"), pk=pk)
    row, at = queries.board_row(subject), outside.day(on)
    unit = row.item.indicator.unit if subject.kind == ItemKind.INDICATOR else ""
    back = reverse("plans:indicator" if unit else "plans:duty", args=(pk,))
    found = next((one for one in hooks.history(row.item, request.user) if one.at == at), None)
    if found is None:
        return tell(request, Story(subject.title, back, on, None, reckoned=(_("本期没有数据"),)))
    told = (
        *(
            (_("上报数"), found.value, unit),
            (_("目标 / 年度"), found.goal or None, ""),
            (_("序时"), found.expected, unit),
        ),
        *((_("完成进度"), _share(found.progress), found.parts), (_("序时进度"), _share(found.pace), found.due)),
        (_("亮灯"), wording.LAMPS.get(found.lamp), ""),
    )
    given = [one for one in told if one[1] is not None]
    step = Step(given, by=found.status, remark=found.note, link=(_("查看填报"), found.link) if found.link else None)
    value = found.value if unit else _share(found.progress)
    return tell(request, Story(subject.title, back, found.label, value, unit, (step,), found.steps))


def _share(rate: Decimal | None) -> str | None:
    return None if rate is None else f"{rate * 100:.1f}%"


@page(OFFICIALS)
def duty(request: HttpRequest, pk: int) -> HttpResponse:
    """One action or task: deadline, units, the indicators it serves, what was reported."""
    subject = get_object_or_404(Duty.objects.visible_to(request.user).select_related("plan__region", "group"), pk=pk)
    row = queries.board_row(subject)
    served = subject.indicators.filter(retired=False)
    rows = {row.item.pk: row for row in queries.board([subject.plan], ItemKind.INDICATOR)} if served else {}
    same = Duty.objects.visible_to(request.user).filter(plan=subject.plan, retired=False, whole=None)
    context = {
        "row": row,
        "subject": subject,
        "plan": subject.plan,
        "text": own_text(row.item),
        # what has to be reached: the indicators it serves, as the board shows them
        "milestones": tables.indicators([rows[one.pk] for one in served if one.pk in rows], "", "").rows,
        # the measures of the same section, or the other rows of the list
        "measures": same.filter(section=subject.section).exclude(pk=subject.pk) if subject.section else [],
        "seats": subject.group.seats.filter(role__in=("leader", "liaison")) if subject.group else [],
        "shares": queries.shares(row.item, request.user),
        "points": list(reversed(hooks.history(row.item, request.user))),
    }
    return render(request, "plans/duty.html", context)


@page(OFFICIALS)
def counties(request: HttpRequest) -> HttpResponse:
    """Standard indicators as rows, the counties one may see as columns."""
    plans = queries.within(queries.current_plans(request.user), scope.chosen(request))
    rows = queries.board(plans, ItemKind.INDICATOR)
    common = request.GET.get("common") == "1"
    lines = compared(plans, rows, common)
    context = {"plans": plans, "lines": lines, "common": common}
    return table_response(request, "plans/counties.html", side_by_side(plans, lines), context)
