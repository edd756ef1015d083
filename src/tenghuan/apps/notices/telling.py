"""Telling accounts of something: a notice each, once a line, and what goes outside — all within the caller's change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone

from tenghuan.apps.access.roles import Role
from tenghuan.apps.kit.models import Task
from tenghuan.apps.kit.registry import page_of
from tenghuan.apps.notices.habits import after_quiet, channels, habits, mail_works, quiet_span, wants, webhook_works
from tenghuan.apps.notices.models import Channel, Delivery, Kind, Notice
from tenghuan.apps.organization.models import Account


def tell(
    accounts: Iterable[Account], kind: str, thing: Any, key: str, title: str, note: str = "", *, leads: Any = None
) -> list[Notice]:
    """Tell accounts of something about a thing; return the notices that are new.

    Written in the transaction of the caller: what is rolled back was never told, what is committed is told.

    Args:
        accounts: whom; those who do not want the kind are left out.
        key: the line that was crossed ("due:17:2026-10-24"); an account is told of it once.
        leads: what the notice leads to, where that is not ``thing``: a row with ``content_type_id`` and ``object_id``.
    """
    wanted = [one for one in dict.fromkeys(accounts) if wants(one.role, kind) and kind not in _muted(one)]
    if not wanted:
        return []
    told = set(Notice.objects.filter(account__in=wanted, key=key).values_list("account_id", flat=True))
    link = _link(leads if leads is not None else thing)
    rows = [
        Notice(account=one, kind=kind, key=key[:80], title=title[:200], note=note[:500], **link)
        for one in wanted
        if one.pk not in told
    ]
    # two that tell the same at the same moment: the constraint lets one row through and nothing is lost
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    if rows and channels():
        mine = Notice.objects.filter(account__in=[row.account_id for row in rows], key=key)
        _send(mine.select_related("account__wish", "content_type"))
    return rows


def _link(thing: Any) -> dict[str, Any]:
    if isinstance(thing, models.Model) and not hasattr(thing, "content_type_id"):
        return {"content_type": ContentType.objects.get_for_model(thing), "object_id": thing.pk}
    return {"content_type_id": thing.content_type_id, "object_id": thing.object_id}


def _muted(account: Account) -> Iterable[str]:
    wish = getattr(account, "wish", None)
    return wish.muted if wish is not None else ()


def _send(notices: Iterable[Notice]) -> None:
    """Put what goes outside into the outbox."""
    rows = []
    for notice in notices:
        wish = getattr(notice.account, "wish", None)
        due = after_quiet(timezone.now(), *quiet_span(wish))
        told = {
            "account": notice.account,
            "key": f"notice:{notice.pk}",
            "subject": f"【{notice.get_kind_display()}】{notice.title}"[:200],
            "body": "\n".join(filter(None, (notice.title, notice.note, address_of(notice)))),
            "due_at": due,
            "told": _message(notice),
        }
        at_once = wish.mail_kinds if wish is not None and wish.mail_kinds else habits()["mail"]
        if mail_works() and wish is not None and wish.mail and notice.kind in at_once:
            rows.append(Delivery(channel=Channel.MAIL, **told))
        if webhook_works() and notice.kind in habits()["webhook"]:
            rows.append(Delivery(channel=Channel.WEBHOOK, **told))
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def _message(notice: Notice) -> dict[str, str]:
    """Return a notice as the government messenger takes it."""
    return {
        "kind": notice.kind,
        "title": notice.title,
        "note": notice.note,
        "at": notice.at.isoformat(),
        "to": notice.account.username,
        "address": address_of(notice),
    }


def address_of(notice: Notice) -> str:
    """Return the whole address of what a notice leads to; the path alone where the platform's own is not set."""
    path = page_of(notice)
    return urljoin(settings.PUBLIC_URL, path) if settings.PUBLIC_URL and path else path


def holders(task: Task) -> list[Account]:
    """Return the accounts that are to do a task: the other way round of ``Task.objects.held_by``."""
    if task.account is not None:
        return [task.account] if task.account.is_active else []
    here = Q(unit=task.unit_id) if task.unit_id is not None else Q(pk__in=())
    if task.role:
        by_role = Q(role=task.role, region=task.region_id)
        if task.role == Role.ENTERPRISE:
            by_role &= Q(enterprise_code=task.enterprise_code) & ~Q(enterprise_code="")
        here |= by_role
    return list(Account.objects.filter(here, is_active=True).select_related("wish"))


def of_role(region: Any, role: str) -> list[Account]:
    """Return the active accounts of a role in a region."""
    return list(Account.objects.filter(region=region, role=role, is_active=True).select_related("wish"))


assert set(Kind.values) >= set(habits()["mail"]) | set(habits()["webhook"])  # the file names no kind that is none
