"""What stands in the way of handing reports in. Reads only."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tenghuan.apps.monitoring import measure
from tenghuan.apps.monitoring.models import Report
from tenghuan.apps.monitoring.readings import last_before, mode_of, modes, reported
from tenghuan.apps.monitoring.states import Phase
from tenghuan.errors import InputFault


def unfit(reports: Sequence[Report]) -> list[tuple[Report, InputFault]]:
    """Every report whose number cannot be, or is doubtful and has no note, with what to do about it (two queries)."""
    ids = [report.item_id for report in reports]
    known, ways = reported(ids), modes(ids)
    found = []
    for report in reports:
        mode, month = mode_of(ways, report.item_id), report.period.at
        last = last_before(known.get(report.item_id), month)
        doubts = measure.warnings(report.item, mode, month, report.value, last)
        fault = _cannot_be(report, mode) or _doubtful(report, doubts)
        if fault is not None:
            found.append((report, fault))
    return found


def _cannot_be(report: Report, mode: str) -> InputFault | None:
    # a draft may be older than the rule
    try:
        if report.value is not None:
            measure.refuse(report.item, mode, report.value)
            measure.refuse_whole(report.item, report.value, report.whole)
    except InputFault as fault:
        return fault
    return None


def _doubtful(report: Report, doubts: list[str]) -> InputFault | None:
    if report.phase == Phase.BLOCKED:
        doubts = [*doubts, _("任务受阻")]
    if not doubts or report.note.strip():
        return None
    return InputFault("；".join(doubts), where=str(report.item), remedy=_("请更正；确实如此的，在说明栏写明原因"))
