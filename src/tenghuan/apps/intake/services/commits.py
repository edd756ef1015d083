"""A ready batch enters the register in one transaction; a batch is withdrawn whole."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import Actor, service
from tenghuan.apps.enterprises.table import Table
from tenghuan.apps.intake.models import Batch
from tenghuan.apps.intake.moving import move
from tenghuan.apps.kit.sinks import SINKS, Delivery
from tenghuan.errors import InputFault
from tenghuan.reading.workbooks import Configuration
from tenghuan.reading.workbooks.workbook import column_letters


@service("intake.start_commit", gettext_lazy("开始入库"))
def start_commit(actor: Actor, batch: Batch) -> None:
    """Mark a ready batch as being committed."""
    move(actor, batch, "commit", note="")


@service("intake.commit", gettext_lazy("工作簿入库"))
def commit(actor: Actor, batch: Batch, table: Table) -> None:
    """Take the batch's rows into its register, all or none: rows, state and audit in one transaction.

    Raises:
        InputFault: the batch has moved on, or the register refuses a row; nothing is changed.
    """
    source = SINKS[batch.register].commit(actor, _delivery(batch), table)
    changes: dict[str, Any] = {"source": source} if source is not None else {}
    move(actor, batch, "finish", rows=len(table), **changes)


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
def note_failure(actor: Actor, batch: Batch, message: str) -> None:
    """Give a batch whose background work failed back to its officer, with what went wrong."""
    move(actor, batch, "fail", note=message)


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
