"""What the shell shows of leads beside their registers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.web.menu import Entry, declare

declare(
    Entry("projects", _("招商漏斗"), "leading:funnel", icon="filter", order=41, guide="28-leads"),
    Entry("projects", _("停滞线索"), "leading:silent", icon="clock-pause", order=42, guide="28-leads"),
    Entry("projects", _("一局长一项目"), "leading:heads", icon="user-check", order=43, guide="28-leads"),
)
