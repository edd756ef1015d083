"""The office's pages: what waits for review, periods, completeness."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.access.outside import day, key, month, text, whole
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.monitoring.models import LateException, Period, Report, is_office_of
from tenghuan.apps.monitoring.parameters import Parameters, reporting
from tenghuan.apps.monitoring.queries import owed, sheets
from tenghuan.apps.monitoring.services import periods as period_services
from tenghuan.apps.monitoring.services import review as services
from tenghuan.apps.monitoring.states import WAITING, State
from tenghuan.apps.monitoring.views.common import Choice, choose, seen_by, visible_period, visible_reports
from tenghuan.apps.organization.models import Unit
from tenghuan.apps.plans.models import ItemKind
from tenghuan.apps.web import table_response
from tenghuan.errors import InputFault
from tenghuan.publishing.tables import Column, Table

MATRIX_MONTHS = 12
VERBS = {"approve": "审核通过", "return": "退回", "lock": "锁定"}


@page((Role.OFFICE,))
def review(request: HttpRequest) -> HttpResponse:
    """The queue by period, unit, kind and state; waiting ones unless another state is asked for."""
    choice = choose(request)
    if choice.period is None:
        return render(request, "monitoring/no_period.html", choice.context())
    found = Report.objects.visible_to(request.user).filter(period=choice.period)
    counts = Counter(found.values_list("state", flat=True))
    units = found.exclude(unit=None).order_by("unit__name").values_list("unit_id", "unit__name").distinct()
    rows = sheets.rows(_filtered(found, request), request.user, choice.period, choice.today)
    state = request.GET.get("state", "waiting")
    context = {
        **choice.context(),
        "rows": rows,
        "units": [(str(pk), name) for pk, name in units],
        "kinds": ItemKind.choices,
        "states": [("waiting", _("待审")), *State.choices, ("all", _("全部"))],
        "state": state,
        "counts": [(value, label, counts[value]) for value, label in State.choices if counts[value]],
        "waiting": sum(counts[s] for s in WAITING),
        "lockable": any(row.report.state == State.APPROVED for row in rows),
    }
    return render(request, "monitoring/review.html", context)


def _filtered(found: Any, request: HttpRequest) -> Any:
    state = request.GET.get("state", "waiting")
    if state == "waiting":
        found = found.filter(state__in=[str(s) for s in WAITING])
    elif state in State.values:
        found = found.filter(state=state)
    if (unit := whole(request.GET.get("unit"), otherwise=None)) is not None:
        found = found.filter(unit=unit)
    if (kind := request.GET.get("kind", "")) in ItemKind.values:
        found = found.filter(item__kind=kind)
    return found


@page(OFFICIALS)
def period(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to what a month asks: the office to its queue, everybody else to the sheet."""
    found = visible_period(request, pk)
    name = "review" if is_office_of(request.user, found.plan) else "grid"
    return redirect(f"{reverse(f'monitoring:{name}')}?region={found.plan.region.code}&period={found.pk}")


@page((Role.OFFICE,), methods=("POST",))
def decide(request: HttpRequest) -> HttpResponse:
    """Approve, return or lock what was ticked, all or none."""
    verb = request.POST.get("verb", "")
    if verb not in VERBS:
        raise Http404
    reports = visible_reports(request, request.POST.getlist("report"))
    if not reports:
        raise InputFault(_("没有勾选任何一项"), remedy=_("请在左侧勾选要办理的事项"))
    actor, seen = Actor.of(request), seen_by(request, reports)
    if verb == "approve":
        count = services.approve(actor, reports, seen=seen)
    elif verb == "return":
        count = services.send_back(actor, reports, text(request.POST.get("reason"), _("理由"), limit=300), seen=seen)
    else:
        count = services.lock(actor, reports, seen=seen)
    messages.success(request, _("%(v)s %(n)d 项") % {"v": VERBS[verb], "n": count})
    period = reports[0].period
    return redirect(f"{reverse('monitoring:review')}?region={period.plan.region.code}&period={period.pk}")


