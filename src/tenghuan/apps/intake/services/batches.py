"""A file handed in becomes a batch; the officer says how it is read, hands in a mended one, or gives it up."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.roles import Role
from tenghuan.apps.access.who import is_platform
from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service, snapshot
from tenghuan.apps.intake import cells
from tenghuan.apps.intake.models import OVER, Batch, State, Workbook
from tenghuan.apps.intake.moving import AUDITED, move
from tenghuan.apps.intake.receiving import Handed
from tenghuan.apps.intake.waivers import drop_changed, drop_waivers
from tenghuan.apps.kit import files, timeline
from tenghuan.apps.kit.models import EventKind
from tenghuan.apps.kit.sinks import SINKS
from tenghuan.apps.organization.models import Region, Unit
from tenghuan.apps.organization.queries import county_of
from tenghuan.errors import InputFault
from tenghuan.reading.workbooks import Configuration, serials

LOOKED_BACK = 20  # batches of a register among which one of the same headings is looked for
UNCONFIRMED = (State.CONFIGURING, State.DISCARDED)


@service("intake.hand_in", gettext_lazy("上传工作簿"))
def hand_in(actor: Actor, county: Region, unit: Unit | None, handed: Handed) -> tuple[Batch, bool]:
    """Keep the original and open a batch on it; return (batch, whether it is new).

    A file of which a batch is under way or committed in the county is not taken twice: that batch comes back.

    Raises:
        InputFault: the register, the county or the unit is not this actor's to hand in for.
    """
    register = handed.configuration["register_id"]
    _hold_hand(actor, county, unit, register)
    workbook = _keep(county, handed)
    if standing := workbook.batches.filter(register__in=_kin(register)).exclude(state__in=OVER).first():
        nothing_changed()
        return standing, False
    batch = _open(actor, workbook, unit, *_as_before(county, handed.configuration, handed.look))
    cells.keep_sheet(batch, handed.workbook)
    return batch, True


def _hold_hand(actor: Actor, county: Region, unit: Unit | None, register: str) -> None:
    account = actor.user
    if is_platform(actor):
        return
    if account is None or not SINKS[register].may(account):
        raise InputFault(
            _("您不承办“%(r)s”的数据接入") % {"r": SINKS[register].fields.name}, remedy=_("请由承办单位上传")
        )
    own = county_of(account)
    if own is None or own.pk != county.pk:
        raise InputFault(_("数据由县（市、区）接入"), remedy=_("请用所在县的账号上传"))
    if account.role == Role.DEPARTMENT and unit is not None and unit.pk != account.unit_id:
        raise InputFault(_("只能为本单位报送"), where=str(unit))


def _as_before(
    county: Region, configuration: dict[str, Any], look: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the proposal, with the columns that a person confirmed for the county's last file of the same headings.

    Workbooks of facts are asked anew each time: their columns turn with the year.
    """
    register = configuration["register_id"]
    if SINKS[register].fields.of_enterprises:
        return configuration, look
    earlier = Batch.objects.filter(county=county, register=register).exclude(state__in=UNCONFIRMED)
    for one in earlier.select_related("workbook").order_by("-at", "-pk")[:LOOKED_BACK]:
        if _headings(one.look) == _headings(look) and one.configuration.get("columns"):
            told = _("与“%(n)s”的表头相同，沿用上次确认的栏目对应和单位，请核对") % {"n": one.workbook.name}
            kept = _confirmed(one.configuration, configuration, {c["field"] for c in look["columns"] if c.get("doubt")})
            return {**configuration, **kept, "undecided": {}}, {**look, "notes": [told, *look["notes"]]}
    return configuration, look


def _confirmed(earlier: dict[str, Any], now: dict[str, Any], doubted: set[str]) -> dict[str, Any]:
    """Return the columns of the earlier file; how days are written is another matter in each file and read anew."""
    days = {(c["index"], c["field"]): c["unit"] for c in now["columns"] if c["unit"] in serials.CHOICES}
    columns = []
    for column in earlier["columns"]:
        unit = days.get((column["index"], column["field"]), column["unit"])
        columns.append({**column, "unit": None if column["field"] in doubted else unit})
    open_days = {key: question for key, question in now.get("unsaid", {}).items() if key in doubted}
    return {"columns": columns, "unsaid": {**earlier.get("unsaid", {}), **open_days}}


def _kin(register: str) -> list[str]:
    """Return the registers among which one sheet is read only once: those of facts together, each other alone."""
    if SINKS[register].fields.of_enterprises:
        return [key for key, sink in SINKS.items() if sink.fields.of_enterprises]
    return [register]


