"""The wall for accounts and for screens with a token; the office's page to lay it out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page, public
from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.audit.trail import Actor, client_address
from tenghuan.apps.cockpit import layout as layouts
from tenghuan.apps.cockpit import outline, services
from tenghuan.apps.cockpit.models import Layout, WallToken
from tenghuan.apps.cockpit.painting import Painted, painted
from tenghuan.apps.cockpit.sections import SECTIONS
from tenghuan.apps.cockpit.sections.figures import figures
from tenghuan.apps.cockpit.sight import Guest, Sight
from tenghuan.apps.kit.api.tokens import digest_of
from tenghuan.apps.organization.models import Region
from tenghuan.apps.organization.queries import county_of, region_in_scope
from tenghuan.apps.organization.request import AccountRequest
from tenghuan.apps.web import scope
from tenghuan.errors import InputFault

COOKIE = "tenghuan_wall"
LEVELS = ("province", "city", "county")


def _region(request: AccountRequest) -> Region:
    """Return the region of the wall: a county account's own, else the one that is asked for or looked at; or 404."""
    own, code = county_of(request.user), outside.searched(request.GET.get("region"), 20)
    if own is not None:
        if code not in ("", own.code):
            raise Http404
        return own
    if not code:
        codes = scope.chosen(request).codes[:3]
        code = codes[-1] if codes else ""
    found = region_in_scope(request.user, code) if code else request.user.region
    if found is None or found.level not in LEVELS:
        raise Http404
    return found


@page(OFFICIALS)
def wall(request: AccountRequest) -> HttpResponse:
    """The wall of a region (挂图作战): screens in turn; ``?parts=1`` what an open wall fetches anew."""
    region = _region(request)
    found = painted(region, request.user, bare=False)
    if found.empty:
        return render(request, "plans/no_plan.html")
    return _answer(request, found, {"bare": False, "idle": settings.IDLE_TIMEOUT_SECONDS})


def _answer(request: HttpRequest, found: Painted, more: dict[str, Any]) -> HttpResponse:
    if "parts" not in request.GET:
        return render(request, "cockpit/wall.html", {"wall": found, "sections": _sections(found), **more})
    tag = f'"{found.digest}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified()
    response = JsonResponse(found.told())
    response["ETag"] = tag
    return response


def _sections(found: Painted) -> list[tuple[Any, list[tuple[Any, Any, str, str]]]]:
    """Return the screens, each with its parts: place, title, digest, HTML."""
    one = found.region.level == "county"
    return [
        (
            screen,
            [
                (
                    part,
                    SECTIONS[part.section].title if one else SECTIONS[part.section].above,
                    *found.sections[part.section],
                )
                for part in screen.sections
            ],
        )
        for screen in found.layout.screens
    ]


@page(OFFICIALS)
def cards(request: AccountRequest) -> HttpResponse:
    """What each card of a county's wall means: unit, caliber, scope, thresholds, source, seats."""
    region = _region(request)
    if region.level != "county":
        raise InputFault(_("指标卡按县设置"), where=region.name, remedy=_("请先在上方选定一个县（市、区）"))
    sight = Sight.of(region, request.user, timezone.localdate())
    return render(request, "cockpit/cards.html", {"region": region, **figures(sight)})


# -- screens with a token ------------------------------------------------------------------------------------------
def _token(text: str) -> WallToken | None:
    found = (
        WallToken.objects.select_related("region", "made_by").filter(digest=digest_of(text)).first() if text else None
    )
    return found if found is not None and found.stands(timezone.localdate()) else None


def _closed(request: HttpRequest) -> HttpResponse:
    if "parts" in request.GET:
        return JsonResponse({"closed": True}, status=403)
    return render(request, "cockpit/closed.html", status=403)


