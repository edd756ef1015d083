"""What the platform does by itself each day for rooms that stand below the kit: the audit trail, the sessions."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit import sealing
from tenghuan.apps.kit.chores import chore
from tenghuan.apps.organization.models import Session


@chore("audit.seal", gettext_lazy("签名导出审计链头"))
def seal() -> str:
    """Sign the head of the audit trail and write it where the settings say."""
    if not settings.AUDIT_KEY or not settings.AUDIT_HEADS:
        return _("没有设置 TENGHUAN_AUDIT_KEY 和 TENGHUAN_AUDIT_HEADS，未导出")
    return _("第 %(n)d 行") % {"n": sealing.export(settings.AUDIT_KEY, settings.AUDIT_HEADS)}


@chore("sessions.prune", gettext_lazy("清理过期的登录会话"))
def prune_sessions() -> str:
    """Drop the sessions that are over."""
    return _("%(n)d 个") % {"n": Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]}
