"""Pages of land beside lists and records: codes, the map, split and merge, shapes, lists, differences."""

from __future__ import annotations

import io
from typing import Any

import segno
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.kit.columns import column
from tenghuan.apps.kit.views.counties import counties_to_choose, county_looked_at
from tenghuan.apps.land import drawing, lists, mapping, reconciling, standing
from tenghuan.apps.land.dealing import open_renewals
from tenghuan.apps.land.forms import Merge, Shapes, Split
from tenghuan.apps.land.lineage import Part, merge, split
from tenghuan.apps.land.models import FormerShape, Parcel
from tenghuan.apps.land.registers import PARCELS
from tenghuan.apps.organization.models import Region
from tenghuan.apps.organization.queries import county_of
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.web import scope
from tenghuan.apps.web.responses import table_response
from tenghuan.errors import InputFault
from tenghuan.parcels import surveys
from tenghuan.publishing.tables import Column, Table

KEEPERS = (Role.OFFICE, Role.DEPARTMENT, Role.TOWN)


@page(OFFICIALS)
def by_code(request: AccountRequest, number: str) -> HttpResponse:
    """Lead from a parcel's code (一码管地) to its page, for those who may see it; an old number to the old parcel."""
    found = PARCELS.rows(request.user, retired=True).filter(number=number).order_by("pk").first()
    if found is None:
        raise Http404
    return redirect(PARCELS.address(found))


@page(OFFICIALS)
def qr(request: AccountRequest, pk: int) -> HttpResponse:
    """Return the code (SVG) that opens the parcel's page for those who may see it."""
    parcel = get_object_or_404(PARCELS.rows(request.user, retired=True), pk=pk)
    address = request.build_absolute_uri(reverse("land:code", args=(parcel.number,)))
    stream = io.BytesIO()
    segno.make(address, error="m", micro=False).save(stream, kind="svg", scale=4, border=4, light="white")
    return HttpResponse(stream.getvalue(), content_type="image/svg+xml")


def _column(request: AccountRequest) -> str:
    asked = outside.text(request.GET.get("by"), limit=40)
    return asked if asked in mapping.COLUMNS else mapping.COLUMNS[0]


@page(OFFICIALS)
def map_page(request: AccountRequest) -> HttpResponseBase:
    """The map of parcels, coloured by a column; the shapes come after the page."""
    columns = [(name, column(Parcel, name).label) for name in mapping.COLUMNS]
    rows = scope.chosen(request).within(PARCELS.rows(request.user))
    may_draw = request.user.role in KEEPERS and request.user.region.level == "county"
    told: dict[str, Any] = {"columns": columns, "by": _column(request), "may_draw": may_draw}
    return render(request, "land/map.html", {**told, "undrawn": rows.filter(shape__isnull=True).count()})


@page(OFFICIALS)
def map_shapes(request: AccountRequest) -> HttpResponse:
    """The shapes of the map, as :func:`mapping.drawn` gives them."""
    rows = scope.chosen(request).within(PARCELS.rows(request.user))
    return JsonResponse(mapping.drawn(rows, _column(request)))


def _county(request: AccountRequest) -> Region:
    """Return the county of whoever asks; offices above counties change nothing of one."""
    county = county_of(request.user)
    if county is None:
        raise PermissionDenied
    return county


@page(KEEPERS, methods=("GET", "POST"))
def split_page(request: AccountRequest, pk: int) -> HttpResponseBase:
    """The form of a split: the new parcels with the sum of their areas beside the old one's."""
    parcel = get_object_or_404(PARCELS.rows(request.user, retired=True), pk=pk)
    form = Split(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = split(Actor.of(request), parcel, form.parts, on=told["on"], document=told["document"])
        except InputFault as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("已分割为 %(n)d 宗") % {"n": len(made)})
            return redirect(f"{PARCELS.address(parcel)}#lineage")
    context = {"form": form, "parcel": parcel, "register": PARCELS, "whole": str(parcel.area)}
    return render(request, "land/split.html", context, status=422 if form.errors else 200)


@page(KEEPERS, methods=("GET", "POST"))
def merge_page(request: AccountRequest, pk: int) -> HttpResponseBase:
    """The form of a merge."""
    parcel = get_object_or_404(PARCELS.rows(request.user, retired=True), pk=pk)
    form = Merge(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            others = _named(request, parcel.county, told["others"])
            part = Part(told["number"], told["area"])
            made = merge(Actor.of(request), parcel, others, part, on=told["on"], document=told["document"])
        except InputFault as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("已合并为 %(p)s") % {"p": made})
            return redirect(f"{PARCELS.address(made)}#lineage")
    context = {"form": form, "parcel": parcel, "register": PARCELS}
    return render(request, "land/merge.html", context, status=422 if form.errors else 200)


