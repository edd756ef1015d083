"""Pages of land beside lists and records: the code that leads to a parcel, the map."""

from __future__ import annotations

import io
from typing import Any

import segno
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS
from tenghuan.apps.kit.columns import column
from tenghuan.apps.land import mapping
from tenghuan.apps.land.models import Parcel
from tenghuan.apps.land.registers import PARCELS
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.web import scope


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
    told: dict[str, Any] = {"columns": columns, "by": _column(request)}
    return render(request, "land/map.html", {**told, "undrawn": rows.filter(shape__isnull=True).count()})


@page(OFFICIALS)
def map_shapes(request: AccountRequest) -> HttpResponse:
    """The shapes of the map, as :func:`mapping.drawn` gives them."""
    rows = scope.chosen(request).within(PARCELS.rows(request.user))
    return JsonResponse(mapping.drawn(rows, _column(request)))
