"""Log-ins, log-outs and failures go to the audit trail like every other change."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from tenghuan.apps.audit.trail import Actor, client_address
from tenghuan.apps.organization.models import Account
from tenghuan.apps.organization.services.accounts import note_failure, note_login


@receiver(user_logged_in)
def _logged_in(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    note_login(Actor.of(request, user), user, "in")


@receiver(user_logged_out)
def _logged_out(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    if user is not None:
        note_login(Actor.of(request, user), user, "out")


@receiver(user_login_failed)
def _login_failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kw: Any) -> None:
    tried = str(credentials.get("username", ""))[:50]
    account = Account.objects.filter(username__iexact=tried).select_related("region").first()
    # the row belongs to the county of the account that was tried, so that its audit administrator sees it
    region_path = account.region.path if account else ""
    address = client_address(request) if request else ""
    note_failure(Actor(account=tried, address=address, region_path=region_path), tried)
