"""The list of enterprises: searched and filtered by the server, so that 50,000 rows are one page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import F, FilteredRelation, FloatField, Q, QuerySet
from django.db.models.functions import Cast, NullIf
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tenghuan.apps.access.outside import whole
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.enterprises import hooks
from tenghuan.apps.enterprises.exporting import register_names
from tenghuan.apps.enterprises.models import Enterprise, Status, YearFacts
from tenghuan.apps.enterprises.queries import choices, search, years
from tenghuan.apps.enterprises.ratios import RATIOS, Ratio
from tenghuan.apps.kit.registry import LISTS
from tenghuan.apps.kit.views.plain import list_response
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.web import scope
from tenghuan.apps.web.asked import Asked
from tenghuan.apps.web.lists import Listing, ordered
from tenghuan.publishing.tables import Column
from tenghuan.reference import division

PAGE = "enterprises:list"
LISTS.add(PAGE)
SHOWN = ("tax_per_mu", "value_added_per_mu")


def _columns(counties: bool, year: int | None) -> list[Column]:
    graded = [Column("grade", _("评价等次"), width=10, value=lambda e: e.grade)] if year else []
    return [
        Column("name", _("企业名称"), width=32, sort="name", link=lambda e: e.get_absolute_url()),
        Column("uscc", _("统一社会信用代码"), width=22, sort="uscc"),
        *([Column("county", _("县（市、区）"), sort="county__name")] if counties else []),
        Column("town", _("镇街"), sort="town__name"),
        Column("park", _("园区"), width=18, sort="park"),
        Column("industry", _("行业（大类）"), width=24, sort="industry", value=lambda e: industry_name(e.industry)),
        Column("above_scale", _("规上"), width=8, sort="above_scale"),
        *graded,
        _fact("land_mu", _("用地"), _("亩")),
        _fact("tax", _("评价税收"), _("万元")),
        *(
            Column(r.key, str(r.label), str(r.unit), kind="number", value=_ratio(r), sort=f"by_{r.key}")
            for r in RATIOS
            if r.key in SHOWN
        ),
        Column("status", _("状态"), width=8, sort="status", value=lambda e: e.get_status_display()),
    ]


def _fact(key: str, label: str, unit: str) -> Column:
    return Column(key, label, unit, kind="number", sort=f"of_year__{key}", value=lambda e: getattr(e.facts, key, None))


def _ratio(ratio: Ratio) -> Callable[[Any], Any]:
    return lambda enterprise: ratio.of(enterprise.facts) if enterprise.facts else None


def _of_year(found: QuerySet[Enterprise], year: int | None) -> QuerySet[Enterprise]:
    """Join the facts of a year, so that the database can order by them."""
    found = found.annotate(of_year=FilteredRelation("years", condition=Q(years__year=year or 0)))
    per = {
        f"by_{r.key}": Cast(F(f"of_year__{r.numerator}"), FloatField())
        / NullIf(Cast(F(f"of_year__{r.denominator}"), FloatField()), 0.0)
        for r in RATIOS
        if r.key in SHOWN
    }
    return found.annotate(**per)


def _prepared(account: Any, year: int | None) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """Return what fills in the facts and grades of a year, for many enterprises at once."""

    def prepare(rows: Sequence[Any]) -> Sequence[Any]:
        keys = [enterprise.pk for enterprise in rows]
        facts = YearFacts.objects.filter(year=year, enterprise_id__in=keys).defer("sources") if year else ()
        known = {row.enterprise_id: row for row in facts}
        grades = hooks.grades_of_year(keys, year, account) if year else {}
        for enterprise in rows:
            enterprise.facts, enterprise.grade = known.get(enterprise.pk), grades.get(enterprise.pk, "")
        return rows

    return prepare


def industry_name(code: str) -> str:
    """Return the division of an industry code with its name, "" for none."""
    found = division(code) if code else None
    return f"{found.code} {found.name}" if found else code


def _year(request: AccountRequest, known: list[int]) -> int | None:
    asked = whole(request.GET.get("year"), otherwise=None) or scope.chosen(request).year
    return asked if asked in known else next(iter(known), None)


@page(OFFICIALS)
def index(request: AccountRequest) -> HttpResponseBase:
    """List the enterprises in scope, fifty a page; export all that the filters find, whatever their number."""
    known = years(request.user)
    year, asked, offered = _year(request, known), Asked.of(request), choices(request.user)
    columns = _columns(bool(offered["counties"]), year)
    mine = scope.chosen(request).within(search(request.user, request.GET))
    found = _of_year(mine.select_related("town", "county"), year)
    note = _("%(y)s 年数据") % {"y": year} if year else ""
    listing = Listing(
        _("企业档案"), columns, ordered(found, asked, columns), asked, note, _prepared(request.user, year)
    )
    context = {
        "years": known,
        "year": year,
        "statuses": Status.choices,
        "divisions": [(code, industry_name(code)) for code in offered.pop("divisions")],
        "missing": register_names().get(request.GET.get("missing", "")),
        **offered,
    }
    return list_response(request, "enterprises/list.html", listing, PAGE, _("共 %(n)d 家"), context)


@page((*OFFICIALS, Role.ENTERPRISE))
def by_code(request: AccountRequest, uscc: str) -> HttpResponse:
    """Lead from a QR code (一码管企) to the page of the enterprise, for those who may see it."""
    found = Enterprise.objects.visible_to(request.user).filter(uscc=uscc).order_by("pk").first()
    if found is None:
        raise Http404
    return redirect("enterprises:enterprise", found.pk)


@page((Role.ENTERPRISE,))
def own(request: AccountRequest) -> HttpResponse:
    """Lead an enterprise to its own page."""
    return redirect("enterprises:code", request.user.enterprise_code)
