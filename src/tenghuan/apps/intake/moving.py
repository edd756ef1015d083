"""The loop of a batch: from upload to commit or withdrawal; :func:`move` is the only way along it."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.who import Who
from tenghuan.apps.audit.trail import Actor, record, snapshot
from tenghuan.apps.intake.models import OPEN, Batch, State
from tenghuan.apps.kit.loop import Loop, Need, Told
from tenghuan.apps.kit.loop import move as row
from tenghuan.errors import InputFault

AUDITED = ("workbook_id", "register", "sheet", "year", "configuration", "rows", "errors", "warnings", "note")
# whoever handed it in, and the office of its county
HANDS = (Who.OFFICE, Who.UNIT, Who.TOWN)


def _write(actor: Actor, batch: Batch, told: Told) -> None:
    """Set what a move changes along with the state."""
    if not (changes := told.get("changes")):
        return
    before = snapshot(batch, AUDITED)
    try:
        with transaction.atomic():
            Batch.objects.filter(pk=batch.pk).update(**changes)
    except IntegrityError as fault:
        raise InputFault(_("该工作表已有另一批次"), where=batch.sheet, remedy=_("请在批次列表中打开它")) from fault
    batch.refresh_from_db()
    after = snapshot(batch, AUDITED)
    if changed := [key for key in AUDITED if before[key] != after[key]]:
        record(batch, before={k: before[k] for k in changed}, after={k: after[k] for k in changed})


MOVES = (
    row("configure", gettext_lazy("读取设置"), OPEN, State.CONFIGURING, HANDS),
    row("check", gettext_lazy("开始校验"), OPEN, State.CHECKING, HANDS),
    row("fault", gettext_lazy("校验发现问题"), {State.CHECKING, State.READY}, State.FAULTY, HANDS),
    row("clear", gettext_lazy("校验通过"), {State.CHECKING, State.FAULTY}, State.READY, HANDS),
    row("commit", gettext_lazy("开始入库"), {State.READY}, State.COMMITTING, HANDS),
    row("finish", gettext_lazy("入库"), {State.COMMITTING}, State.COMMITTED, HANDS),
    row("fail", gettext_lazy("处理中断"), {State.CHECKING}, State.CONFIGURING, HANDS),
    row("fail", gettext_lazy("处理中断"), {State.COMMITTING}, State.READY, HANDS),
    row("discard", gettext_lazy("放弃"), OPEN, State.DISCARDED, HANDS, danger=True),
    row("withdraw", gettext_lazy("整批撤回"), {State.COMMITTED}, State.WITHDRAWN, HANDS, Need.REASON, danger=True),
)
LOOP = Loop(key="batches", model=Batch, moves=MOVES, effects={one.verb: _write for one in MOVES})


def move(actor: Actor, batch: Batch, verb: str, *, reason: str = "", **changes: Any) -> None:
    """Bring a batch into another state (inside a service), changing further columns.

    Args:
        actor: who moves it: the office of its county, whoever handed it in, or the platform.
        batch: as the caller saw it; brought up to date.
        verb: of :data:`MOVES`.
        reason: where the move needs one.
        **changes: columns set along with the state.

    Raises:
        InputFault: somebody else moved it meanwhile, the state does not lead there, or it is not this actor's.
    """
    LOOP.take(actor, batch, verb, reason=reason, changes=changes)


def hold(actor: Actor, batch: Batch) -> None:
    """Lock a batch that is being mended and bring it up to date (inside a service).

    Raises:
        InputFault: not this actor's, or it is not in the hands of its officer.
    """
    fresh = Batch.objects.select_for_update().get(pk=batch.pk)
    batch.state, batch.revision = fresh.state, fresh.revision
    if batch.state not in (State.FAULTY, State.READY):
        raise InputFault(_("批次不在处理问题的阶段"), where=str(batch), remedy=_("请刷新页面后再试"))
    LOOP.admitted(actor, batch, "configure")
