"""The request of a page that accounts open, as its views know it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from tenghuan.apps.organization.models import Account


class AccountRequest(HttpRequest):
    """A request whose account is known: ``@page`` let it in, so that nobody is anonymous behind it.

    It says to the type checker what the guard and the middleware do; no request is made from it.
    """

    user: Account
    htmx: HtmxDetails


def account_of(request: HttpRequest) -> Account:
    """Return who asks, for what serves several pages of accounts; PermissionDenied where nobody is logged in."""
    if not isinstance(request.user, Account):
        raise PermissionDenied
    return request.user
