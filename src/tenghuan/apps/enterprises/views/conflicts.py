"""The queue of values that two bureaus give differently, settled by a person with a reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.dossier import fact_labels
from tenghuan.apps.enterprises.exporting import register_names
from tenghuan.apps.enterprises.lineage import cells_of
from tenghuan.apps.enterprises.models import Conflict, Record
from tenghuan.apps.enterprises.queries import conflicts
from tenghuan.apps.enterprises.services.conflicts import settle_conflict
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.web import table_response
from tenghuan.publishing.tables import Column, Table

PAGE_SIZE = 30
EXPORTED_AT_MOST = 20_000


def _side(record: Record, fact: str) -> dict[str, Any]:
    source = record.source
    cells = cells_of(record, fact)
    value = "、".join(_text(cell.value) + cell.unit for cell in cells)
    place = f"{source.workbook} {source.sheet} {'、'.join(cell.cell for cell in cells if cell.cell)}".strip()
    register = register_names().get(record.register, "")
    return {
        "record": record,
        "unit": source.unit,
        "register": register,
        "value": value,
        "place": place,
        "at": source.at,
    }


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value:,.15g}" if isinstance(value, float) else str(value)


@page(OFFICIALS)
def index(request: AccountRequest) -> HttpResponse:
    """List open (or settled) conflicts in scope; the office of the county settles them here."""
    settled = request.GET.get("status") == "settled"
    found = conflicts(request.user, settled)
    exporting = request.GET.get("export") == "xlsx"
    shown = Paginator(found, EXPORTED_AT_MOST if exporting else PAGE_SIZE).get_page(request.GET.get("page"))
    labels, items = fact_labels(), []
    for conflict in shown:
        sides = [_side(conflict.first, conflict.fact), _side(conflict.second, conflict.fact)]
        mine = request.user.role == Role.OFFICE and request.user.region_id == conflict.enterprise.county_id
        items.append(
            {"conflict": conflict, "label": labels.get(conflict.fact, conflict.fact), "sides": sides, "mine": mine}
        )
    columns = [
        Column("name", _("企业名称"), width=32),
        Column("uscc", _("统一社会信用代码"), width=22),
        Column("year", _("年度")),
        Column("fact", _("指标")),
        Column("first", _("甲方数值"), width=24),
        Column("first_place", _("甲方出处"), width=40),
        Column("second", _("乙方数值"), width=24),
        Column("second_place", _("乙方出处"), width=40),
        Column("reason", _("理由"), width=30),
    ]
    table = Table(_("数据冲突"), columns, [_row(item) for item in items])
    context = {"items": items, "shown": shown, "settled": settled}
    return table_response(request, "enterprises/conflicts.html", table, context)


def _row(item: dict[str, Any]) -> dict[str, Any]:
    conflict, (first, second) = item["conflict"], item["sides"]
    return {
        "name": conflict.enterprise.name,
        "uscc": conflict.enterprise.uscc,
        "year": str(conflict.year or ""),
        "fact": item["label"],
        "first": f"{first['unit']}：{first['value']}",
        "first_place": first["place"],
        "second": f"{second['unit']}：{second['value']}",
        "second_place": second["place"],
        "reason": conflict.reason,
    }


@page((Role.OFFICE,), methods=("POST",))
def settle(request: AccountRequest, pk: int) -> HttpResponse:
    """Decide for one of the two records, with a reason."""
    found = Conflict.objects.visible_to(request.user).select_related("enterprise", "first__source", "second__source")
    conflict = get_object_or_404(found, pk=pk)
    if request.user.region_id != conflict.enterprise.county_id:
        raise PermissionDenied
    chosen = conflict.second if request.POST.get("chosen") == str(conflict.second_id) else conflict.first
    settle_conflict(Actor.of(request), conflict, chosen, request.POST.get("reason", ""))
    messages.success(request, _("已裁定，档案数据随之更新"))
    return redirect(f"{reverse('enterprises:conflicts')}{request.POST.get('query', '')}")
