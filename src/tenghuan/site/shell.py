"""What the shell shows of the site itself: the first page, and how the platform is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.web.menu import Entry, declare

declare(
    Entry("desk", _("首页"), "home", icon="home", order=1, guide="13-desk", bar=True),
    Entry("system", _("运行状态"), "health", icon="heartbeat", order=60, guide="09-administrators", bar=True),
)
