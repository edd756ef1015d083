"""The evaluation of parks, and the working of one."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS
from tenghuan.apps.kit.views.counties import counties_to_choose, county_looked_at
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.parks.evaluating import Item, evaluated, scheme
from tenghuan.apps.parks.registers import PARKS
from tenghuan.apps.web.responses import table_response
from tenghuan.publishing.tables import Column, Table


def _year(request: AccountRequest) -> int:
    return outside.year(request.GET.get("year"), otherwise=timezone.localdate().year - 1)


@page(OFFICIALS)
def evaluation(request: AccountRequest) -> HttpResponseBase:
    """The parks of a county in order, each with its points and grade."""
    county, year = county_looked_at(request), _year(request)
    rows = evaluated(request.user, county, year)
    columns = (
        Column("park", _("园区"), width=24, link=lambda one: _working(one, year)),
        Column("score", _("得分"), kind="number", fixed=True),
        Column("grade", _("档次"), width=6),
        Column("missing", _("季报漏报（次）"), kind="number"),
        *(_points(at, item) for at, item in enumerate(scheme().items)),
        Column("penalty", _("漏报扣分"), kind="number", fixed=True),
        Column("why", _("说明"), width=12),
    )
    told = {"year": year, "county": county, "counties": counties_to_choose(request), "scheme": scheme()}
    years = range(timezone.localdate().year, timezone.localdate().year - 5, -1)
    title = _("%(y)d 年园区评价") % {"y": year}
    return table_response(request, "parks/evaluation.html", Table(title, columns, rows), {**told, "years": years})


def _points(at: int, item: Item) -> Column:
    return Column(f"points_{at}", item.name, kind="number", fixed=True, value=lambda one: one.lines[at].points)


def _working(one: object, year: int) -> str:
    return f"{reverse('park:working', args=(one.park.pk,))}?year={year}"  # type: ignore[attr-defined]  # a Result


@page(OFFICIALS)
def working(request: AccountRequest, pk: int) -> HttpResponseBase:
    """How one park came to its points."""
    park = get_object_or_404(PARKS.rows(request.user), pk=pk)
    year = _year(request)
    found = next((one for one in evaluated(request.user, park.county, year) if one.park.pk == pk), None)
    if found is None:
        raise Http404
    return render(request, "parks/working.html", {"one": found, "year": year, "scheme": scheme()})
