"""Signing in: password with its limits, second factor, single sign-on, signing out."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from tenghuan.apps.access.outside import searched
from tenghuan.apps.access.pages import page, public
from tenghuan.apps.access.roles import EVERYONE
from tenghuan.apps.audit.trail import Actor, client_address
from tenghuan.apps.organization import limits
from tenghuan.apps.organization.limits import Limit
from tenghuan.apps.organization.models import Account, Device
from tenghuan.apps.organization.names import normal_name
from tenghuan.apps.organization.request import account_of
from tenghuan.apps.organization.services.accounts import note_failure
from tenghuan.apps.organization.services.factors import use_factor
from tenghuan.apps.organization.sessions import GIVEN, OWED, SECOND
from tenghuan.apps.organization.signals import actor_of_try

DEVICE_COOKIE = "known"
DEVICE_DAYS = 365
DEVICES = 20  # kept of one account; the oldest makes room


def locked(request: HttpRequest, seconds: int, words: str = "") -> HttpResponse:
    """Say that too much was tried, for how long it waits (also as Retry-After), and who can lift it."""
    context = {"minutes": -(-seconds // 60), "words": words}
    response = render(request, "organization/locked.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response


class _LoginView(LoginView):
    template_name = "organization/login.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "demo": settings.DEMO,
            "ended": self.request.GET.get("ended", ""),
            "oidc": settings.OIDC_NAME if settings.OIDC_SERVER else "",
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Count the try at the address and at the account, then look at the password."""
        name = normal_name(request.POST.get("username"))
        self.device = _device(request, name)
        self.limits = [limits.by_address(client_address(request)), limits.by_account(name, self.device)]
        for limit in self.limits:
            if seconds := limits.take(limit):
                return locked(request, seconds)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """The password is right: forget the account's tries, give the address back its one, know the browser."""
        address, account = self.limits
        limits.forget(account)
        limits.give_back(address)
        response = super().form_valid(form)
        if not self.device:
            _know(response, form.get_user())
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """The password is wrong; the try that reaches the limit is told, and noted once."""
        if seconds := max(limits.waiting(limit) for limit in self.limits):
            name = self.request.POST.get("username")
            note_failure(actor_of_try(self.request, name), normal_name(name), "locked")
            return locked(self.request, seconds)
        return super().form_invalid(form)


login = public(sensitive_post_parameters("password")(_LoginView.as_view()))
logout = public(LogoutView.as_view())


def _mark(told: str) -> str:
    return hashlib.sha256(told.encode(errors="replace")).hexdigest()


def _device(request: HttpRequest, name: str) -> str:
    told = request.COOKIES.get(DEVICE_COOKIE, "")
    found = told and Device.objects.filter(mark=_mark(told), account__username=name).first()
    return str(found.pk) if found else ""


def _know(response: HttpResponse, account: Account) -> None:
    told = secrets.token_urlsafe(32)
    Device.objects.create(account=account, mark=_mark(told))
    kept = Device.objects.filter(account=account).order_by("-at", "-pk").values("pk")[:DEVICES]
    Device.objects.filter(account=account).exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
    response.set_cookie(
        DEVICE_COOKIE,
        told,
        max_age=DEVICE_DAYS * 86400,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


@page(EVERYONE, methods=("GET", "POST"))
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the one-time password (or a recovery code) before any other page."""
    if request.session.get(SECOND) != OWED:
        return redirect("home")
    fault = ""
    if request.method == "POST":
        limit = Limit(f"factor:{request.user.pk}", settings.TRIES_BY_ACCOUNT)
        if seconds := limits.take(limit):
            return locked(request, seconds)
        if use_factor(Actor.of(request), account_of(request), searched(request.POST.get("code"), 40)):
            limits.forget(limit)
            request.session.cycle_key()
            request.session[SECOND] = GIVEN
            return redirect("home")
        fault = _("动态口令或恢复码不正确，或已用过")
    return render(request, "organization/second_factor.html", {"fault": fault}, status=422 if fault else 200)
