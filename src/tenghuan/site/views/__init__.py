"""Pages of no one business: health, and what is shown when something is refused."""

from __future__ import annotations

from dataclasses import asdict

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from tenghuan.apps.access.pages import page, public
from tenghuan.apps.access.roles import Role
from tenghuan.site.operations import health


@public
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return JsonResponse({"status": "database unavailable"}, status=503)
    return JsonResponse({"status": "ok"})


@page((Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN))
@never_cache
def standing(request: HttpRequest) -> HttpResponse:
    """Show how database, disk, workers, queue and trail are; ``?format=json`` with 503 where one is not well."""
    checks = list(health.standing())
    if request.GET.get("format") != "json":
        return render(request, "health.html", {"checks": checks})
    well = all(check.well for check in checks)
    told = {"well": well, "checks": [asdict(check) for check in checks]}
    return JsonResponse(told, status=200 if well else 503, json_dumps_params={"ensure_ascii": False})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say in words what a failed CSRF check means for the person."""
    return render(request, "403_csrf.html", status=403)
