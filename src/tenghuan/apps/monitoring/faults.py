"""Faults of the month's sheet: a row that others changed since it was shown, several cells at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.kit.models import Event, EventKind
from tenghuan.apps.monitoring import measure
from tenghuan.apps.monitoring.models import Report
from tenghuan.errors import InputFault


class ChangedMeanwhile(InputFault):
    """A report is no longer what the officer was shown: says what it is now, who made it so and when.

    Args:
        report: as it is now.
        account: who is told; a change from their own other window is named as such.
    """

    def __init__(self, report: Report, account: str) -> None:
        self.report = report
        # giving a report to another unit counts as a change, and is nobody's number
        last = report.events.exclude(kind=EventKind.COMMENT).last()
        moved = last is not None and last.kind != EventKind.CHANGE
        how = _how(last, account) if last is not None and moved else _("内容有变动")
        super().__init__(
            _("您打开之后%(h)s，现在是：%(n)s") % {"h": how, "n": now(report)},
            where=str(report.item),
            remedy=_("这一步没有做，请看过现在的内容再定"),
        )


def _how(last: Event, account: str) -> str:
    who = last.by
    if last.account is not None and last.account.username == account:
        who = _("%(w)s（本账号的另一个窗口）") % {"w": who}
    at = timezone.localtime(last.at).strftime("%m-%d %H:%M")
    return _("%(w)s于 %(t)s %(v)s") % {"w": who, "t": at, "v": last.label}


def now(report: Report) -> str:
    """What a report holds, in one line: number, state of the task, note, state."""
    number = _("没有填数") if report.value is None else measure.plain(report.value)
    words = [number if not report.is_zero else _("零报告"), str(report.get_phase_display())]
    words += [_("说明“%(n)s”") % {"n": report.note}] if report.note else []
    return "，".join(word for word in (*words, str(report.get_state_display())) if word)


class SheetFault(InputFault):
    """Several reports that cannot be handed in as they are, each with its own fault."""

    def __init__(self, found: Sequence[tuple[Report, InputFault]]) -> None:
        self.found = tuple(found)
        if len(self.found) == 1:
            only = self.found[0][1]
            super().__init__(only.message, where=only.where, remedy=only.remedy)
        else:
            told = "；".join(str(fault) for _report, fault in self.found)
            super().__init__(_("%(n)d 项要先改好。%(t)s") % {"n": len(self.found), "t": told})
