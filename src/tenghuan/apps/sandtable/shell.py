"""What the shell shows of the sand table beside the list of scenarios."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.web.menu import Entry, declare

declare(Entry("campaign", _("推演对比"), "sandtable:compare", icon="columns", order=52, guide="18-sandtable"))
