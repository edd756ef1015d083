"""What monitoring does by itself each day."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.chores import chore
from tenghuan.apps.monitoring.services.periods import open_due_periods


@chore("periods.open", gettext_lazy("开启填报期"))
def open_periods() -> str:
    """Open the reporting periods that are due by today."""
    return _("%(n)d 期") % {"n": len(open_due_periods(Actor.platform("periods")))}
