"""What the shell shows of the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.web.menu import Entry, declare

declare(Entry("system", _("审计"), "audit:entries", icon="history", order=40, guide="09-administrators", bar=True))
