"""The daily digest: what is unread and what is due, in one mail; none where there is nothing to say."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.kit.models import Task
from tenghuan.apps.kit.workdays import deadline, is_working_day
from tenghuan.apps.notices.habits import after_quiet, habits, mail_works, quiet_span
from tenghuan.apps.notices.models import Channel, Delivery, Notice, Wish

SHOWN = 20  # lines of each part; the rest is on the platform


def collect(now: datetime | None = None) -> int:
    """Put a working day's digests into the outbox, each once; return how many there are new."""
    here = timezone.localtime(now or timezone.now())
    if not mail_works() or not is_working_day(here.date()):
        return 0
    wishes = Wish.objects.filter(digest=True, account__is_active=True).exclude(mail="").select_related("account")
    key = f"digest:{here.date()}:"
    sent = set(Delivery.objects.filter(channel=Channel.MAIL, key__startswith=key).values_list("account_id", flat=True))
    rows = [row for wish in wishes if wish.account_id not in sent and (row := _row(wish, here, key)) is not None]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _row(wish: Wish, now: datetime, key: str) -> Delivery | None:
    lines = written(wish, now)
    if not lines:
        return None
    subject = _("腾换：%(d)s 待办与消息汇总") % {"d": now.date()}
    return Delivery(
        account=wish.account, channel=Channel.MAIL, key=f"{key}{wish.account_id}", subject=subject,
        body="\n".join(lines), due_at=after_quiet(now, *quiet_span(wish)),
    )  # fmt: skip


def written(wish: Wish, now: datetime) -> list[str]:
    """Return the lines of an account's digest, none where nothing of the last days is unread and nothing is due."""
    ahead = deadline(now.date(), habits()["due_workdays"])
    tasks = Task.objects.open().held_by(wish.account).filter(due__lte=ahead).order_by("due", "pk")
    unread = Notice.objects.filter(
        account=wish.account, read_at=None, at__gt=now - timedelta(days=habits()["digest_days"])
    )
    due = [f"  {task.due} {task.title}" for task in tasks[:SHOWN]]
    new = [f"  {notice.get_kind_display()} {notice.title}" for notice in unread[:SHOWN]]
    if not due and not new:
        return []
    lines = [_("到期和临近的待办："), *due, ""] if due else []
    lines += [_("未读消息："), *new, ""] if new else []
    where = urljoin(settings.PUBLIC_URL, reverse("notices:centre")) if settings.PUBLIC_URL else ""
    return [*lines, where] if where else lines