@page((Role.OFFICE,), methods=("GET", "POST"))
def periods(request: HttpRequest) -> HttpResponse:
    """The plan's periods; open a past month by hand."""
    choice = choose(request)
    if choice.plan is None:
        return render(request, "monitoring/no_period.html", choice.context())
    if request.method == "POST":
        return _open(request, choice)
    lines = owed.by_unit(request.user, choice.periods)
    totals: dict[int, dict[str, int]] = {}
    for line in lines:
        total = totals.setdefault(line.period.pk, {"due": 0, "reported": 0, "valid": 0, "waiting": 0})
        for name in total:
            total[name] += getattr(line, name)
    context = {
        **choice.context(),
        "rows": [(period, totals.get(period.pk, {}), period.is_open(choice.today)) for period in choice.periods],
        "exceptions": LateException.objects.filter(period__plan=choice.plan).select_related("period", "unit"),
        "calendar": Parameters([choice.plan.pk], choice.today).calendar(choice.plan.pk),
        "remark": reporting().note,
        "units": sorted({(line.unit_id, line.unit) for line in lines if line.unit_id}, key=lambda pair: pair[1]),
    }
    return render(request, "monitoring/periods.html", context)


def _open(request: HttpRequest, choice: Choice) -> HttpResponse:
    asked = month(request.POST.get("month"), otherwise=None)
    closes = day(request.POST.get("closes_on"), otherwise=None)
    if asked is None or closes is None:
        raise InputFault(_("月份或截止日没有填"), remedy=_("月份如 2023-06，截止日请选日期"))
    assert choice.plan is not None
    period = period_services.open_period(Actor.of(request), choice.plan, asked.year, asked.month, closes)
    messages.success(request, _("%(p)s已开放，截止 %(d)s") % {"p": period, "d": period.closes_on})
    return redirect(f"{reverse('monitoring:periods')}?region={choice.plan.region.code}")


@page((Role.OFFICE,), methods=("POST",))
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    """Lock a period."""
    period = visible_period(request, pk)
    count = period_services.lock_period(Actor.of(request), period)
    messages.success(request, _("%(p)s已锁定，共 %(n)d 项") % {"p": period, "n": count})
    return redirect(f"{reverse('monitoring:periods')}?region={period.plan.region.code}")


@page((Role.OFFICE,), methods=("POST",))
def late(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant a unit a late exception."""
    period = visible_period(request, pk)
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=key(request.POST.get("unit")))
    until = day(request.POST.get("until"), otherwise=None)
    if until is None:
        raise InputFault(_("没有填补报截止日"), remedy=_("请选日期"))
    reason = text(request.POST.get("reason"), _("理由"), limit=200)
    period_services.grant_late(Actor.of(request), period, unit, until=until, reason=reason)
    messages.success(request, _("%(u)s可补报到 %(d)s") % {"u": unit, "d": until})
    return redirect(f"{reverse('monitoring:periods')}?region={period.plan.region.code}")


@page((Role.OFFICE, Role.LEADER))
def completeness(request: HttpRequest) -> HttpResponse:
    """Units × months: handed in of due, and approved; whole is not the same as right."""
    choice = choose(request)
    if choice.plan is None:
        return render(request, "monitoring/no_period.html", choice.context())
    shown = list(reversed(choice.periods[:MATRIX_MONTHS]))
    cells: dict[str, dict[int, owed.UnitLine]] = {}
    for line in owed.by_unit(request.user, shown):
        cells.setdefault(line.unit or str(_("未落实填报单位")), {})[line.period.pk] = line
    rows = [_matrix_row(unit, found, shown) for unit, found in sorted(cells.items())]
    columns = [Column("unit", _("单位"), width=28)]
    columns += [Column(f"p{period.pk}", heading, width=14) for period, heading in _headings(shown)]
    columns.append(Column("rate", _("报送率"), kind="percent", digits=0))
    note = _("每格：已报/应报。报送率只说明报没报，不说明数对不对")
    table = Table(_("%(r)s报送完整性") % {"r": choice.plan.region.name}, columns, rows, note)
    return table_response(request, "monitoring/completeness.html", table, choice.context())


def _headings(shown: list[Period]) -> list[tuple[Period, str]]:
    """Months with the year only where it begins, so that a year fits a laptop."""
    years = [None, *(period.year for period in shown)]
    return [
        (one, str(one) if one.year != years[at] else _("%(m)d月") % {"m": one.month}) for at, one in enumerate(shown)
    ]


def _matrix_row(unit: str, found: dict[int, owed.UnitLine], shown: list[Period]) -> dict[str, Any]:
    due, reported = sum(c.due for c in found.values()), sum(c.reported for c in found.values())
    row: dict[str, Any] = {"unit": unit, "rate": reported / due if due else None}
    for period in shown:
        line = found.get(period.pk)
        row[f"p{period.pk}"] = _matrix_cell(line) if line else ""
    return row


def _matrix_cell(line: owed.UnitLine) -> str:
    waiting = _("，待审 %(n)d") % {"n": line.waiting} if line.waiting else ""
    return f"{line.reported}/{line.due}{waiting}"
