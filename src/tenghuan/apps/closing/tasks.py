"""What the month close does by itself each day."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.closing.rules import open_due
from tenghuan.apps.kit.chores import chore


@chore("closings.open", gettext_lazy("开启月度结账"))
def open_closings() -> str:
    """Open the close of every month that reporting has opened."""
    return _("%(n)d 个月") % {"n": len(open_due(Actor.platform("closing")))}
