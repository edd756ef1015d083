"""Ends idle sessions, and sends those whose password must change to the page where they change it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

SEEN = "last_seen"
SEEN_STEP_SECONDS = 60  # how often the session row is written for a busy user


class SessionGuard:
    """Log out after IDLE_TIMEOUT_SECONDS without a request; enforce password change outside the demonstration."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now, seen = time.time(), request.session.get(SEEN)
            if seen is not None and now - seen > settings.IDLE_TIMEOUT_SECONDS:
                logout(request)
                return redirect(f"{reverse('organization:login')}?idle=1&next={request.path}")
            if seen is None or now - seen > SEEN_STEP_SECONDS:
                request.session[SEEN] = now
            if self._must_change(request):
                return redirect("organization:password")
        return self.get_response(request)

    @staticmethod
    def _must_change(request: HttpRequest) -> bool:
        exempt = {reverse("organization:password"), reverse("organization:logout")}
        if settings.DEMO or request.path in exempt or request.path.startswith(f"/{settings.STATIC_URL}"):
            return False
        age = timezone.now() - request.user.password_changed_at
        return request.user.must_change_password or age > timedelta(days=settings.PASSWORD_MAX_AGE_DAYS)
