"""Scoring and stability in the background; the page polls until they are done."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.evaluation import grading
from tenghuan.apps.evaluation.guards import office_of
from tenghuan.apps.evaluation.models import Run
from tenghuan.apps.evaluation.registers import EVALUATING
from tenghuan.apps.evaluation.services import runs
from tenghuan.apps.evaluation.states import RunState
from tenghuan.apps.kit.jobs import Finish, Say, ask, job
from tenghuan.apps.kit.models import Job
from tenghuan.errors import InputFault

KINDS = {"score": "evaluation.score", "stability": "evaluation.stability"}


def begin(actor: Actor, run: Run, work: str) -> Job:
    """Start ``score`` or ``stability`` of a run; what runs already is not started twice.

    Raises:
        InputFault: not the county's office, a state that does not admit it, or it is being computed.
    """
    if work == "score":
        EVALUATING.admitted(actor, run, "score")
    elif run.state not in (RunState.SCORED, RunState.CONFIRMING):
        raise InputFault(
            _("“%(s)s”时不能办理这一步") % {"s": run.get_state_display()}, remedy=_("请刷新页面看最新状态")
        )
    return ask(actor, KINDS[work], run)


def _office(actor: Actor, run: Run) -> None:
    office_of(actor, run.county)


def _as_it_was(actor: Actor, run: Run, message: str) -> None:
    """Leave the run as it was; the job keeps what went wrong."""


@job(KINDS["score"], gettext_lazy("初评"), allowed=_office, failed=_as_it_was)
def score(actor: Actor, run: Run, say: Say) -> Finish:
    """Score and grade a run."""
    say(10, _("打分、排名、定档"))
    found = EVALUATING.prepared(actor, run, "score", {})
    say(90, _("写入名单"))
    return lambda: EVALUATING.take(actor, run, "score", prepared=found)


@job(KINDS["stability"], gettext_lazy("稳定性测算"), allowed=_office, failed=_as_it_was)
def stability(actor: Actor, run: Run, say: Say) -> Finish:
    """Weigh how firm the grades of a run are."""
    say(10, _("抽样测算"))
    weighed = grading.weigh(run)
    say(90, _("写入结果"))
    return lambda: runs.assess_stability(actor, run, weighed)
