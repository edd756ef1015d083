"""Pages of no one business: home, health, and what is shown when something is refused."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from tenghuan.apps.access.pages import page, public
from tenghuan.apps.access.roles import EVERYONE
from tenghuan.site.navigation import first_page


@public
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return JsonResponse({"status": "database unavailable"}, status=503)
    return JsonResponse({"status": "ok"})


@page(EVERYONE)
def home(request: HttpRequest) -> HttpResponse:
    """Lead each role to its first page."""
    return redirect(first_page(request.user))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say in words what a failed CSRF check means for the person."""
    return render(request, "403_csrf.html", status=403)
