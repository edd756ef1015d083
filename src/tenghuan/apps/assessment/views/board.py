"""The running board of the months: the newest of a kind, or one that was chosen; and how a month is computed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.assessment import ranking, tables
from tenghuan.apps.assessment.models import Adding, Month, MonthState, Scheme, Standing
from tenghuan.apps.assessment.registers import MONTHS, SCHEMES, STANDINGS
from tenghuan.apps.assessment.services.months import make_month
from tenghuan.apps.assessment.views import common
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.web import scope
from tenghuan.apps.web.responses import table_response
from tenghuan.publishing.tables import Table

SHOWN = 24


@page(OFFICIALS)
def board(request: AccountRequest) -> HttpResponseBase:
    """The board of a month: rank, movement, distance to the next, who can still change it."""
    months = _months(request)
    chosen = next((one for one in months if str(one.pk) == request.GET.get("month")), months[0] if months else None)
    rows: list[Standing] = []
    if chosen is not None:
        rows = list(ranking.seen_by(request.user, chosen, chosen.standings.select_related("month")))
    schemes = _schemes(request)
    context = {
        "months": months, "chosen": chosen, "schemes": schemes, "months_due": _due(),
        "open_rank": chosen is not None and chosen.adding == Adding.LATEST,
    }  # fmt: skip
    note = "　".join(filter(None, _notes(chosen)))
    return table_response(
        request, "assessment/board.html", Table(_title(chosen), tables.BOARD, rows, note=note), context
    )


def _title(month: Month | None) -> str:
    return str(month) if month is not None else _("赛马榜")


def _notes(month: Month | None) -> list[str]:
    if month is None:
        return []
    words = [month.county.name, month.get_adding_display(), _("数据截至 %(d)s") % {"d": month.until}]
    return [*words, month.get_state_display(), tables.sample(month), month.scheme.source]


def _months(request: AccountRequest) -> list[Month]:
    """Return the boards to choose from, the newest first, within the region that is looked at."""
    account = request.user
    found = scope.chosen(request).within(MONTHS.rows(account))
    shown = found if account.role in ranking.SEES_ALL else found.filter(state=MonthState.PUBLISHED)
    return list(shown.select_related("county", "scheme").order_by("-year", "-month", "county__path", "kind")[:SHOWN])


def _schemes(request: AccountRequest) -> list[Scheme]:
    """Return the newest version for each kind of this year and the last, for the office that assesses."""
    if request.user.role != Role.OFFICE:
        return []
    year = timezone.localdate().year
    mine = Q(county=request.user.region_id, year__in=(year, year - 1))
    found: dict[tuple[int, str], Scheme] = {}
    for one in SCHEMES.rows(request.user).filter(mine).order_by("-year", "kind", "-version"):
        found.setdefault((one.year, one.kind), one)
    return list(found.values())


def _due() -> list[tuple[int, bool]]:
    """Return the months of a year, and whether each is the last whole one, which is mostly asked for."""
    last = (timezone.localdate().month - 2) % 12 + 1
    return [(month, month == last) for month in range(1, 13)]


@page((Role.OFFICE,), methods=("POST",))
def compute(request: AccountRequest) -> HttpResponseBase:
    """Compute the board of a month."""
    pk = outside.whole(request.POST.get("scheme"), str(_("考核办法")))
    scheme: Any = get_object_or_404(SCHEMES.rows(request.user), pk=pk)
    month = outside.whole(request.POST.get("number"), str(_("月份")), least=1, most=12)
    made = make_month(Actor.of(request), scheme, month)
    messages.success(request, _("已计算：%(m)s") % {"m": made})
    return redirect(MONTHS.address(made))


@page((Role.OFFICE, Role.LEADER))
def file(request: AccountRequest, pk: int, name: str) -> HttpResponseBase:
    """What a month was computed from, as files."""
    return common.text_file(get_object_or_404(MONTHS.rows(request.user, retired=True), pk=pk), name)


@page((Role.OFFICE, Role.LEADER))
def again(request: AccountRequest, pk: int) -> HttpResponseBase:
    """Compute a month again from what was kept."""
    return common.repeated(request, get_object_or_404(MONTHS.rows(request.user, retired=True), pk=pk))


@page(OFFICIALS)
def rows(request: AccountRequest, pk: int, at: int) -> HttpResponseBase:
    """What the points of one item of a month were counted from."""
    return common.told_rows(request, get_object_or_404(STANDINGS.rows(request.user, retired=True), pk=pk), at)
