"""What energy is, declared: meters, readings, periods and factors (methodology2 §24)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.who import Who
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.energy import budgets, counting, panels, reconciling, works
from tenghuan.apps.energy.models import Meter, OwnFactor, Period, Reading
from tenghuan.apps.energy.models.use import carrier_choices
from tenghuan.apps.kit.loop import Loop, Need, Told, move
from tenghuan.apps.kit.numbering import numbered
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.apps.web import menu
from tenghuan.energy.factors import carriers

GUIDE = works.GUIDE
# a carrier's word in workbooks → its unit
UNIT_OF = {str(label): carriers()[key].unit for key, label in carrier_choices()}


def _nothing_reported(actor: Actor, period: Period) -> str:
    found = counting.reported(period.county, period.year, period.month)
    return "" if found else _now("该月还没有用能数据")


def _publish(actor: Actor, period: Period, told: Told) -> None:
    counting.recount(period)
    budgets.fill_uses(actor, period)


def _published_on(actor: Actor, period: Period, told: Told) -> dict[str, Any]:
    return {"published_on": period.published_on or timezone.localdate(), "counted_at": timezone.now()}


def _correct(actor: Actor, period: Period, told: Told) -> None:
    counting.recount(period)


def _next_version(actor: Actor, period: Period, told: Told) -> dict[str, Any]:
    return {"version": period.version + 1, "counted_at": timezone.now()}


PERIODS_LOOP = Loop(
    key="energy_periods",
    model=Period,
    moves=(
        move(
            *("publish", _("发布"), {Period.State.OPEN, Period.State.CORRECTING}, Period.State.PUBLISHED, Who.OFFICE),
            *(Need.OPINION,),
        ),
        move(
            *("correct", _("更正"), {Period.State.PUBLISHED}, Period.State.CORRECTING, Who.OFFICE),
            *(Need.REASON, Need.DOCUMENT),
            danger=True,
        ),
    ),
    todo={Period.State.OPEN: _("发布月度用能"), Period.State.CORRECTING: _("发布更正后的用能")},
    checks={"publish": _nothing_reported},
    effects={"publish": _publish, "correct": _correct},
    fills={"publish": _published_on, "correct": _next_version},
)

PERIODS = Register(
    key="energy_periods",
    model=Period,
    natural=("year", "month"),
    fields=("year", "month"),
    columns=("year", "month", "version", "counted_at", "published_on", "state"),
    filters=("year",),
    summary=("version", "counted_at", "published_on"),
    panels=(panels.Counted(), panels.Late()),
    loop=PERIODS_LOOP,
    frozen=frozenset({Period.State.PUBLISHED, Period.State.CORRECTING}),
    importable=False,
    menu=Menu("energy", "calendar", 12, guide=GUIDE),
)

METERS = Register(
    key="energy_meters",
    model=Meter,
    natural=("number",),
    fields=("number", "carrier", "enterprise", "place"),
    columns=("number", "carrier", "enterprise", "place"),
    search=("number", "enterprise__name", "enterprise__uscc"),
    filters=("carrier",),
    summary=("carrier", "enterprise", "place"),
    related=("enterprise",),
    panels=(panels.Shares(),),
    menu=Menu("energy", "gauge", 60, guide=GUIDE),
)

READINGS = Register(
    key="energy_readings",
    model=Reading,
    natural=("enterprise", "carrier", "year", "month", "meter"),
    fields=("enterprise", "carrier", "year", "month", "meter", "amount", "source"),
    columns=("enterprise", "carrier", "year", "month", "meter", "amount", "source"),
    search=("enterprise__name", "enterprise__uscc", "meter"),
    filters=("carrier", "year", "month", "source"),
    summary=("carrier", "amount", "source"),
    related=("enterprise",),
    hold=counting.hold_reading,
    units_by={"amount": ("carrier", UNIT_OF)},
    wide=("amount", "month"),
    follows=counting.hold_taken_back,
    note=_("消费量单位见能源品种；供电部门工作簿已有的电量不必再填"),
    menu=Menu("energy", "bolt", 14, guide=GUIDE),
)

FACTORS_LOOP = Loop(
    key="energy_factors",
    model=OwnFactor,
    moves=(
        move("adopt", _("启用"), {OwnFactor.State.DRAFT}, OwnFactor.State.ADOPTED, Who.OFFICE, Need.DOCUMENT),
        move(
            "drop", _("不启用"), {OwnFactor.State.DRAFT}, OwnFactor.State.DROPPED, Who.OFFICE, Need.REASON, danger=True
        ),
    ),
    todo={OwnFactor.State.DRAFT: _("核定并启用系数")},
    fills={"adopt": lambda actor, factor, told: {"adopted_on": timezone.localdate()}},
)

FACTORS = Register(
    key="energy_factors",
    model=OwnFactor,
    natural=("number",),
    fields=("carrier", "basis", "year", "month", "value", "version", "source"),
    columns=("number", "carrier", "basis", "year", "month", "value", "version", "source", "state"),
    search=("number", "version", "source"),
    filters=("carrier", "basis", "year"),
    summary=("value", "version", "source"),
    loop=FACTORS_LOOP,
    frozen=frozenset({OwnFactor.State.ADOPTED, OwnFactor.State.DROPPED}),
    importable=False,
    complete=numbered("number", "XS"),
    note=_("本县系数在起始月起优先于产品所带系数；已发布的月份不因系数变化而变"),
    menu=Menu("energy", "math-function", 70, guide=GUIDE),
)

menu.declare(
    menu.Entry("energy", _("重点用能监测"), "energy:large", icon="activity", order=2, guide=GUIDE),
    menu.Entry("energy", _("碳效评价"), "energy:carbon", icon="qrcode", order=4, guide=GUIDE),
    menu.Entry("energy", _("单位增加值能耗"), "energy:per_value", icon="trending-down", order=6, guide=GUIDE),
    menu.Entry("energy", _("用能异常"), "energy:watch", icon="alert-triangle", order=8, guide=GUIDE),
    menu.Entry("energy", _("用电大户未进规"), "energy:unlisted", icon="bolt", order=44, guide=GUIDE),
)

# the registers of the other rooms of this business
MORE = (
    *(reconciling.TOTALS, reconciling.INDICES, reconciling.MEANS),
    *(works.PROJECTS, works.PHOTOVOLTAICS, works.DIAGNOSES),
)
