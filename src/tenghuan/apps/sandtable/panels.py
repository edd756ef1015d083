"""Parts of a scenario's page: what came out, and every indicator after it. Marked as played everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.kit.jobs import latest
from tenghuan.apps.sandtable import playing
from tenghuan.apps.sandtable.known import table
from tenghuan.apps.sandtable.models import Scenario

ANSWER_TITLE, OUTLOOK_TITLE = _("推演结果"), _("各项指标")
SHOWN = 300  # moves on the page; the paper has all


@dataclass(frozen=True)
class Answered:
    """The verdict, the moves by name, what they touch; a button that plays it; how far that is."""

    title: Any = ANSWER_TITLE
    key: str = "answer"
    template: str = "sandtable/panels/answer.html"

    def context(self, account: Any, thing: Scenario) -> dict[str, Any]:
        """Return the answer as it is kept, and the job that works on it."""
        moves = thing.answer.get("moves", [])
        return {
            "thing": thing,
            "answer": thing.answer,
            "verdict": playing.verdict(thing),
            "moves": moves[:SHOWN],
            "more": len(moves) > SHOWN,
            "touched": table().touched.items(),
            "job": latest(thing),
            "mine": account.role == Role.OFFICE and account.region_id == thing.county_id,
        }


@dataclass(frozen=True)
class Outlook:
    """Every indicator of the plan at the end of its year: as things go, and with the moves."""

    title: Any = OUTLOOK_TITLE
    key: str = "outlook"
    template: str = "sandtable/panels/outlook.html"

    def context(self, account: Any, thing: Scenario) -> dict[str, Any] | None:
        """Return the lines, those that the moves change first said so; nothing before it was played."""
        lines = thing.answer.get("outlook", [])
        return {"lines": lines} if lines else None
