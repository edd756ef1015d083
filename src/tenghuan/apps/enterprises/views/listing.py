"""The list of enterprises: searched and filtered by the server, so that 50,000 rows are one page."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.access.outside import whole
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.enterprises.exporting import register_names
from tenghuan.apps.enterprises.models import Enterprise, Status, YearFacts
from tenghuan.apps.enterprises.queries import choices, search, years
from tenghuan.apps.enterprises.ratios import RATIOS
from tenghuan.apps.web import scope, table_response
from tenghuan.publishing.tables import Column, Table
from tenghuan.reference import division

PAGE_SIZE = 50
EXPORTED_AT_MOST = 100_000
SHOWN = ("tax_per_mu", "value_added_per_mu")


def _columns(counties: bool) -> list[Column]:
    county = [Column("county", _("县（市、区）"))] if counties else []
    shown = [ratio for ratio in RATIOS if ratio.key in SHOWN]
    return [
        Column("name", _("企业名称"), width=32),
        Column("uscc", _("统一社会信用代码"), width=22),
        *county,
        Column("town", _("镇街")),
        Column("park", _("园区"), width=18),
        Column("industry", _("行业（大类）"), width=24),
        Column("above_scale", _("规上"), width=8),
        Column("land_mu", _("用地"), _("亩"), kind="number"),
        Column("tax", _("评价税收"), _("万元"), kind="number"),
        *(Column(ratio.key, str(ratio.label), str(ratio.unit), kind="number") for ratio in shown),
        Column("status", _("状态"), width=8),
    ]


def industry_name(code: str) -> str:
    """Return the division of an industry code with its name, "" for none."""
    found = division(code) if code else None
    return f"{found.code} {found.name}" if found else code


def _row(enterprise: Enterprise, facts: YearFacts | None) -> dict[str, Any]:
    ratios = {ratio.key: ratio.of(facts) if facts else None for ratio in RATIOS if ratio.key in SHOWN}
    return {
        "name": enterprise.name,
        "link": reverse("enterprises:enterprise", args=(enterprise.pk,)),
        "uscc": enterprise.uscc,
        "county": enterprise.county.name,
        "town": enterprise.town.name if enterprise.town else "",
        "park": enterprise.park,
        "industry": industry_name(enterprise.industry),
        "above_scale": enterprise.above_scale,
        "status": enterprise.get_status_display(),
        "land_mu": float(facts.land_mu) if facts and facts.land_mu is not None else None,
        "tax": float(facts.tax) if facts and facts.tax is not None else None,
        **{key: None if value is None else float(value) for key, value in ratios.items()},
    }


def _year(request: HttpRequest, known: list[int]) -> int | None:
    asked = whole(request.GET.get("year"), otherwise=None) or scope.chosen(request).year
    return asked if asked in known else next(iter(known), None)


@page(OFFICIALS)
def index(request: HttpRequest) -> HttpResponse:
    """List the enterprises in scope, fifty a page; export all that the filters find."""
    known = years(request.user)
    year, exporting = _year(request, known), request.GET.get("export") == "xlsx"
    mine = scope.chosen(request).within(search(request.user, request.GET))
    found = mine.select_related("town", "county")
    shown = Paginator(found, EXPORTED_AT_MOST if exporting else PAGE_SIZE).get_page(request.GET.get("page"))
    facts = YearFacts.objects.filter(year=year).defer("sources")
    facts = (
        facts.filter(enterprise__in=mine)
        if exporting
        else facts.filter(enterprise_id__in=[enterprise.pk for enterprise in shown])
    )
    by_enterprise = {row.enterprise_id: row for row in facts} if year else {}
    offered = choices(request.user)
    rows = [_row(enterprise, by_enterprise.get(enterprise.pk)) for enterprise in shown]
    note = _("%(y)s 年数据") % {"y": year} if year else ""
    table = Table(_("企业档案"), _columns(bool(offered["counties"])), rows, note=note, links={"name": "link"})
    context = {
        "shown": shown,
        "years": known,
        "year": year,
        "statuses": Status.choices,
        "divisions": [(code, industry_name(code)) for code in offered.pop("divisions")],
        "missing": register_names().get(request.GET.get("missing", "")),
        **offered,
    }
    return table_response(request, "enterprises/list.html", table, context)


@page((*OFFICIALS, Role.ENTERPRISE))
def by_code(request: HttpRequest, uscc: str) -> HttpResponse:
    """Lead from a QR code (一码管企) to the page of the enterprise, for those who may see it."""
    found = Enterprise.objects.visible_to(request.user).filter(uscc=uscc).order_by("pk").first()
    return redirect("enterprises:enterprise", found.pk) if found else _not_found(uscc)


def _not_found(uscc: str) -> HttpResponse:
    return get_object_or_404(Enterprise.objects.none(), uscc=uscc)


@page((Role.ENTERPRISE,))
def own(request: HttpRequest) -> HttpResponse:
    """Lead an enterprise to its own page."""
    return redirect("enterprises:code", request.user.enterprise_code)
