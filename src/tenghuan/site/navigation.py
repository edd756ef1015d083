"""The menu: entries in order, each shown to the roles that its page admits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Item:
    """One entry: words, URL name, icon (Tabler webfont)."""

    label: str | Promise
    url: str
    icon: str


# the first entry that an account may open is its first page
MENU = (
    Item(_("本月待办"), "monitoring:owed", "checklist"),
    Item(_("作战总览"), "plans:board", "layout-dashboard"),
    Item(_("任务清单"), "plans:tasks", "list-check"),
    Item(_("月度填报"), "monitoring:grid", "table"),
    Item(_("报送审核"), "monitoring:review", "rubber-stamp"),
    Item(_("方案导入"), "plans:drafts", "file-import"),
    Item(_("方案版本"), "plans:versions", "versions"),
    Item(_("县际对比"), "plans:counties", "map-2"),
    Item(_("企业档案"), "enterprises:list", "building-factory-2"),
    Item(_("数据接入"), "intake:batches", "database-import"),
    Item(_("亩均评价"), "evaluation:runs", "chart-histogram"),
    Item(_("我的企业"), "evaluation:own", "id"),
    Item(_("我的档案"), "enterprises:own", "building-factory-2"),
    Item(_("专班席位"), "organization:groups", "users-group"),
    Item(_("单位"), "units:list", "sitemap"),
    Item(_("账号"), "accounts:list", "user-cog"),
    Item(_("管理员账号变更"), "proposals:list", "rubber-stamp"),
    Item(_("节假日"), "holidays:list", "calendar"),
    Item(_("审计"), "audit:entries", "history"),
    Item(_("运行状态"), "health", "heartbeat"),
)


def _open_to(name: str, role: str) -> str | None:
    try:
        address = reverse(name)
    except NoReverseMatch:
        return None
    roles = getattr(resolve(address).func, "roles", frozenset())
    return address if role in roles else None


def first_page(account: Any) -> str:
    """Return the address of the first menu entry that the account may open."""
    return next((a for item in MENU if (a := _open_to(item.url, account.role))), reverse("organization:password"))


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Template context: the menu of the account that asks, with the present entry marked."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"menu": []}
    menu = [
        {"label": item.label, "address": address, "icon": item.icon, "here": request.path.startswith(address)}
        for item in MENU
        if (address := _open_to(item.url, user.role))
    ]
    # a menu address may be the beginning of another: only the longest match is where we are
    here = max((entry for entry in menu if entry["here"]), key=lambda entry: len(entry["address"]), default=None)
    for entry in menu:
        entry["here"] = entry is here
    return {"menu": menu, "demo": settings.DEMO}
