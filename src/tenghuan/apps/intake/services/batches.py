"""A file handed in becomes a batch; the officer says how it is read, hands in a mended one, or gives it up."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from django.core.files import File
from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service, snapshot
from tenghuan.apps.intake import cells
from tenghuan.apps.intake.models import OVER, Batch, State, Workbook, kept_at
from tenghuan.apps.intake.moving import AUDITED, move
from tenghuan.apps.intake.receiving import Handed
from tenghuan.apps.organization.models import Region, Unit
from tenghuan.errors import InputFault
from tenghuan.reading.workbooks import Configuration


@service("intake.hand_in")
def hand_in(actor: Actor, county: Region, unit: Unit | None, handed: Handed) -> tuple[Batch, bool]:
    """Keep the original and open a batch on it; return (batch, whether it is new).

    A file of which a batch is under way or committed in the county is not taken twice: that batch comes back.
    """
    workbook = Workbook.objects.filter(county=county, digest=handed.digest).first()
    if workbook and (standing := workbook.batches.exclude(state__in=OVER).first()):
        nothing_changed()
        return standing, False
    batch = _open(actor, workbook or _keep(county, handed), unit, handed.configuration, handed.look)
    cells.keep_sheet(batch, handed.workbook)
    return batch, True


@service("intake.open_sheet")
def open_sheet(actor: Actor, beside: Batch, configuration: dict[str, Any], look: dict[str, Any]) -> tuple[Batch, bool]:
    """Open a batch on another sheet of a batch's workbook; return (batch, whether it is new)."""
    same = beside.workbook.batches.filter(sheet=configuration["sheet"], register=configuration["register_id"])
    if standing := same.exclude(state__in=OVER).first():
        nothing_changed()
        return standing, False
    return _open(actor, beside.workbook, beside.unit, configuration, look), True


def _open(
    actor: Actor, workbook: Workbook, unit: Unit | None, configuration: dict[str, Any], look: dict[str, Any]
) -> Batch:
    batch = Batch.objects.create(
        workbook=workbook,
        county=workbook.county,
        unit=unit,
        officer=actor.user,
        register=configuration["register_id"],
        sheet=configuration["sheet"],
        configuration=configuration,
        look=look,
        rows=look["row_count"],
        year=configuration["constants"].get("year"),
    )
    record(batch, after={**snapshot(batch, AUDITED), "digest": workbook.digest})
    return batch


def _keep(county: Region, handed: Handed) -> Workbook:
    workbook = Workbook(
        county=county, digest=handed.digest, name=handed.name, size=handed.size, sheets=handed.sheets[:200]
    )
    storage = workbook.content.storage
    name = kept_at(workbook, handed.name)
    if storage.exists(name):  # of an upload that was cut off: no row leads to it
        storage.delete(name)
    is_path = isinstance(handed.content, Path)
    with handed.content.open("rb") if is_path else io.BytesIO(handed.content) as stream:  # type: ignore[union-attr]
        workbook.content.save(handed.digest, File(stream), save=False)
    try:
        workbook.save()
    except Exception:
        storage.delete(workbook.content.name)
        raise
    return workbook


@service("intake.redetect")
def redetect(actor: Actor, batch: Batch, configuration: dict[str, Any], look: dict[str, Any]) -> None:
    """Put another proposal (of another register or sheet) in the place of the present one."""
    taken = batch.workbook.batches.filter(sheet=configuration["sheet"], register=configuration["register_id"])
    if taken.exclude(pk=batch.pk).exclude(state__in=OVER).exists():
        raise InputFault(_("该工作表已有另一批次"), where=configuration["sheet"], remedy=_("请在批次列表中打开它"))
    move(batch, State.CONFIGURING, **_proposal(configuration, look))


def _proposal(configuration: dict[str, Any], look: dict[str, Any]) -> dict[str, Any]:
    return {
        "register": configuration["register_id"],
        "sheet": configuration["sheet"],
        "configuration": configuration,
        "look": look,
        "rows": look["row_count"],
        "year": configuration["constants"].get("year"),
        "note": "",
    }


@service("intake.configure")
def configure(actor: Actor, batch: Batch, configuration: Configuration, year: int | None = None) -> None:
    """Keep how the sheet is read; what was found under another configuration is void until the next check."""
    move(batch, State.CONFIGURING, configuration=configuration.model_dump(mode="json"), year=year, note="")


@service("intake.mend")
def mend(actor: Actor, batch: Batch, handed: Handed) -> bool:
    """Put a mended workbook in the place of the batch's; return whether its headings are as before.

    With the same headings the officer's configuration stays, else the new proposal waits to be confirmed.

    Raises:
        InputFault: the file belongs to another batch.
    """
    if handed.digest == batch.workbook.digest:
        raise InputFault(_("文件与上次上传的完全相同，未作改动"), where=handed.name, remedy=_("请改好问题后再上传"))
    workbook = Workbook.objects.filter(county=batch.county, digest=handed.digest).first()
    if workbook and workbook.batches.exclude(state__in=OVER).exists():
        raise InputFault(_("这个文件已是另一批次的原件"), where=handed.name, remedy=_("请在批次列表中打开它"))
    workbook = workbook or _keep(batch.county, handed)
    same = _headings(handed.look) == _headings(batch.look)
    kept = {**batch.configuration, "sheet": handed.configuration["sheet"]}
    proposal = _proposal(kept if same else handed.configuration, handed.look)
    move(batch, State.CONFIGURING, workbook=workbook, **proposal)
    cells.keep_sheet(batch, handed.workbook)
    return same


def _headings(look: dict[str, Any]) -> list[tuple[int, str]]:
    return [(column["index"], column["heading"]) for column in look.get("columns", ())]


@service("intake.discard")
def discard(actor: Actor, batch: Batch) -> None:
    """Give a batch up before it is committed; the original stays kept."""
    move(batch, State.DISCARDED)
    cells.drop(batch)
