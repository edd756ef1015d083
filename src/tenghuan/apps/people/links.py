"""The one-time links of accounts that were just opened: shown, or listed in a workbook, this once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.organization.models import Account
from tenghuan.apps.organization.services.first import make_link
from tenghuan.apps.web.responses import attachment
from tenghuan.publishing.tables import Column, Table, to_xlsx


def answer(request: HttpRequest, accounts: Sequence[Account], by_workbook: bool) -> HttpResponse | None:
    """Send the links of those among the accounts that have no password yet; None if all have one."""
    without = [account for account in accounts if not account.has_usable_password()]
    if not without:
        return None
    table = _table(request, without)
    if by_workbook:
        response = attachment(to_xlsx(table), f"{table.title}.xlsx")
    else:
        response = render(request, "people/links.html", {"table": table, "account": without[0]})
    response["Cache-Control"] = "no-store"
    return response


def _table(request: HttpRequest, accounts: Sequence[Account]) -> Table:
    until = timezone.localtime(timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT))
    rows: list[dict[str, Any]] = [
        {
            "username": account.username,
            "name": account.name,
            "role": account.get_role_display(),
            "region": str(account.region),
            "unit": str(account.unit or ""),
            "link": request.build_absolute_uri(make_link(Actor.of(request), account)),
            "until": until.strftime("%Y-%m-%d %H:%M"),
        }
        for account in accounts
    ]
    columns = (
        Column("username", _("登录名")),
        Column("name", _("姓名或称呼"), width=20),
        Column("role", _("拟任角色")),
        Column("region", _("区域")),
        Column("unit", _("单位"), width=26),
        Column("link", _("一次性链接"), width=60),
        Column("until", _("有效期至"), width=18),
    )
    note = _("链接只出现这一次；安全管理员授权启用后，本人打开链接设口令，用过即失效")
    return Table(_("新开账号的一次性链接"), columns, rows, note)
