"""Parts of a claim's page: what filled it in on its way, and what it shares with other claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.funds.counting import doubles_of
from tenghuan.apps.funds.models import Claim
from tenghuan.apps.kit.columns import column

PROGRESS, SHARED = _("金额和进度"), _("跨条款查重")
STEPS = (
    *("formula", "basis", "pushed_on", "applied_on", "missing", "told_on", "first_on", "cleared", "sampled"),
    *("second_on", "published_on", "decided_on", "paid_on", "payee", "voucher", "reclaimed_on"),
)


@dataclass(frozen=True)
class Steps:
    """The amount with its formula, and the day of each step."""

    title: Any = PROGRESS
    key: str = "steps"
    template: str = "kit/panels/fields.html"

    def context(self, account: Any, thing: Claim) -> dict[str, Any] | None:
        """Return the columns that are filled in."""
        shown = [name for name in STEPS if getattr(thing, name)]
        return {"columns": [column(Claim, name) for name in shown]} if shown else None


@dataclass(frozen=True)
class Doubles:
    """Claims that name the same invoice, device or project: for those who review."""

    title: Any = SHARED
    key: str = "doubles"
    template: str = "funds/doubles.html"

    def context(self, account: Any, thing: Claim) -> dict[str, Any] | None:
        """Return what is shared; nothing for an enterprise, and nothing where nothing is."""
        if account.role == Role.ENTERPRISE:
            return None
        found = doubles_of(thing)
        return {"rows": found[:20]} if found else None
