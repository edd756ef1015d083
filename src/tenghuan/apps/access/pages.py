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
            account: Any = request.user  # logged in, as the guard below holds
            if account.role not in allowed:
                raise PermissionDenied
            if request.method not in verbs:
                return _not_this_way(request, verbs)
            return view(request, *args, **kwargs)

        guard: View = login_required(guarded)
        return marked(guard, roles=allowed)

    return decorate


def _not_this_way(request: HttpRequest, verbs: list[str]) -> HttpResponseBase:
    response = render(request, "405.html", status=405)
    response["Allow"] = ", ".join(verbs)
    return response


def marked(view: View, **marks: Any) -> View:
    """Return the view with the marks by which the test of all addresses knows its guard: ``roles`` or ``public``."""
    for name, value in marks.items():
        setattr(view, name, value)
    return view


def public(view: View) -> View:
    """Mark a view that needs no account (log-in, health)."""
    return marked(view, public=True)
