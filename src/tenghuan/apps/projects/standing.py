"""How projects stand: the next node, the lamp, what was invested; looked at after each change and each day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service
from tenghuan.apps.kit.models import Task
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.notices.models import Kind
from tenghuan.apps.notices.telling import tell
from tenghuan.apps.organization.models import Account, Region
from tenghuan.apps.projects import lamps, stages
from tenghuan.apps.projects.models import Lamp, LampChange, Month, Node, Project, State

BUILDING = (State.STARTED, State.TOPPED)  # the states in which a month without progress counts
OVER = (State.JUDGED, State.DROPPED)
COLUMNS = ("due_on", "lamp", "lamp_why", "invested", "funds", "image")
PIECE = 500


@dataclass
class Work:
    """What the months of a project come to."""

    invested: Decimal = Decimal("0.00")
    funds: Decimal = Decimal("0.00")
    image: str = ""
    moved: set[lamps.Period] = field(default_factory=set)
    told: bool = False

    def add(self, period: lamps.Period, invested: Decimal, funds: Decimal | None, image: str) -> None:
        """Take a month in, one after the other in their order."""
        self.told = True
        self.invested += invested
        self.funds += funds or 0
        if invested > 0 or (image and image != self.image):
            self.moved.add(period)
        self.image = image or self.image


def bounds(county: Region) -> lamps.Bounds:
    """Return what lamps of a county are judged by today."""
    told = {"near": "near_days", "late": "late_days", "silent": "silent_periods", "report_day": "report_day"}
    today = timezone.localdate()
    return lamps.Bounds(**{name: parameter(county, f"project_{key}", today).days for name, key in told.items()})


def works(projects: Sequence[Project]) -> dict[int, Work]:
    """Return what the months of projects come to (a query)."""
    found: dict[int, Work] = {project.pk: Work() for project in projects}
    rows = Month.objects.filter(retired_on=None, project__in=list(found)).order_by("year", "month")
    for pk, year, month, invested, funds, image in rows.values_list(
        "project_id", "year", "month", "invested", "funds", "image"
    ).iterator():
        found[pk].add((year, month), invested, funds, image)
    return found


def plans(projects: Sequence[Project]) -> dict[int, dict[str, date]]:
    """Return the planned day of each node of projects (a query)."""
    found: dict[int, dict[str, date]] = {project.pk: {} for project in projects}
    rows = Node.objects.filter(retired_on=None, project__in=list(found)).order_by("pk")
    for pk, stage, planned in rows.values_list("project_id", "stage", "planned").iterator():
        found[pk][stage] = planned
    return found


def next_node(project: Project, planned: Mapping[str, date]) -> tuple[stages.Stage, date] | None:
    """Return the next node with a planned day that a project has before it."""
    ahead = stages.following(project.state)
    return next(((one, planned[one.key]) for one in ahead if one.key in planned), None)


def stands(project: Project, planned: Mapping[str, date], work: Work, bound: lamps.Bounds, day: date) -> dict[str, Any]:
    """Return the columns that say how a project stands on a day."""
    found: dict[str, Any] = {"invested": work.invested, "funds": work.funds, "image": work.image}
    if project.state in OVER:
        return {**found, "due_on": None, "lamp": "", "lamp_why": ""}
    node = next_node(project, planned)
    building = project.state in BUILDING and project.started_on is not None
    silent = lamps.silence(day, _reports_from(project, work), work.moved, bound) if building else 0
    due = node[1] if node else None
    colour = lamps.lamp(day, due, silent, bound)
    return {**found, "due_on": due, "lamp": colour, "lamp_why": _why(node, silent, bound, day)}


def _reports_from(project: Project, work: Work) -> date:
    """Return from when on a project that is being built reports its months.

    One that was begun before it was registered, and of which no month is told, was never asked before that day.
    """
    assert project.started_on is not None
    registered = timezone.localtime(project.made_at).date()
    return project.started_on if work.told else max(project.started_on, registered)


def _why(node: tuple[stages.Stage, date] | None, silent: int, bound: lamps.Bounds, day: date) -> str:
    """Say why, without days that change from one day to the next."""
    told = []
    if silent >= bound.silent:
        told.append(_("连续 %(n)d 期无进展") % {"n": bound.silent})
    if node is not None:
        one, due = node
        over = lamps.late(day, due)
        word = {
            over > bound.late: _("逾期超过 %(n)d 天") % {"n": bound.late},
            0 < over <= bound.late: _("已逾期"),
            -bound.near <= over <= 0: _("%(n)d 天内到期") % {"n": bound.near},
        }.get(True, "")
        told.append("，".join(filter(None, (_("“%(w)s”计划 %(d)s") % {"w": one.word, "d": due}, word))))
    return "；".join(told)


def refresh(actor: Actor, projects: Sequence[Project]) -> int:
    """Write how projects of one county stand today (inside a service); return how many stand otherwise than before.

    A lamp that changed is kept with its day; one that turned red is told to the unit that answers for the project.
    """
    if not projects:
        return 0
    day, bound = timezone.localdate(), bounds(projects[0].county)
    planned, work = plans(projects), works(projects)
    changed, lit = [], []
    for project in projects:
        after = stands(project, planned[project.pk], work[project.pk], bound, day)
        before = {name: getattr(project, name) for name in COLUMNS}
        if before == after:
            continue
        for name, value in after.items():
            setattr(project, name, value)
        changed.append(project)
        record(project, before=before, after=after)
        if before["lamp"] != after["lamp"]:
            lit.append(project)
    Project.objects.bulk_update(changed, COLUMNS, batch_size=PIECE)
    _keep(lit, day)
    return len(changed)


def _keep(lit: Sequence[Project], day: date) -> None:
    rows = [LampChange(project=one, on=day, lamp=one.lamp, why=one.lamp_why) for one in lit]
    LampChange.objects.bulk_create(rows, batch_size=PIECE)
    red = [one for one in lit if one.lamp == Lamp.RED]
    if not red:
        return
    accounts: dict[Any, list[Account]] = {}
    for account in Account.objects.filter(unit__in={one.unit_id for one in red}, is_active=True).select_related("wish"):
        accounts.setdefault(account.unit_id, []).append(account)
    for one in red:
        told = _("项目红灯：%(p)s") % {"p": one}
        tell(accounts.get(one.unit_id, []), Kind.ESCALATED, one, f"red:{one.pk}:{day}", told, one.lamp_why)


def due_tasks(project: Project) -> None:
    """Give the open task of a project the day of its next node."""
    mine = Task.objects.about(project).open().filter(kind__startswith="projects:")
    mine.exclude(due=project.due_on).update(due=project.due_on)


@service("projects.scan", gettext_lazy("判定项目节点灯"), locks=("county",))
def scan(actor: Actor, county: Region) -> int:
    """Look at every project of a county; return how many stand otherwise than before."""
    rows = Project.objects.filter(county=county, retired_on=None).exclude(state__in=OVER)
    changed = refresh(actor, list(rows.select_related("county").order_by("pk")))
    if not changed:
        nothing_changed()
    return changed


def scan_all() -> int:
    """Look at the projects of every county that has any."""
    counties = Project.objects.filter(retired_on=None).order_by().values("county").distinct()
    found = Region.objects.filter(pk__in=counties).order_by("code")
    return sum(scan(Actor.platform("projects"), county) for county in found)
