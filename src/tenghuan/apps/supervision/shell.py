"""What the shell shows of supervision beside the list of orders."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.web.menu import Entry, declare

declare(
    Entry("reporting", _("待督办事项"), "supervision:waiting", icon="alert-triangle", order=42, guide="14-supervision"),
    Entry("reporting", _("季度督办清单"), "supervision:quarter", icon="report", order=44, guide="14-supervision"),
)
