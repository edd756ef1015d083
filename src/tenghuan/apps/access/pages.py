"""Page guards. Every view is either ``@page(roles)`` or ``@public``; a test walks the URLs and holds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

View = Callable[..., HttpResponseBase]


def page(roles: Iterable[str], methods: Iterable[str] = ("GET",)) -> Callable[[View], View]:
    """Open a view to logged-in accounts of the given roles and to the given HTTP methods; others get 403 / 405.

    Rows are not its business: views fetch objects through ``visible_to(request.user)``, so that what lies
    outside the account's scope answers 404 as if it did not exist.
    """
    allowed = frozenset(str(role) for role in roles)
    verbs = [*methods, "HEAD"] if "GET" in methods else list(methods)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.role not in allowed:
                raise PermissionDenied
            if request.method not in verbs:
                return _not_this_way(request, verbs)
            return view(request, *args, **kwargs)

        guard = login_required(guarded)
        guard.roles = allowed
        return guard

    return decorate


def _not_this_way(request: HttpRequest, verbs: list[str]) -> HttpResponseBase:
    response = render(request, "405.html", status=405)
    response["Allow"] = ", ".join(verbs)
    return response


def public(view: View) -> View:
    """Mark a view that needs no account (log-in, health)."""
    view.public = True
    return view
