"""A ready batch enters the register in one transaction; a batch is withdrawn whole."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor, record, service
from tenghuan.apps.enterprises.models import Source
from tenghuan.apps.enterprises.services.sources import Sheet, commit_source, withdraw_source
from tenghuan.apps.enterprises.table import Table
from tenghuan.apps.intake.models import Batch, State
from tenghuan.apps.intake.moving import move
from tenghuan.errors import InputFault
from tenghuan.reading.registers import registers
from tenghuan.reading.workbooks import Configuration
from tenghuan.reading.workbooks.workbook import column_letters


@service("intake.start_commit")
def start_commit(actor: Actor, batch: Batch) -> None:
    """Mark a ready batch as being committed."""
    move(batch, State.COMMITTING, note="")


@service("intake.commit")
def commit(actor: Actor, batch: Batch, table: Table) -> Source:
    """Take the batch's rows into the register, all or none: rows, facts, state and audit in one transaction.

    Raises:
        InputFault: the batch has moved on, or the sheet is committed already; nothing is changed.
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
    move(batch, State.COMMITTED, source=source, rows=source.rows)
    return source


@service("intake.note_failure")
def note_failure(actor: Actor, batch: Batch, message: str) -> None:
    """Give a batch whose background work failed back to its officer, with what went wrong."""
    move(batch, State.READY if batch.state == State.COMMITTING else State.CONFIGURING, note=message)


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
