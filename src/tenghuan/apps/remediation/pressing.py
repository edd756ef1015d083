"""Cases past their day: their departments are asked to dispose of them by law, or to have a change asked for."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.roles import Role
from tenghuan.apps.access.who import Who, is_platform
from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service
from tenghuan.apps.kit import tasks, timeline
from tenghuan.apps.kit.models import EventKind, Task
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.kit.workdays import deadline
from tenghuan.apps.organization.models import Region
from tenghuan.apps.remediation import board
from tenghuan.errors import InputFault

KIND = "cases:overdue"


@service("cases.press", gettext_lazy("逾期案件提请依法处置"), locks=("county",))
def press(actor: Actor, county: Region) -> int:
    """Open a task for the lead department of each case past its day, once; return how many are new.

    Raises:
        InputFault: not the county's own office.
    """
    user = actor.user
    if not is_platform(actor) and (user is None or user.role != Role.OFFICE or user.region_id != county.pk):
        raise InputFault(_("提请处置由本县专班办公室办理"), where=county.name)
    asked = set(Task.objects.open().filter(kind=KIND).values_list("object_id", flat=True))
    new = [case for case in board.running_overdue(county) if case.pk not in asked]
    today = timezone.localdate()
    due = deadline(today, parameter(county, "dispose_days", today).days)
    for case in new:
        title = _("逾期未完成，提出依法处置意见：%(c)s") % {"c": case}
        tasks.open_task(case, KIND, title, Who.UNIT, due)
        timeline.write(actor, case, EventKind.CHANGE, _("提请依法处置"), note=_("限期 %(d)s 已过") % {"d": case.due_on})
        record(case, after={"pressed_on": str(today), "due_on": str(case.due_on)})
    if not new:
        nothing_changed()
    return len(new)
