"""The loop of a report: one row a move, held in :meth:`Loop.take` whichever page, workbook or task it comes from."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.who import Who
from tenghuan.apps.kit.loop import Loop, Need, move
from tenghuan.apps.monitoring import rules
from tenghuan.apps.monitoring.models import Report
from tenghuan.apps.monitoring.owing import settle
from tenghuan.apps.monitoring.states import EDITABLE, WAITING, State

UNSENT = (State.PENDING, State.DRAFT)

REPORTING = Loop(
    key="reports",
    model=Report,
    moves=(
        move("require", _("要求本期填报"), {State.NOT_DUE}, State.PENDING, Who.OFFICE),
        move("draft", _("保存草稿"), UNSENT, State.DRAFT, Who.FILER),
        move("draft", _("保存草稿"), {State.RETURNED}, State.RETURNED, Who.FILER),
        move("clear", _("清空"), UNSENT, State.PENDING, Who.FILER),
        move("submit", _("报送"), EDITABLE, State.SUBMITTED, Who.FILER),
        move("zero", _("零报告"), EDITABLE, State.ZERO, Who.FILER),
        move("withdraw", _("撤回"), {State.SUBMITTED}, State.DRAFT, Who.FILER),
        move("withdraw", _("撤回"), {State.ZERO}, State.PENDING, Who.FILER),  # a zero report taken back is no draft
        move(
            *("return", _("退回"), {*WAITING, State.APPROVED}, State.RETURNED, Who.OFFICE, Need.REASON),
            undo=True,
            danger=True,
        ),
        move("approve", _("审核通过"), WAITING, State.APPROVED, Who.OFFICE, undo=True),
        move("lock", _("锁定"), {State.APPROVED}, State.LOCKED, Who.OFFICE),
        move("reopen", _("解锁退回"), {State.LOCKED}, State.RETURNED, Who.OFFICE, Need.REASON, danger=True),
    ),
    checks={"approve": rules.not_own},
    fills={
        "require": rules.plain,
        "draft": rules.drafted,
        "clear": rules.drafted,
        "submit": rules.submitted,
        "zero": rules.zeroed,
        "withdraw": rules.withdrawn,
        "return": rules.returned,
        "approve": rules.reviewed,
        "lock": rules.plain,
        "reopen": rules.returned,
    },
    still=dict.fromkeys(
        ("require", "draft", "clear", "submit", "zero", "withdraw", "return", "approve"), rules.unlocked
    ),
    settle=settle,
)
