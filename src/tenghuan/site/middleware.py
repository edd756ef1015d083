"""What holds for every page: clean text in, faults as pages and never as tracebacks, nothing private kept by caches."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tenghuan.apps.access.outside import any_broken
from tenghuan.errors import InputFault


class InputFaultPage:
    """Turn :class:`InputFault` into a 422 page (or fragment, for htmx) with place, fault and remedy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, InputFault):
            return None
        template = "includes/fault.html" if getattr(request, "htmx", False) else "fault.html"
        return render(request, template, {"fault": exception}, status=422)


class CleanText:
    """Refuse (400) what no database column takes: NUL or half a pair of surrogates in address, query, form, JSON."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        told: list[Any] = [request.path, dict(request.GET.lists()), *request.COOKIES.values()]
        if request.method not in ("GET", "HEAD"):
            told += [dict(request.POST.lists()), [getattr(file, "name", "") for file in request.FILES.values()]]
            if request.content_type == "application/json":
                told.append(_parsed(request.body))
        return render(request, "400.html", status=400) if any_broken(told) else None


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None  # the view says what is wrong with it


class Private:
    """Whatever an account is shown is kept by no cache: not the browser's, not a proxy's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated or not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response
