"""One enterprise's sheet (一企一单): the derivation of its grade, its history, and what follows from it."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.cache import cache
from django.db.models import Q, QuerySet

from tenghuan.apps.access.roles import Role
from tenghuan.apps.evaluation.grading import facts_now, scheme_of
from tenghuan.apps.evaluation.models import Graded
from tenghuan.apps.evaluation.states import SHOWN_TO_ENTERPRISES, RunState
from tenghuan.scoring import Explanation, explain

CACHED_SECONDS = 3600


def sheets_of(user: Any) -> QuerySet[Graded]:
    """The sheets that an account may open; an enterprise only its own, and only once it is asked to confirm."""
    found = Graded.objects.visible_to(user).select_related(
        "run__county", "run__method", "enterprise__town", "enterprise__county"
    )
    if user.role == Role.ENTERPRISE:
        return found.filter(run__state__in=SHOWN_TO_ENTERPRISES)
    return found


def explanation(line: Graded) -> Explanation | None:
    """The derivation of a line, None before the run is scored; kept for as long as the list is the same."""
    run = line.run
    if not run.result_digest:
        return None
    uscc = line.enterprise.uscc
    key = "evaluation:sheet:" + hashlib.sha256(f"{run.pk}:{run.result_digest}:{uscc}".encode()).hexdigest()
    found = cache.get(key)
    if found is None:
        found = explain(facts_now(run), scheme_of(run), uscc, run.year)
        cache.set(key, found, CACHED_SECONDS)
    return found


def history(line: Graded) -> list[Graded]:
    """The enterprise's grades of other years that are final, and this one, oldest first."""
    found = Graded.objects.filter(
        Q(run__state=RunState.FINAL) | Q(pk=line.pk), enterprise=line.enterprise_id
    ).select_related("run")
    return sorted(found, key=lambda row: row.run.year)
