"""Panels of an account's page: what the security administrator does with it, its changes and sessions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.organization.managing import managing

MANAGING = _("授权、口令和会话")
WAITING = _("复核")


@dataclass(frozen=True)
class Managing:
    """Authorise, unlock, reset, end sessions; the forms go to ``organization:account``."""

    title: Any = MANAGING
    key: str = "managing"
    template: str = "people/managing.html"

    def context(self, account: Any, thing: Any) -> dict[str, Any]:
        """Return the forms and what stands."""
        return managing(account, thing)


@dataclass(frozen=True)
class Waiting:
    """Confirm or decline a change of an administrator's account."""

    title: Any = WAITING
    key: str = "waiting"
    template: str = "people/waiting.html"

    def context(self, account: Any, thing: Any) -> dict[str, Any]:
        """Return the change as the list of an account's changes shows it."""
        return {"proposals": [thing]}