@public
def enter(request: HttpRequest, text: str) -> HttpResponse:
    """Set a screen up: keep the token in a cookie of the wall's own pages, so that it stands in no address."""
    token = _token(text)
    if token is None:
        return _closed(request)
    actor = replace(
        Actor.platform("wall"), address=client_address(request), unit=token.name, region_path=token.region.path
    )
    services.open_wall(actor, token)
    response = redirect("cockpit:screen")
    days = (token.until - timezone.localdate()).days + 1
    response.set_cookie(
        COOKIE, text, max_age=timedelta(days=days), path=reverse("cockpit:screen"), httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


@public
def screen(request: HttpRequest) -> HttpResponse:
    """The wall of the token's region, without a way to any other page."""
    token = _token(request.COOKIES.get(COOKIE, ""))
    if token is None:
        return _closed(request)
    found = painted(token.region, Guest(token.region), bare=True)
    return _answer(request, found, {"bare": True, "idle": 0})


# -- the office's page ---------------------------------------------------------------------------------------------
def _own(request: AccountRequest) -> Region:
    return request.user.region


@page((Role.OFFICE,), methods=("GET", "POST"))
def setting(request: AccountRequest) -> HttpResponse:
    """Lay the wall of one's own region out: screens, places on the map, tokens."""
    region = _own(request)
    made = ""
    if request.method == "POST":
        until = outside.day(request.POST.get("until"), str(_("有效期至")))
        name = outside.text(request.POST.get("name"), str(_("屏幕")))
        text = services.give_token(Actor.of(request), region=region, name=name, until=until)
        made = request.build_absolute_uri(reverse("cockpit:enter", args=(text,)))
    return render(request, "cockpit/setting.html", {**_setting(region), "made": made})


def _setting(region: Region) -> dict[str, Any]:
    own = Layout.objects.filter(region=region).first()
    sight = Sight(region, None, timezone.localdate(), own)
    plan = sight.screens(tuple(SECTIONS))
    places: dict[str, tuple[int, Any]] = {}
    for number, one in enumerate(plan.screens, 1):
        for part in one.sections:
            places.setdefault(part.section, (number, part))
    bounds = layouts.shipped()["bounds"]
    parts = _parts(region)
    tiles = (own.tiles if own else {}) or outline.shipped(region.code)
    return {
        "region": region,
        "own": own,
        "revision": own.revision if own else 0,
        "plan": plan,
        "bounds": bounds,
        "numbers": range(1, bounds["screens"] + 1),
        "screens": [plan.screens[n] if n < len(plan.screens) else None for n in range(bounds["screens"])],
        "sections": _in_order(places, sight.one),
        "places": [(one, *tiles.get(one.code, ("", ""))) for one in parts],
        "guessed": not tiles,
        "tokens": WallToken.objects.filter(region=region).select_related("made_by"),
        "today": timezone.localdate(),
        "until": timezone.localdate() + timedelta(days=layouts.shipped()["tokens"]["days_first"]),
    }


def _in_order(places: dict[str, tuple[int, Any]], one: bool) -> list[tuple[str, Any, int, Any, int]]:
    """Return the sections: key, title, screen (0: none), place, order; as they stand on the screens."""
    order = {key: n for n, key in enumerate(places, 1)}
    rows = [
        (key, section.title if one else section.above, *places.get(key, (0, None)), order.get(key, len(SECTIONS)))
        for key, section in SECTIONS.items()
    ]
    return sorted(rows, key=lambda row: (row[2] == 0, row[2], row[4]))


def _parts(region: Region) -> list[Region]:
    found = Region.objects.filter(path__startswith=region.path, level=outline.below(region.level)).order_by("code")
    return list(found if region.level == "county" else found.filter(plans__is_current=True))


@page((Role.OFFICE,), methods=("POST",))
def arrange(request: AccountRequest) -> HttpResponse:
    """Keep the screens as the form has them; ``reset`` goes back to the platform's."""
    screens = {} if "reset" in request.POST else _told(request.POST)
    services.arrange(Actor.of(request), region=_own(request), screens=screens, revision=_revision(request))
    messages.success(request, _("版面已保存"))
    return redirect("cockpit:setting")


def _revision(request: HttpRequest) -> int:
    return outside.whole(request.POST.get("revision"), str(_("修订号")))


def _told(form: Any) -> dict[str, Any]:
    """Return the layout that a form tells; whether it can stand is :func:`layout.read`'s business."""
    number = outside.whole
    parts: dict[int, list[tuple[int, dict[str, Any]]]] = {}
    for key, section in SECTIONS.items():
        title = str(section.title)
        if screen_number := number(form.get(f"screen_{key}"), title, otherwise=0):
            told = {
                "section": key,
                "width": number(form.get(f"width_{key}"), title + _("的宽")),
                "height": number(form.get(f"height_{key}"), title + _("的高")),
            }
            parts.setdefault(screen_number, []).append((number(form.get(f"order_{key}"), title + _("的次序")), told))
    screens = [
        {
            "title": outside.text(form.get(f"title_{n}"), _("第 %(n)d 屏") % {"n": n}),
            "dwell": number(form.get(f"dwell_{n}"), _("第 %(n)d 屏停留秒数") % {"n": n}),
            "sections": [told for _order, told in sorted(parts[n], key=lambda one: one[0])],
        }
        for n in sorted(parts)
    ]
    return {"refresh": number(form.get("refresh"), str(_("刷新间隔"))), "screens": screens}


@page((Role.OFFICE,), methods=("POST",))
def place(request: AccountRequest) -> HttpResponse:
    """Keep the places of the map's parts, and an outline where a GeoJSON came with them."""
    region = _own(request)
    tiles = {}
    for one in _parts(region):
        row, column = request.POST.get(f"row_{one.code}"), request.POST.get(f"column_{one.code}")
        if row or column:
            tiles[one.code] = (
                outside.whole(row, f"{one.name} {_('行')}"),
                outside.whole(column, f"{one.name} {_('列')}"),
            )
    file = request.FILES.get("outline")
    geo: Any = None if "drop" in request.POST else file.read() if file is not None else ""
    services.place(Actor.of(request), region=region, revision=_revision(request), tiles=tiles, geo=geo)
    messages.success(request, _("地图已保存"))
    return redirect("cockpit:setting")


@page((Role.OFFICE,), methods=("POST",))
def end_token(request: AccountRequest, pk: int) -> HttpResponse:
    """End a token of one's own region's wall."""
    token = get_object_or_404(WallToken.objects.select_related("region"), pk=pk, region=_own(request))
    services.end_token(Actor.of(request), token)
    messages.success(request, _("令牌已停用"))
    return redirect("cockpit:setting")
