"""Every change of the cockpit: layout, places on the map, tokens of walls."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.roles import Role
from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service
from tenghuan.apps.cockpit import layout as layouts
from tenghuan.apps.cockpit import outline
from tenghuan.apps.cockpit.models import Layout, WallToken
from tenghuan.apps.cockpit.sections import SECTIONS
from tenghuan.apps.kit.api.tokens import digest_of
from tenghuan.apps.organization.models import Region
from tenghuan.errors import InputFault

PREFIX = "thw_"


@service("cockpit.arrange", gettext_lazy("调整驾驶舱版面"), locks=("region",))
def arrange(actor: Actor, *, region: Region, screens: Mapping[str, Any], revision: int) -> Layout:
    """Lay the wall of a region out anew; ``screens`` empty: as the platform brings it.

    Args:
        revision: of the layout that was changed, 0 for none yet; InputFault if somebody else changed it since.
    """
    told = layouts.read(screens, SECTIONS).told() if screens else {}
    return _write(actor, region, revision, screens=told)


@service("cockpit.place", gettext_lazy("设置驾驶舱地图"), locks=("region",))
def place(
    actor: Actor, *, region: Region, revision: int, tiles: Mapping[str, Any] | None = None, geo: Any = ""
) -> Layout:
    """Set where the parts of a region lie: ``tiles`` code → (row, column), ``geo`` a GeoJSON's bytes, None to drop it.

    Raises:
        InputFault: a place is taken twice or lies outside the grid, or the GeoJSON is none that can be drawn.
    """
    parts = dict(
        Region.objects.filter(path__startswith=region.path, level=outline.below(region.level)).values_list(
            "code", "name"
        )
    )
    changed: dict[str, Any] = {}
    if tiles is not None:
        changed["tiles"] = outline.placed(tiles, parts)
    if geo is None:
        changed["outline"] = {}
    elif geo:
        changed["outline"] = outline.read(geo, parts)
    return _write(actor, region, revision, **changed)


def _write(actor: Actor, region: Region, revision: int, **columns: Any) -> Layout:
    _own_office(actor, region)
    found = Layout.objects.filter(region=region).first() or Layout(region=region, revision=0)
    if found.revision != revision:
        raise InputFault(_("版面刚被别人改过"), remedy=_("请刷新页面，看过新的版面再改"))
    before = {name: getattr(found, name) for name in columns}
    if before == columns and found.pk:
        nothing_changed()
        return found
    for name, value in columns.items():
        setattr(found, name, value)
    found.revision += 1
    found.save()
    record(found, before={**before, "revision": revision}, after={**columns, "revision": found.revision})
    return found


def _own_office(actor: Actor, region: Region) -> None:
    """Hold that the actor is the office of this very region, or the platform."""
    user = actor.user
    if user is None and actor.account.startswith("system:"):
        return
    if user is None or user.role != Role.OFFICE or user.region_id != region.pk:
        raise InputFault(_("只有本级专班办公室可以设置驾驶舱"))


@service("cockpit.give_token", gettext_lazy("签发投屏令牌"))
def give_token(actor: Actor, *, region: Region, name: str, until: date) -> str:
    """Give a token that opens the wall of a region, and nothing else, until a day; return it: it is shown this once."""
    _own_office(actor, region)
    today, most = timezone.localdate(), _days_at_most()
    if not name.strip():
        raise InputFault(_("请写明是哪一块屏幕"), where=_("屏幕"))
    if not today <= until <= today + timedelta(days=most):
        raise InputFault(_("有效期须在今天和 %(n)d 天之内") % {"n": most}, where=_("有效期至"))
    text = PREFIX + secrets.token_urlsafe(32)
    token = WallToken.objects.create(
        region=region, name=name.strip()[:60], digest=digest_of(text), until=until, made_by=actor.user
    )
    record(token, after={"name": token.name, "until": until, "region": region.code})
    return text


def _days_at_most() -> int:
    return int(layouts.shipped()["tokens"]["days_at_most"])


@service("cockpit.end_token", gettext_lazy("停用投屏令牌"), locks=("token",))
def end_token(actor: Actor, token: WallToken) -> None:
    """End a token at once: a wall that shows it now says so at its next look."""
    _own_office(actor, token.region)
    if token.ended_at is not None:
        raise InputFault(_("令牌已经停用"))
    token.ended_at = timezone.now()
    token.save(update_fields=("ended_at",))
    record(token, before={"ended_at": None}, after={"ended_at": token.ended_at})


@service("cockpit.open_wall", gettext_lazy("启用投屏"), locks=("token",))
def open_wall(actor: Actor, token: WallToken) -> None:
    """Note that a screen was set up with a token."""
    before, token.opened_at = token.opened_at, timezone.now()
    token.save(update_fields=("opened_at",))
    record(token, before={"opened_at": before}, after={"opened_at": token.opened_at})
