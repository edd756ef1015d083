"""Claims of before the platform: they come in with the step at which they stand, its days and the money that was paid.

No deadline begins anew and nothing is booked as they come in: a person enters what was paid out of a fund that is kept
here (:mod:`entering`).
"""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from tenghuan.apps.access.meta import field_of
from tenghuan.apps.funds.models import Claim, State
from tenghuan.errors import InputFault

# the days of a claim in their order, and the step at which it stands from each day on
DAYS = (
    ("applied_on", State.APPLIED),
    ("published_on", State.PUBLISHED),
    ("decided_on", State.DECIDED),
    ("paid_on", State.PAID),
    ("reclaimed_on", State.RECLAIMED),
)
# the last day that a claim at a step can have, and the days that it must have
LAST = {
    State.APPLIED: "applied_on",
    State.MISSING: "applied_on",
    State.REVIEWED: "applied_on",
    State.CHECKED: "applied_on",
    State.PUBLISHED: "published_on",
    State.DECIDED: "decided_on",
    State.PAID: "paid_on",
    State.ARCHIVED: "paid_on",
    State.RECLAIMED: "reclaimed_on",
    State.REFUSED: "decided_on",
}
PAID_BEFORE = (State.PAID, State.ARCHIVED, State.RECLAIMED)
MUST = {
    **dict.fromkeys((State.APPLIED, State.MISSING, State.REVIEWED, State.CHECKED), ("applied_on",)),
    State.PUBLISHED: ("published_on",),
    **dict.fromkeys((State.PAID, State.ARCHIVED), ("paid_on",)),
    State.RECLAIMED: ("paid_on", "reclaimed_on"),
}


def stand(claim: Claim) -> None:
    """Put a new claim of which only days are told at the step of its last day."""
    if claim.state == State.DRAFT:
        claim.state = next((state for name, state in reversed(DAYS) if getattr(claim, name)), State.DRAFT)


def hold(claim: Claim) -> None:
    """Refuse what cannot have been: days ahead, out of order or beyond the step, money committed that nobody booked.

    Raises:
        InputFault: with the column that is wrong.
    """
    _hold_step(claim)
    today, earlier = timezone.localdate(), ("", date.min)
    for name, _state in DAYS:
        day = getattr(claim, name)
        if day is None:
            continue
        if day > today:
            raise InputFault(_("%(l)s晚于今天") % {"l": _label(name)}, remedy=_("请填实际的日期"), field=name)
        if day < earlier[1]:
            told = _("%(l)s早于%(e)s") % {"l": _label(name), "e": _label(earlier[0])}
            raise InputFault(told, remedy=_("请核对两个日期"), field=name)
        earlier = name, day
    if claim.state in PAID_BEFORE and claim.amount <= 0:
        raise InputFault(_("“%(s)s”的须填金额") % {"s": _word(claim)}, remedy=_("填当时拨付的金额"), field="amount")


def _hold_step(claim: Claim) -> None:
    if claim.state == State.DECIDED:
        raise InputFault(
            _("审定未付的要占用专项资金，不能用工作簿登记"),
            remedy=_("请按“公示中”导入，在平台审定；已经付了的填拨付日"),
            field="state",
        )
    state = State(claim.state)
    for name in MUST.get(state, ()):
        if getattr(claim, name) is None:
            raise InputFault(
                _("“%(s)s”的须填%(l)s") % {"s": _word(claim), "l": _label(name)},
                remedy=_("请补填日期，或改正环节"),
                field=name,
            )
    names = [name for name, _state in DAYS]
    beyond = names[names.index(LAST[state]) + 1 :] if state in LAST else names
    for name in beyond:
        if getattr(claim, name) is not None:
            raise InputFault(
                _("环节是“%(s)s”，却填了%(l)s") % {"s": _word(claim), "l": _label(name)},
                remedy=_("请改正环节，或清空这一格"),
                field=name,
            )


def _label(name: str) -> str:
    return str(field_of(Claim, name).verbose_name)


def _word(claim: Claim) -> str:
    return str(State(claim.state).label)
