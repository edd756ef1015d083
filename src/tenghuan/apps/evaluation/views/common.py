"""What the views share: the runs an account may see, and whether it may act on them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.evaluation.models import Run
from tenghuan.apps.evaluation.queries.runs import runs_of
from tenghuan.apps.organization.models import Level, Region
from tenghuan.apps.organization.request import account_of
from tenghuan.apps.web.lists import Listing
from tenghuan.errors import InputFault

READERS = (Role.OFFICE, Role.DEPARTMENT, Role.TOWN, Role.LEADER)
OFFICE = (Role.OFFICE,)
PAGE_SIZE = 100


def run_of(request: HttpRequest, pk: int) -> Run:
    """The run, if the account may see it."""
    return get_object_or_404(runs_of(request.user), pk=pk)


def acts(request: HttpRequest, county: Region) -> bool:
    """Whether the account is the county's own office; an office above it reads only."""
    user: Any = request.user
    return bool(user.role == Role.OFFICE and user.region_id == county.pk)


def must_act(request: HttpRequest, county: Region) -> None:
    """Refuse whoever is not the county's own office."""
    if not acts(request, county):
        raise PermissionDenied


def own_county(request: HttpRequest) -> Region:
    """The county of an office that acts; an office above county level has none of its own."""
    region = account_of(request).region
    if region.level != Level.COUNTY:
        raise PermissionDenied
    return region


def paged(request: HttpRequest, rows: Any) -> tuple[Any, Page | None]:
    """The rows of the page asked for and that page; all rows and no page where the workbook is asked for."""
    if request.GET.get("export") == "xlsx":
        return rows, None
    shown = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return shown.object_list, shown


def listed(request: HttpRequest, template: str, listing: Listing, context: dict[str, Any]) -> HttpResponseBase:
    """The page of a list that was asked for, or the whole of it as the file that was asked for."""
    if listing.asked.export:
        return listing.exported()
    shown = listing.shown()
    told = {"listing": listing, "shown": shown, "table": listing.table(shown.object_list), **context}
    return render(request, template, told)


def day(value: Any, label: str) -> date:
    """A date from a form field; InputFault if it is none."""
    try:
        found = parse_date(str(value or ""))
    except ValueError:
        found = None
    if found is None:
        raise InputFault(_("“%(l)s”不是日期") % {"l": label}, remedy=_("按 2023-05-04 的写法填写"))
    return found


def checked(form: Any) -> dict[str, Any]:
    """The cleaned data of a form; InputFault with every complaint."""
    if not form.is_valid():
        said = [
            f"{form.fields[name].label if name in form.fields else ''}：{'；'.join(faults)}"
            for name, faults in form.errors.items()
        ]
        raise InputFault("；".join(said), remedy=_("请返回改正后重新提交"))
    return dict(form.cleaned_data)
