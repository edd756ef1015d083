"""Pages of templates: handing one in, the list of fields, a template filled in with real data."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.bulletins import templating
from tenghuan.apps.bulletins.models import Kind
from tenghuan.apps.bulletins.registers import TEMPLATES
from tenghuan.apps.kit.printing import DOCX
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.web.responses import attachment, table_response
from tenghuan.errors import InputFault
from tenghuan.publishing.tables import Column, Table
from tenghuan.publishing.templating import limits
from tenghuan.publishing.templating.fields import FIELDS


def _county(request: AccountRequest) -> Any:
    if request.user.region.level != "county":
        raise PermissionDenied
    return request.user.region


@page((Role.OFFICE,), methods=("GET", "POST"))
def upload_page(request: AccountRequest) -> HttpResponseBase:
    """Hand a template in: checked on real data, kept as the next version."""
    county, fault = _county(request), None
    if request.method == "POST":
        kind = outside.choice(request.POST.get("kind"), Kind.values, str(_("种类")))
        once = outside.text(request.POST.get("once"))
        try:
            name, content = templating.read(request.FILES.get("file"))
            made = templating.upload(Actor.of(request), county, kind, name, content, once=once)
        except InputFault as raised:
            fault = raised
        else:
            messages.success(request, _("已上传：%(t)s，试填通过") % {"t": made})
            return redirect(TEMPLATES.address(made))
    context = {"kinds": Kind.choices, "fault": fault, "most": limits().megabytes}
    return render(request, "bulletins/upload.html", context, status=422 if fault else 200)


@page((Role.OFFICE,))
def fields_page(request: AccountRequest) -> HttpResponseBase:
    """Every field that a template may name, with its value in the county's newest bulletin of a kind."""
    county = _county(request)
    kind = outside.choice(request.GET.get("kind"), Kind.values, otherwise=Kind.MONTH)
    found = templating.context_for(county, kind)
    rows = [
        {"write": f"{{{{ {name} }}}}", "what": what, "value": found[name] if isinstance(found[name], str) else ""}
        for name, what in FIELDS.items()
        if name != "数字"
    ]
    rows += [
        {"write": f'{{{{ 数字["{name}"] }}}}', "what": name, "value": value} for name, value in found["数字"].items()
    ]
    columns = [
        Column("write", _("在 Word 里写"), width=44),
        Column("what", _("含义"), width=50),
        Column("value", _("本期的值"), width=30),
    ]
    table = Table(_("字段清单"), columns, rows, note=str(Kind(kind).label))
    return table_response(request, "bulletins/fields.html", table, {"kinds": Kind.choices, "kind": kind})


@page(OFFICIALS)
def preview_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A template filled in with real data."""
    template: Any = get_object_or_404(TEMPLATES.rows(request.user).select_related("file"), pk=pk)
    return attachment(templating.preview(template), f"{template}-{_('试填')}.docx", DOCX)
