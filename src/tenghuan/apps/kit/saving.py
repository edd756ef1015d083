"""Saved views of lists: kept and dropped by whoever made them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import Actor, record, service
from tenghuan.apps.kit.models import SavedView
from tenghuan.errors import InputFault

MOST = 50


@service("kit.save_view", gettext_lazy("保存视图"))
def save(actor: Actor, *, page: str, name: str, query: str, shared: bool = False) -> SavedView:
    """Keep a view under a name; the same name again keeps the new filters.

    Raises:
        InputFault: no name, a name or an address that is too long, or too many views.
    """
    name = name.strip()
    if not name or len(name) > 40:
        raise InputFault(_("请给视图起一个 40 字以内的名称"))
    if len(query) > 2000:
        raise InputFault(_("筛选条件太长，不能保存为视图"), remedy=_("请减少筛选条件"))
    own = SavedView.objects.filter(account=actor.user, page=page[:60])
    if own.exclude(name=name).count() >= MOST:
        raise InputFault(_("一个列表最多保存 %(n)d 个视图") % {"n": MOST}, remedy=_("请先删去不用的视图"))
    told = {"query": query, "shared": shared, "region": actor.user.region}
    view, _made = own.update_or_create(name=name, defaults={**told, "page": page[:60], "account": actor.user})
    record(view, after={"name": name, "query": query, "shared": shared})
    return view


@service("kit.drop_view", gettext_lazy("删除视图"), locks=("view",))
def drop(actor: Actor, view: SavedView) -> None:
    """Drop a view of one's own."""
    record(view, before={"name": view.name, "query": view.query})
    view.delete()
