"""The page on which an account makes and ends its tokens for the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access import outside
from tenghuan.apps.access.pages import page
from tenghuan.apps.access.roles import ADMINISTRATORS, EVERYONE, Role
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.api import tokens as services
from tenghuan.apps.kit.models import Token
from tenghuan.apps.kit.registry import REGISTERS

CALLERS = EVERYONE - ADMINISTRATORS


@page(CALLERS, methods=("GET", "POST"))
def own(request: HttpRequest) -> HttpResponseBase:
    """List one's tokens; make one: it is shown this once."""
    user: Any = request.user
    made = ""
    if request.method == "POST":
        until = outside.day(request.POST.get("until"), str(_("有效期至")))
        chosen = tuple(key for key in request.POST.getlist("registers") if key in REGISTERS)
        name = outside.text(request.POST.get("name"), str(_("用途")))
        writes = bool(request.POST.get("writes"))
        made = services.make(Actor.of(request), until=until, registers=chosen, name=name, writes=writes)
    context = {
        "tokens": Token.objects.filter(account=user),
        "made": made,
        "registers": [one for one in REGISTERS.values() if user.role in one.readers],
        "may_write": user.role != Role.LEADER,
        "until": timezone.localdate() + timedelta(days=90),
    }
    return render(request, "kit/tokens.html", context)


@page(CALLERS, methods=("POST",))
def end(request: HttpRequest, pk: int) -> HttpResponseBase:
    """End a token of one's own."""
    services.end(Actor.of(request), get_object_or_404(Token, pk=pk, account=request.user))
    return redirect("kit:tokens")
