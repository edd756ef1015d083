"""What the page of an objection shows beyond the kit: the corrected facts, and the line before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.roles import Role
from tenghuan.apps.evaluation.models import Objection
from tenghuan.apps.evaluation.states import ObjectionState
from tenghuan.apps.evaluation.wording import fact, grade_word

REVIEW = gettext_lazy("复核前后")


@dataclass(frozen=True)
class Review:
    """What the decision corrected, and how the line moved by it; for the office the way to try it first."""

    title: Any = REVIEW
    key: str = "review"
    template: str = "evaluation/_review.html"

    def context(self, account: Any, thing: Objection) -> dict[str, Any]:
        """Return corrections and changes, none before the decision."""
        mine = account.role == Role.OFFICE and account.region_id == thing.county_id
        return {
            "objection": thing,
            "corrections": [(fact(key), *pair) for key, pair in thing.corrections.items()],
            "changes": changes(thing),
            "may_rehearse": mine and thing.state == ObjectionState.FORWARDED,
        }


def changes(objection: Objection) -> list[tuple[str, Any, Any]]:
    """Return what the line said before and after the decision: word, before, after."""
    words = {"score": _("得分"), "rank": _("名次"), "computed": _("初评档次"), "grade": _("档次")}
    graded = ("computed", "grade")
    found: list[tuple[str, Any, Any]] = []
    for key, word in words.items() if objection.after else ():
        before, after = objection.before.get(key), objection.after.get(key)
        found.append(
            (word, grade_word(before or ""), grade_word(after or "")) if key in graded else (word, before, after)
        )
    return found
