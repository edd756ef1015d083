"""Pages of schemes: a new version, begun with a shipped one, an earlier one or a workbook; a version as workbook."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.assessment import counting, shipped
from tenghuan.apps.assessment.forms import BookForm, SchemeForm
from tenghuan.apps.assessment.models import Adding, Kind, Scheme
from tenghuan.apps.assessment.registers import SCHEMES
from tenghuan.apps.assessment.services.schemes import add_scheme
from tenghuan.apps.assessment.views.common import region_of
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.organization.models import Level
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.web.responses import attachment
from tenghuan.assessing.workbook import text_of_workbook, to_workbook
from tenghuan.errors import InputFault

MOST = 5 * 2**20  # bytes of a workbook


@page((Role.OFFICE,), methods=("GET", "POST"))
def new(request: AccountRequest) -> HttpResponseBase:
    """A new version: the form is filled in by a shipped scheme, an earlier version or a workbook, then edited."""
    region = region_of(request)
    if request.method != "POST":
        return _shown(request, SchemeForm(initial=_begin(request)))
    if request.FILES.get("book") is not None or "import" in request.POST:
        return _imported(request)
    form = SchemeForm(request.POST)
    if form.is_valid():
        try:
            made = add_scheme(Actor.of(request), region, **form.cleaned_data)
        except InputFault as fault:
            form.add_error("text" if fault.where else None, str(fault))
        else:
            messages.success(request, _("已保存为第 %(v)d 版") % {"v": made.version})
            return redirect(SCHEMES.address(made))
    return _shown(request, form)


def _begin(request: AccountRequest) -> dict[str, Any]:
    found: dict[str, Any] = {"year": timezone.localdate().year, "adding": Adding.SUM}
    pk = outside.whole(request.GET.get("from"), otherwise=None)
    if pk is not None:
        earlier = get_object_or_404(SCHEMES.rows(request.user), pk=pk)
        names = ("kind", "adding", "source", "groups", "text")
        return {**found, **{name: getattr(earlier, name) for name in names}}
    county = request.user.region.level == Level.COUNTY
    kinds = [one.value for one in Kind if (one != Kind.COUNTIES) == county]
    kind = outside.choice(request.GET.get("kind"), kinds, otherwise=kinds[0])
    told = shipped.default(request.user.region, kind)
    return {**found, "kind": kind, "text": told.text, "source": told.source, "adding": told.adding}


def _imported(request: AccountRequest) -> HttpResponseBase:
    """Fill the form in with the scheme of a workbook; nothing is saved yet."""
    form, told = BookForm(request.POST, request.FILES), SchemeForm(initial=_begin(request))
    if not form.is_valid():
        messages.error(request, _("请选择考核方案工作簿"))
        return _shown(request, told, 422)
    upload = form.cleaned_data["book"]
    ending = Path(str(upload.name)).suffix.lower()
    if ending not in (".xlsx", ".csv") or upload.size > MOST:
        messages.error(request, _("考核方案工作簿须为 .xlsx 或 .csv，不超过 5 MB"))
        return _shown(request, told, 422)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"scheme{ending}"
        path.write_bytes(upload.read())
        text = text_of_workbook(path)
    told.initial = {**told.initial, "text": text, "source": ""}
    messages.info(request, _("已读入工作簿，请核对后保存"))
    return _shown(request, told)


def _shown(request: AccountRequest, form: Any, status: int = 0) -> HttpResponse:
    county = request.user.region.level == Level.COUNTY
    kinds = [(one.value, one.label) for one in Kind if (one != Kind.COUNTIES) == county]
    form.fields["kind"].choices = kinds
    context = {"form": form, "kinds": kinds, "register": SCHEMES, "keys": shipped.keys()}
    return render(request, "assessment/scheme.html", context, status=status or (422 if form.errors else 200))


@page(OFFICIALS)
def book(request: AccountRequest, pk: int) -> HttpResponseBase:
    """A version as a workbook, that this page reads again."""
    scheme: Scheme = get_object_or_404(SCHEMES.rows(request.user), pk=pk)
    return attachment(to_workbook(counting.scheme_of(scheme.text)), f"{scheme}.xlsx")