@service("intake.open_sheet", gettext_lazy("接入另一张工作表"))
def open_sheet(actor: Actor, beside: Batch, configuration: dict[str, Any], look: dict[str, Any]) -> tuple[Batch, bool]:
    """Open a batch on another sheet of a batch's workbook; return (batch, whether it is new)."""
    _hold_hand(actor, beside.county, beside.unit, configuration["register_id"])
    workbook = Workbook.objects.select_for_update().get(pk=beside.workbook_id)
    same = workbook.batches.filter(sheet=configuration["sheet"], register=configuration["register_id"])
    if standing := same.exclude(state__in=OVER).first():
        nothing_changed()
        return standing, False
    return _open(actor, workbook, beside.unit, configuration, look), True


def _open(
    actor: Actor, workbook: Workbook, unit: Unit | None, configuration: dict[str, Any], look: dict[str, Any]
) -> Batch:
    account = actor.user
    in_town = account is not None and account.role == Role.TOWN
    batch = Batch.objects.create(
        workbook=workbook,
        county=workbook.county,
        unit=unit,
        town=account.region if in_town else None,
        officer=account,
        register=configuration["register_id"],
        sheet=configuration["sheet"],
        configuration=configuration,
        look=look,
        rows=look["row_count"],
        year=configuration["constants"].get("year"),
    )
    timeline.write(actor, batch, EventKind.MADE, _("上传工作簿"))
    record(batch, after={**snapshot(batch, ("state", *AUDITED)), "digest": workbook.digest})
    return batch


def _keep(county: Region, handed: Handed) -> Workbook:
    """Return the original's row, locked: whoever hands the same file in at this moment waits and finds the batch."""
    file = files.keep(handed.content)
    told = {"name": handed.name, "size": handed.size, "sheets": handed.sheets[:200], "file": file}
    workbook, _made = Workbook.objects.get_or_create(county=county, digest=handed.digest, defaults=told)
    return Workbook.objects.select_for_update().select_related("county", "file").get(pk=workbook.pk)


@service("intake.redetect", gettext_lazy("重新识别工作簿"))
def redetect(actor: Actor, batch: Batch, configuration: dict[str, Any], look: dict[str, Any]) -> None:
    """Put another proposal (of another register or sheet) in the place of the present one; waivers go."""
    drop_waivers(batch)
    move(actor, batch, "configure", **_proposal(configuration, look))


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


@service("intake.configure", gettext_lazy("配置工作簿读法"))
def configure(actor: Actor, batch: Batch, configuration: Configuration, year: int | None = None) -> None:
    """Keep how the sheet is read; what was found under another configuration is void until the next check.

    A waiver was given on the values that were read: where a column or its unit changes, its waivers go.
    """
    before, after = Configuration(**batch.configuration), configuration
    if (before.header_rows, before.constants) != (after.header_rows, after.constants):
        drop_waivers(batch)
    else:
        drop_waivers(batch, {choice.field for choice in {*before.columns} ^ {*after.columns}})
    move(actor, batch, "configure", configuration=configuration.model_dump(mode="json"), year=year, note="")


@service("intake.mend", gettext_lazy("上传改好的工作簿"))
def mend(actor: Actor, batch: Batch, handed: Handed) -> bool:
    """Put a mended workbook in the place of the batch's; return whether its headings are as before.

    With the same headings the officer's configuration stays, else the new proposal waits to be confirmed.

    Raises:
        InputFault: the file belongs to another batch.
    """
    if handed.digest == batch.workbook.digest:
        raise InputFault(_("文件与上次上传的完全相同，未作改动"), where=handed.name, remedy=_("请改好问题后再上传"))
    workbook = _keep(batch.county, handed)
    if workbook.batches.exclude(state__in=OVER).exists():
        raise InputFault(_("这个文件已是另一批次的原件"), where=handed.name, remedy=_("请在批次列表中打开它"))
    same = _headings(handed.look) == _headings(batch.look)
    drop_changed(batch, handed.workbook if same else None)
    kept = {**batch.configuration, "sheet": handed.configuration["sheet"]}
    proposal = _proposal(kept if same else handed.configuration, handed.look)
    move(actor, batch, "configure", workbook=workbook, **proposal)
    cells.keep_sheet(batch, handed.workbook)
    return same


def _headings(look: dict[str, Any]) -> list[tuple[int, str]]:
    return [(column["index"], column["heading"]) for column in look.get("columns", ())]


@service("intake.discard", gettext_lazy("放弃批次"))
def discard(actor: Actor, batch: Batch) -> None:
    """Give a batch up before it is committed; the original stays kept."""
    move(actor, batch, "discard")
    cells.drop(batch)
