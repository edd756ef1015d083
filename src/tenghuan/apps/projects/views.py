"""Pages of projects beside lists and records: rates, wall, schedule, the grid of a month, the plan of nodes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.columns import column
from tenghuan.apps.kit.registry import address_of
from tenghuan.apps.kit.views.counties import counties_to_choose, county_looked_at
from tenghuan.apps.organization.models import Region
from tenghuan.apps.organization.queries import county_of
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.projects import elements, lamps, planning, rates, reporting, schedule, stages, wall
from tenghuan.apps.projects.forms import Plan
from tenghuan.apps.projects.models import Month, Project
from tenghuan.apps.projects.registers import PROJECTS
from tenghuan.apps.web.responses import table_response
from tenghuan.errors import InputFault
from tenghuan.publishing.tables import Column, Table

KEEPERS = (Role.OFFICE, Role.DEPARTMENT, Role.TOWN)
CELL = 200  # signs of a cell that are read


def _county(request: AccountRequest) -> Region:
    """Return the county of whoever writes; offices above counties write nothing of one."""
    county = county_of(request.user)
    if county is None:
        raise PermissionDenied
    return county


def _year(request: AccountRequest) -> int:
    return outside.year(request.GET.get("year"), otherwise=timezone.localdate().year)


@page(OFFICIALS)
def rates_page(request: AccountRequest) -> HttpResponseBase:
    """The five rates, what waits between two stages, and the lamps of each town."""
    county, day = county_looked_at(request), timezone.localdate()
    projects = rates.visible(request.user, county)
    towns = rates.towns(projects, day)
    columns = [
        Column("name", _("镇街"), width=16),
        Column("projects", _("项目"), "个", kind="number"),
        *(_lamp(colour, word) for colour, word in (("red", _("红灯")), ("yellow", _("黄灯")), ("green", _("绿灯")))),
        *(_rate(one) for one in stages.rated()),
    ]
    told = {"rates": rates.rates(projects, day), "lamps": rates.lit(towns), "dark": rates.dark(towns), "day": day}
    told |= {"county": county, "counties": counties_to_choose(request)}
    return table_response(request, "projects/rates.html", Table(_("项目五率"), columns, towns), told)


def _lamp(colour: str, word: str) -> Column:
    return Column(colour, word, "个", kind="number", value=lambda town: town.lamps.get(colour, 0))


def _rate(one: stages.Stage) -> Column:
    return Column(one.key, one.rate, "%", kind="number", fixed=True, value=lambda town: town.rates.get(one.key))


@page(OFFICIALS)
def wall_page(request: AccountRequest) -> HttpResponseBase:
    """The wall list: projects from the plan's bound on and those of the mayors' programme, with leader and unit."""
    county = county_looked_at(request)
    columns = [
        Column("name", _("项目名称"), width=26, link=address_of),
        Column("lamp", _("节点灯"), kind="lamp", width=8, value=lambda one: one.lamp),
        Column("state", _("环节"), width=10, value=lambda one: one.get_state_display()),
        Column("lamp_why", _("亮灯原因"), width=26),
        column(Project, "total"),
        Column("share", _("投资完成率"), "%", kind="number", fixed=True, value=_done),
        Column("leader", _("联系领导席位"), value=lambda one: one.leader or _("未落实")),
        Column("contact_unit", _("挂钩部门"), value=lambda one: one.contact_unit or _("未落实")),
        column(Project, "unit"),
        Column("open_problems", _("问题"), "个", kind="number"),
    ]
    told: dict[str, Any] = {"bound": wall.bound(county), "mechanisms": wall.mechanisms(county)}
    told |= {"county": county, "counties": counties_to_choose(request)}
    return table_response(
        request, "projects/wall.html", Table(_("挂图作战"), columns, wall.listed(request.user, county)), told
    )


def _done(project: Project) -> Any:
    return project.invested / project.total * 100 if project.total else None


@page(OFFICIALS)
def gantt(request: AccountRequest) -> HttpResponse:
    """A year's bars of projects with their nodes."""
    county, day, year = county_looked_at(request), timezone.localdate(), _year(request)
    told = {
        "bars": schedule.bars(request.user, county, year, day), "today": schedule.today_at(year, day),
        "year": year, "years": range(day.year + 2, day.year - 4, -1), "months": range(1, 13),
        "width": schedule.WIDTH, "legend": schedule.legend(), "shown": schedule.SHOWN,
    }  # fmt: skip
    return _scheduled(request, "projects/gantt.html", county, told)


