"""What supervision does by itself each day."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.kit.chores import chore
from tenghuan.apps.supervision.sweeping import sweep_all


@chore("orders.sweep", gettext_lazy("督办巡查：按规则定级，逐级报告"))
def sweep_orders() -> str:
    """Grade open orders and report what is late upwards."""
    return _("新发督办单和逾期报告 %(n)d 件") % {"n": sweep_all()}
