"""What notices do by themselves each day: the lines that tasks crossed, the digests."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.kit.chores import chore
from tenghuan.apps.notices import digest, scanning


@chore("notices.scan", gettext_lazy("临近期限、逾期的消息"))
def scan_lines() -> str:
    """Tell of every open task what it has crossed."""
    return _("消息 %(n)d 条") % {"n": scanning.scan()}


@chore("notices.digest", gettext_lazy("每日汇总邮件"))
def collect_digests() -> str:
    """Put the day's digests into the outbox."""
    return _("汇总邮件 %(n)d 封") % {"n": digest.collect()}