@page(OFFICIALS)
def calendar(request: AccountRequest) -> HttpResponse:
    """A month's nodes, day by day."""
    county, day, year = county_looked_at(request), timezone.localdate(), _year(request)
    asked = outside.whole(request.GET.get("month"), otherwise=None)
    number = asked if asked is not None and 1 <= asked <= 12 else day.month
    before, after = schedule.around(year, number)
    told = {
        "weeks": schedule.month(request.user, county, year, number, day), "year": year, "month": number,
        "before": before, "after": after, "today": day, "legend": schedule.legend(),
    }  # fmt: skip
    return _scheduled(request, "projects/calendar.html", county, told)


def _scheduled(request: AccountRequest, template: str, county: Region, told: dict[str, Any]) -> HttpResponse:
    told |= {"county": county, "counties": counties_to_choose(request)}
    return render(request, template, told)


@page(KEEPERS, methods=("GET", "POST"))
def months(request: AccountRequest) -> HttpResponseBase:
    """The grid of a month: what each project under construction did; all rows are kept or none."""
    county, period = _county(request), _period(request)
    actor = Actor.of(request)
    lines = reporting.lines(actor, request.user, county, period)
    typed: dict[int, dict[str, str]] = {}
    faults: list[str] = []
    if request.method == "POST":
        typed = {one.project.pk: _typed(request, one.project.pk) for one in lines}
        try:
            count = reporting.report(actor, county, period, {one.project: typed[one.project.pk] for one in lines})
        except InputFault as fault:
            faults = fault.message.splitlines()
        else:
            messages.success(request, _("已保存 %(n)d 个项目") % {"n": count})
            return redirect(f"{reverse('project:months')}?period={period[0]}-{period[1]}")
    rows = [
        (one, [(name, typed.get(one.project.pk, {}).get(name, one.text(name))) for name in reporting.NAMES])
        for one in lines
    ]
    heads = [column(Month, name) for name in reporting.NAMES]
    told = {"rows": rows, "heads": heads, "period": period, "periods": reporting.periods(timezone.localdate())}
    return render(request, "projects/months.html", {**told, "faults": faults}, status=422 if faults else 200)


def _period(request: AccountRequest) -> lamps.Period:
    """Return the period that was asked for among those that may be reported, else the latest."""
    known = {f"{year}-{month}": (year, month) for year, month in reporting.periods(timezone.localdate())}
    asked = outside.text(request.POST.get("period") or request.GET.get("period"), limit=10)
    return known.get(asked) or reporting.latest(timezone.localdate())


def _typed(request: AccountRequest, pk: int) -> dict[str, str]:
    return {name: outside.text(request.POST.get(f"{name}-{pk}"), limit=CELL) for name in reporting.NAMES}


@page(KEEPERS, methods=("GET", "POST"))
def plan(request: AccountRequest, pk: int) -> HttpResponseBase:
    """The plan of a project's nodes; without one the usual durations are proposed."""
    project = get_object_or_404(PROJECTS.rows(request.user), pk=pk)
    if project.county_id != _county(request).pk or not planning.may_plan(Actor.of(request), project):
        raise PermissionDenied
    nodes = planning.nodes_of(project)
    proposed = {} if nodes else planning.proposal(project)
    initial: dict[str, Any] = {f"planned_{key}": day for key, day in proposed.items()}
    for key, node in nodes.items():
        initial |= {f"planned_{key}": node.planned, f"promised_{key}": node.promised, f"basis_{key}": node.basis}
    form = Plan(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            count = planning.plan(Actor.of(request), project, form.told)
        except InputFault as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("已保存，调整 %(n)d 个节点") % {"n": count})
            return redirect(f"{PROJECTS.address(project)}#nodes")
    told = {"form": form, "project": project, "proposed": bool(proposed)}
    return render(request, "projects/plan.html", told, status=422 if form.errors else 200)


@page(KEEPERS, methods=("POST",))
def apply(request: AccountRequest, pk: int) -> HttpResponse:
    """Apply for what the project needs of the ledgers; the application goes on there."""
    project = get_object_or_404(PROJECTS.rows(request.user), pk=pk)
    told = {name: outside.text(request.POST.get(name), limit=CELL) for name in ("approvals", "exception")}
    made = elements.apply(Actor.of(request), project, **told)
    messages.success(request, _("已登记要素配置申请 %(n)s，请提交") % {"n": made.number})
    return redirect(address_of(made))
