"""What the shell shows of the month close."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.closing.models import Closing
from tenghuan.apps.kit.models import Task
from tenghuan.apps.web.menu import Entry, declare


def to_close(account: Any) -> QuerySet[Any]:
    """Return the months that the account is to close."""
    kind = {"content_type__app_label": "closing", "content_type__model": Closing._meta.model_name}
    return Task.objects.open().held_by(account).filter(**kind)


declare(
    Entry(
        *("reporting", _("月度结账"), "closing:latest"),
        icon="calendar-check",
        order=35,
        waiting=to_close,
        guide="17-closing",
    )
)
