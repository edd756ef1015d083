"""What the shell shows of enterprises beside the register: an enterprise's own page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.web.menu import Entry, declare

declare(Entry("enterprises", _("我的档案"), "enterprises:own", icon="id", order=15, guide="06-enterprises", bar=True))
