"""One call of every service of projects that no declaration brings."""

from datetime import date

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.projects import elements, planning, reporting, standing
from tenghuan.apps.projects.models import Project
from tests.apps.kit.sheds import by
from tests.apps.projects.made import node, project


def _apply(world, actor):
    elements.apply(by(world.home, "department"), project(world.home, energy="800", value_added="9000"))


def _scan(world, actor):
    node(world.home)
    Project.objects.update(lamp="", due_on=None)
    standing.scan(Actor.platform("projects"), world.home.region)


def _plan(world, actor):
    planning.plan(by(world.home, "department"), project(world.home), {"signed": planning.Planned(date(2027, 1, 1))})


def _report(world, actor):
    told = {project(world.home, started_on="2026-05-01"): {"invested": "5"}}
    reporting.report(by(world.home, "department"), world.home.region, (2026, 9), told)


SCENARIOS = {
    "projects.apply_elements": _apply,
    "projects.scan": _scan,
    "projects.plan": _plan,
    "projects.report_months": _report,
}

# what the same call by several at once means, where it is not "once": tests/apps/test_races.py
# the same plan or month sent twice says the same: the second finds nothing to change
DOUBLES = {"projects.scan": "same", "projects.plan": "same", "projects.report_months": "same"}
