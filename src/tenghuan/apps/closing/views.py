"""Pages of the month close: a month's report in each version, one indicator's month."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.closing import checking, queries, tables
from tenghuan.apps.closing.models import Closing, Figure, Snapshot, State
from tenghuan.apps.closing.reckoning import reckoned
from tenghuan.apps.closing.registers import MONTHS
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.plans.models import Indicator
from tenghuan.apps.plans.queries import looked_at
from tenghuan.apps.web import table_response


@page(OFFICIALS)
def latest(request: AccountRequest) -> HttpResponseBase:
    """The latest month of the county that is looked at; above counties, the county's choice comes with it."""
    plans, plan = looked_at(request)
    if plan is None:
        return render(request, "plans/no_plan.html")
    found = queries.closings(request.user, plan.region).first()
    if found is None:
        return render(request, "closing/none.html", {"plan": plan, "plans": plans})
    return redirect("closing:month", pk=found.pk)


@page(OFFICIALS)
def month(request: AccountRequest, pk: int) -> HttpResponseBase:
    """A month's report: the newest version, the one asked for, or, of an open month, as it would be closed now."""
    found = Closing.objects.visible_to(request.user).select_related("plan__region", "county")
    closing = get_object_or_404(found, pk=pk)
    versions = list(closing.snapshots.order_by("-version"))
    shown = _version(request, versions)
    live = shown is None or "live" in request.GET
    figures = reckoned(closing.plan, closing.at) if live else queries.figures(shown, towns=True)  # type: ignore[arg-type]  # not live
    version = _("未结账") if live or shown is None else _("第%(v)s版") % {"v": shown.version}
    own = [figure for figure in figures if figure.item.whole_id is None]
    asked = f"?month={closing.year}-{closing.month:02d}"
    table = tables.report(own, _("%(c)s指标月报") % {"c": closing}, _note(closing, shown, live), version, asked)
    context = {
        "closing": closing,
        "months": list(queries.closings(request.user, closing.county)[:24]),
        "versions": versions,
        "shown": None if live else shown,
        "gaps": checking.gaps(closing.plan, closing.at, figures) if live else [],
        "offers": MONTHS.offered(Actor.of(request), closing),
        "lamps": _lamps(own),
    }
    return table_response(request, "closing/month.html", table, context)


def _version(request: AccountRequest, versions: list[Snapshot]) -> Snapshot | None:
    """The version asked for by number or by the day on which it was the newest; else the newest; None if none is."""
    number = outside.whole(request.GET.get("version"), otherwise=None)
    if number is not None:
        chosen = next((one for one in versions if one.version == number), None)
        if chosen is None:
            raise Http404
        return chosen
    if day := outside.text(request.GET.get("known")):
        end = timezone.make_aware(datetime.combine(outside.day(day), time.min)) + timedelta(days=1)
        return next((one for one in versions if one.known_at < end), None)
    return versions[0] if versions else None


def _note(closing: Closing, shown: Snapshot | None, live: bool) -> str:
    if live or shown is None:
        return _("%(s)s，按目前已审的数") % {"s": closing.get_state_display()}
    at = timezone.localtime(shown.known_at)
    return _("第%(v)s版，%(t)s 结账时所知") % {"v": shown.version, "t": f"{at:%Y-%m-%d %H:%M}"}


def _lamps(figures: list[Figure]) -> list[tuple[str, int]]:
    from tenghuan.apps.plans.wording import LAMPS

    told = [figure.lamp for figure in figures]
    return [(lamp, told.count(lamp)) for lamp in LAMPS]


@page(OFFICIALS)
def indicator(request: AccountRequest, pk: int) -> HttpResponseBase:
    """One indicator's month."""
    item: Any = get_object_or_404(Indicator.objects.visible_to(request.user).select_related("plan__region"), pk=pk)
    return render(request, "closing/indicator.html", {"item": item, "state": State})
