"""What the shell shows of notices: the centre with what is unread, and what did not get through."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.notices.models import Notice
from tenghuan.apps.web.menu import Entry, declare


def unread(account: Any) -> QuerySet[Notice]:
    """Return the notices that an account has not read."""
    return Notice.objects.filter(account=account, read_at=None).order_by()


declare(
    Entry("desk", _("消息"), "notices:centre", icon="message", order=12, waiting=unread, guide="15-notices"),
    Entry("system", _("未送达消息"), "notices:undelivered", icon="send", order=62, guide="15-notices"),
)
