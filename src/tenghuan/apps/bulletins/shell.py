"""What the shell shows of bulletins beside their list."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.web.menu import Entry, declare

declare(
    Entry("reporting", _("起草通报"), "bulletin:draft", icon="file-plus", order=62, guide="20-bulletins"),
)
