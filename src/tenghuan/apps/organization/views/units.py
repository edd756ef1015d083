"""Units and their aliases; task-force groups, seats and incumbents."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.organization.forms import IncumbentForm, UnitForm
from tenghuan.apps.organization.models import Group, Seat, Unit
from tenghuan.apps.organization.services import seats as seat_services
from tenghuan.apps.organization.services import units as unit_services
from tenghuan.apps.web import table_response
from tenghuan.publishing.tables import Column, Table


@page((Role.OFFICE, Role.SYSTEM_ADMIN), methods=("GET", "POST"))
def units(request: HttpRequest) -> HttpResponse:
    """List the units with their aliases; add one."""
    form = UnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        aliases = [alias for alias in data["aliases"].split("、") if alias.strip()]
        unit_services.create_unit(Actor.of(request), request.user.region, data["name"], data["kind"], aliases)
        messages.success(request, _("已新增单位“%(n)s”") % {"n": data["name"]})
        return redirect("organization:units")
    found = Unit.objects.visible_to(request.user).select_related("region").prefetch_related("aliases")
    rows = [
        {
            "region": unit.region.name,
            "name": unit.name,
            "kind": unit.get_kind_display(),
            "aliases": "、".join(alias.name for alias in unit.aliases.all()),
            "active": unit.active,
        }
        for unit in found
    ]
    columns = [
        Column("region", _("区域")),
        Column("name", _("名称"), width=30),
        Column("kind", _("类型"), width=18),
        Column("aliases", _("别名"), width=40),
        Column("active", _("在用")),
    ]
    return table_response(request, "organization/units.html", Table(_("单位"), columns, rows), {"form": form})


@page(OFFICIALS)
def groups(request: HttpRequest) -> HttpResponse:
    """Show the task force as groups of seats with their present incumbents."""
    found = (
        Group.objects.visible_to(request.user)
        .filter(active=True)
        .select_related("region", "lead_unit")
        .prefetch_related("seats__unit", "seats__incumbencies")
    )
    return render(request, "organization/groups.html", {"groups": found})


@page((Role.OFFICE,), methods=("GET", "POST"))
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who held a seat when; let a successor take it."""
    subject = get_object_or_404(Seat.objects.visible_to(request.user).select_related("group__region", "unit"), pk=pk)
    form = IncumbentForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        seat_services.seat_incumbent(Actor.of(request), subject, **form.cleaned_data)
        messages.success(request, _("已登记接任"))
        return redirect("organization:seat", subject.pk)
    past = subject.incumbencies.select_related("account")
    return render(request, "organization/seat.html", {"seat": subject, "form": form, "incumbencies": past})
