"""What the shell shows of the kit: the inbox and the tokens."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.kit.tasks import held
from tenghuan.apps.web.menu import Entry, declare

declare(
    Entry(
        *("desk", _("我的待办"), "kit:inbox"),
        icon="inbox",
        order=10,
        waiting=held,
        guide="13-desk",
        bar=True,
    ),
    Entry("system", _("接口令牌"), "kit:tokens", icon="key", order=90, guide="09-administrators"),
)
