"""Outcomes: planned, reported with proof, confirmed by another; technology contracts beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.who import Who
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.cultivation.counting import measures
from tenghuan.apps.cultivation.models import Contract, Outcome
from tenghuan.apps.cultivation.titles import GUIDE, WRITERS
from tenghuan.apps.kit import asking
from tenghuan.apps.kit.loop import Loop, Need, Told, move
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.errors import InputFault
from tenghuan.laddering.kinds import kind
from tenghuan.publishing.tables import Column

State = Outcome.State
FINDERS = (Who.UNIT, Who.OFFICE, Who.TOWN)
PROOF = ("achieved_on", "number", "amount", "ended_on")


def _settle(outcome: Outcome) -> None:
    """Fill in level and term; what was achieved already waits to be confirmed."""
    told = kind("outcomes", outcome.kind)
    outcome.level = outcome.level or told.level
    if outcome.achieved_on is None:
        return
    outcome.ended_on = outcome.ended_on or told.until(outcome.achieved_on)
    if outcome.pk is None:
        outcome.state = State.REPORTED


def _hold(outcome: Outcome) -> None:
    if outcome.enterprise_id is None and not outcome.holder:
        raise InputFault(_now("请填企业或其他承担单位"), where=str(outcome), field="enterprise")
    if outcome.achieved_on is None:
        if outcome.ended_on is not None:
            raise InputFault(
                _now("还没有取得的不填有效期"), where=str(outcome), remedy=_now("请先填取得日期"), field="ended_on"
            )
        return
    if outcome.pk is not None and outcome.state in (State.PLANNED, State.WORKING):
        raise InputFault(
            _now("取得请从“报送成果”办理"), where=str(outcome), remedy=_now("不要直接填取得日期"), field="achieved_on"
        )
    if not outcome.number:
        raise InputFault(_now("已经取得的须填文号或证书号"), where=str(outcome), field="number")
    _hold_proof(outcome, outcome.achieved_on, outcome.ended_on, outcome.amount)


def _hold_proof(outcome: Outcome, achieved: Any, ended: Any, amount: Any) -> None:
    if achieved > timezone.localdate():
        raise InputFault(_now("取得日期不能晚于今天"), where=str(outcome), field="achieved_on")
    if ended is not None and ended < achieved:
        raise InputFault(_now("有效期止早于取得日期"), where=str(outcome), field="ended_on")
    told = kind("outcomes", outcome.kind)
    if told.amount and amount is None:
        words = _now("请填数额：%(a)s（%(u)s）") % {"a": told.amount, "u": told.amount_unit}
        raise InputFault(words, where=str(outcome), field="amount")


def _reported(actor: Actor, outcome: Outcome, told: Told) -> dict[str, Any]:
    found = asking.cleaned(outcome, PROOF, told, optional=frozenset({"number", "amount", "ended_on"}))
    amount = outcome.amount if found["amount"] is None else found["amount"]
    _hold_proof(outcome, found["achieved_on"], found["ended_on"], amount)
    ended = found["ended_on"] or kind("outcomes", outcome.kind).until(found["achieved_on"])
    return {"amount": amount, "ended_on": ended}


def _ended(actor: Actor, outcome: Outcome, told: Told) -> dict[str, Any]:
    day = asking.cleaned(outcome, ("ended_on",), told)["ended_on"]
    assert outcome.achieved_on is not None  # what may end was achieved
    if not outcome.achieved_on <= day <= timezone.localdate():
        raise InputFault(_now("失效日期须在取得之后、今天之前"), where=str(outcome))
    return {}


FINDING = Loop(
    key="outcomes",
    model=Outcome,
    moves=(
        move("start", _("启动"), {State.PLANNED}, State.WORKING, FINDERS),
        move(
            *("report", _("报送成果"), {State.PLANNED, State.WORKING}, State.REPORTED, FINDERS, Need.EVIDENCE),
            asks=PROOF,
            optional=("number", "amount", "ended_on"),
        ),
        move(
            *("confirm", _("核实"), {State.REPORTED}, State.CONFIRMED, WRITERS, Need.OPINION, Need.OTHER_PERSON),
        ),
        move("return", _("退回"), {State.REPORTED}, State.WORKING, WRITERS, Need.REASON, danger=True),
        move(
            *("end", _("登记失效"), {State.CONFIRMED}, State.ENDED, WRITERS, Need.REASON),
            asks=("ended_on",),
            danger=True,
        ),
        move("drop", _("取消"), {State.PLANNED, State.WORKING}, State.DROPPED, WRITERS, Need.REASON, danger=True),
    ),
    todo={State.PLANNED: _("启动培育"), State.WORKING: _("推进并报送成果"), State.REPORTED: _("核实培育成果")},
    waits={State.REPORTED: Who.OFFICE},
    fills={"report": _reported, "end": _ended},
)


def _amount_word(outcome: Outcome) -> str | None:
    """Return the unit that an outcome's amount is in, None where its kind has none."""
    return kind("outcomes", outcome.kind).amount_unit or None


