"""The loop of idle land: suspected, looked into, found by letter, told, disposed of (order 53; methodology2 §21)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.who import Who
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import asking, records
from tenghuan.apps.kit.loop import Loop, Need, Told, move
from tenghuan.apps.kit.measure import Measure
from tenghuan.apps.kit.numbering import numbered
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.apps.land import dictionary, standing
from tenghuan.apps.land.limits import HUNDRED, limit
from tenghuan.apps.land.models import IDLE_OPEN, IdleCase, Parcel, Standing
from tenghuan.apps.land.models import IdleState as State
from tenghuan.errors import InputFault

_number = numbered("number", "XZ")
CENT = Decimal("0.01")


def _complete(case: IdleCase) -> None:
    """Give a case its number and the days as they stand when it is opened."""
    _number(case)
    if case.pk is None:
        _set_days(case, standing.judge_one(case.parcel))


def _set_days(case: IdleCase, judged: standing.Judged) -> None:
    if judged.clock is not None:
        case.since, case.lost = judged.clock.since, judged.clock.lost
        case.one_year, case.two_years = judged.clock.one_year, judged.clock.two_years
    case.years = case.full_years(timezone.localdate())


def _hold(case: IdleCase) -> None:
    if case.parcel.retired_on is not None:
        told = _now("宗地“%(p)s”已停用") % {"p": case.parcel}
        raise InputFault(told, remedy=_now("请登记到现在的宗地"), field="parcel")
    twins = IdleCase.objects.filter(parcel=case.parcel, state__in=IDLE_OPEN, retired_on=None).exclude(pk=case.pk)
    if twins.exists():
        told = _now("这宗地已有在办的闲置案")
        raise InputFault(told, where=str(case.parcel), remedy=_now("请在原案办理"), field="parcel")


def open_case(actor: Actor, parcel: Parcel, judged: standing.Judged) -> bool:
    """Open a case about a parcel unless one is open, or the same days were excluded or disposed of already."""
    years = 0 if judged.clock is None else 2 if judged.by_days == "two_years" else 1
    known = IdleCase.objects.filter(parcel=parcel, retired_on=None)
    since = judged.clock.since if judged.clock is not None else None
    if known.filter(state__in=IDLE_OPEN).exists() or known.filter(since=since, years__gte=years).exists():
        return False
    records.add(actor, IDLES, parcel.county, {"parcel": parcel, "why": judged.why})
    return True


def too_early(actor: Actor, case: IdleCase) -> str:
    """Say why a case cannot be found idle yet."""
    if case.one_year is None:
        return _now("起算日不明：请先在地块档案补全约定动工或交地日期，再按“更新起算”")
    if not case.full_years(timezone.localdate()):
        return _now("未满一年（满一年之日 %(d)s），不能认定") % {"d": case.one_year}
    return ""


def _found(actor: Actor, case: IdleCase, told: Told) -> dict[str, Any]:
    return {"found_on": timezone.localdate()}


def _mark(actor: Actor, case: IdleCase, told: Told) -> None:
    """The parcel is idle by the letter of finding."""
    standing.stand(case.parcel, Standing.IDLE, finding=str(told["document"]).strip()[:80])


def _recount(actor: Actor, case: IdleCase, told: Told) -> dict[str, Any]:
    """Count the days again by what the parcel's file says now."""
    _set_days(case, standing.judge_one(case.parcel))
    return {name: getattr(case, name) for name in ("since", "one_year", "two_years", "lost", "years")}


def ways(case: IdleCase) -> list[str]:
    """Return how this case may be disposed of today."""
    return dictionary.open_to(case.cause, case.full_years(timezone.localdate()))


def _propose(actor: Actor, case: IdleCase, told: Told) -> dict[str, Any]:
    """Reckon the fee; an extension needs its day."""
    asked = asking.cleaned(case, ("disposal", "extend_to"), told, optional=frozenset({"extend_to"}))
    if asked["disposal"] not in ways(case):
        raise InputFault(
            _now("“%(v)s”不在可选范围") % {"v": asked["disposal"]},
            remedy=_now("可选：%(o)s") % {"o": "、".join(ways(case))},
            field="disposal",
        )
    effect = dictionary.disposal(asked["disposal"]).effect
    if effect == "extend" and asked["extend_to"] is None:
        raise InputFault(_now("延长动工开发期限的，请填延长动工至哪一天"), where=str(case), field="extend_to")
    if effect == "extend" and asked["extend_to"] <= timezone.localdate():
        raise InputFault(
            _now("延长动工至 %(d)s 不晚于今天") % {"d": asked["extend_to"]},
            remedy=_now("请填补充协议约定的动工日"),
            field="extend_to",
        )
    if effect != "fee":
        return {"fee": None}
    if case.parcel.price is None:
        raise InputFault(_now("地块没有填土地价款，不能计算闲置费"), remedy=_now("请先在地块档案补填"))
    share = limit(case.county, "idle_fee_share").number
    return {"fee": (case.parcel.price * share / HUNDRED).quantize(CENT)}


