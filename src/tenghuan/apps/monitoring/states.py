"""The states of a report and the one table of moves between them: from, to, who, needs what."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access import moves
from tenghuan.apps.access.moves import Move


class State(TextChoices):
    NOT_DUE = "not_due", _("未到期")
    PENDING = "pending", _("待报")
    DRAFT = "draft", _("草稿")
    ZERO = "zero", _("零报告")
    SUBMITTED = "submitted", _("已报")
    RETURNED = "returned", _("退回")
    APPROVED = "approved", _("已审")
    LOCKED = "locked", _("锁定")


class Phase(TextChoices):
    """What a unit says of a task beside the per cent."""

    NOT_STARTED = "not_started", _("未启动")
    UNDER_WAY = "under_way", _("推进中")
    BLOCKED = "blocked", _("受阻")
    DONE = "done", _("已完成")


class Who(TextChoices):
    AUTHOR = "author", _("填报单位")
    OFFICE = "office", _("本级专班办公室")
    PLATFORM = "platform", _("平台")


class Needs(TextChoices):
    VALUE = "value", _("本期数")
    OPEN = "open", _("在填报期内，或有补报许可")
    NOTE_IF_WARNED = "note_if_warned", _("数值存疑时须写说明")
    REASON = "reason", _("理由")
    OTHER_PERSON = "other_person", _("不是填报人本人")


@dataclass(frozen=True)
class Transition(Move):
    """One permitted move: its name on a button, who makes it, what it needs."""

    label: str
    who: Who
    needs: frozenset[Needs] = frozenset()


def _move(verb: str, label: object, sources: tuple[State, ...], target: State, who: Who, *needs: Needs) -> Transition:
    return Transition(verb, frozenset(sources), target, str(label), who, frozenset(needs))


EDITABLE = frozenset({State.PENDING, State.DRAFT, State.RETURNED})
WAITING = frozenset({State.SUBMITTED, State.ZERO})
VALID = frozenset({State.APPROVED, State.LOCKED})
REPORTED = WAITING | VALID

TRANSITIONS = {
    move.verb: move
    for move in (
        _move("require", "要求本期填报", (State.NOT_DUE,), State.PENDING, Who.OFFICE),
        _move(
            *("submit", "报送", (State.PENDING, State.DRAFT, State.RETURNED), State.SUBMITTED, Who.AUTHOR),
            *(Needs.VALUE, Needs.OPEN, Needs.NOTE_IF_WARNED),
        ),
        _move(*("zero", "零报告", (State.PENDING, State.DRAFT, State.RETURNED), State.ZERO, Who.AUTHOR), Needs.OPEN),
        _move("withdraw", "撤回", (State.SUBMITTED, State.ZERO), State.DRAFT, Who.AUTHOR, Needs.OPEN),
        _move(
            *("return", "退回", (State.SUBMITTED, State.ZERO, State.APPROVED), State.RETURNED, Who.OFFICE),
            Needs.REASON,
        ),
        _move(*("approve", "审核通过", (State.SUBMITTED, State.ZERO), State.APPROVED, Who.OFFICE), Needs.OTHER_PERSON),
        _move("lock", "锁定", (State.APPROVED,), State.LOCKED, Who.OFFICE),
        _move("reopen", "解锁退回", (State.LOCKED,), State.RETURNED, Who.OFFICE, Needs.REASON),
    )
}


def moves_from(state: str, who: Who) -> list[Transition]:
    """Return what ``who`` may do with a report in ``state``."""
    return [move for move in moves.moves_from(TRANSITIONS.values(), state) if move.who is who]
