"""What leads do by themselves each day."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.kit.chores import chore
from tenghuan.apps.leads.silence import sweep_all


@chore("leads.sweep", gettext_lazy("线索巡查：久无跟进的提醒、抄送、可收回"))
def sweep_leads() -> str:
    """Tell of leads that nobody stirs."""
    return _("停滞级变动 %(n)d 条") % {"n": sweep_all()}
