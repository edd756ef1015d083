"""What the shell shows of clearing-up: its board."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.web.menu import Entry, declare

declare(Entry("clearing", _("整治看板"), "remediation:board", icon="layout-dashboard", order=15, guide="12-clearing"))
