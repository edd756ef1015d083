"""A ready batch enters the register in one transaction; broken work is taken up again; a batch is withdrawn whole."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import Actor, service
from tenghuan.apps.enterprises.table import Table
from tenghuan.apps.intake.models import BUSY, Batch
from tenghuan.apps.intake.moving import move
from tenghuan.apps.kit.sinks import SINKS, Delivery
from tenghuan.errors import InputFault
from tenghuan.reading.workbooks import Configuration
from tenghuan.reading.workbooks.workbook import column_letters


@service("intake.start_commit", gettext_lazy("开始入库"))
def start_commit(actor: Actor, batch: Batch) -> int:
    """Mark a ready batch as being committed; return the attempt that the background work carries."""
    attempt = batch.attempt + 1
    move(actor, batch, "commit", attempt=attempt, progress=0, step=_("排队"), beat=timezone.now(), note="")
    return attempt


@service("intake.commit", gettext_lazy("工作簿入库"))
def commit(actor: Actor, batch: Batch, attempt: int, table: Table) -> None:
    """Take the batch's rows into its register, all or none: rows, state and audit in one transaction.

    Raises:
        InputFault: the batch has moved on, or the register refuses a row; nothing is changed.
    """
    source = SINKS[batch.register].commit(actor, _delivery(batch), table)
    changes = {"source": source} if source is not None else {}
    move(actor, batch, "finish", progress=100, step="", rows=len(table), **changes)


def _delivery(batch: Batch) -> Delivery:
    configuration = Configuration(**batch.configuration)
    return Delivery(
        key=batch.name,
        county=batch.county,
        workbook=batch.workbook.name,
        digest=batch.workbook.digest,
        sheet=batch.sheet,
        unit=batch.unit.name if batch.unit else "",
        columns={choice.field: column_letters(choice.index) for choice in configuration.columns},
    )


@service("intake.note_failure", gettext_lazy("记录批次出错"))
def note_failure(actor: Actor, batch: Batch, attempt: int, message: str) -> None:
    """Give a batch whose background work failed back to its officer, with what went wrong."""
    if batch.attempt != attempt:
        raise InputFault(_("批次已由他人接手"), where=str(batch))
    move(actor, batch, "fail", note=message, progress=0, step="")


def _stale_before() -> timezone.datetime:
    return timezone.now() - timedelta(seconds=getattr(settings, "INTAKE_STALE_SECONDS", 120))


@service("intake.take_up", gettext_lazy("接续中断的批次"))
def take_up(actor: Actor, batch: Batch) -> None:
    """Give a batch back whose background work died without a word (the machine stopped); nothing of it was kept.

    Raises:
        InputFault: it is not at work, or gave a sign of life not long ago.
    """
    if batch.state not in BUSY or (batch.beat and batch.beat > _stale_before()):
        raise InputFault(_("后台仍在处理，不能接手"), where=str(batch), remedy=_("请稍候；长时间没有进展时再试"))
    note = _("上次后台处理中断，未写入任何数据")
    move(actor, batch, "fail", attempt=batch.attempt + 1, progress=0, step="", note=note)


@service("intake.withdraw", gettext_lazy("撤回批次"))
def withdraw(actor: Actor, batch: Batch, reason: str) -> None:
    """Take a committed batch out of the register whole.

    Raises:
        InputFault: no reason; it is not committed; something final stands on it.
    """
    if len(reason.strip()) < 2:
        raise InputFault(_("请写明撤回理由"))
    delivery = _delivery(batch)
    move(actor, batch, "withdraw", reason=reason.strip(), note=reason.strip())
    SINKS[batch.register].withdraw(actor, delivery)