def _named(request: AccountRequest, county: Region, text: str) -> list[Parcel]:
    """Return the parcels of the numbers in a text; every one must be in use."""
    numbers = list(dict.fromkeys(text.replace("，", "、").replace(",", "、").split("、")))
    numbers = [number.strip() for number in numbers if number.strip()]
    found = {one.number: one for one in PARCELS.rows(request.user).filter(county=county, number__in=numbers)}
    if missing := [number for number in numbers if number not in found]:
        raise InputFault(_("没有登记或已停用：%(m)s") % {"m": "、".join(missing)}, remedy=_("请核对宗地号"))
    return [found[number] for number in numbers]


@page(KEEPERS, methods=("GET", "POST"))
def draw_page(request: AccountRequest) -> HttpResponseBase:
    """Bring the shapes of a file in; what differs from the deed is listed."""
    county = _county(request)
    form = Shapes(request.POST or None, request.FILES or None)
    drawn = None
    if request.method == "POST" and form.is_valid():
        try:
            told = surveys.read(form.cleaned_data["file"].read(surveys.rules().most_bytes + 1))
            drawn = drawing.draw(Actor.of(request), county, told)
        except InputFault as fault:
            form.add_error(None, str(fault))
    context = {"form": form, "drawn": drawn, "register": PARCELS}
    return render(request, "land/draw.html", context, status=422 if form.errors else 200)


@page(KEEPERS, methods=("POST",))
def redraw_page(request: AccountRequest, pk: int) -> HttpResponse:
    """Give a parcel a former shape back."""
    former = get_object_or_404(FormerShape.objects.visible_to(request.user).select_related("parcel"), pk=pk)
    drawing.redraw(Actor.of(request), former.parcel, former)
    messages.success(
        request, _("已恢复 %(d)s 换下的图斑，原来的仍可恢复") % {"d": f"{timezone.localtime(former.until):%Y-%m-%d}"}
    )
    return redirect(f"{PARCELS.address(former.parcel)}#shape")


@page((Role.OFFICE,), methods=("POST",))
def scan_page(request: AccountRequest) -> HttpResponse:
    """Look at every parcel of the county now, as is done each night."""
    county = _county(request)
    changed, opened = standing.scan(Actor.of(request), county)
    renewed = open_renewals(Actor.of(request), county)
    told = {"c": changed, "o": opened, "r": renewed}
    messages.success(request, _("现状变动 %(c)d 宗，疑似闲置 %(o)d 宗，启动续签 %(r)d 宗") % told)
    return redirect("land:lists")


@page(OFFICIALS)
def lists_page(request: AccountRequest) -> HttpResponseBase:
    """The three lists, the share of each that is disposed of, and what else plans ask of land."""
    county = county_looked_at(request)
    mine = request.user.role == Role.OFFICE and request.user.region.level == "county"
    told = {"may_scan": mine, "county": county, "counties": counties_to_choose(request)}
    return table_response(request, "land/lists.html", lists.table(request.user, county), told)


@page(OFFICIALS)
def differences(request: AccountRequest) -> HttpResponseBase:
    """Where the files of parcels and the land that bureaus reported differ, by enterprise."""
    county = county_looked_at(request)
    year = outside.whole(request.GET.get("year"), otherwise=None) or reconciling.latest_year(county)
    rows = reconciling.differences(request.user, county, year) if year is not None else []
    columns = [
        Column("name", _("企业"), width=24, value=lambda one: one.enterprise.name, link=lambda one: _firm(one)),
        Column("own", _("自有"), "亩", kind="number", fixed=True),
        Column("rented", _("租入折算"), "亩", kind="number", fixed=True),
        Column("let", _("租出折算"), "亩", kind="number", fixed=True),
        Column("whole", _("档案合计"), "亩", kind="number", fixed=True),
        Column("fact", _("报送用地"), "亩", kind="number", fixed=True),
        Column("differs", _("相差"), "亩", kind="number", fixed=True),
        Column("state", _("处理"), width=8, value=lambda one: one.state or _("未处理")),
    ]
    told = {"year": year, "rows": rows, "county": county, "counties": counties_to_choose(request)}
    told["may_feed"] = request.user.role == Role.OFFICE and request.user.region_id == county.pk
    return table_response(request, "land/differences.html", Table(_("地块与企业用地比对"), columns, rows), told)


def _firm(one: reconciling.Held) -> str:
    return reverse("enterprises:detail", args=(one.enterprise.pk,))


@page((Role.OFFICE,), methods=("POST",))
def feed(request: AccountRequest) -> HttpResponse:
    """Hand what the files say of the ticked enterprises into their facts; a conflict is settled on its own page."""
    county = county_looked_at(request)
    year = outside.whole(request.POST.get("year"), otherwise=None)
    ticked = [outside.whole(one, otherwise=0) for one in request.POST.getlist("enterprise")[:200]]
    found = Enterprise.objects.visible_to(request.user).filter(county=county, pk__in=ticked)
    if year is None or not found:
        raise InputFault(_("没有选中企业"), remedy=_("勾选要送入的企业"))
    for enterprise in found:
        reconciling.feed(Actor.of(request), enterprise, year)
    messages.success(request, _("已送入 %(n)d 家，与原数据不同的请到“数据冲突”裁定") % {"n": len(found)})
    return redirect(f"{reverse('land:differences')}?year={year}")
