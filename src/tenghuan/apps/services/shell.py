"""What the shell shows of services beside the list of requests."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.services.registers import GUIDE
from tenghuan.apps.web.menu import Entry, declare

declare(
    Entry("enterprises", _("企业服务一屏"), "services:own", icon="layout-dashboard", order=5, guide=GUIDE, bar=True),
    Entry("enterprises", _("诉求统计"), "services:statistics", icon="chart-bar", order=62, guide=GUIDE),
)
