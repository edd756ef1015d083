"""What the top bar leads to: the region and period looked at, the search, the guide."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import EVERYONE, OFFICIALS
from tenghuan.apps.organization.models import Level, Region
from tenghuan.apps.plans.models import Plan
from tenghuan.apps.web import finding, menu, scope
from tenghuan.site import guide

YEARS_AROUND = 3  # years offered before the present one where no plan says its first
OF_THE_CHOICE = ("region", "period", "county", "town", "year", "month", "page")


@page(OFFICIALS, methods=("GET", "POST"))
def choose(request: HttpRequest) -> HttpResponse:
    """Show what there is to choose from (a fragment), or keep the choice and go back to the page."""
    if request.method == "POST":
        scope.remember(request, _told(request))
        return redirect(_back(request.POST.get("next", "")))
    user: Any = request.user
    choice = scope.chosen(request)
    mine = Region.objects.filter(path__startswith=user.region.path)
    upper = not user.region.county_path
    county = choice.county or (user.region.county_path.split("/")[2] if user.region.county_path else "")
    context = {
        "choice": choice,
        "counties": list(mine.filter(level__in=(Level.CITY, Level.COUNTY)).exclude(pk=user.region_id)) if upper else [],
        "towns": list(mine.filter(level=Level.TOWN, parent__code=county).exclude(pk=user.region_id)) if county else [],
        "years": _years(user),
        "months": range(1, 13),
        "next": request.GET.get("next", ""),
    }
    return render(request, "shell/scope.html", context)


def _told(request: HttpRequest) -> scope.Chosen:
    """Read the form; a region outside the account's own is 404, a town of another county than the chosen one none."""
    user: Any = request.user
    region = None
    town, county = request.POST.get("town", ""), request.POST.get("county", "")
    for code in filter(None, (county, town)):
        found = get_object_or_404(Region, code=code[:12], path__startswith=user.region.path)
        if region is None or found.path.startswith(region.path):
            region = found
    year, month = _number(request, "year", 2000, 2100), _number(request, "month", 1, 12)
    named = {"path": region.path, "name": region.name} if region is not None else {}
    return scope.Chosen(**named, year=year, month=month)


def _number(request: HttpRequest, key: str, low: int, high: int) -> int | None:
    text = request.POST.get(key, "")
    return int(text) if text.isascii() and text.isdigit() and low <= int(text[:6]) <= high else None


def _years(account: Any) -> list[int]:
    """The years of the plans that the account sees, up to the present one."""
    today = timezone.localdate().year
    starts = Plan.objects.visible_to(account).filter(is_current=True).values_list("start_year", "end_year")
    first = min((start for start, _end in starts if start), default=today - YEARS_AROUND)
    last = max((end for _start, end in starts if end), default=today)
    return list(range(max(last, today), min(first, today) - 1, -1))


def _back(address: str) -> str:
    """Return the page to go back to without what it was asked before: the new choice is to hold there."""
    if not url_has_allowed_host_and_scheme(address, allowed_hosts=None) or not address.startswith("/"):
        return reverse("home")
    parts = urlsplit(address)
    query = QueryDict(parts.query, mutable=True)
    for key in OF_THE_CHOICE:
        query.pop(key, None)
    return f"{parts.path}?{query.urlencode()}" if query else parts.path


@page(EVERYONE)
def search(request: HttpRequest) -> HttpResponse:
    """Find pages, enterprises, indicators, tasks, cases, units, … within the account's scope, by kind."""
    words = finding.Words.of(request.GET.get("q", ""))
    found = finding.search(request.user, words)
    context = {"words": words, "found": found, "pages": _pages(request, words)}
    template = "shell/found.html" if getattr(request, "htmx", False) else "shell/search.html"
    return render(request, template, context)


def _pages(request: HttpRequest, words: finding.Words) -> list[finding.Hit]:
    user: Any = request.user
    return [
        finding.Hit(str(entry.label), address, str(menu.GROUPS[entry.group]))
        for entry, address in menu.open_to(user.role)
        if words.text and finding.matches(str(entry.label), words)
    ][: finding.SHOWN]


@page(EVERYONE)
def guides(request: HttpRequest) -> HttpResponse:
    """The guide's first page."""
    return _guide(request, guide.FIRST)


@page(EVERYONE)
def chapter(request: HttpRequest, name: str) -> HttpResponse:
    """One chapter of the guide."""
    return _guide(request, name)


def _guide(request: HttpRequest, name: str) -> HttpResponse:
    found = guide.chapter(name)
    if found is None:
        raise Http404
    context = {"chapter": found, "chapters": guide.chapters(), "name": name}
    return render(request, "shell/guide.html", context)


@page(EVERYONE)
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """A picture of the guide."""
    content = guide.picture(name)
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="image/png", headers={"Cache-Control": "private, max-age=86400"})
