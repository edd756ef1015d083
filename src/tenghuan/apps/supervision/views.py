"""Pages of supervision beside list and record: raising an order, what waits for one, the list of a quarter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.organization.models import Region
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.supervision import quarters, rules, subjects
from tenghuan.apps.supervision.forms import raise_form
from tenghuan.apps.supervision.models import Order
from tenghuan.apps.supervision.raising import Already, candidates, raise_order
from tenghuan.apps.supervision.registers import ORDERS
from tenghuan.apps.web import scope
from tenghuan.apps.web.responses import table_response
from tenghuan.errors import InputFault
from tenghuan.publishing.tables import Column, Table


def _county(request: AccountRequest) -> Region:
    """Return the county whose office asks; offices above counties issue no orders of a county."""
    region: Region = request.user.region
    if region.level != "county":
        raise PermissionDenied
    return region


@page((Role.OFFICE,), methods=("GET", "POST"))
def raise_page(request: AccountRequest) -> HttpResponseBase:
    """The form of a new order, filled in from what it is about; sending it issues the order."""
    county, subject, before = _county(request), _subject(request), _before(request)
    if subject is not None and (order := subjects.open_order(subject)) is not None:
        messages.info(request, _("该事项已有在办的督办"))
        return redirect(ORDERS.address(order))
    form = raise_form(request.user, county, data=request.POST or None, told=_told(subject, before, county))
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ORDERS.fields}
        told = {"subject": subject, "before": before, "once": form.cleaned_data.get("once") or ""}
        try:
            issue = "draft" not in request.POST
            order = raise_order(Actor.of(request), county, values, issue=issue, **told)
        except Already as made:
            return redirect(ORDERS.address(made.order))
        except InputFault as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, (_("已交办：%(o)s") if issue else _("已存为草拟：%(o)s")) % {"o": order})
            return redirect(ORDERS.address(order))
    context = {"form": form, "subject": subject, "before": before, "register": ORDERS}
    context["back"] = subjects.page_of(subject) if subject is not None else ""
    return render(request, "supervision/raise.html", context, status=422 if form.errors else 200)


def _subject(request: AccountRequest) -> Any:
    kind = outside.text(request.GET.get("kind"))
    if not kind:
        return None
    pk = outside.whole(request.GET.get("pk"), otherwise=None)
    found = subjects.find(request.user, kind, pk) if pk is not None else None
    county = subjects.county_of(found) if found is not None else None
    if county is None or county.pk != _county(request).pk:
        raise Http404
    return found


def _before(request: AccountRequest) -> Order | None:
    pk = outside.whole(request.GET.get("before"), otherwise=None)
    return get_object_or_404(ORDERS.rows(request.user), pk=pk) if pk is not None else None


def _told(subject: Any, before: Order | None, county: Region) -> dict[str, Any]:
    if subject is not None:
        return subjects.matter_of(subject).values(county)
    if before is not None:
        same = ("source", "basis", "mechanism", "lead", "supports", "contact", "issuer", "cycle")
        return {name: getattr(before, name) for name in same}
    return {}


@page((Role.OFFICE,), methods=("POST",))
def regrade(request: AccountRequest, pk: int) -> HttpResponseBase:
    """Issue a graver slip directly."""
    order = get_object_or_404(ORDERS.rows(request.user), pk=pk)
    rules.regrade(
        Actor.of(request),
        order,
        grade=outside.text(request.POST.get("grade")),
        reason=outside.text(request.POST.get("reason"), str(_("发单理由"))),
        approved_by=outside.text(request.POST.get("approved_by"), str(_("批准席位")), limit=80),
        seen=outside.whole(request.POST.get("seen"), otherwise=0),
    )
    messages.success(request, _("已发出新的督办单"))
    return redirect(f"{ORDERS.address(order)}#chain")


@page((Role.OFFICE,))
def waiting(request: AccountRequest) -> HttpResponseBase:
    """What lags and has no open order, each with the button that raises one."""
    columns = [
        Column("title", _("事项"), width=34, link=lambda one: one.page or None),
        Column("kind", _("类型"), width=8),
        Column("why", _("情况"), width=30),
        Column("lead", _("责任单位"), width=16),
        Column("due", _("期限"), kind="date"),
        Column("do", _("办理"), width=8, link=lambda one: one.address),
    ]
    rows = candidates(request.user, _county(request), timezone.localdate())
    return table_response(request, "supervision/waiting.html", Table(_("待督办事项"), columns, rows))


@page(OFFICIALS)
def quarter(request: AccountRequest) -> HttpResponseBase:
    """The orders of a quarter, each as it stood at its end; by lead above the list."""
    today = timezone.localdate()
    chosen = quarters.Quarter.of(outside.text(request.GET.get("quarter"), limit=200)[:20], today)
    rows = scope.chosen(request).within(ORDERS.rows(request.user))
    table, leads = quarters.listed(rows, chosen, min(today, chosen.last))
    context = {"leads": leads, "quarter": chosen, "quarters": quarters.recent(today)}
    return table_response(request, "supervision/quarter.html", table, context)
