"""What the shell shows of the month close."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.closing.models import Closing
from tenghuan.apps.kit.tasks import held_of
from tenghuan.apps.web.menu import Entry, declare

declare(
    Entry(
        *("reporting", _("月度结账"), "closing:latest"),
        icon="calendar-check",
        order=35,
        part=held_of(Closing),
        guide="17-closing",
    )
)
