"""Two acts beside the loops: counting a month anew, saying who shares a meter."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.energy import counting, sharing
from tenghuan.apps.energy.models import Meter
from tenghuan.apps.energy.registers import METERS, PERIODS
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.errors import InputFault

LINES = 8  # rows of the form that are free to fill in


@page((Role.OFFICE,), methods=("POST",))
def count(request: AccountRequest, pk: int) -> HttpResponseBase:
    """Count a month that is not published anew."""
    period = get_object_or_404(PERIODS.rows(request.user), pk=pk)
    rows = counting.count(Actor.of(request), period)
    messages.success(request, _("已核算 %(n)d 行") % {"n": rows})
    return redirect(PERIODS.address(period))


@page((Role.OFFICE,), methods=("GET", "POST"))
def share(request: AccountRequest, pk: int) -> HttpResponseBase:
    """The form of who shares a meter from a month on; together they are one."""
    meter = get_object_or_404(METERS.rows(request.user), pk=pk)
    told = _told(request) if request.method == "POST" else _standing(meter)
    fault = ""
    if request.method == "POST":
        try:
            since = outside.month(request.POST.get("since"), str(_("起始月")))
            sharing.set_shares(Actor.of(request), meter, since, _named(request, meter, told))
        except InputFault as found:
            fault = str(found)
        else:
            messages.success(request, _("分摊已登记"))
            return redirect(METERS.address(meter))
    lines = [*told, *([("", "")] * max(LINES - len(told), 1))]
    context = {
        "meter": meter,
        "lines": lines,
        "since": outside.text(request.POST.get("since"), limit=10),
        "fault": fault,
        "address": METERS.address(meter),
    }
    return render(request, "energy/share.html", context, status=422 if fault else 200)


def _told(request: AccountRequest) -> list[tuple[str, str]]:
    codes = [outside.text(one, limit=18) for one in request.POST.getlist("uscc")[:200]]
    parts = [outside.text(one, limit=12) for one in request.POST.getlist("share")[:200]]
    return [(code, part) for code, part in zip(codes, parts, strict=False) if code or part]


def _standing(meter: Meter) -> list[tuple[str, str]]:
    last = meter.shares.order_by("-since").first()
    if last is None:
        return [(meter.enterprise.uscc, "1")]
    rows = meter.shares.filter(since=last.since).select_related("enterprise").order_by("pk")
    return [(row.enterprise.uscc, f"{row.share.normalize():f}") for row in rows]


def _named(request: AccountRequest, meter: Meter, told: list[tuple[str, str]]) -> list[tuple[Any, Decimal]]:
    """Return the enterprises by their codes with their shares.

    Raises:
        InputFault: no such enterprise in the county, a share that is no number, or nobody.
    """
    if not told:
        raise InputFault(_("还没有填写分摊企业"), where=str(meter))
    rows = Enterprise.objects.visible_to(request.user).filter(
        county=meter.county_id, uscc__in=[one for one, _p in told]
    )
    firms = {one.uscc: one for one in rows}
    found = []
    for code, part in told:
        if code not in firms:
            raise InputFault(_("“%(c)s”不是本县在册企业") % {"c": code}, where=str(meter), remedy=_("请核对信用代码"))
        share = outside.decimal(part, firms[code].name, least=Decimal(0), most=Decimal(1))
        found.append((firms[code], share))
    return found
