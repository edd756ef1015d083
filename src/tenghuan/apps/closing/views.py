"""Pages of the month close: a month's report in each version, what two versions differ by, one indicator's month."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.closing import analysis, checking, queries, rules, settling, tables, tracing
from tenghuan.apps.closing.models import Closing, Figure, Snapshot
from tenghuan.apps.closing.reckoning import reckoned
from tenghuan.apps.closing.registers import MONTHS
from tenghuan.apps.kit.forms import asks_nothing
from tenghuan.apps.monitoring.models import is_office_of
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.plans.models import Indicator, Item
from tenghuan.apps.plans.queries import looked_at
from tenghuan.apps.plans.wording import LAMPS
from tenghuan.apps.web import table_response
from tenghuan.pace import Month

SHOWN_MONTHS = 36
SETTLERS = (Role.OFFICE, Role.DEPARTMENT, Role.TOWN)


@page(OFFICIALS)
def latest(request: AccountRequest) -> HttpResponseBase:
    """The latest month of the county that is looked at."""
    plans, plan = looked_at(request)
    if plan is None:
        return render(request, "plans/no_plan.html")
    found = queries.closings(request.user, plan.region).first()
    if found is None:
        return render(request, "closing/none.html", {"plan": plan, "plans": plans})
    return redirect("closing:month", pk=found.pk)


@page(OFFICIALS)
def pick(request: AccountRequest) -> HttpResponseBase:
    """Go to the month that was chosen from the list of months."""
    pk = outside.key(request.GET.get("closing"))
    return redirect("closing:month", pk=_closing(request, pk).pk)


@page(OFFICIALS)
def month(request: AccountRequest, pk: int) -> HttpResponseBase:
    """A month's report: the newest version, the one asked for, or, of an open month, as it would be closed now."""
    closing = _closing(request, pk)
    versions = list(closing.snapshots.order_by("-version"))
    shown = None if "live" in request.GET else _version(request, versions)
    towns = "towns" in request.GET
    figures = _figures(closing, shown, towns=towns)
    version = str(_("未结账") if shown is None else _("第%(v)s版") % {"v": shown.version})
    asked = f"?month={closing.year}-{closing.month:02d}"
    title, exporting = _("%(c)s指标月报") % {"c": closing}, request.GET.get("export") == "xlsx"
    table = tables.report(figures, title, _note(closing, shown), version, asked, whole=exporting)
    offers = MONTHS.offered(Actor.of(request), closing)
    context = {
        "closing": closing,
        "plans": looked_at(request)[0],
        "months": list(queries.closings(request.user, closing.county)[:SHOWN_MONTHS]),
        "versions": versions,
        "shown": shown,
        "gaps": checking.gaps(closing.plan, closing.at, figures) if shown is None else [],
        "late": _late(closing, shown) if offers and shown is not None else [],
        "offers": [(offer, asks_nothing(MONTHS, offer.move)) for offer in offers],
        "counts": [(lamp, sum(one.lamp == lamp for one in figures if one.item.whole_id is None)) for lamp in LAMPS],
        "towns": towns,
        "shared": closing.plan.items.filter(whole__isnull=False, retired=False).exists(),
        "may_open": is_office_of(request.user, closing.plan),
    }
    return table_response(request, "closing/month.html", table, context)


def _closing(request: AccountRequest, pk: int) -> Closing:
    found = Closing.objects.visible_to(request.user).select_related("plan__region", "plan__current_version", "county")
    closing: Closing = get_object_or_404(found, pk=pk)
    return closing


def _figures(closing: Closing, shown: Snapshot | None, *, towns: bool) -> list[Figure]:
    """The figures of a version, or as they are now."""
    return queries.figures(shown, towns=towns) if shown else reckoned(closing.plan, closing.at, towns=towns)


def _late(closing: Closing, shown: Snapshot) -> list[Any]:
    """What came in since the newest version of a closed month, of the county's own figures: for who may renew it."""
    if closing.state != "closed" or shown.version != closing.version:
        return []
    return rules.differing(queries.figures(shown), reckoned(closing.plan, closing.at, towns=False))


