"""The way of a lead: who moves it, within which time, what each step needs (methodology2 §23)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.meta import field_of
from tenghuan.apps.access.who import Who
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.loop import Loop, Need, move
from tenghuan.apps.kit.parameters import Found, parameter
from tenghuan.apps.kit.workdays import deadline
from tenghuan.apps.leads import alike, silence
from tenghuan.apps.leads.models import FOLLOWED, Lead, State
from tenghuan.apps.organization.models import Region, Unit
from tenghuan.errors import InputFault

Told = dict[str, Any]
NOT_TAKEN = {Lead.Nature.RENEWAL, Lead.Nature.ESTATE, Lead.Nature.OUTLET}
NEXT = ("contact", "next_step", "next_on", "doer")
OPEN_WAY = (State.SET_UP, State.VISITED, State.TALKING)
BEFORE = (State.NEW, State.ANSWERED, State.JUDGED)


def limit(county: Region, key: str) -> Found:
    """Return a bound of leads as it holds in the county today."""
    return parameter(county, key, timezone.localdate())


def respond_by(lead: Lead, since: date) -> date:
    """Return the day by which a lead must be answered."""
    return deadline(since, limit(lead.county, "lead_respond_days").days)


def judge_by(lead: Lead, since: date) -> date:
    """Return the day by which a lead must be judged: a major one has longer."""
    major = lead.total is not None and lead.total >= limit(lead.county, "lead_major_total").number
    return deadline(since, limit(lead.county, "lead_judge_major_days" if major else "lead_judge_days").days)


def hold_unit(lead: Lead, unit: Any) -> None:
    """Refuse a unit of another county (a form offers none, a call may)."""
    found = unit if isinstance(unit, Unit) else Unit.objects.filter(pk=unit).select_related("region").first()
    if found is not None and not found.region.path.startswith(lead.county.path):
        raise InputFault(_now("单位不属于本县"), where=str(found))


def _day(told: Mapping[str, Any], name: str) -> date | None:
    """Return a day out of what was told (the loop has held that it is one)."""
    value = told.get(name)
    value = value.strip() if isinstance(value, str) else value
    return field_of(Lead, name).to_python(value) if value else None


def hold_next(told: Mapping[str, Any]) -> None:
    """Refuse a next step that lies behind."""
    day = _day(told, "next_on")
    if day is not None and day < timezone.localdate():
        raise InputFault(_now("下次跟进日期不能早于今天"), remedy=_now("请改为今天或以后"))


def worth(actor: Actor, lead: Lead) -> str:
    """Say why a lead is none that the county takes up: its kind, its size, or one that looks the same."""
    if lead.nature in NOT_TAKEN:
        return _now("“%(n)s”不作为招商线索立项") % {"n": lead.get_nature_display()}
    for name, key in (("total", "lead_min_total"), ("fixed", "lead_min_fixed")):
        least, value = limit(lead.county, key), getattr(lead, name)
        if value is None or value < least.number:
            told = {"l": field_of(Lead, name).verbose_name, "n": least.number, "s": least.source, "w": least.note}
            return _now("%(l)s不足 %(n)s 万元，不能立项（%(s)s；%(w)s）") % told
    return alike.hindrance(actor, lead)


def recallable(actor: Actor, lead: Lead) -> str:
    """Say why the office may not take a lead from its unit: it was followed lately."""
    days, least = silence.days_of(lead, timezone.localdate()), limit(lead.county, "lead_recall_days").days
    return "" if days >= least else _now("%(d)d 天内有跟进，满 %(n)d 天无跟进才可收回") % {"d": days, "n": least}


def _on(column: str) -> Any:
    """Return what a step fills in: the day, and that somebody stirred."""

    def fill(actor: Actor, lead: Lead, told: Told) -> Told:
        hold_next(told)
        return {column: timezone.localdate(), "silent": 0}

    return fill


def _answered(actor: Actor, lead: Lead, told: Told) -> Told:
    hold_next(told)
    today = timezone.localdate()
    return {"answered_on": today, "judge_by": judge_by(lead, today), "silent": 0}


def _followed(actor: Actor, lead: Lead, told: Told) -> Told:
    hold_next(told)
    return {"silent": 0}


def _signed(actor: Actor, lead: Lead, told: Told) -> Told:
    hold_unit(lead, told.get("host"))
    _hold_past(told, "signed_on")
    return {"signs": 1, "silent": 0}


def _landed(actor: Actor, lead: Lead, told: Told) -> Told:
    _hold_past(told, "landed_on")
    day = _day(told, "landed_on")
    if lead.signed_on is not None and day is not None and day < lead.signed_on:
        raise InputFault(_now("落地日期早于签约日期 %(d)s") % {"d": lead.signed_on}, where=str(lead))
    share = told.get("first_share")
    changed = lead.first_unit_id is not None and lead.first_unit_id != lead.unit_id
    if changed and share in (None, ""):
        raise InputFault(
            _now("首谈单位是%(u)s，请填约定的首谈单位分成") % {"u": lead.first_unit},
            where=str(lead),
            remedy=_now("0 至 100"),
        )
    return {"lands": 1, "silent": 0, "next_on": None, "next_step": ""}


def _hold_past(told: Told, name: str) -> None:
    day = _day(told, name)
    if day is not None and day > timezone.localdate():
        raise InputFault(_now("日期不能晚于今天"), where=str(day))


def _pooled(actor: Actor, lead: Lead, told: Told) -> Told:
    return {"unit_id": None, "next_on": None, "next_step": "", "respond_by": None, "judge_by": None, "silent": 0}


def _to(lead: Lead, unit: Any) -> Told:
    pk = unit.pk if isinstance(unit, Unit) else unit
    first = {"first_unit_id": pk} if lead.first_unit_id is None else {}
    return {"respond_by": respond_by(lead, timezone.localdate()), "silent": 0, **first}


def _claimed(actor: Actor, lead: Lead, told: Told) -> Told:
    unit = actor.user.unit if actor.user is not None else None
    if unit is None:
        raise InputFault(_now("领取的账号须属于一个单位"), where=str(lead))
    return {"unit_id": unit.pk, **_to(lead, unit)}


def _assigned(actor: Actor, lead: Lead, told: Told) -> Told:
    hold_unit(lead, told.get("unit"))
    return _to(lead, told.get("unit"))


def _ended(actor: Actor, lead: Lead, told: Told) -> Told:
    return {"next_on": None, "next_step": "", "silent": 0}


UNIT, OFFICE = Who.UNIT, Who.OFFICE
STAYS = {"asks": NEXT, "optional": ("doer",)}

LEADING = Loop(
    key="leads",
    model=Lead,
    moves=(
        move("respond", _("响应"), {State.NEW}, State.ANSWERED, UNIT, **STAYS),
        move("judge", _("研判"), {State.ANSWERED}, State.JUDGED, OFFICE, Need.OPINION, proofs=("研判表",)),
        move("set_up", _("立项"), {State.JUDGED}, State.SET_UP, OFFICE, Need.OPINION),
        move("return", _("退公海"), {State.JUDGED}, State.POOL, OFFICE, Need.REASON, danger=True),
        move("visit", _("登记考察"), {State.SET_UP}, State.VISITED, UNIT, proofs=("考察纪要",), **STAYS),
        move("talk", _("登记谈判"), {State.VISITED}, State.TALKING, UNIT, proofs=("谈判纪要",), **STAYS),
        move("sign", _("签约"), {State.TALKING}, State.SIGNED, UNIT, asks=("signed_on", "host"), proofs=("投资协议",)),
        move(
            *("land", _("落地"), {State.SIGNED}, State.LANDED, (UNIT, OFFICE)),
            asks=("landed_on", "landed_uscc", "site", "project", "project_number", "first_share"),
            optional=("project", "project_number", "first_share"),
        ),
        *(move("follow", _("跟进"), {state}, state, UNIT, **STAYS) for state in FOLLOWED if state != State.NEW),
        move("claim", _("领取"), {State.POOL}, State.NEW, Who.FILER),
        move("assign", _("分派"), {State.POOL}, State.NEW, OFFICE, asks=("unit",)),
        move("give_back", _("归池"), {*BEFORE, *OPEN_WAY}, State.POOL, UNIT, Need.REASON, danger=True),
        move("recall", _("收回归池"), {*BEFORE, *OPEN_WAY}, State.POOL, OFFICE, Need.REASON, danger=True),
        move(
            *("lose", _("登记流失"), {*FOLLOWED, State.POOL}, State.LOST, (UNIT, OFFICE), Need.REASON),
            asks=("loss",), danger=True,
        ),
        move("drop", _("判为无效"), {*BEFORE, State.POOL}, State.INVALID, OFFICE, Need.REASON, danger=True),
        move(
            *("merge", _("并入另一线索"), {*BEFORE, *OPEN_WAY, State.POOL}, State.INVALID, OFFICE, Need.REASON),
            asks=("same_as",), danger=True,
        ),
        move("reopen", _("重新激活"), {State.LOST, State.INVALID}, State.POOL, OFFICE, Need.REASON),
    ),
    todo={
        State.NEW: _("响应线索"),
        State.ANSWERED: _("研判线索"),
        State.JUDGED: _("决定立项或退公海"),
        State.SET_UP: _("跟进线索"),
        State.VISITED: _("跟进线索"),
        State.TALKING: _("跟进线索"),
        State.SIGNED: _("推进落地"),
    },
    due={
        State.NEW: "respond_by", State.ANSWERED: "judge_by", State.SET_UP: "next_on", State.VISITED: "next_on",
        State.TALKING: "next_on", State.SIGNED: "next_on",
    },
    checks={"set_up": worth, "recall": recallable},
    fills={
        "respond": _answered, "judge": _on("judged_on"), "set_up": _on("set_up_on"), "visit": _on("visited_on"),
        "talk": _on("talked_on"), "sign": _signed, "land": _landed, "follow": _followed, "claim": _claimed,
        "assign": _assigned, "return": _pooled, "give_back": _pooled, "recall": _pooled, "lose": _ended,
        "drop": _ended, "merge": lambda actor, lead, told: alike.merged(actor, lead, told) | _ended(actor, lead, told),
        "reopen": lambda actor, lead, told: _pooled(actor, lead, told) | {"loss": "", "same_as": None},
    },
)  # fmt: skip


def counted(lead: Lead) -> Decimal | None:
    """Return what of the investment counts (10⁴ CNY): of an increase the increment, of a new owner nothing (§23)."""
    if lead.nature == Lead.Nature.OWNER:
        return Decimal(0)
    if lead.total is None or lead.nature != Lead.Nature.INCREASE:
        return lead.total
    return None if lead.base_total is None else lead.total - lead.base_total
