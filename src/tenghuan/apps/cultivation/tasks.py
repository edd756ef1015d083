"""What cultivation does by itself each day: remind before a title runs out, mark what has run out."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.cultivation import expiring
from tenghuan.apps.kit.chores import chore


@chore("titles.scan", gettext_lazy("称号巡查：到期前提醒复核，登记到期"))
def look_at_titles() -> str:
    """Remind of titles that run out soon, mark those that have."""
    reminded, expired = expiring.scan_all()
    return _("提醒 %(r)d 个，到期 %(e)d 个") % {"r": reminded, "e": expired}
