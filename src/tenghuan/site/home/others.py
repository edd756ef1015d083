"""The first pages of an enterprise and of the three administrators."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tenghuan.apps.audit.models import Entry, Head
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.evaluation.policies import due
from tenghuan.apps.evaluation.queries.sheets import explanation, sheets_of
from tenghuan.apps.evaluation.states import OPEN_TO_ENTERPRISES, RunState
from tenghuan.apps.evaluation.wording import indicator
from tenghuan.apps.organization.models import Account
from tenghuan.site.home import reading

TO_IMPROVE = 3
DAYS_TOLD = 7
JOB_WORDS = {
    TaskResultStatus.READY: _("排队"),
    TaskResultStatus.RUNNING: _("运行中"),
    TaskResultStatus.FAILED: _("失败"),
    TaskResultStatus.SUCCESSFUL: _("完成"),
}


def enterprise(request: HttpRequest) -> dict[str, Any]:
    """The enterprise's grade, until when it may object, where points are to be won, the policies that follow."""
    user: Any = request.user
    day = reading.today()
    sheets = list(sheets_of(user).exclude(track="").order_by("-run__year", "-run__frozen_at")[:5])
    line = sheets[0] if sheets else None
    final = next((sheet for sheet in sheets if sheet.run.state == RunState.FINAL), None)
    until = line.run.objections_until if line else None
    return {
        "itself": Enterprise.objects.visible_to(user).select_related("town").first(),
        "line": line,
        "until": until,
        "left": (until - day).days if until else None,
        "open": line is not None and line.run.state in OPEN_TO_ENTERPRISES and (until is None or day <= until),
        "improve": _improve(line),
        "final": final,
        "policies": due(final.run, day, final.enterprise_id) if final else [],
        "tasks": reading.tasks_of(user, day),
    }


def _improve(line: Any) -> list[tuple[str, float, float]]:
    """Return the criteria at which most points are lost: name, points, weight."""
    found = explanation(line) if line is not None else None
    if found is None or found.track is None:
        return []
    lost = [(indicator(row.criterion.key), row.points or 0.0, float(row.criterion.weight)) for row in found.lines]
    lost = [one for one in lost if one[2] > one[1]]
    return sorted(lost, key=lambda one: one[1] - one[2])[:TO_IMPROVE]


def _accounts(account: Any) -> dict[str, int]:
    since = timezone.now() - timedelta(days=settings.PASSWORD_MAX_AGE_DAYS)
    counted: dict[str, int] = Account.objects.visible_to(account).aggregate(
        active=Count("pk", filter=Q(is_active=True)),
        disabled=Count("pk", filter=Q(is_active=False)),
        initial=Count("pk", filter=Q(is_active=True, must_change_password=True)),
        expired=Count("pk", filter=Q(is_active=True, password_changed_at__lt=since)),
    )
    return counted


def security_admin(request: HttpRequest) -> dict[str, Any]:
    """Accounts that are locked just now, and how the others stand."""
    since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    tried = AccessAttempt.objects.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT, attempt_time__gt=since)
    names = set(tried.values_list("username", flat=True))
    return {
        "accounts": _accounts(request.user),
        "locked": list(Account.objects.visible_to(request.user).filter(username__in=names).select_related("unit")),
    }


def system_admin(request: HttpRequest) -> dict[str, Any]:
    """Background work that runs, waits or failed, and the accounts of one's region."""
    since = timezone.now() - timedelta(days=DAYS_TOLD)
    jobs = DBTaskResult.objects.filter(enqueued_at__gt=since)
    counts = dict(jobs.order_by().values_list("status").annotate(n=Count("pk")).values_list("status", "n"))
    return {
        "accounts": _accounts(request.user),
        "jobs": [(word, counts.get(status.value, 0)) for status, word in JOB_WORDS.items()],
        "failed": list(jobs.filter(status=TaskResultStatus.FAILED).order_by("-enqueued_at")[: reading.SHOWN]),
        "days": DAYS_TOLD,
    }


def audit_admin(request: HttpRequest) -> dict[str, Any]:
    """Whether the end of the chain is the row that the head names, and what was done lately."""
    head, last = Head.objects.filter(pk=1).first(), Entry.objects.order_by("-number").first()
    whole = (head is None and last is None) or (
        head is not None and last is not None and (head.number, head.digest) == (last.number, last.digest)
    )
    since = timezone.now() - timedelta(days=DAYS_TOLD)
    return {
        "head": head,
        "whole": whole,
        "recent": Entry.objects.filter(at__gt=since).count(),
        "days": DAYS_TOLD,
        "last": list(Entry.objects.order_by("-number")[: reading.SHOWN]),
    }
