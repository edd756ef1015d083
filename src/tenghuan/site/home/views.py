"""The first page: each role its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import EVERYONE, OFFICIALS, Role
from tenghuan.site.home import officials, others

PAGES: dict[str, Callable[[HttpRequest], dict[str, Any]]] = {
    Role.OFFICE: officials.office,
    Role.DEPARTMENT: officials.department,
    Role.TOWN: officials.town,
    Role.LEADER: officials.leader,
    Role.ENTERPRISE: others.enterprise,
    Role.SYSTEM_ADMIN: others.system_admin,
    Role.SECURITY_ADMIN: others.security_admin,
    Role.AUDIT_ADMIN: others.audit_admin,
}


@page(EVERYONE)
def home(request: HttpRequest) -> HttpResponse:
    """Show each role its first page; officials above the counties see these side by side."""
    user: Any = request.user
    if user.role in OFFICIALS and not user.region.county_path:
        return render(request, "home/upper.html", officials.upper(request))
    return render(request, f"home/{user.role}.html", PAGES[user.role](request))
