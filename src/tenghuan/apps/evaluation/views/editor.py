"""The method editor: a form for officials, the text behind it, and where to begin."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access.outside import whole
from tenghuan.apps.access.pages import page
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.models import YearFacts
from tenghuan.apps.evaluation.editor.sheet import FORM, SAVE, Sheet, received
from tenghuan.apps.evaluation.forms import MethodForm
from tenghuan.apps.evaluation.models import LOCAL_NOTE, Method
from tenghuan.apps.evaluation.services.methods import add_method
from tenghuan.apps.evaluation.views.common import OFFICE, own_county
from tenghuan.apps.evaluation.views.methods import WITHIN, own_key, shipped, within
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.errors import InputFault
from tenghuan.scoring import SchemeFault, parse_scheme

EARLIER_OFFERED = 10


@page(OFFICE, methods=("GET", "POST"))
def add(request: AccountRequest) -> HttpResponse:
    """Write a new version: begin with an earlier version or a shipped scheme, change it in the form or as text."""
    county = own_county(request)
    if request.method == "GET":
        return _show(request, county, _begin(request, county), {})
    sheet, verb = received(request.POST)
    form = MethodForm(request.POST)
    if verb != SAVE:
        return _show(request, county, sheet, {})
    if form.is_valid() and sheet.check():
        made = _save(request, county, sheet, form.cleaned_data)
        if made is not None:
            messages.success(request, _("已保存为第 %(v)d 版") % {"v": made.version})
            return redirect("evaluation:method", made.pk)
    elif not form.is_valid() and sheet.text.strip():
        sheet.check()
    return _show(request, county, sheet, dict(form.errors), status=422)


def _save(request: AccountRequest, county: Any, sheet: Sheet, told: dict[str, Any]) -> Method | None:
    try:
        return add_method(Actor.of(request), county, told["year"], sheet.text, told["source"])
    except SchemeFault as fault:
        sheet.faults = list(fault.located or fault.faults)
    except InputFault as fault:
        sheet.faults = [str(fault)]
    return None


def _show(request: AccountRequest, county: Any, sheet: Sheet, wrong: dict[str, Any], status: int = 200) -> HttpResponse:
    context = {
        "sheet": sheet,
        "form": sheet.form,
        "faults": [str(fault) for fault in sheet.faults],
        "wrong": wrong,
        "local_note": LOCAL_NOTE,
        "years": _years(county)[:6],
        "county": county,
        "FORM": FORM,
    }
    fragment = bool(request.htmx)
    if not fragment:
        context |= {
            "earlier": Method.objects.filter(county=county)[:EARLIER_OFFERED],
            "shipped": [(key, parse_scheme(text, key).name) for key, text in shipped().items()],
            "within": WITHIN.items(),
            "begun": request.GET.get("from", ""),
            "grouped": request.GET.get("within", ""),
        }
    return render(request, f"evaluation/{'_editor' if fragment else 'add_method'}.html", context, status=status)


def _years(county: Any) -> list[int]:
    """The years of which the register knows anything, latest first."""
    found = YearFacts.objects.filter(enterprise__county=county).values_list("year", flat=True)
    return list(found.order_by("-year").distinct())


def _begin(request: AccountRequest, county: Any) -> Sheet:
    """The state a new version begins with: the one asked for, else last year's method, else the county's own scheme."""
    texts, key = shipped(), request.GET.get("from", "")
    earlier = Method.objects.filter(county=county)
    number = whole(key, otherwise=None)
    found = earlier.filter(pk=number).first() if number is not None else None if key in texts else earlier.first()
    years = _years(county)
    last = earlier.first()
    year = years[0] if years else last.year + 1 if last else timezone.localdate().year - 1
    if found is not None:
        return Sheet(str(year), found.source, found.scheme)
    key = key if key in texts else own_key(county.code)
    text = within(texts.get(key) or next(iter(texts.values())), request.GET.get("within", ""))
    scheme = parse_scheme(text, key)
    source = f"{scheme.source or ''}；{LOCAL_NOTE}".strip("；") if LOCAL_NOTE in text else scheme.source or ""
    return Sheet(str(year), source[:200], text)
