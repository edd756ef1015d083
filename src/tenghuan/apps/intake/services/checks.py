"""A batch is checked in the background; its warnings are waived and its unnamed rows identified by a person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service
from tenghuan.apps.enterprises import bulk
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.enterprises.services.enterprises import add_name
from tenghuan.apps.intake.checking import Checked
from tenghuan.apps.intake.models import Batch, BatchFault, NameMatch
from tenghuan.apps.intake.moving import LOOP, hold, move
from tenghuan.errors import InputFault
from tenghuan.reading.checks import Fault, NameOnly

NAME_ONLY = "name_only"
FAULT_COLUMNS = ("batch", "sheet", "cell", "line", "field", "label", "rule", "severity", "message", "remedy", "count")


@service("intake.start_check", gettext_lazy("开始校验"))
def start_check(actor: Actor, batch: Batch) -> None:
    """Mark a batch as being checked."""
    move(actor, batch, "check", note="")


@service("intake.note_check", gettext_lazy("记录校验结果"))
def note_check(actor: Actor, batch: Batch, found: Checked) -> None:
    """Keep what a check found; reasons given to the same warning before stay with it."""
    waived = _waived(batch)
    decided = {(m.line, m.name): m for m in batch.name_matches.exclude(confirmed=None)}
    batch.faults.all().delete()
    batch.name_matches.all().delete()
    _write(batch, found.faults, waived)
    _queue(batch, found.names, decided)
    verb, figures = _standing(batch)
    move(actor, batch, verb, rows=found.rows, year=found.year, **figures)


def _waived(batch: Batch) -> dict[tuple[str, str, str], str]:
    rows = batch.faults.exclude(waived_reason="").exclude(rule=NAME_ONLY)
    return {(r, c, m): w for r, c, m, w in rows.values_list("rule", "cell", "message", "waived_reason")}


def _write(batch: Batch, faults: Iterable[Fault], waived: dict[tuple[str, str, str], str]) -> None:
    rows = [
        (
            *(batch.pk, f.sheet, f.cell, f.row, f.field, f.label, f.rule, f.severity, f.message, f.remedy, f.count),
            waived.get((f.rule, f.cell, f.message), "") if f.severity == "warning" else "",
        )
        for f in faults
    ]
    bulk.insert(BatchFault, (*FAULT_COLUMNS, "waived_reason"), rows)


def _queue(batch: Batch, names: Iterable[NameOnly], decided: dict[tuple[int, str], NameMatch]) -> None:
    rows = []
    for item in names:
        earlier = decided.get((item.row, item.name[:120]))
        rows.append(
            NameMatch(
                batch=batch,
                line=item.row,
                cell=item.cell,
                name=item.name[:120],
                candidates=list(item.candidates),
                enterprise_id=earlier.enterprise_id if earlier else None,
                confirmed=earlier.confirmed if earlier else None,
                reason=earlier.reason if earlier else "",
            )
        )
    NameMatch.objects.bulk_create(rows, batch_size=200)
    done = [row.line for row in rows if row.confirmed is not None]
    batch.faults.filter(rule=NAME_ONLY, line__in=done).update(waived_reason=_("已人工确认"))


def _standing(batch: Batch) -> tuple[str, dict[str, Any]]:
    """Return the move that a checked batch makes, and how many errors and open warnings it has."""
    errors = batch.faults.filter(severity="error").count()
    warnings = batch.faults.filter(severity="warning", waived_reason="").count()
    waiting = batch.name_matches.filter(confirmed=None).exists()
    return "fault" if errors or warnings or waiting else "clear", {"errors": errors, "warnings": warnings}


def _settle(actor: Actor, batch: Batch) -> None:
    verb, figures = _standing(batch)
    if LOOP.find(verb, batch.state):
        move(actor, batch, verb, **figures)
    else:
        Batch.objects.filter(pk=batch.pk).update(**figures)
        batch.refresh_from_db()


@service("intake.waive", gettext_lazy("豁免警告"))
def waive(actor: Actor, batch: Batch, faults: QuerySet[BatchFault], reason: str) -> int:
    """Let warnings stand for a reason (one, or all of a rule); return how many. Errors cannot be waived.

    Raises:
        InputFault: no reason, or the batch is not in the hands of its officer.
    """
    hold(actor, batch)
    if len(reason.strip()) < 2:
        raise InputFault(_("请写明豁免理由"))
    open_ones = faults.filter(batch=batch, severity="warning", waived_reason="").exclude(rule=NAME_ONLY)
    which = set(open_ones.values_list("rule", flat=True))
    count = open_ones.update(waived_reason=reason.strip()[:200])
    if not count:
        nothing_changed()
        return 0
    record(batch, after={"waived": count, "rules": sorted(which), "reason": reason.strip()})
    _settle(actor, batch)
    return count


@service("intake.unwaive", gettext_lazy("取消豁免"))
def unwaive(actor: Actor, batch: Batch, faults: QuerySet[BatchFault]) -> int:
    """Take waivers back; return how many."""
    hold(actor, batch)
    count = faults.filter(Q(batch=batch) & ~Q(waived_reason="")).exclude(rule=NAME_ONLY).update(waived_reason="")
    if not count:
        nothing_changed()
        return 0
    record(batch, after={"waivers_taken_back": count})
    _settle(actor, batch)
    return count


@service("intake.confirm_match", gettext_lazy("确认名称匹配"))
def confirm_match(actor: Actor, match: NameMatch, enterprise: Enterprise | None, reason: str = "") -> None:
    """Say which enterprise a row without code is, or (None, with a reason) that it stays out of the register.

    Raises:
        InputFault: the enterprise is of another county, a reason is missing, or the batch is not open.
    """
    batch = match.batch
    hold(actor, batch)
    if enterprise is None and len(reason.strip()) < 2:
        raise InputFault(_("不入库的行须写明理由"), where=match.cell)
    if enterprise and enterprise.county_id != batch.county_id:
        raise InputFault(_("该企业不在本县名录中"), where=match.cell)
    match.refresh_from_db()
    told = (enterprise and enterprise.pk, enterprise is not None, reason.strip()[:200])
    if (match.enterprise_id, match.confirmed, match.reason) == told and (match.confirmed or match.reason):
        nothing_changed()
        return
    before = {"enterprise": match.enterprise_id, "confirmed": match.confirmed}
    match.enterprise, match.confirmed, match.reason = enterprise, enterprise is not None, reason.strip()[:200]
    match.save()
    record(match, before=before, after={"enterprise": match.enterprise_id, "confirmed": match.confirmed})
    if enterprise is not None and enterprise.uscc not in match.candidates:
        add_name(actor, enterprise, match.name)
    batch.faults.filter(rule=NAME_ONLY, line=match.line).update(waived_reason=_("已人工确认"))
    _settle(actor, batch)
