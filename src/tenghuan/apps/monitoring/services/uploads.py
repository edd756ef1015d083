"""A filled workbook: read, shown with its faults, then taken over all or nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from tenghuan.apps.audit.trail import Actor, hold_rows, nothing_changed, record, service
from tenghuan.apps.monitoring import measure
from tenghuan.apps.monitoring.changes import demand_seen, fresh
from tenghuan.apps.monitoring.models import Period, Report, Upload, reported_by
from tenghuan.apps.monitoring.owing import settle
from tenghuan.apps.monitoring.parameters import reporting
from tenghuan.apps.monitoring.readings import last_before, mode_of, modes, reported
from tenghuan.apps.monitoring.states import EDITABLE
from tenghuan.apps.monitoring.workbook import KEY, NOTE, VALUE, ZERO, Entry, Fault, read
from tenghuan.apps.monitoring.writing import clean, report_nothing, save
from tenghuan.apps.organization.models import Unit
from tenghuan.errors import InputFault
from tenghuan.reading.workbooks import cell_name


@service("monitoring.read_upload", _lazy("上传填报表"))
def read_upload(actor: Actor, period: Period, unit: Unit | None, name: str, content: bytes) -> Upload:
    """Read a filled workbook of this unit and period; keep what it would change and its faults for the preview.

    Raises:
        InputFault: too large, not a workbook, or made for another period or unit.
    """
    limit = reporting().workbook_megabytes
    if len(content) > limit * 1024 * 1024:
        raise InputFault(_("文件超过 %(n)d MB") % {"n": limit}, where=name, remedy=_("请用本页下载的填报表"))
    filled = read(name, content)
    if filled.period != str(period.pk) or filled.unit != str(unit.pk if unit else 0):
        raise InputFault(
            _("这份表不是“%(u)s”%(p)s的填报表") % {"u": unit or _("专班办公室"), "p": period},
            where=name,
            remedy=_("请在对应的填报期和单位页面上传，或重新下载"),
        )
    reports = _reports(period, unit)
    if not reports or actor.user is None or not next(iter(reports.values())).is_filed_by(actor.user):
        raise PermissionDenied
    rows, faults = _compare(reports, filled.entries)
    hold_rows(unit or period)
    told = {
        "period": period,
        "unit": unit,
        "name": name[-150:],
        "rows": rows,
        "faults": [fault.as_json() for fault in (*filled.faults, *faults)],
        "account": actor.account,
    }
    same = Upload.objects.filter(**told, committed_at=None).first()
    if same is not None:  # the same form, sent twice
        nothing_changed()
        return same
    upload = Upload.objects.create(**told)
    record(upload, after={"rows": len(rows), "faults": len(upload.faults)}, label=f"{period} {unit or ''} {name}")
    return upload


def _reports(period: Period, unit: Unit | None) -> dict[str, Report]:
    ids = Report.objects.filter(reported_by([unit.pk if unit else None]), period=period).values_list("pk", flat=True)
    return {report.item.key: report for report in fresh(ids)}


def _compare(reports: dict[str, Report], entries: list[Entry]) -> tuple[list[dict[str, Any]], list[Fault]]:
    ids = [report.item_id for report in reports.values()]
    known, ways = reported(ids), modes(ids)
    rows: list[dict[str, Any]] = []
    faults: list[Fault] = []
    for entry in entries:
        report = reports.get(entry.key)
        if report is None:
            faults.append(
                Fault(
                    _at(entry, KEY), _("本单位本期没有标识为“%(k)s”的事项") % {"k": entry.key[:40]}, _("请勿改动标识列")
                )
            )
            continue
        if _same(report, entry):
            continue
        last = last_before(known.get(report.item_id), report.period.at)
        mode = mode_of(ways, report.item_id)
        fault = _refused(report, entry, mode, last)
        if fault is not None:
            faults.append(fault)
            continue
        doubts = measure.warnings(report.item, mode, report.period.at, entry.value, last)
        rows.append(
            {
                "report": report.pk,
                "seen": report.revision,
                "key": entry.key,
                "title": report.item.title,
                "row": entry.row,
                "old": measure.plain(report.value),
                "new": measure.plain(entry.value),
                "whole": measure.plain(entry.whole),
                "zero": entry.zero,
                "phase": entry.phase,
                "note": entry.note,
                "doubts": [] if entry.note else doubts,
            }
        )
    return rows, faults


def _at(entry: Entry, column: int) -> str:
    return cell_name(entry.row - 1, column)


def _same(report: Report, entry: Entry) -> bool:
    if (entry.note, entry.zero, entry.phase) != (report.note, report.is_zero, report.phase):
        return False
    return entry.zero or (_equal(entry.value, report.value) and _equal(entry.whole, report.whole))


def _equal(told: Decimal | None, kept: Decimal | None) -> bool:
    if told is None or kept is None:
        return told is kept
    # a workbook holds binary floating point: equal there is equal
    return float(told) == float(kept)


def _refused(report: Report, entry: Entry, mode: str, last: tuple[Any, Decimal] | None) -> Fault | None:
    if report.state not in EDITABLE:
        state = report.get_state_display()
        return Fault(
            _at(entry, VALUE), _("“%(s)s”的事项不能改") % {"s": state}, _("已报未审的先撤回；已审的请专班退回")
        )
    try:
        clean(entry.note)
    except InputFault as fault:
        return Fault(_at(entry, NOTE), fault.message, fault.remedy)
    try:
        if entry.value is not None:
            measure.refuse(report.item, mode, entry.value)
            measure.phase_of(report.item, entry.value, entry.phase)
        measure.refuse_whole(report.item, entry.value, entry.whole)
        if entry.zero:
            measure.zero_value(report.item, mode, report.period.at, last)
    except InputFault as fault:
        return Fault(_at(entry, ZERO if entry.zero else VALUE), fault.message, fault.remedy)
    return None


@service("monitoring.commit_upload", _lazy("采用上传的填报表"))
def commit_upload(actor: Actor, upload: Upload, *, today: date | None = None) -> int:
    """Take over what the preview showed, as drafts (zero reports are handed in): all rows or none.

    Raises:
        InputFault: the workbook has faults, was taken over before, or a report changed since the preview.
    """
    if upload.account != actor.account:
        raise PermissionDenied
    if upload.faults:
        raise InputFault(_("填报表还有 %(n)d 处问题") % {"n": len(upload.faults)}, remedy=_("请改好后重新上传"))
    if not Upload.objects.filter(pk=upload.pk, committed_at=None).update(committed_at=timezone.now()):
        raise InputFault(_("这份填报表已导入过"), remedy=_("如有改动请重新上传"))
    reports = {report.pk: report for report in fresh(row["report"] for row in upload.rows)}
    for row in upload.rows:
        report = reports[row["report"]]
        demand_seen(actor, report, row.get("seen", 0))
        if row["zero"]:
            report_nothing(actor, report, row["note"], today, settling=False)
        else:
            save(actor, report, measure.parse(row["new"]), row["note"], today, row["phase"], whole=_whole(row))
    settle(actor, list(reports.values()))
    if upload.rows:
        record(upload, after={"committed": len(upload.rows)})
    else:
        nothing_changed()
    return len(upload.rows)


def _whole(row: dict[str, Any]) -> Decimal | None:
    return measure.parse(row.get("whole", ""))
