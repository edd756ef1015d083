"""Matching and offering in the background; the run's page polls until they are done."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.who import Who, is_one
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.funds.models import Matching, MatchingState
from tenghuan.apps.funds.offering import MATCHING
from tenghuan.apps.kit.jobs import Finish, Say, ask, job
from tenghuan.apps.kit.models import Job
from tenghuan.errors import InputFault

MATCH, OFFER = "funds.match", "funds.offer"


def begin(actor: Actor, matching: Matching) -> Job:
    """Have a run done, or what it found offered, whichever is next.

    Raises:
        InputFault: not the county's office, nothing is left to do, or it is under way.
    """
    if matching.state == MatchingState.PUSHED:
        raise InputFault(_("这一批次已推送"), where=str(matching), remedy=_("请新建批次"))
    return ask(actor, MATCH if matching.state == MatchingState.DRAFT else OFFER, matching)


def _office(actor: Actor, matching: Matching) -> None:
    if not is_one(Who.OFFICE, actor, matching):
        raise InputFault(_("政策比对由本级专班办公室办理"), where=str(matching))


def _as_it_was(actor: Actor, matching: Matching, message: str) -> None:
    """Leave the run as it was; the job keeps what went wrong."""


def _platform(matching: Matching) -> Actor:
    """Return the platform, acting in the county: the job says which account asked."""
    return replace(Actor.platform("funds"), region_path=matching.county.path)


@job(MATCH, gettext_lazy("政策比对"), allowed=_office, failed=_as_it_was)
def run(actor: Actor, matching: Matching, say: Say) -> Finish:
    """Hold enterprises against clauses."""
    say(10, _("企业和条款逐一比对"))
    platform = _platform(matching)
    found = MATCHING.prepared(platform, matching, "finish", {})
    say(90, _("写入结果"))
    return lambda: MATCHING.take(platform, matching, "finish", prepared=found)


@job(OFFER, gettext_lazy("推送免申即享"), allowed=_office, failed=_as_it_was)
def offer(actor: Actor, matching: Matching, say: Say) -> Finish:
    """Offer what a run found."""
    say(10, _("生成申报并推送企业确认"))
    return lambda: MATCHING.take(_platform(matching), matching, "offer")
