"""Parts of a lead's page that the kit does not know: how it is followed, and which others may be the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.kit.columns import column
from tenghuan.apps.leads import alike, silence
from tenghuan.apps.leads.models import FOLLOWED, Lead

FOLLOWING, ALIKE = _("跟进情况"), _("疑似重复线索")
SHOWN = (
    *("contact", "next_step", "next_on", "doer", "respond_by", "judge_by", "first_unit", "first_share", "host"),
    *("landed_uscc", "site", "project", "project_number", "counted", "loss", "same_as"),
)


@dataclass(frozen=True)
class Following:
    """What was said last, what comes next, and how long nobody stirred."""

    title: Any = FOLLOWING
    key: str = "following"
    template: str = "leads/following.html"

    def context(self, account: Any, thing: Lead) -> dict[str, Any]:
        """Return the columns that are filled, and the lead's silence while it is somebody's."""
        shown = [name for name in SHOWN if getattr(thing, name) not in (None, "")]
        quiet = silence.silent([thing], timezone.localdate())[0] if thing.state in FOLLOWED else None
        return {"columns": [column(Lead, name) for name in shown], "quiet": quiet}


@dataclass(frozen=True)
class Alike:
    """Leads that look the same, each with the office's two answers."""

    title: Any = ALIKE
    key: str = "alike"
    template: str = "leads/alike.html"

    def context(self, account: Any, thing: Lead) -> dict[str, Any] | None:
        """Return the pairs with what they share; nothing where there is none."""
        found = [(one, alike.why(thing, one)) for one in alike.alike(thing)[:20]]
        mine = account.role == Role.OFFICE and account.region_id == thing.county_id
        return {"rows": found, "mine": mine} if found else None
