"""Playing a scenario in the background; its page polls until it is done."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.jobs import Finish, Say, ask, job
from tenghuan.apps.kit.models import Job
from tenghuan.apps.sandtable import playing
from tenghuan.apps.sandtable.models import Scenario

PLAY = "sandtable.play"


def begin(actor: Actor, scenario: Scenario) -> Job:
    """Have a scenario played; what is being played already is refused."""
    return ask(actor, PLAY, scenario)


def _as_it_was(actor: Actor, scenario: Scenario, message: str) -> None:
    """Leave the scenario as it was; the job keeps what went wrong."""


@job(PLAY, gettext_lazy("推演"), allowed=playing.hold_office, failed=_as_it_was)
def play(actor: Actor, scenario: Scenario, say: Say) -> Finish:
    """Work the answer out."""
    say(10, _("汇总企业数据，求解"))
    revision, answer = scenario.revision, playing.play(scenario)
    say(90, _("写入结果"))
    return lambda: playing.keep_answer(actor, scenario, answer, revision)
