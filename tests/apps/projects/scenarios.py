"""One call of every service of projects that no declaration brings."""

from tenghuan.apps.projects import elements
from tests.apps.kit.sheds import by
from tests.apps.projects.made import project


def _apply(world, actor):
    elements.apply(by(world.home, "department"), project(world.home, energy="800", value_added="9000"))


SCENARIOS = {"projects.apply_elements": _apply}
