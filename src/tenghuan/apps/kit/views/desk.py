"""What is not of one register: the inbox, files, saved views; and the stages of a loop side by side."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, F, Sum
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from tenghuan.apps.access import outside
from tenghuan.apps.access.meta import field_of
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import ADMINISTRATORS, EVERYONE
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import files, saving
from tenghuan.apps.kit.columns import column
from tenghuan.apps.kit.models import Attachment, SavedView, Task
from tenghuan.apps.kit.register import Register
from tenghuan.apps.kit.registry import LISTS, REGISTERS, address_of, of_model, page_of
from tenghuan.apps.kit.views.common import View, county_for
from tenghuan.apps.web.responses import table_response
from tenghuan.publishing.tables import Column, Table

WORKING = EVERYONE - ADMINISTRATORS


def tasks_of(account: Any) -> list[Task]:
    """Return what an account is to do, by day; what has none comes last."""
    found = Task.objects.open().held_by(account).select_related("region", "unit", "account")
    return list(found.order_by(F("due").asc(nulls_last=True), "pk"))


@page(WORKING)
def inbox(request: HttpRequest) -> HttpResponseBase:
    """Everything the account is to do, the nearest day first."""
    today = timezone.localdate()
    columns = [
        Column("title", _("待办"), width=40, link=page_of),
        Column("due", _("期限"), kind="date"),
        Column("left", _("状态"), value=lambda task: _("已逾期") if task.overdue(today) else _("待办"), width=10),
        Column("holder", _("承办"), value=lambda task: str(task.account or task.unit or task.get_role_display())),
        Column("opened_at", _("产生时间"), kind="date"),
    ]
    return table_response(request, "kit/inbox.html", Table(_("我的待办"), columns, tasks_of(request.user)))


def _attachment(request: HttpRequest, pk: int) -> Attachment:
    """Return a file whose thing the account may see; 404 otherwise."""
    attachment = get_object_or_404(Attachment.objects.select_related("file", "content_type"), pk=pk, withdrawn_at=None)
    register = of_model(attachment.content_type.model_class())
    user: Any = request.user
    if register is None or user.role not in register.readers:
        raise Http404
    if not register.rows(user, retired=True).filter(pk=attachment.object_id).exists():
        raise Http404
    return attachment


@page(WORKING)
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send a file of a thing that the account may see, as a download."""
    return files.download(_attachment(request, pk))


@page(WORKING, methods=("POST",))
def withdraw_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take one's own file back."""
    attachment = _attachment(request, pk)
    files.withdraw(Actor.of(request), attachment)
    assert attachment.thing is not None  # it was found by its thing
    return redirect(f"{address_of(attachment.thing)}#files")


@page(WORKING, methods=("POST",))
def save_view(request: HttpRequest) -> HttpResponseBase:
    """Keep the present filters, order and columns of a list under a name."""
    told = {key: outside.text(request.POST.get(key), limit=outside.TEXT) for key in ("page", "name", "query")}
    saving.save(Actor.of(request), **told, shared=bool(request.POST.get("shared")))
    messages.success(request, _("已保存视图“%(n)s”") % {"n": told["name"]})
    return redirect(_back(told["page"], told["query"]))


@page(WORKING, methods=("POST",))
def drop_view(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Drop a view of one's own."""
    view = get_object_or_404(SavedView, pk=pk, account=request.user)
    saving.drop(Actor.of(request), view)
    return redirect(_back(view.page, ""))


def _back(name: str, query: str) -> str:
    key = name.removesuffix(":list")
    known = name in LISTS or (key in REGISTERS and name == f"{key}:list")
    address = reverse(name) if known else reverse("home")
    full = f"{address}?{query}" if query else address
    return full if url_has_allowed_host_and_scheme(full, allowed_hosts=None) else address


def stages(register: Register) -> View:
    """Return the page that shows how many records stand in each state, by town; each number leads to its rows."""
    loop = register.loop
    assert loop is not None

    @page(register.readers)
    def stages_page(request: HttpRequest) -> HttpResponseBase:
        found = register.rows(request.user)
        field = field_of(register.model, "state")
        counted = dict(found.order_by().values_list("state").annotate(n=Count("pk")))
        late = _late(register, found)
        county = county_for(request)
        words = loop.words(county) if loop.words and county else {}
        columns = [
            {
                "state": value,
                "label": words.get(value, label),
                "count": counted.get(value, 0),
                "overdue": late.get(value, 0),
                "address": f"{reverse(f'{register.key}:list')}?state={value}",
                "sums": _sums(register, found.filter(state=value)),
            }
            for value, label in field.flatchoices
        ]
        return render(request, "kit/stages.html", {"register": register, "stages": columns})

    return stages_page


def _late(register: Register, found: Any) -> dict[str, int]:
    """Return state → how many records in it are past their day: one query."""
    kind = ContentType.objects.get_for_model(register.model)
    over = Task.objects.open().filter(content_type=kind, due__lt=timezone.localdate()).values("object_id")
    return dict(found.order_by().filter(pk__in=over).values_list("state").annotate(n=Count("pk")))


def _sums(register: Register, found: Any) -> list[tuple[str, Any, str]]:
    """Return the sums of what may be added up: label, amount, unit; one query."""
    if not register.sums:
        return []
    totals = found.order_by().aggregate(**{name: Sum(name) for name in register.sums})
    columns = [column(register.model, name) for name in register.sums]
    return [(one.label, totals[one.key] or 0, one.unit) for one in columns]
