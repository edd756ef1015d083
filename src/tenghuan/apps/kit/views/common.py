"""What the pages of registers share: finding a record within the scope, and what every page shows of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from tenghuan.apps.kit.register import Register
from tenghuan.apps.organization.queries import county_of
from tenghuan.apps.organization.request import account_of

View = Callable[..., HttpResponseBase]


def found(request: HttpRequest, register: Register, pk: int) -> Any:
    """Return a record that the account may see; 404 if there is none."""
    return get_object_or_404(register.rows(request.user, retired=True), pk=pk)


def county_for(request: HttpRequest) -> Any:
    """Return the county in which an account adds records: its own, or the one that its town lies in."""
    return county_of(account_of(request))