def _version(request: AccountRequest, versions: list[Snapshot]) -> Snapshot | None:
    """The version asked for by number or by the day on which it was the newest; else the newest; None if none is."""
    number = outside.whole(request.GET.get("version"), otherwise=None)
    if number is not None:
        return _numbered(versions, number)
    if day := outside.text(request.GET.get("known")):
        end = timezone.make_aware(datetime.combine(outside.day(day), time.min)) + timedelta(days=1)
        found = next((one for one in versions if one.known_at < end), None)
        if found is None:
            raise Http404
        return found
    return versions[0] if versions else None


def _numbered(versions: list[Snapshot], number: int | None) -> Snapshot:
    found = next((one for one in versions if one.version == number), None)
    if found is None:
        raise Http404
    return found


def _note(closing: Closing, shown: Snapshot | None) -> str:
    if shown is None:
        return _("%(s)s，按目前已审的数") % {"s": closing.get_state_display()}
    at = timezone.localtime(shown.known_at)
    return _("第%(v)s版，%(t)s 结账时所知") % {"v": shown.version, "t": f"{at:%Y-%m-%d %H:%M}"}


@page(OFFICIALS)
def difference(request: AccountRequest, pk: int) -> HttpResponseBase:
    """What two versions of a month differ by; the later one may be the present state (0)."""
    closing = _closing(request, pk)
    versions = list(closing.snapshots.order_by("-version"))
    first = _numbered(versions, outside.whole(request.GET.get("first"), otherwise=None))
    number = outside.whole(request.GET.get("second"), otherwise=0)
    second = _numbered(versions, number) if number else None
    pairs = rules.differing(queries.figures(first, towns=True), _figures(closing, second, towns=True))
    name = _("第%(v)s版") % {"v": second.version} if second else _("目前")
    title = _("%(c)s：%(a)s与%(b)s的差异") % {"c": closing, "a": _("第%(v)s版") % {"v": first.version}, "b": name}
    table = tables.differences(pairs, title, second.reason if second else "")
    return table_response(request, "closing/difference.html", table, {"closing": closing})


@page((Role.OFFICE,), methods=("POST",))
def open_month(request: AccountRequest, pk: int) -> HttpResponseBase:
    """Open the close of an earlier month of the same plan."""
    closing = _closing(request, pk)
    asked = outside.month(request.POST.get("month"), str(_("月份")))
    made = rules.open_month(Actor.of(request), closing.plan, Month(asked.year, asked.month))
    return redirect("closing:month", pk=made.pk)


@page(OFFICIALS)
def indicator(request: AccountRequest, pk: int) -> HttpResponseBase:
    """One indicator's month: its figure, what pulled it, who else has it, and which number counts."""
    item = _item(request, pk)
    asked = outside.month(request.GET.get("month"), otherwise=None)
    context = analysis.of(request.user, item, Month(asked.year, asked.month) if asked else None)
    return render(request, "closing/indicator.html", context)


@page(SETTLERS, methods=("POST",))
def settle(request: AccountRequest, pk: int) -> HttpResponseBase:
    """Decide which number counts for an indicator and month."""
    item = _item(request, pk)
    asked: date = outside.month(request.POST.get("month"), str(_("月份")))
    choice = outside.text(request.POST.get("choice"))
    reason = outside.text(request.POST.get("reason"), str(_("核定理由")), limit=300)
    once = outside.text(request.POST.get("once"))
    settling.settle(Actor.of(request), item, Month(asked.year, asked.month), choice, reason, once)
    messages.success(request, _("已核定"))
    return redirect(f"{reverse('closing:indicator', args=(pk,))}?month={asked:%Y-%m}")


def _item(request: AccountRequest, pk: int) -> Any:
    found: Any = Indicator.objects.visible_to(request.user).select_related("plan__region", "plan__current_version")
    return get_object_or_404(found, pk=pk)


@page(OFFICIALS)
def trace(request: AccountRequest, pk: int) -> HttpResponseBase:
    """A clause of the plan with its tasks, its indicators, and the records and money that serve them."""
    found = Item.objects.visible_to(request.user).select_related("plan__region", "whole__plan__region")
    told = tracing.traced(request.user, get_object_or_404(found, pk=pk))
    return render(request, "closing/trace.html", {"trace": told, "item": told.item})
