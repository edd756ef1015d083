"""Parts of an order's page that the kit does not know: feedback, the chain of slips, what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.kit.columns import column
from tenghuan.apps.kit.registry import address_of
from tenghuan.apps.supervision import dictionary, subjects
from tenghuan.apps.supervision.models import OVER, RANK, RUNNING, Grade, Order, State

FEEDBACK_TITLE, CHAIN_TITLE, LINKS_TITLE = _("签收与反馈"), _("督办单链"), _("关联事项")
SHOWN = ("promise", "planned_on", "outcome", "progress", "cause", "done", "next_step", "reported_on", "asked_due")


@dataclass(frozen=True)
class Feedback:
    """What the lead promised and said last."""

    title: Any = FEEDBACK_TITLE
    key: str = "feedback"
    template: str = "kit/panels/fields.html"

    def context(self, account: Any, thing: Order) -> dict[str, Any] | None:
        """Return the columns that are filled; nothing before the order was signed for."""
        shown = [name for name in SHOWN if getattr(thing, name)]
        return {"columns": [column(Order, name) for name in shown]} if shown else None


@dataclass(frozen=True)
class Chain:
    """The slips, the reports to seats above, and a form that issues a graver slip."""

    title: Any = CHAIN_TITLE
    key: str = "chain"
    template: str = "supervision/chain.html"

    def context(self, account: Any, thing: Order) -> dict[str, Any] | None:
        """Return slips and reports; nothing before the order was issued."""
        if thing.issued_on is None:
            return None
        mine = account.role == Role.OFFICE and account.region_id == thing.county_id
        open_ = thing.state in (*RUNNING, State.REPORTED)
        graver = [
            (grade, f"{Grade(grade).label}（{told['when']}）")
            for grade, told in dictionary.direct().items()
            if RANK[Grade(grade)] > RANK[Grade(thing.grade)]
        ]
        return {
            "slips": thing.slips.all(),
            "escalations": thing.escalations.all(),
            "last": thing.slips.aggregate(last=Max("place"))["last"] or 0,
            "graver": graver if mine and open_ else [],
        }


@dataclass(frozen=True)
class Links:
    """What the order is about, the order before it, those after it."""

    title: Any = LINKS_TITLE
    key: str = "links"
    template: str = "supervision/links.html"

    def context(self, account: Any, thing: Order) -> dict[str, Any] | None:
        """Return the things with their pages; nothing where there is none and none may be added."""
        rows = []
        if thing.subject is not None:
            rows.append((_("所督办的事项"), str(thing.subject), subjects.page_of(thing.subject)))
        if thing.before is not None:
            rows.append((_("前一督办"), str(thing.before), address_of(thing.before)))
        rows += [(_("后续督办"), str(one), address_of(one)) for one in thing.later.all()]
        mine = account.role == Role.OFFICE and account.region_id == thing.county_id
        again = mine and thing.state in OVER
        return {"rows": rows, "again": again} if rows or again else None
