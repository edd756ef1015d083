"""What projects are, declared: the register with its loop, the plan of nodes, months, problems."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.who import Who
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.loop import Loop, Move, Need, move
from tenghuan.apps.kit.models import Task
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.apps.kit.tasks import open_task
from tenghuan.apps.projects import following, measures, panels, rules, stages, standing
from tenghuan.apps.projects.models import Project, State
from tenghuan.publishing.tables import Column

GUIDE = "27-projects"
HANDS = (Who.UNIT, Who.TOWN, Who.OFFICE)
ACTUAL = tuple(f"actual_{key}" for key in rules.PROMISES)
RUNNING = tuple(state for state in State if state not in (State.JUDGED, State.DROPPED))


def _reach(verb: str, label: Any, sources: set[State], target: State, *asks: str, **rest: Any) -> Move:
    """Return the move into a stage: it asks for the day, and evidence as the stage says."""
    one = stages.stage(target)
    told = {"asks": (one.date, *asks), "optional": asks, "proofs": one.proofs, "undo": True, **rest}
    return move(verb, label, sources, target, HANDS, **told)


def _settle(actor: Actor, projects: Sequence[Any]) -> None:
    """How projects stand is seen at once; then whoever must move them next has the task, due by the next node."""
    for project in projects:
        project.refresh_from_db(fields=standing.COLUMNS)  # the nightly look may have been since it was read
        standing.refresh(actor, [project])
        kind, who = f"projects:{project.state}", RUNNING_LOOP.next_one(project.state)
        if who is not None and Task.objects.about(project).open().filter(kind=kind).exists():
            title = f"{RUNNING_LOOP.todo[project.state]}：{project}"
            open_task(project, kind, title, who, project.due_on)  # the same task, maybe another holder or day
        else:
            RUNNING_LOOP.hand_on(actor, project)


RUNNING_LOOP = Loop(
    key="projects",
    model=Project,
    moves=(
        _reach("sign", _("登记签约"), {State.LEAD}, State.SIGNED, "investment_agreement"),
        _reach("file", _("登记备案（核准）"), {State.LEAD, State.SIGNED}, State.FILED, "code"),
        _reach("land", _("登记落地"), {State.FILED}, State.LANDED, "land_contract", "performance_agreement"),
        _reach("start", _("登记开工"), {State.LANDED}, State.STARTED),
        _reach("top", _("登记主体封顶"), {State.STARTED}, State.TOPPED),
        _reach("complete", _("登记竣工"), {State.STARTED, State.TOPPED}, State.COMPLETED),
        _reach("produce", _("登记投产"), {State.COMPLETED}, State.PRODUCED),
        _reach("scale", _("登记上规"), {State.PRODUCED}, State.SCALED),
        _reach(
            *("reach", _("登记达产"), {State.PRODUCED, State.SCALED}, State.REACHED),
            *ACTUAL,
        ),
        move(
            *("judge", _("完成履约评价"), {State.PRODUCED, State.SCALED, State.REACHED}, State.JUDGED, Who.OFFICE),
            *(Need.OPINION, Need.OTHER_PERSON),
            asks=ACTUAL,
            optional=ACTUAL,
        ),
        move("drop", _("终止项目"), RUNNING, State.DROPPED, Who.OFFICE, Need.REASON, danger=True),
    ),
    todo={
        State.LEAD: _("推进项目签约"),
        State.SIGNED: _("推进项目备案"),
        State.FILED: _("推进项目落地"),
        State.LANDED: _("推进项目开工"),
        State.STARTED: _("推进主体封顶"),
        State.TOPPED: _("推进项目竣工"),
        State.COMPLETED: _("推进项目投产"),
        State.PRODUCED: _("推进项目上规"),
        State.SCALED: _("推进项目达产"),
        State.REACHED: _("评价项目履约"),
    },
    due=dict.fromkeys(RUNNING, "due_on"),
    fills={
        "sign": rules.fill("signed"),
        "file": rules.fill("filed"),
        "land": rules.fill("landed"),
        "start": rules.fill("started"),
        "top": rules.fill("topped"),
        "complete": rules.fill("completed"),
        "produce": rules.fill("produced"),
        "scale": rules.fill("scaled"),
        "reach": rules.fill("reached"),
        "judge": rules.judged,
    },
    checks={
        "sign": rules.signing_open,
        "file": rules.filing_open,
        "land": rules.landing_open,
        "complete": rules.completing_open,
    },
    settle=_settle,
)

PROJECTS = Register(
    key="projects",
    model=Project,
    natural=("code",),
    fields=(
        *("name", "code", "town", "place", "owner", "enterprise", "unit", "contact_unit", "leader", "nature", "rank"),
        *("mayors", "attracted", "programmes", "industry", "chain", "chain_role", "total", "fixed", "foreign"),
        *("year_plan", "land", "energy", "carbon", "value_added", "site", "builds", "investment_agreement"),
        *("performance_agreement", "land_contract", "promised_tax", "promised_fixed", "promised_output", "relation"),
        *("before", "joint_with", "counts", *rules.DAYS, "transferred_on", "entered_on"),
    ),
    columns=(
        *("name", "code", "town", "state"),
        Column("lamp", str(_("节点灯")), kind="lamp", sort="lamp", width=8, value=lambda one: one.lamp),
        *("due_on", "total", "invested", "unit", "owner", "industry"),
        *("nature", "rank", "increment", "leader", "contact_unit", "image", "landed_on", "started_on"),
    ),
    search=("name", "code", "owner", "chain"),
    filters=(
        *(
            "town",
            "unit",
            "lamp",
            "nature",
            "rank",
            "manufacturing",
            "attracted",
            "chain_role",
            "total",
            "was",
            "due_on",
        ),
        *("signed_on", "landed_on", "started_on", "completed_on", "produced_on", "scaled_on", "reached_on"),
    ),
    sums=("total", "fixed", "increment", "invested", "funds", "land", "energy"),
    summary=("lamp", "due_on", "total", "invested", "funds", "image"),
    related=("town", "unit", "contact_unit"),
    writers=HANDS,
    loop=RUNNING_LOOP,
    panels_first=True,
    panels=(
        panels.Nodes(),
        panels.Money(),
        panels.MONTHS,
        panels.PROBLEMS,
        panels.Agreements(),
        panels.Elements(),
        panels.Counting(),
        panels.Lamps(),
    ),
    frozen=frozenset({State.JUDGED, State.DROPPED}),
    brings=("state",),
    complete=rules.complete,
    hold=rules.hold,
    alike=("name", "owner"),
    follows=rules.follow,
    menu=Menu("projects", "building-factory-2", 2, GUIDE),
    measures=measures.PROJECTS,
)

# what follows a project
MORE = (following.NODES, following.MONTHS, following.PROBLEMS)
