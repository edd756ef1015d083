"""What the shell shows of parks beside its registers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.web.menu import Entry, declare

declare(Entry("land", _("园区评价"), "park:evaluation", icon="award", order=32, guide="23-parks"))
