"""What the shell shows of the evaluation, with the objections that wait for whom; runs by their document number."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import OFFICIALS, Role
from tenghuan.apps.evaluation.models import Objection, Run
from tenghuan.apps.evaluation.states import ObjectionState
from tenghuan.apps.web.finding import SHOWN, Finder, Hit, Words
from tenghuan.apps.web.finding import declare as declare_finders
from tenghuan.apps.web.menu import Entry, declare


def to_decide(account: Any) -> QuerySet[Objection]:
    """Return the objections that wait for the account: the town's first opinion, the office's decision."""
    found = Objection.objects.visible_to(account)
    if account.role == Role.TOWN:
        return found.filter(state=ObjectionState.FILED)
    if account.role == Role.OFFICE:
        return found.filter(state=ObjectionState.FORWARDED, graded__run__county=account.region_id)
    return found.none()


declare(
    Entry("enterprises", _("亩均评价"), "evaluation:runs", icon="chart-histogram", order=30, guide="07-evaluation"),
    Entry("enterprises", _("我的企业"), "evaluation:own", icon="report", order=5, guide="07-evaluation", bar=True),
)


def _runs(account: Any, words: Words) -> list[Hit]:
    found = Run.objects.visible_to(account).filter(decision_number__icontains=words.text).select_related("county")
    return [Hit(str(run), reverse("evaluation:run", args=(run.pk,)), run.decision_number) for run in found[: SHOWN + 1]]


declare_finders(Finder("runs", _("评价批次和文号"), _runs, OFFICIALS, 36))
