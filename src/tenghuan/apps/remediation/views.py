"""The board of clearing-up, photos, and what officers do beside moves: a month's progress, a word at the acceptance."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.models import Attachment
from tenghuan.apps.kit.views.counties import counties_to_choose, county_looked_at
from tenghuan.apps.remediation import board, dictionary, pressing, rules
from tenghuan.apps.remediation.models import Case
from tenghuan.apps.remediation.registers import CASES
from tenghuan.apps.web.responses import table_response
from tenghuan.publishing.tables import Table

# first bytes → kind; what is neither is not shown as a picture
PICTURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def _case(request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(CASES.rows(request.user), pk=pk)


@page((Role.TOWN,), methods=("POST",))
def report(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The town reports a month."""
    case = _case(request, pk)
    month = outside.month(request.POST.get("month"), str(_("月份")))
    percent = outside.whole(request.POST.get("percent"), str(_("完成比例")), most=100)
    note = outside.text(request.POST.get("note"), str(_("进展")), limit=1000, lines=True)
    rules.report(Actor.of(request), case, month=month, percent=percent, note=note)
    messages.success(request, _("已填报进展"))
    return redirect(f"{CASES.address(case)}#plan")


@page((Role.DEPARTMENT, Role.OFFICE), methods=("POST",))
def judge(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A department gives its word at the acceptance."""
    case = _case(request, pk)
    note = outside.text(request.POST.get("note"), str(_("意见")), limit=1000, lines=True)
    rules.judge(Actor.of(request), case, passed=bool(request.POST.get("passed")), note=note)
    messages.success(request, _("已签署验收意见"))
    return redirect(f"{CASES.address(case)}#acceptance")


@page(OFFICIALS)
def board_page(request: HttpRequest) -> HttpResponseBase:
    """How many cases stand at each step, by town, and by month against the plan."""
    county, user = county_looked_at(request), request.user
    year = outside.year(request.GET.get("year"), otherwise=None) or timezone.localdate().year
    found = board.of(user, county, year)
    table = Table(_("%(c)s整治看板") % {"c": county.name}, board.town_table(found), found.towns)
    context = {
        "board": found,
        "county": county,
        "counties": counties_to_choose(request),
        "years": board.years(user, county),
        "may_press": getattr(user, "role", "") == Role.OFFICE and getattr(user, "region_id", 0) == county.pk,
        "late": sum(one.sums.overdue for one in found.columns),
        "today": timezone.localdate(),
    }
    return table_response(request, "remediation/board.html", table, context)


@page((Role.OFFICE,), methods=("POST",))
def press(request: HttpRequest) -> HttpResponseBase:
    """Ask the lead departments to dispose of the cases past their day."""
    new = pressing.press(Actor.of(request), county_looked_at(request))
    messages.success(request, _("已提请 %(n)d 件") % {"n": new} if new else _("逾期案件都已提请"))
    return redirect("remediation:board")


@page(OFFICIALS | {Role.ENTERPRISE})
def photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show a photo of a case, before or after."""
    found = get_object_or_404(Attachment, pk=pk, withdrawn_at=None, kind__in=dictionary.photos())
    thing = found.thing
    if not isinstance(thing, Case) or not CASES.rows(request.user, retired=True).filter(pk=thing.pk).exists():
        raise Http404
    with found.file.content.open("rb") as opened:
        content = opened.read()
    kind = next((kind for start, kind in PICTURES.items() if content.startswith(start)), None)
    if kind is None:
        raise Http404
    answer = HttpResponse(content, content_type=kind)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, max-age=3600"
    return answer
