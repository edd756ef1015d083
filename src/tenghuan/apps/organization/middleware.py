"""Ends sessions that are idle or too old, and sends those who still owe something to the page where they give it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from tenghuan.apps.organization.models import Account
from tenghuan.apps.organization.sessions import BEGUN, MISSING, OWED, SECOND, SEEN

SEEN_STEP_SECONDS = 60  # how often the session row is written for a busy user


class SessionGuard:
    """Log out after IDLE_TIMEOUT_SECONDS without a request and after SESSION_LIFETIME_SECONDS in any case.

    Whoever has a second factor gives it before any other page. Outside the demonstration, first and old passwords
    must be changed and administrators must set up a second factor.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now, seen = time.time(), request.session.get(SEEN)
            if reason := self._over(request, now):
                logout(request)
                told = urlencode({"ended": reason, "next": request.path})
                return redirect(f"{reverse('organization:login')}?{told}")
            if seen is None or now - seen > SEEN_STEP_SECONDS:
                request.session[SEEN] = now
            owed = self._owed(request, request.user)
            if owed and request.path not in (reverse(owed), reverse("organization:logout")):
                return redirect(owed)
        return self.get_response(request)

    @staticmethod
    def _over(request: HttpRequest, now: float) -> str:
        seen, begun = request.session.get(SEEN), request.session.get(BEGUN)
        if seen is not None and now - seen > settings.IDLE_TIMEOUT_SECONDS:
            return "idle"
        if begun is not None and now - begun > settings.SESSION_LIFETIME_SECONDS:
            return "old"
        return ""

    @staticmethod
    def _owed(request: HttpRequest, account: Account) -> str:
        second = request.session.get(SECOND)
        if second == OWED:
            return "organization:second_factor"
        if settings.DEMO:
            return ""
        age = timezone.now() - account.password_changed_at
        if account.must_change_password or age > timedelta(days=settings.PASSWORD_MAX_AGE_DAYS):
            return "organization:password"
        return "organization:factor" if second == MISSING else ""
