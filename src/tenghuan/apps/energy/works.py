"""Saving projects, photovoltaics and diagnoses: their registers and loops."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.who import Who
from tenghuan.apps.energy.models import Diagnosis, Photovoltaic, SavingProject
from tenghuan.apps.kit.loop import Loop, Need, move
from tenghuan.apps.kit.measure import Measure
from tenghuan.apps.kit.numbering import numbered
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.errors import InputFault
from tenghuan.publishing.tables import Column

GUIDE = "24-energy"
HUNDRED = Decimal(100)
LAMPS = {"green": _("绿灯"), "yellow": _("黄灯"), "orange": _("橙灯"), "red": _("红灯")}


def saving_lamp(rate: Decimal | None, bounds: Sequence[Decimal]) -> str:
    """Return the lamp of a saving target: green and yellow from their bounds on, orange above its own, else red (§24).

    Args:
        rate: what was saved in per cent of what was planned, None where it is not known yet ("").
        bounds: of green, yellow and orange (100, 90, 50), which is red itself.
    """
    if rate is None:
        return ""
    green, yellow, orange = bounds
    if rate >= green:
        return "green"
    if rate >= yellow:
        return "yellow"
    return "orange" if rate > orange else "red"


def done_rate(project: SavingProject) -> Decimal | None:
    """Return what a project saves in per cent of what was planned, None before it is known."""
    if project.actual is None or not project.planned:
        return None
    return project.actual * HUNDRED / project.planned


def with_lamps(projects: Sequence[SavingProject]) -> Sequence[SavingProject]:
    """Give each project of a list its lamp by its county's bounds."""
    bounds: dict[int, list[Decimal]] = {}
    for one in projects:
        if one.county_id not in bounds:
            told = parameter(one.county, "saving_lamp_bounds", timezone.localdate()).value
            bounds[one.county_id] = [Decimal(str(value)) for value in told]
        one.lamp = LAMPS.get(saving_lamp(done_rate(one), bounds[one.county_id]))  # type: ignore[attr-defined]  # of this list
    return projects


def _today(column: str) -> Any:
    return lambda actor, thing, told: {column: timezone.localdate()}


PROJECT = SavingProject.State
SAVING = Loop(
    key="saving_projects",
    model=SavingProject,
    moves=(
        move("start", _("开工"), {PROJECT.PLANNED}, PROJECT.BUILDING, Who.UNIT),
        move(
            *("finish", _("完工"), {PROJECT.BUILDING}, PROJECT.FINISHED, Who.UNIT, Need.EVIDENCE),
            asks=("actual", "carbon"),
            optional=("carbon",),
        ),
        move(
            *("accept", _("验收通过"), {PROJECT.FINISHED}, PROJECT.ACCEPTED, Who.OFFICE),
            *(Need.OPINION, Need.OTHER_PERSON),
        ),
        move("return", _("退回"), {PROJECT.FINISHED}, PROJECT.BUILDING, Who.OFFICE, Need.REASON, danger=True),
        move(
            *("drop", _("取消"), {PROJECT.PLANNED, PROJECT.BUILDING}, PROJECT.DROPPED, Who.OFFICE, Need.REASON),
            danger=True,
        ),
    ),
    todo={
        PROJECT.PLANNED: _("组织节能改造开工"),
        PROJECT.BUILDING: _("推进节能改造"),
        PROJECT.FINISHED: _("验收节能改造"),
    },
    fills={"accept": _today("accepted_on")},
)

ACCEPTED = {"state": PROJECT.ACCEPTED}
PROJECTS = Register(
    key="saving_projects",
    model=SavingProject,
    natural=("number",),
    fields=("name", "enterprise", "unit", "year", "measure", "investment", "planned"),
    columns=(
        *("name", "number", "enterprise", "year"),
        Column("planned", str(_("预计节能")), str(_("吨标准煤")), kind="number"),
        Column("actual", str(_("实际节能")), str(_("吨标准煤")), kind="number"),
        Column("rate", str(_("完成率")), "%", kind="number", value=done_rate),
        Column("lamp", str(_("节能目标灯"))),
        "state",
    ),
    search=("name", "number", "enterprise__name"),
    filters=("year", "unit"),
    sums=("investment", "planned", "actual", "carbon"),
    summary=("planned", "actual", "carbon", "accepted_on"),
    related=("enterprise", "unit"),
    prepare=with_lamps,
    writers=(Who.OFFICE, Who.UNIT),
    loop=SAVING,
    frozen=frozenset({PROJECT.FINISHED, PROJECT.ACCEPTED, PROJECT.DROPPED}),
    complete=numbered("number", "JN"),
    note=_("节能量为等价值；节能目标灯的界限为本地参数（待核实）"),
    measures=(
        Measure(
            *("energy.projects", _("节能减碳技术改造项目"), "项", ACCEPTED),
            when="accepted_on",
            enterprise="enterprise",
            indicator="energy_saving_projects",
        ),
        Measure("energy.saved", _("技改年节能量"), "吨标准煤", ACCEPTED, amount="actual", when="accepted_on"),
        Measure("energy.saved_carbon", _("技改年减碳量"), "吨", ACCEPTED, amount="carbon", when="accepted_on"),
    ),
    menu=Menu("energy", "leaf", 30, guide=GUIDE),
)


