"""What the shell shows of the intake of workbooks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.web.menu import Entry, declare

declare(Entry("enterprises", _("数据接入"), "intake:batches", icon="database-import", order=20, guide="05-intake"))
