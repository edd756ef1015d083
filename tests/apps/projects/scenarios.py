"""One call of every service of projects that no declaration brings."""

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.projects import elements, standing
from tenghuan.apps.projects.models import Project
from tests.apps.kit.sheds import by
from tests.apps.projects.made import node, project


def _apply(world, actor):
    elements.apply(by(world.home, "department"), project(world.home, energy="800", value_added="9000"))


def _scan(world, actor):
    node(world.home)
    Project.objects.update(lamp="", due_on=None)
    standing.scan(Actor.platform("projects"), world.home.region)


SCENARIOS = {"projects.apply_elements": _apply, "projects.scan": _scan}

# what the same call by several at once means, where it is not "once": tests/apps/test_races.py
DOUBLES = {"projects.scan": "same"}
