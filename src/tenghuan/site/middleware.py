"""A fault of the input that no view caught becomes a plain page, never a traceback."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

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
