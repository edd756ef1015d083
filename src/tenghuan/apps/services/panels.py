"""Parts of a request's page that the kit does not know: what was done, and the clock of each step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.kit.columns import column
from tenghuan.apps.services.models import Request

DONE_TITLE, CLOCK_TITLE = _("办理情况"), _("各环节时限")
SHOWN = (
    *("lead", "support", "response", "plan", "decision", "outcome", "result"),
    *("score", "said", "way", "redone", "refused"),
)


@dataclass(frozen=True)
class Done:
    """What was answered, decided and said."""

    title: Any = DONE_TITLE
    key: str = "done"
    template: str = "kit/panels/fields.html"

    def context(self, account: Any, thing: Request) -> dict[str, Any] | None:
        """Return the columns that are filled; nothing before it was assigned."""
        shown = [name for name in SHOWN if getattr(thing, name)]
        return {"columns": [column(Request, name) for name in shown]} if shown else None


@dataclass(frozen=True)
class Clock:
    """When each step was done and whether in time; the one that runs with its limit."""

    title: Any = CLOCK_TITLE
    key: str = "clock"
    template: str = "services/clock.html"

    def context(self, account: Any, thing: Request) -> dict[str, Any]:
        """Return label, when, late of each step that was done, and the limit of the present one."""
        steps = (
            (_now("提出"), thing.asked_at, False),
            (_now("分派"), thing.assigned_at, thing.assign_late),
            (_now("签收"), thing.signed_at, thing.sign_late),
            (_now("方案"), thing.planned_at, thing.plan_late),
            (_now("答复"), thing.answered_at, thing.answer_late),
            (_now("回访结案"), thing.closed_at, thing.visit_late),
        )
        done = [(label, timezone.localtime(at), late) for label, at, late in steps if at is not None]
        return {"steps": done, "due": thing.due_by, "late": thing.late_now, "state": thing.get_state_display()}
