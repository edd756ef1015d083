"""揭榜挂帅: need → posted → taken → signed → looked at half-way → accepted."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.who import Who
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.cultivation.counting import measures
from tenghuan.apps.cultivation.models import Challenge
from tenghuan.apps.cultivation.titles import GUIDE, WRITERS
from tenghuan.apps.kit import asking
from tenghuan.apps.kit.loop import Loop, Need, Told, move
from tenghuan.apps.kit.numbering import numbered
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.errors import InputFault

State = Challenge.State
OPEN = (State.NEED, State.POSTED, State.TAKEN, State.SIGNED, State.MIDDLE)


def _posted(actor: Actor, challenge: Challenge, told: Told) -> dict[str, Any]:
    closes = asking.cleaned(challenge, ("closes_on",), told)["closes_on"]
    if closes < timezone.localdate():
        raise InputFault(_now("揭榜截止早于今天"), where=str(challenge))
    return {}


def _signed(actor: Actor, challenge: Challenge, told: Told) -> dict[str, Any]:
    if asking.cleaned(challenge, ("signed_on",), told)["signed_on"] > timezone.localdate():
        raise InputFault(_now("签约日期不能晚于今天"), where=str(challenge))
    return {}


def _accepted(actor: Actor, challenge: Challenge, told: Told) -> dict[str, Any]:
    return {"accepted_on": timezone.localdate()}


POSTING = Loop(
    key="challenges",
    model=Challenge,
    moves=(
        move(
            *("post", _("发榜"), {State.NEED}, State.POSTED, WRITERS, Need.DOCUMENT),
            asks=("closes_on",),
        ),
        move("take", _("揭榜"), {State.POSTED}, State.TAKEN, WRITERS, asks=("taker",)),
        move(
            *("sign", _("签约"), {State.TAKEN}, State.SIGNED, WRITERS, Need.EVIDENCE),
            asks=("signed_on", "contract_amount"),
        ),
        move("check", _("中期检查"), {State.SIGNED}, State.MIDDLE, WRITERS, asks=("finding",)),
        move(
            *("accept", _("验收通过"), {State.MIDDLE}, State.ACCEPTED, Who.OFFICE, Need.EVIDENCE, Need.OTHER_PERSON),
            asks=("result",),
        ),
        move("repost", _("重新发榜"), {State.TAKEN}, State.POSTED, WRITERS, Need.REASON, danger=True),
        move("drop", _("终止"), set(OPEN), State.DROPPED, WRITERS, Need.REASON, danger=True),
    ),
    todo={
        State.NEED: _("发榜"),
        State.POSTED: _("组织揭榜"),
        State.TAKEN: _("组织签约"),
        State.SIGNED: _("中期检查"),
        State.MIDDLE: _("验收揭榜项目"),
    },
    fills={"post": _posted, "sign": _signed, "accept": _accepted},
)

CHALLENGES = Register(
    key="challenges",
    model=Challenge,
    natural=("number",),
    fields=("name", "enterprise", "unit", "need", "budget"),
    columns=("name", "number", "enterprise", "unit", "budget", "taker", "signed_on", "contract_amount", "state"),
    search=("name", "number", "enterprise__name", "taker"),
    filters=("unit", "budget", "signed_on"),
    sums=("budget", "contract_amount"),
    summary=("budget", "closes_on", "taker", "signed_on", "contract_amount", "accepted_on"),
    related=("enterprise", "unit"),
    writers=WRITERS,
    loop=POSTING,
    frozen=frozenset({State.SIGNED, State.MIDDLE, State.ACCEPTED, State.DROPPED}),
    complete=numbered("number", "JB"),
    measures=measures("challenges"),
    menu=Menu("policy", "flag", 20, guide=GUIDE),
)
