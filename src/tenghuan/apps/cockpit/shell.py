"""What the shell shows of the cockpit."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.web.menu import Entry, declare

declare(
    Entry("campaign", _("驾驶舱"), "cockpit:wall", icon="presentation", order=15, guide="21-cockpit"),
    Entry("system", _("驾驶舱设置"), "cockpit:setting", icon="layout-grid", order=60, guide="21-cockpit"),
)