def _closed(actor: Actor, case: IdleCase, told: Told) -> dict[str, Any]:
    return {"closed_on": timezone.localdate()}


def _dispose(actor: Actor, case: IdleCase, told: Told) -> None:
    """What the decision means for the parcel: taken back, extended, or only no longer under a finding."""
    parcel, effect = case.parcel, dictionary.disposal(case.disposal).effect
    columns: dict[str, Any] = {"finding": ""}
    if effect == "take_back":
        columns |= taken_back()
    elif effect == "extend":
        columns |= {"start_extended": case.extend_to}
    for name, value in columns.items():
        setattr(parcel, name, value)
    judged = standing.judge_one(parcel)
    parcel.refresh_from_db()
    standing.stand(parcel, judged.standing, **columns)


def taken_back() -> dict[str, Any]:
    """Return the columns of a parcel that the county holds itself again: nobody must begin anything on it."""
    nothing = dict.fromkeys(("enterprise_id", "start_by", "start_extended", "delivered_on", "started_on", "stopped_on"))
    return {**nothing, "holder": dictionary.reserve()}


IDLING = Loop(
    key="idles",
    model=IdleCase,
    moves=(
        move(
            *("investigate", _("下达调查通知书"), {State.SUSPECTED}, State.INVESTIGATED, Who.UNIT, Need.DOCUMENT),
        ),
        move("recount", _("更新起算"), {State.SUSPECTED}, State.SUSPECTED, Who.UNIT),
        move(
            *("find", _("认定闲置"), {State.INVESTIGATED}, State.FOUND, Who.UNIT, Need.DOCUMENT, Need.EVIDENCE),
            asks=("cause",),
            due="idle_hearing_days",
        ),
        move(
            *("exclude", _("排除"), {State.SUSPECTED, State.INVESTIGATED}, State.EXCLUDED, Who.UNIT, Need.REASON),
            danger=True,
        ),
        move("tell", _("告知权利和听证"), {State.FOUND}, State.TOLD, Who.UNIT, Need.DOCUMENT),
        move(
            *("propose", _("拟订处置方案"), {State.TOLD}, State.PROPOSED, Who.UNIT, Need.OPINION),
            asks=("disposal", "extend_to"),
            optional=("extend_to",),
        ),
        move(
            *("decide", _("批准处置"), {State.PROPOSED}, State.DECIDED, Who.OFFICE),
            *(Need.DOCUMENT, Need.OTHER_PERSON),
        ),
        move("return", _("退回方案"), {State.PROPOSED}, State.TOLD, Who.OFFICE, Need.REASON, danger=True),
        move("close", _("处置到位"), {State.DECIDED}, State.CLOSED, Who.UNIT, Need.EVIDENCE),
    ),
    todo={
        State.SUSPECTED: _("调查疑似闲置土地"),
        State.INVESTIGATED: _("认定或排除闲置"),
        State.FOUND: _("告知闲置认定和听证"),
        State.TOLD: _("拟订闲置处置方案"),
        State.PROPOSED: _("审定闲置处置方案"),
        State.DECIDED: _("落实闲置处置"),
    },
    checks={"find": too_early},
    choices={"disposal": ways},
    fills={"find": _found, "recount": _recount, "propose": _propose, "close": _closed},
    effects={"find": _mark, "close": _dispose},
    due={State.SUSPECTED: "investigate_by", State.INVESTIGATED: "find_by"},
)

IDLES = Register(
    key="idles",
    model=IdleCase,
    natural=("number",),
    fields=("parcel", "why"),
    columns=(
        "parcel",
        "number",
        "state",
        "why",
        "since",
        "one_year",
        "two_years",
        "cause",
        "disposal",
        "fee",
        "closed_on",
    ),
    search=("number", "parcel__number", "why"),
    filters=("since", "one_year", "cause"),
    sums=("fee",),
    summary=("parcel", "since", "one_year", "two_years", "lost", "disposal", "fee"),
    related=("parcel",),
    writers=(Who.UNIT, Who.OFFICE),
    loop=IDLING,
    importable=False,
    frozen=frozenset(state for state in State if state != State.SUSPECTED),
    complete=_complete,
    hold=_hold,
    note=_("疑似闲置只是线索：认定须有《闲置土地认定书》文号"),
    menu=Menu("land", "hourglass", 4, "22-land"),
    measures=(
        Measure("idles.open", _("在办闲置土地"), "宗", {"state__in": IDLE_OPEN}),
        Measure("idles.found", _("认定闲置"), "宗", {"found_on__isnull": False}, when="found_on"),
        Measure("idles.closed", _("处置闲置土地"), "宗", {"state": State.CLOSED}, when="closed_on"),
        Measure("idles.fee", _("闲置费"), "万元", {"state": State.CLOSED}, amount="fee", when="closed_on"),
    ),
)
