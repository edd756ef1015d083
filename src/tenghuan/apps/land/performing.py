"""Promises of standard land held against facts: reported, judged by the worst, mended or answered for."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.who import Who
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.models import YearFacts
from tenghuan.apps.kit import asking
from tenghuan.apps.kit.ledger import plain
from tenghuan.apps.kit.loop import Loop, Need, Told, move
from tenghuan.apps.kit.measure import Measure
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.apps.land import reckoning
from tenghuan.apps.land.limits import HUNDRED, limit
from tenghuan.apps.land.models import PROMISES, Parcel, Performance
from tenghuan.apps.land.models import PerformanceState as State
from tenghuan.errors import InputFault
from tenghuan.parcels import indicators, promises

ACTUAL = tuple(f"actual_{key}" for key in PROMISES)
STEP = Decimal("0.0001")


def facts(parcel: Parcel) -> dict[str, Decimal | None]:
    """Return what the registers know of the six promises: the parcel's file, and its holder's latest year."""
    found: dict[str, Decimal | None] = dict.fromkeys(PROMISES)
    found["investment"] = indicators.intensity(parcel.invested, parcel.area)
    found["plot_ratio"] = reckoning.plot_ratio(parcel, list(parcel.floors.all()))
    year = YearFacts.objects.filter(enterprise=parcel.enterprise_id, land_mu__gt=0).order_by("-year").first()
    if year is None or parcel.enterprise_id is None:
        return found
    value = year.value_added
    found["tax"] = _over(year.tax, year.land_mu)
    found["energy"], found["emission"] = _over(value, year.energy_tce), _over(value, year.emissions)
    share = _over(year.rd, year.revenue)
    found["research"] = None if share is None else share * HUNDRED
    return found


def _over(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    return part / whole if part is not None and whole else None


def lamp(row: Performance, ratio: Decimal | None) -> str:
    """Return the lamp of a ratio (per cent) by the county's bounds."""
    county = row.county
    return promises.lamp(ratio, limit(county, "promise_green").number, limit(county, "promise_yellow").number)


def _report(actor: Actor, row: Performance, told: Told) -> dict[str, Any]:
    """Take the facts as told, what was not told from the registers; the worst ratio decides."""
    asked = asking.cleaned(row, ACTUAL, told, optional=frozenset(ACTUAL))
    known = facts(row.parcel)
    for key, (label, _unit) in PROMISES.items():
        name = f"actual_{key}"
        if asked[name] is None and (value := known[key]) is not None:
            asked[name] = value.quantize(STEP)
        if asked[name] is None and getattr(row, f"promised_{key}"):
            told_what = _now("请填写实际%(l)s：已承诺，登记数据中没有") % {"l": label}
            raise InputFault(told_what, where=str(row), field=name)
        setattr(row, name, asked[name])
    ratio = promises.worst(row.promises)
    return {**asked, "ratio": None if ratio is None else ratio.quantize(Decimal("0.01")), "lamp": lamp(row, ratio)}


def _not_met(actor: Actor, row: Performance) -> str:
    """Say why a row cannot pass."""
    if row.lamp == "green":
        return ""
    if row.ratio is None:
        return _now("还没有上报实际值")
    return _now("履约比 %(r)s%%，未达到承诺") % {"r": plain(row.ratio)}


def _hold(row: Performance) -> None:
    if not row.promises:
        first = f"promised_{next(iter(PROMISES))}"
        told = _now("六项承诺至少填一项")
        raise InputFault(told, where=str(row.parcel), remedy=_now("按协议填写"), field=first)
    if row.parcel.retired_on is not None:
        told = _now("宗地“%(p)s”已停用") % {"p": row.parcel}
        raise InputFault(told, remedy=_now("请登记到现在的宗地"), field="parcel")


PERFORMING = Loop(
    key="performances",
    model=Performance,
    moves=(
        move(
            *("report", _("上报对标结果"), {State.OPEN, State.MENDING}, State.REPORTED, (Who.TOWN, Who.UNIT)),
            *(Need.EVIDENCE,),
            asks=ACTUAL,
            optional=ACTUAL,
        ),
        move("pass", _("达标"), {State.REPORTED}, State.PASSED, Who.OFFICE, Need.OPINION, Need.OTHER_PERSON),
        move(
            *("mend", _("责令整改"), {State.REPORTED}, State.MENDING, Who.OFFICE, Need.REASON),
            asks=("mend_by",),
            danger=True,
        ),
        move("return", _("退回"), {State.REPORTED}, State.OPEN, Who.OFFICE, Need.REASON, danger=True),
        move(
            *("breach", _("按约追究"), {State.REPORTED, State.MENDING}, State.BREACHED, Who.OFFICE, Need.DOCUMENT),
            asks=("penalty",),
            danger=True,
        ),
    ),
    todo={State.OPEN: _("上报标准地对标结果"), State.REPORTED: _("评判标准地履约"), State.MENDING: _("整改后再次上报")},
    checks={"pass": _not_met},
    fills={"report": _report},
    due={State.OPEN: "due_on", State.MENDING: "mend_by"},
)

PERFORMANCES = Register(
    key="performances",
    model=Performance,
    natural=("parcel", "stage"),
    fields=("parcel", "stage", "agreement", "due_on", *(f"promised_{key}" for key in PROMISES)),
    columns=("parcel", "stage", "agreement", "due_on", "state", "ratio", "lamp", "mend_by", "penalty"),
    search=("parcel__number", "agreement", "parcel__enterprise__name"),
    filters=("stage", "due_on", "lamp", "ratio"),
    sums=("penalty",),
    summary=("parcel", "stage", "due_on", "ratio", "mend_by", "penalty"),
    related=("parcel",),
    writers=(Who.UNIT, Who.OFFICE),
    loop=PERFORMING,
    frozen=frozenset(state for state in State if state != State.OPEN),
    hold=_hold,
    menu=Menu("land", "certificate", 5, "22-land"),
    measures=(
        Measure("performances.passed", _("标准地达标"), "宗", {"state": State.PASSED}),
        Measure("performances.red", _("履约红灯"), "宗", {"lamp": "red"}),
        Measure("performances.penalty", _("违约金"), "万元", {"state": State.BREACHED}, amount="penalty"),
    ),
)
