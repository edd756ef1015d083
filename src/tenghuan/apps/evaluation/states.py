"""The procedure as a table: which step leads from where to where, and who may take it (methodology §1.8)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.moves import Move, find
from tenghuan.apps.access.roles import Role


class RunState(TextChoices):
    FROZEN = "frozen", _("数据已冻结")
    SCORED = "scored", _("已初评")
    CONFIRMING = "confirming", _("企业确认中")
    PUBLISHED = "published", _("公示中")
    REVIEWING = "reviewing", _("复核中")
    FINAL = "final", _("已审定")
    ABANDONED = "abandoned", _("已作废")


class ObjectionState(TextChoices):
    FILED = "filed", _("待镇街初核")
    FORWARDED = "forwarded", _("待复核")
    ACCEPTED = "accepted", _("采纳")
    REJECTED = "rejected", _("不采纳")


@dataclass(frozen=True)
class Step(Move):
    """One allowed change of state, and who may make it."""

    roles: frozenset[str]


def _step(verb: str, source: str, target: str, *roles: str) -> Step:
    return Step(verb, frozenset({source}), target, frozenset(roles))


RUN_STEPS = (
    _step("score", RunState.FROZEN, RunState.SCORED, Role.OFFICE),
    _step("score", RunState.SCORED, RunState.SCORED, Role.OFFICE),
    _step("open_confirmation", RunState.SCORED, RunState.CONFIRMING, Role.OFFICE),
    _step("publish", RunState.CONFIRMING, RunState.PUBLISHED, Role.OFFICE),
    _step("close_publication", RunState.PUBLISHED, RunState.REVIEWING, Role.OFFICE),
    _step("finalise", RunState.REVIEWING, RunState.FINAL, Role.OFFICE),
    _step("abandon", RunState.FROZEN, RunState.ABANDONED, Role.OFFICE),
    _step("abandon", RunState.SCORED, RunState.ABANDONED, Role.OFFICE),
    _step("abandon", RunState.CONFIRMING, RunState.ABANDONED, Role.OFFICE),
)
OBJECTION_STEPS = (
    _step("forward", ObjectionState.FILED, ObjectionState.FORWARDED, Role.TOWN, Role.OFFICE),
    _step("accept", ObjectionState.FORWARDED, ObjectionState.ACCEPTED, Role.OFFICE),
    _step("reject", ObjectionState.FORWARDED, ObjectionState.REJECTED, Role.OFFICE),
)
# objections that are not decided yet
WAITING = (ObjectionState.FILED, ObjectionState.FORWARDED)
# an enterprise sees its sheet from the moment it is asked to confirm it
SHOWN_TO_ENTERPRISES = frozenset({RunState.CONFIRMING, RunState.PUBLISHED, RunState.REVIEWING, RunState.FINAL})
# enterprises confirm or object while one of these stands
OPEN_TO_ENTERPRISES = frozenset({RunState.CONFIRMING, RunState.PUBLISHED})


def step(table: tuple[Step, ...], verb: str, source: str) -> Step | None:
    """Return the step that ``verb`` takes from ``source``, None if there is none."""
    return find(table, verb, source)
