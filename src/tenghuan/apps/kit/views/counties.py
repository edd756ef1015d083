"""Whose county a page is about: the account's own, else the one that was chosen."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest

from tenghuan.apps.access import outside
from tenghuan.apps.organization.models import Region
from tenghuan.apps.organization.queries import county_of
from tenghuan.apps.organization.request import account_of


def county_looked_at(request: HttpRequest) -> Region:
    """Return the county that is looked at: the account's own, else the one that was chosen, else the first; or 404."""
    own = county_of(account_of(request))
    if own is not None:
        return own
    found = _counties(request.user)
    code = outside.searched(request.GET.get("county"), 20)
    county = found.filter(code=code).first() if code else found.first()
    if county is None:
        raise Http404
    return county


def counties_to_choose(request: HttpRequest) -> list[Region]:
    """Return the counties to choose from, for accounts above a county."""
    return [] if county_of(account_of(request)) is not None else list(_counties(request.user))


def _counties(account: Any) -> Any:
    return Region.objects.visible_to(account).filter(level="county").order_by("code")
