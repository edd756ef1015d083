"""The audit administrator searches the trail here."""

from __future__ import annotations

from itertools import chain, islice
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from tenghuan.apps.access.outside import day, searched, whole
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.fields import account_word, field_word, kind_word, value_word
from tenghuan.apps.audit.models import Entry
from tenghuan.apps.audit.queries import visible_entries
from tenghuan.apps.audit.rows import row_breaks
from tenghuan.apps.audit.verify import verify
from tenghuan.apps.audit.wording import actions_like, word
from tenghuan.apps.web import table_response
from tenghuan.publishing.tables import Column, Table

PAGE_SIZE = 100
EXPORTED_AT_MOST = 50_000


def _search(request: HttpRequest) -> QuerySet[Entry]:
    found = visible_entries(request.user)
    for field in ("account", "kind"):
        if value := searched(request.GET.get(field)):
            found = found.filter(**{f"{field}__icontains": value})
    if value := searched(request.GET.get("action")):
        found = found.filter(Q(action__icontains=value) | Q(action__in=actions_like(value)))
    if value := searched(request.GET.get("label")):
        found = found.filter(Q(label__icontains=value) | Q(unit__icontains=value) | Q(person__icontains=value))
    if value := searched(request.GET.get("request")):
        found = found.filter(request=value)
    if on := day(request.GET.get("since"), otherwise=None):
        found = found.filter(at__date__gte=on)
    if on := day(request.GET.get("until"), otherwise=None):
        found = found.filter(at__date__lte=on)
    return found


@page((Role.AUDIT_ADMIN,))
def entries(request: HttpRequest) -> HttpResponse:
    """List and filter the rows, newest first; export what the filter finds."""
    found = _search(request)
    exporting = request.GET.get("export") == "xlsx"
    pages = Paginator(found, EXPORTED_AT_MOST if exporting else PAGE_SIZE)
    shown = pages.get_page(whole(request.GET.get("page"), otherwise=1))
    columns = [
        Column("number", _("序号"), kind="number", digits=0),
        Column("at", _("时间"), kind="date", width=20),
        Column("account", _("账号")),
        Column("person", _("姓名")),
        Column("unit", _("单位"), width=24),
        Column("address", _("地址")),
        Column("action", _("动作"), width=26),
        Column("label", _("对象"), width=40),
    ]
    note = ""
    if exporting and pages.num_pages > 1:
        told = {"n": pages.count, "a": shown.start_index(), "b": shown.end_index()}
        note = _("共 %(n)d 行，这里是第 %(a)d—%(b)d 行（新的在前）；请缩小日期范围分次导出") % told
    rows = [_row(entry) for entry in shown]
    table = Table(_("审计记录"), columns, rows, note=note, links={"number": "link"})
    return table_response(request, "audit/entries.html", table, {"shown": shown})


def _row(entry: Entry) -> dict[str, Any]:
    names = ("number", "at", "person", "unit", "address", "label")
    shown = {name: getattr(entry, name) for name in names}
    return {**shown, "account": account_word(entry.account), "action": word(entry.action), "link": f"{entry.number}/"}


@page((Role.AUDIT_ADMIN,))
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """Show one row: before and after side by side, and the other rows of the same request."""
    row = get_object_or_404(visible_entries(request.user), number=number)
    before: dict[str, Any] = row.before or {}
    after: dict[str, Any] = row.after or {}
    changes = [
        (
            key,
            field_word(row.kind, key),
            *(value_word(row.kind, key, told.get(key)) for told in (before, after)),
            before.get(key) != after.get(key),
        )
        for key in sorted({*before, *after})
    ]
    group = visible_entries(request.user).filter(request=row.request).exclude(pk=row.pk).order_by("number")[:200]
    context = {
        "entry": row,
        "word": word(row.action),
        "kind": kind_word(row.kind),
        "account": account_word(row.account),
        "changes": changes,
        "group": [(other, word(other.action)) for other in group],
    }
    return render(request, "audit/entry.html", context)


@page((Role.AUDIT_ADMIN,), methods=("POST",))
def check(request: HttpRequest) -> HttpResponse:
    """Walk the whole chain now and show what it finds."""
    breaks = list(islice(chain(verify(), row_breaks()), PAGE_SIZE))
    return render(request, "audit/check.html", {"breaks": breaks})
