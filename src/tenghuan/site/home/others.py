"""The first pages of an enterprise and of the three administrators."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone

from tenghuan.apps.audit.queries import visible_entries
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.evaluation.policies import due
from tenghuan.apps.evaluation.queries.sheets import explanation, sheets_of
from tenghuan.apps.evaluation.states import OPEN_TO_ENTERPRISES, RunState
from tenghuan.apps.kit.models import Job, JobState
from tenghuan.apps.organization import limits
from tenghuan.apps.organization.models import Account, Proposal
from tenghuan.apps.organization.models.signing import ProposalState
from tenghuan.site.home import reading
from tenghuan.site.operations import health

TO_IMPROVE = 3
DAYS_TOLD = 7


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
        "policies": due(final.run, day, final) if final else [],
        "tasks": reading.tasks_of(user, day),
    }


def _improve(line: Any) -> list[tuple[str, float, float]]:
    """Return the criteria at which most points are lost: name, points, weight."""
    found = explanation(line) if line is not None else None
    if found is None or found.track is None:
        return []
    lost = [(row.criterion.indicator.title, row.points or 0.0, float(row.criterion.weight)) for row in found.lines]
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
    """Accounts that are locked just now, changes that wait for a second hand, and how the other accounts stand."""
    mine = Account.objects.visible_to(request.user).select_related("unit")
    waiting = Proposal.objects.visible_to(request.user).filter(state=ProposalState.WAITING).select_related("subject")
    return {
        "accounts": _accounts(request.user),
        "locked": list(mine.filter(username__in=limits.locked())),
        "proposals": list(waiting[: reading.SHOWN]),
    }


def system_admin(request: HttpRequest) -> dict[str, Any]:
    """Background work that runs, waits or failed, and the accounts of one's region."""
    since = timezone.now() - timedelta(days=DAYS_TOLD)
    user: Any = request.user
    # the platform's own jobs belong to no region
    jobs = Job.objects.filter(Q(owner="") | Q(owner__startswith=user.region.path), asked_at__gt=since)
    counts = dict(jobs.order_by().values_list("state").annotate(n=Count("pk")).values_list("state", "n"))
    failed = jobs.filter(state=JobState.FAILED).order_by("-ended_at")
    return {
        "accounts": _accounts(request.user),
        "jobs": [(state.label, counts.get(state.value, 0)) for state in JobState],
        "failed": list(failed[: reading.SHOWN]),
        "days": DAYS_TOLD,
    }


def audit_admin(request: HttpRequest) -> dict[str, Any]:
    """Whether the end of the chain is the row that the head names, and what was done lately in one's region."""
    user: Any = request.user
    since = timezone.now() - timedelta(days=DAYS_TOLD)
    mine = visible_entries(user)
    return {
        "trail": health.trail(),
        "recent": mine.filter(at__gt=since).count(),
        "days": DAYS_TOLD,
        "last": list(mine.order_by("-number")[: reading.SHOWN]),
    }