OUTCOMES = Register(
    key="outcomes",
    model=Outcome,
    natural=("kind", "name"),
    fields=(*("kind", "name", "enterprise", "holder", "unit", "level", "amount", "number", "achieved_on", "ended_on"),),
    columns=(
        *("name", "kind", "level", "enterprise", "holder", "number", "achieved_on", "ended_on", "amount"),
        Column("amount_unit", str(_("数额单位")), value=_amount_word),
        *("unit", "state"),
    ),
    search=("name", "enterprise__name", "enterprise__uscc", "holder", "number"),
    filters=("kind", "level", "unit", "enterprise__town", "achieved_on", "ended_on"),
    summary=("kind", "level", "number", "achieved_on", "ended_on", "amount"),
    related=("enterprise", "unit"),
    writers=WRITERS,
    loop=FINDING,
    frozen=frozenset({State.CONFIRMED, State.ENDED, State.DROPPED}),
    complete=_settle,
    hold=_hold,
    measures=measures("outcomes"),
    note=_("只有已核实的计入指标；报送人不能自己核实"),
    menu=Menu("policy", "award", 16, guide=GUIDE),
)


def _hold_contract(contract: Contract) -> None:
    today, days = timezone.localdate(), (contract.registered_on - contract.accepted_on).days
    if contract.registered_on > today:
        raise InputFault(_now("登记日期不能晚于今天"), where=str(contract), field="registered_on")
    if days < 0:
        raise InputFault(_now("登记日期早于受理日期"), where=str(contract), field="registered_on")
    if contract.technical is not None and contract.technical > contract.amount:
        raise InputFault(_now("技术交易额大于成交额"), where=str(contract), field="technical")


def with_lateness(contracts: Sequence[Contract]) -> Sequence[Contract]:
    """Tell of each contract of a list whether it was registered later than its county's days after acceptance."""
    days: dict[int, int] = {}
    today = timezone.localdate()
    for one in contracts:
        if one.county_id not in days:
            days[one.county_id] = parameter(one.county, "contract_registration_days", today).days
        late = (one.registered_on - one.accepted_on).days > days[one.county_id]
        one.late = late  # type: ignore[attr-defined]  # of this list
    return contracts


CONTRACTS = Register(
    key="contracts",
    model=Contract,
    natural=("number",),
    fields=(
        *("number", "name", "enterprise", "buyer", "kind", "amount", "technical", "unit", "accepted_on"),
        "registered_on",
    ),
    columns=(
        *("number", "name", "enterprise", "buyer", "kind", "amount", "technical", "accepted_on", "registered_on"),
        Column("late", str(_("登记超期"))),
    ),
    search=("number", "name", "enterprise__name", "enterprise__uscc", "buyer"),
    filters=("kind", "unit", "registered_on", "amount"),
    sums=("amount", "technical"),
    summary=("amount", "technical", "accepted_on", "registered_on"),
    related=("enterprise", "unit"),
    writers=WRITERS,
    hold=_hold_contract,
    prepare=with_lateness,
    measures=measures("contracts"),
    note=_("在卖方所在地登记一次：编号在各县之间也不能重复"),
    menu=Menu("policy", "file-certificate", 18, guide=GUIDE),
)
