"""The ways to one enterprise's page: by the code on its QR code, and an enterprise's to its own."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.organization.request import AccountRequest


@page((*OFFICIALS, Role.ENTERPRISE))
def by_code(request: AccountRequest, uscc: str) -> HttpResponse:
    """Lead from a QR code (一码管企) to the page of the enterprise, for those who may see it."""
    found = Enterprise.objects.visible_to(request.user).filter(uscc=uscc).order_by("pk").first()
    if found is None:
        raise Http404
    return redirect("enterprises:detail", found.pk)


@page((Role.ENTERPRISE,))
def itself(request: AccountRequest) -> HttpResponse:
    """Lead an enterprise to its own page."""
    return redirect("enterprises:code", request.user.enterprise_code)
