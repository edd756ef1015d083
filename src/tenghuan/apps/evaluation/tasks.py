"""Scoring and stability in the background; the page polls until they are done."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import task

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.evaluation.guards import office_of
from tenghuan.apps.evaluation.models import Run
from tenghuan.apps.evaluation.services import runs
from tenghuan.apps.evaluation.states import RUN_STEPS, RunState, step
from tenghuan.errors import InputFault

log = logging.getLogger(__name__)
STUCK = timedelta(minutes=30)  # work that gave no sign for so long was cut off
WORDS = {"score": gettext_lazy("初评"), "stability": gettext_lazy("稳定性测算")}


def begin(actor: Actor, run: Run, work: str) -> None:
    """Start ``score`` or ``stability`` of a run; what runs already is not started twice.

    Raises:
        InputFault: not the county's office, a state that does not admit it, or it is being computed.
    """
    office_of(actor, run.county)
    ready = (
        step(RUN_STEPS, "score", run.state) if work == "score" else run.state in (RunState.SCORED, RunState.CONFIRMING)
    )
    if not ready:
        raise InputFault(
            _("“%(s)s”时不能办理这一步") % {"s": run.get_state_display()}, remedy=_("请刷新页面看最新状态")
        )
    now = timezone.now()
    free = Q(working="") | Q(working_since__lt=now - STUCK)
    # no fact of the evaluation: the service that ends the work writes the audit row
    if not Run.objects.filter(free, pk=run.pk).update(working=work, working_since=now, fault=""):
        raise InputFault(_("该批次正在计算"), remedy=_("请稍候，完成后页面自动刷新"))
    compute.enqueue(
        run.pk, work, actor.account, actor.person, actor.unit, actor.region_path, actor.address, actor.request
    )


@task()
def compute(pk: int, work: str, account: str, person: str, unit: str, region: str, address: str, request: str) -> None:
    """Do the work as the one who asked for it; a fault is kept for the page, never raised."""
    actor = Actor(account, person, unit, region, address, request)
    run = Run.objects.select_related("county", "method").get(pk=pk)
    fault = ""
    try:
        runs.score(actor, run) if work == "score" else runs.assess_stability(actor, run)
    except InputFault as error:
        fault = str(error)
    except Exception:
        log.exception("%s of run %s failed", work, pk)
        fault = _("平台内部出错，结果未变；请重试，仍不行请联系系统管理员查看日志")
    Run.objects.filter(pk=pk).update(working="", working_since=None, fault=fault)
