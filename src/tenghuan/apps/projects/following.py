"""What follows a project, declared: the plan of its nodes, its months, its problems with their loop."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.who import Who
from tenghuan.apps.audit.trail import Actor, hold_rows
from tenghuan.apps.kit.loop import Loop, Need, Told, move
from tenghuan.apps.kit.measure import Measure
from tenghuan.apps.kit.numbering import numbered
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.apps.kit.workdays import deadline
from tenghuan.apps.projects import lamps, measures, stages, standing
from tenghuan.apps.projects.models import Month, Node, Problem, ProblemState, Project, State
from tenghuan.errors import InputFault
from tenghuan.publishing.tables import Column

GUIDE = "27-projects"
WRITERS = (Who.UNIT, Who.TOWN, Who.OFFICE)


def _hold_open(project: Project) -> None:
    if project.retired_on is not None or project.state == State.DROPPED:
        raise InputFault(_now("项目“%(p)s”已终止或停用，只供查阅") % {"p": project})


def _hold_node(node: Node) -> None:
    """The plan runs in the order of the stages."""
    _hold_open(node.project)
    at = stages.place(node.stage)
    for other in Node.objects.filter(project=node.project, retired_on=None).exclude(pk=node.pk):
        early, late = (other, node) if stages.place(other.stage) < at else (node, other)
        if early.planned > late.planned:
            words = {"l": stages.stage(late.stage).word, "e": stages.stage(early.stage).word}
            raise InputFault(
                _now("“%(l)s”的计划日早于“%(e)s”的计划日") % words,
                where=str(node.project),
                remedy=_now("请按环节先后安排计划日"),
            )


def _complete_month(month: Month) -> None:
    month.ends_on = lamps.end_of((month.year, month.month))


def _hold_month(month: Month) -> None:
    _hold_open(month.project)
    today = timezone.localdate()
    if (month.year, month.month) > (today.year, max(today.month, lamps.FIRST)):
        raise InputFault(_now("%(m)s 还没有到") % {"m": f"{month.year}-{month.month:02d}"}, where=str(month.project))
    if month.funds and not month.funds_source:
        raise InputFault(_now("有到位资金的，须填资金来源"), where=str(month.project))


def _follow(actor: Actor, thing: Node | Month) -> None:
    """What nodes and months say is seen on the project at once; two at once are added up one after the other."""
    hold_rows(thing.project)
    standing.refresh(actor, [thing.project])
    standing.due_tasks(thing.project)


def _complete_problem(problem: Problem) -> None:
    numbered("number", "XW")(problem)
    if problem.due_on is None:
        today = timezone.localdate()
        problem.due_on = deadline(today, parameter(problem.county, "project_solve_days", today).days)


def _solved(actor: Actor, problem: Problem, told: Told) -> dict[str, Any]:
    return {"solved_on": timezone.localdate()}


def _returned(actor: Actor, problem: Problem, told: Told) -> dict[str, Any]:
    return {"solved_on": None}


SOLVING = Loop(
    key="project_problems",
    model=Problem,
    moves=(
        move(
            *("solve", _("报解决结果"), {ProblemState.OPEN}, ProblemState.SOLVED, (Who.UNIT, Who.TOWN)),
            asks=("result",),
            due="project_verify_days",
        ),
        move(
            *("close", _("核实销号"), {ProblemState.SOLVED}, ProblemState.CLOSED, Who.OFFICE),
            *(Need.OPINION, Need.OTHER_PERSON),
        ),
        move("return", _("退回"), {ProblemState.SOLVED}, ProblemState.OPEN, Who.OFFICE, Need.REASON, danger=True),
    ),
    todo={ProblemState.OPEN: _("解决项目问题"), ProblemState.SOLVED: _("核实项目问题")},
    due={ProblemState.OPEN: "due_on"},
    fills={"solve": _solved, "return": _returned},
)

NODES = Register(
    key="project_nodes",
    model=Node,
    natural=("project", "stage"),
    fields=("project", "stage", "planned", "promised", "unit", "basis"),
    columns=(
        "project",
        *("stage", "planned", "promised"),
        Column("day", str(_("实际日")), kind="date", value=lambda node: node.day),
        *("unit", "basis"),
    ),
    search=("project__name", "project__code", "basis"),
    filters=("stage", "planned", "unit"),
    summary=("project", "stage", "planned", "promised"),
    related=("project", "unit"),
    writers=WRITERS,
    hold=_hold_node,
    follows=_follow,
    menu=Menu("projects", "flag", 20, GUIDE),
    measures=measures.NODES,
)

MONTHS = Register(
    key="project_months",
    model=Month,
    natural=("project", "year", "month"),
    fields=("project", "year", "month", "planned", "invested", "funds", "funds_source", "foreign", "image"),
    columns=("project", "year", "month", "planned", "invested", "funds", "foreign", "image", "funds_source"),
    search=("project__name", "project__code", "image"),
    filters=("year", "month", "ends_on", "project__total"),
    sums=("planned", "invested", "funds", "foreign"),
    summary=("project", "planned", "invested", "funds"),
    related=("project",),
    writers=WRITERS,
    complete=_complete_month,
    hold=_hold_month,
    follows=_follow,
    menu=Menu("projects", "calendar-stats", 30, GUIDE),
    note=_("1—2 月合并为一期，填 2 月"),
    measures=measures.MONTHS,
)

PROBLEMS = Register(
    key="project_problems",
    model=Problem,
    natural=("number",),
    fields=("project", "matter", "unit", "due_on"),
    columns=("matter", "number", "project", "unit", "state", "due_on", "solved_on", "result"),
    search=("matter", "number", "project__name"),
    filters=("unit", "due_on", "solved_on"),
    summary=("project", "unit", "due_on", "result"),
    related=("project", "unit"),
    writers=WRITERS,
    loop=SOLVING,
    frozen=frozenset({ProblemState.SOLVED, ProblemState.CLOSED}),
    complete=_complete_problem,
    hold=lambda problem: _hold_open(problem.project),
    menu=Menu("projects", "alert-circle", 40, GUIDE),
    measures=(
        Measure("project_problems.open", _("未解决的项目问题"), "个", {"state": ProblemState.OPEN}),
        Measure(
            "project_problems.solved", _("已解决的项目问题"), "个", {"state": ProblemState.CLOSED}, when="solved_on"
        ),
    ),
)
