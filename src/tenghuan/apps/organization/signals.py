"""Log-ins, log-outs and failures go to the audit trail like every other change; a session is told whose it is."""

from __future__ import annotations

import time
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from tenghuan.apps.audit.trail import Actor, client_address
from tenghuan.apps.organization import sessions
from tenghuan.apps.organization.models import Account, SecondFactor
from tenghuan.apps.organization.names import normal_name
from tenghuan.apps.organization.services.accounts import note_failure, note_login


@receiver(user_logged_in)
def _logged_in(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    session = request.session
    session[sessions.BEGUN] = time.time()
    session[sessions.ADDRESS] = client_address(request)
    session[sessions.BROWSER] = request.headers.get("User-Agent", "")[:200]
    session[sessions.SECOND] = _second(user)
    note_login(Actor.of(request, user), user, "in")


def _second(user: Account) -> str:
    if SecondFactor.objects.filter(account=user).exclude(confirmed_at=None).exists():
        return sessions.OWED
    return sessions.MISSING if user.is_administrator else sessions.NOT_ASKED


@receiver(user_logged_out)
def _logged_out(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    if user is not None:
        note_login(Actor.of(request, user), user, "out")


@receiver(user_login_failed)
def _login_failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kw: Any) -> None:
    note_failure(actor_of_try(request, credentials.get("username")), normal_name(credentials.get("username")))


def actor_of_try(request: HttpRequest | None, username: object) -> Actor:
    """Who tried: the row belongs to the county of the account tried, so that its audit administrator sees it."""
    tried = normal_name(username)
    account = Account.objects.filter(username=tried).select_related("region").first()
    address = client_address(request) if request else ""
    return Actor(account=tried, address=address, region_path=account.region.path if account else "")
