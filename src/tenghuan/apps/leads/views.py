"""Pages of leads beside list and record: the funnel, what nobody stirs, the heads of units, a verdict."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.views.counties import counties_to_choose, county_looked_at
from tenghuan.apps.leads import alike, funnel, heading, silence
from tenghuan.apps.leads.registers import HEADS, LEADS
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.web.responses import table_response
from tenghuan.publishing.tables import Column, Table

MOST = 300  # silent leads on the page; the workbook has all


def _year(request: AccountRequest) -> int:
    return outside.year(request.GET.get("year"), otherwise=timezone.localdate().year)


def _chosen(request: AccountRequest, year: int) -> dict[str, Any]:
    this = timezone.localdate().year
    years = sorted({*range(this, this - 5, -1), year}, reverse=True)
    return {
        "year": year, "years": years, "county": county_looked_at(request), "counties": counties_to_choose(request),
    }  # fmt: skip


@page(OFFICIALS)
def funnel_page(request: AccountRequest) -> HttpResponseBase:
    """How many leads of a year reached each stage; by source, unit or chain below."""
    told = _chosen(request, _year(request))
    way = outside.text(request.GET.get("by"), limit=200)
    way = way if way in funnel.WAYS else "source"
    rows = funnel.cohort(LEADS.rows(request.user).filter(county=told["county"]), told["year"])
    total = funnel.whole(rows)
    table = funnel.table(total, funnel.parted(rows, way), way, told["year"])
    told |= {"way": way, "ways": funnel.WAYS, "total": total, "option": funnel.chart(total)}
    return table_response(request, "leads/funnel.html", table, told)


@page(OFFICIALS)
def silent_page(request: AccountRequest) -> HttpResponseBase:
    """Leads that nobody stirs, the longest first, as they stand now."""
    county, today = county_looked_at(request), timezone.localdate()
    mine = LEADS.rows(request.user).values("pk")
    rows = [one for one in silence.silent(silence.followed(county).filter(pk__in=mine), today) if one.level]
    columns = (
        Column("lead", _("线索"), width=32, link=lambda one: LEADS.address(one.lead)),
        Column("state", _("环节"), width=10, value=lambda one: one.lead.get_state_display()),
        Column("lead__unit", _("跟进单位"), width=18),
        Column("days", _("无跟进天数"), kind="number", digits=0, width=10),
        Column("since", _("最近动态"), kind="date"),
        Column("word", _("处理"), width=12),
        Column("lead__next_step", _("下一步"), width=24),
        Column("lead__next_on", _("下次跟进"), kind="date"),
        Column("lead__doer", _("跟进岗位"), width=14),
    )
    bounds = silence.bounds_of(county, today)
    shown = rows if request.GET.get("export") else rows[:MOST]
    told = {"county": county, "counties": counties_to_choose(request), "bounds": bounds, "more": len(rows) - len(shown)}
    return table_response(request, "leads/silent.html", Table(_("停滞线索"), columns, shown), told)


@page(OFFICIALS)
def heads_page(request: AccountRequest) -> HttpResponseBase:
    """Which heads of units lead which projects, who has none first."""
    told = _chosen(request, _year(request))
    rows = heading.led(request.user, told["county"], told["year"])
    told |= {
        "none": sum(not one.leads for one in rows),
        "may_add": request.user.role == Role.OFFICE and request.user.region == told["county"],
        "register": HEADS,
    }
    return table_response(request, "leads/heads.html", heading.table(rows, told["year"]), told)


@page((Role.OFFICE,), methods=("POST",))
def different(request: AccountRequest, pk: int) -> HttpResponseBase:
    """Keep that two leads are different."""
    lead = get_object_or_404(LEADS.rows(request.user), pk=pk)
    other_pk = outside.whole(request.POST.get("other"), str(_("另一条线索")))
    other = get_object_or_404(LEADS.rows(request.user), pk=other_pk)
    reason = outside.text(request.POST.get("reason"), str(_("理由")), limit=200)
    alike.different(Actor.of(request), lead, other, reason)
    messages.success(request, _("已裁定不重复"))
    return redirect(f"{reverse('leads:detail', args=(lead.pk,))}#alike")
