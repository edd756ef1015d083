"""The registers: how complete they are by year, their templates, and their exports."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.access.outside import year as year_asked
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS
from tenghuan.apps.enterprises.exporting import drop_downs, rows_of
from tenghuan.apps.enterprises.models import Enterprise, here
from tenghuan.apps.enterprises.queries import completeness
from tenghuan.apps.organization.models import Region
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.web import attachment, table_response
from tenghuan.publishing.tables import Column, Table
from tenghuan.reading.registers import Register, registers
from tenghuan.reading.workbooks import export, template


@page(OFFICIALS)
def index(request: AccountRequest) -> HttpResponse:
    """Show how many enterprises each register has by year, with templates and exports."""
    counts = completeness(request.user)
    total = Enterprise.objects.visible_to(request.user).filter(here()).count()
    years = sorted({year for _register, year in counts if year is not None}, reverse=True)
    rows = [_row(register, counts, years, total) for register in registers().values()]
    columns = [
        Column("name", _("登记表")),
        Column("bureau", _("提供部门"), width=18),
        *(Column(f"n{year}", _("%(y)s 年已有") % {"y": year}, _("家"), kind="number", digits=0) for year in years),
        *(Column(f"s{year}", _("%(y)s 年占比") % {"y": year}, kind="percent", digits=1) for year in years),
    ]
    flat = [
        {
            "name": row["register"].name,
            "bureau": row["register"].bureau,
            **{f"n{cell['year']}": cell["count"] for cell in row["cells"]},
            **{f"s{cell['year']}": cell["share"] for cell in row["cells"]},
        }
        for row in rows
    ]
    table = Table(_("数据完整度"), columns, flat, note=_("在册企业 %(n)d 家") % {"n": total})
    return table_response(request, "enterprises/registers.html", table, {"rows": rows, "years": years, "total": total})


def _row(register: Register, counts: dict[Any, int], years: list[int], total: int) -> dict[str, Any]:
    own = [None] if register.period == "none" else years
    cells = []
    for year in years or own:
        # who an enterprise is does not change by year: the same number under each
        key = None if register.period == "none" else year
        count = counts.get((register.id, key), 0)
        query = urlencode({"missing": register.id, **({"year": year} if key else {})})
        cells.append(
            {
                "year": year,
                "count": count,
                "share": count / total if total else None,
                "percent": min(100, round(100 * count / total)) if total else 0,
                "missing": f"{reverse('enterprises:list')}?{query}",
            }
        )
    return {"register": register, "cells": cells, "years": own}


def _county(request: AccountRequest) -> Region | None:
    """The county whose towns and parks a template offers: the account's own, none above the county level."""
    return Region.objects.filter(path=request.user.region.county_path).first()


def _register(key: str) -> Register:
    if key not in registers():
        raise Http404
    return registers()[key]


@page(OFFICIALS)
def blank(request: AccountRequest, key: str) -> HttpResponse:
    """Send an empty workbook of a register, with drop-downs and a sheet that explains its columns."""
    register = _register(key)
    return attachment(template(register, drop_downs(_county(request))), f"{register.name}_{_('模板')}.xlsx")


@page(OFFICIALS)
def download(request: AccountRequest, key: str) -> HttpResponse:
    """Send the rows of a register (and ``year``) that are in force, in a form that can be handed in again."""
    register, asked = _register(key), year_asked(request.GET.get("year"), otherwise=None)
    year = asked if register.period != "none" else None
    content = export(register, rows_of(request.user, key, year), drop_downs(_county(request)))
    name = "_".join(part for part in (request.user.region.name, str(year or ""), register.name) if part)
    return attachment(content, f"{name}.xlsx")
