"""Units and their aliases; task-force groups, seats and incumbents."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS
from tenghuan.apps.organization.models import Group


@page(OFFICIALS)
def groups(request: HttpRequest) -> HttpResponse:
    """Show the task force as groups of seats with their present incumbents."""
    found = (
        Group.objects.visible_to(request.user)
        .filter(active=True)
        .select_related("region", "lead_unit")
        .prefetch_related("seats__unit", "seats__incumbencies")
    )
    return render(request, "organization/groups.html", {"groups": found})
