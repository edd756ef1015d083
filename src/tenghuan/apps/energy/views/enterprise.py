"""An enterprise's own pages: its account of energy and carbon, its 碳效码 and the printed label."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.energy import efficiency, labels
from tenghuan.apps.energy.accounts import current, months, years_of
from tenghuan.apps.energy.models import Consumption
from tenghuan.apps.energy.tables import figures
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.enterprises.queries import enterprise_of
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.web.responses import attachment, table_response
from tenghuan.energy.factors import carriers
from tenghuan.publishing.papers import to_pdf
from tenghuan.publishing.tables import Column, Table

VIEWERS = (*OFFICIALS, Role.ENTERPRISE)


def _year(request: AccountRequest, years: list[int]) -> int:
    return outside.year(request.GET.get("year"), otherwise=None) or years[0]


@page(VIEWERS)
def account(request: AccountRequest, pk: int) -> HttpResponseBase:
    """The months of a year by carrier, on both bases, with the carbon account and the factors that were used."""
    subject = enterprise_of(request.user, pk)
    rows = current(request.user).filter(enterprise=subject)
    years = years_of(rows, timezone.localdate())
    year = _year(request, years)
    found = months(subject, year, request.user)
    table = Table(_("%(e)s %(y)d 年能碳账户") % {"e": subject.name, "y": year}, _columns(found), found)
    context = {
        "enterprise": subject,
        "year": year,
        "years": sorted({*years, year}, reverse=True),
        "carriers": _carriers(subject, year, request.user),
        "line": efficiency.line_of(subject, year),
        "chart": _chart(found),
    }
    return table_response(request, "energy/account.html", table, context)


def _columns(found: list[Any]) -> list[Column]:
    used = {key for month in found for key in month.amounts}
    amounts = [figures(key, one.name, one.unit, 4, _amount_of(key)) for key, one in carriers().items() if key in used]
    return [
        Column("number", _("月份"), kind="number", digits=0, width=8),
        *amounts,
        figures("equal_value", _("等价值"), _("吨标准煤")),
        figures("calorific", _("当量值"), _("吨标准煤")),
        figures("fuel", _("燃料排放"), _("吨"), of=lambda row: row.carbon.fuel),
        figures("bought", _("购入电力热力排放"), _("吨"), of=lambda r: r.carbon.power + r.carbon.heat),
        figures("deducted", _("核减"), _("吨"), of=lambda row: row.carbon.deducted),
        figures("net", _("碳排放合计"), _("吨"), of=lambda row: row.carbon.net),
        Column("state", _("状态"), value=lambda row: _("已发布") if row.published else _("未发布")),
    ]


def _amount_of(key: str) -> Callable[[Any], Any]:
    return lambda row: row.amounts.get(key)


def _carriers(subject: Enterprise, year: int, account_: Any) -> list[dict[str, Any]]:
    """Return each carrier's factors as they were used in the year, from which month on."""
    rows = current(account_).filter(enterprise=subject, period__year=year).order_by("carrier", "period__month")
    seen: list[dict[str, Any]] = []
    for row in rows.select_related("period"):
        if not seen or (seen[-1]["key"], seen[-1]["factors"]) != (row.carrier, row.factors):
            seen.append(_factors(row))
    return seen


def _factors(row: Consumption) -> dict[str, Any]:
    one = carriers()[row.carrier]
    return {"key": row.carrier, "name": one.name, "unit": one.unit, "since": row.period.month, "factors": row.factors}


def _chart(found: list[Any]) -> dict[str, Any]:
    names = [_("%(m)d月") % {"m": month.number} for month in found]
    return {
        "tooltip": {"trigger": "axis"},
        "legend": {"data": [_("等价值（吨标准煤）"), _("碳排放（吨）")]},
        "xAxis": {"type": "category", "data": names},
        "yAxis": {"type": "value"},
        "series": [
            {
                "name": _("等价值（吨标准煤）"), "type": "bar", "data": [float(month.equal_value) for month in found],
            },
            {
                "name": _("碳排放（吨）"), "type": "line",
                "data": [None if month.carbon.net is None else float(month.carbon.net) for month in found],
            },
        ],
    }  # fmt: skip


def _judged_year(request: AccountRequest, subject: Enterprise) -> int:
    """Return the year asked for, else the last one of which all months are published, else the last one known."""
    asked = outside.year(request.GET.get("year"), otherwise=None)
    if asked is not None:
        return asked
    rows = current(request.user).filter(enterprise=subject)
    years = years_of(rows, timezone.localdate())
    whole = rows.filter(period__month=12, period__state="published").order_by("-period__year")
    last = whole.values_list("period__year", flat=True).first()
    return last or years[0]


def _address(request: AccountRequest, subject: Enterprise, year: int) -> str:
    return request.build_absolute_uri(f"{reverse('energy:code', args=(subject.pk,))}?year={year}")


@page(VIEWERS)
def code(request: AccountRequest, pk: int) -> HttpResponse:
    """The enterprise's 碳效码: grade, level, neutral rate, and what they are made of."""
    subject = enterprise_of(request.user, pk)
    year = _judged_year(request, subject)
    line = efficiency.line_of(subject, year)
    years = years_of(current(request.user).filter(enterprise=subject), timezone.localdate())
    context = {
        "enterprise": subject,
        "year": year,
        "years": sorted({*years, year}, reverse=True),
        "line": line,
        "words": labels.grade_words(line),
        "tone": efficiency.TONES.get(line.verdict.grade or 0, "none") if line else "none",
    }
    return render(request, "energy/code.html", context)


@page(VIEWERS)
def code_picture(request: AccountRequest, pk: int) -> HttpResponse:
    """The code as a picture (SVG) in the colour of the grade."""
    subject = enterprise_of(request.user, pk)
    year = _judged_year(request, subject)
    line = efficiency.line_of(subject, year)
    content = labels.picture(_address(request, subject, year), line.verdict.grade if line else None)
    return HttpResponse(content, content_type="image/svg+xml")


@page(VIEWERS)
def label(request: AccountRequest, pk: int) -> HttpResponse:
    """The label to print (PDF)."""
    subject = enterprise_of(request.user, pk)
    year = _judged_year(request, subject)
    paper = labels.label(subject, year, efficiency.line_of(subject, year), _address(request, subject, year))
    name = _("%(e)s_碳效码_%(y)d.pdf") % {"e": subject.name, "y": year}
    return attachment(to_pdf(paper), name, "application/pdf")