def _hold_grid(plant: Photovoltaic) -> None:
    """Refuse a day to come: a plant with a day is one that delivers."""
    if plant.grid_on is not None and plant.grid_on > timezone.localdate():
        raise InputFault(_now("并网日期不能晚于今天"), where=str(plant), remedy=_now("还没有并网的，日期留空"))


ON_GRID = {"grid_on__isnull": False}
PHOTOVOLTAICS = Register(
    key="photovoltaics",
    model=Photovoltaic,
    natural=("number",),
    fields=("number", "enterprise", "capacity", "roof", "generation", "own_use", "grid_on"),
    columns=("number", "enterprise", "capacity", "roof", "generation", "own_use", "grid_on"),
    search=("number", "enterprise__name", "enterprise__uscc"),
    filters=("grid_on",),
    sums=("capacity", "roof", "generation"),
    summary=("capacity", "generation", "own_use", "grid_on"),
    related=("enterprise",),
    writers=(Who.OFFICE,),
    hold=_hold_grid,
    measures=(
        Measure("photovoltaics.count", _("并网光伏项目"), "个", ON_GRID, when="grid_on"),
        Measure("photovoltaics.capacity", _("并网光伏装机"), "千瓦", ON_GRID, amount="capacity", when="grid_on"),
    ),
    menu=Menu("energy", "solar-panel", 40, guide=GUIDE),
)

STATE = Diagnosis.State
DIAGNOSING = Loop(
    key="diagnoses",
    model=Diagnosis,
    moves=(
        move(
            *("report", _("提交诊断报告"), {STATE.PLANNED}, STATE.REPORTED, Who.UNIT, Need.EVIDENCE),
            asks=("findings", "potential"),
            due="diagnosis_fix_days",
        ),
        move(
            *("fix", _("整改完成"), {STATE.REPORTED}, STATE.FIXED, Who.UNIT, Need.EVIDENCE),
            asks=("done", "saved"),
            optional=("saved",),
        ),
        move(
            *("close", _("复核办结"), {STATE.FIXED}, STATE.CLOSED, Who.OFFICE, Need.OPINION, Need.OTHER_PERSON),
        ),
        move("return", _("退回整改"), {STATE.FIXED}, STATE.REPORTED, Who.OFFICE, Need.REASON, danger=True),
        move("drop", _("取消"), {STATE.PLANNED}, STATE.DROPPED, Who.OFFICE, Need.REASON, danger=True),
    ),
    todo={
        STATE.PLANNED: _("组织能效诊断"),
        STATE.REPORTED: _("落实能效诊断整改"),
        STATE.FIXED: _("复核能效诊断整改"),
    },
    fills={"close": _today("closed_on")},
)

CLOSED = {"state": STATE.CLOSED}
REPORTED = {"state__in": (STATE.REPORTED, STATE.FIXED, STATE.CLOSED)}
DIAGNOSES = Register(
    key="diagnoses",
    model=Diagnosis,
    natural=("number",),
    fields=("enterprise", "unit", "year", "body"),
    columns=("enterprise", "number", "year", "body", "potential", "saved", "state"),
    search=("enterprise__name", "number", "body"),
    filters=("year", "unit"),
    sums=("potential", "saved"),
    summary=("body", "potential", "saved", "closed_on"),
    related=("enterprise", "unit"),
    writers=(Who.OFFICE, Who.UNIT),
    loop=DIAGNOSING,
    frozen=frozenset({STATE.FIXED, STATE.CLOSED, STATE.DROPPED}),
    complete=numbered("number", "ZD"),
    measures=(
        Measure("diagnoses.firms", _("能效诊断企业"), "家", REPORTED, distinct="enterprise__uscc"),
        Measure(
            "diagnoses.saved",
            _("诊断整改年节能量"),
            "吨标准煤",
            {"state": STATE.CLOSED},
            amount="saved",
            when="closed_on",
        ),
    ),
    menu=Menu("energy", "stethoscope", 42, guide=GUIDE),
)
