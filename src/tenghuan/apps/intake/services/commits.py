"""A ready batch enters the register in one transaction; broken work is taken up again; a batch is withdrawn whole."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor, record, service
from tenghuan.apps.enterprises.models import Source
from tenghuan.apps.enterprises.services.sources import Sheet, commit_source, withdraw_source
from tenghuan.apps.enterprises.table import Table
from tenghuan.apps.intake.models import BUSY, Batch, State
from tenghuan.apps.intake.moving import move
from tenghuan.errors import InputFault
from tenghuan.reading.registers import registers
from tenghuan.reading.workbooks import Configuration
from tenghuan.reading.workbooks.workbook import column_letters


@service("intake.start_commit")
def start_commit(actor: Actor, batch: Batch) -> int:
    """Mark a ready batch as being committed; return the attempt that the background work carries."""
    attempt = batch.attempt + 1
    move(batch, State.COMMITTING, attempt=attempt, progress=0, step=_("排队"), beat=timezone.now(), note="")
    return attempt


@service("intake.commit")
def commit(actor: Actor, batch: Batch, attempt: int, table: Table) -> Source:
    """Take the batch's rows into the register, all or none: rows, facts, state and audit in one transaction.

    Raises:
        InputFault: another attempt took over, or the sheet is committed already; nothing is changed.
    """
    configuration = Configuration(**batch.configuration)
    sheet = Sheet(
        workbook=batch.workbook.name,
        digest=batch.workbook.digest,
        sheet=batch.sheet,
        register=batch.register,
        unit=batch.unit.name if batch.unit else registers()[batch.register].bureau,
        columns={choice.field: column_letters(choice.index) for choice in configuration.columns},
    )
    source = commit_source(actor, batch.county, sheet, table)
    changes = {"progress": 100, "step": "", "source": source, "rows": source.rows}
    move(batch, State.COMMITTED, only={"attempt": attempt}, **changes)
    return source


@service("intake.note_failure")
def note_failure(actor: Actor, batch: Batch, attempt: int, message: str) -> None:
    """Give a batch whose background work failed back to its officer, with what went wrong."""
    back = State.READY if batch.state == State.COMMITTING else State.CONFIGURING
    move(batch, back, only={"attempt": attempt}, note=message, progress=0, step="")


def _stale_before() -> timezone.datetime:
    return timezone.now() - timedelta(seconds=getattr(settings, "INTAKE_STALE_SECONDS", 120))


@service("intake.take_up")
def take_up(actor: Actor, batch: Batch) -> None:
    """Give a batch back whose background work died without a word (the machine stopped); nothing of it was kept.

    Raises:
        InputFault: it is not at work, or gave a sign of life not long ago.
    """
    if batch.state not in BUSY or (batch.beat and batch.beat > _stale_before()):
        raise InputFault(_("后台仍在处理，不能接手"), where=str(batch), remedy=_("请稍候；长时间没有进展时再试"))
    back = State.READY if batch.state == State.COMMITTING else State.CONFIGURING
    move(batch, back, attempt=batch.attempt + 1, progress=0, step="", note=_("上次后台处理中断，未写入任何数据"))


@service("intake.withdraw")
def withdraw(actor: Actor, batch: Batch, reason: str) -> None:
    """Take a committed batch out of the register whole.

    Raises:
        InputFault: no reason; it is not committed; something final stands on it.
    """
    if len(reason.strip()) < 2:
        raise InputFault(_("请写明撤回理由"))
    source = batch.source
    move(batch, State.WITHDRAWN, note=reason.strip())
    record(batch, after={"withdrawn": reason.strip(), "source": source.pk if source else None})
    if source is not None:
        withdraw_source(actor, source)
