"""One call of every service of decomposition that no declaration brings."""

from tenghuan.apps.decomposition.breaking import by_rule, draft
from tests.apps.decomposition.breakdowns import drafted, target, tell
from tests.apps.kit.sheds import by


def _draft(world, actor):
    draft(by(world.home, "office"), target(world.home), "towns", "equal")


def _propose(world, actor):
    made = drafted(world.home)
    tell(world.home, made, {"2025": "1", "2026": "1", "2027": "1"})
    by_rule(by(world.home, "office"), made, "equal")


def _fill(world, actor):
    tell(world.home, drafted(world.home), {"2025": "1", "2026": "1", "2027": "1"})


SCENARIOS = {"decomposition.draft": _draft, "decomposition.propose": _propose, "decomposition.fill": _fill}

# what the same call by several at once means, where it is not "once": tests/apps/test_races.py
DOUBLES = {"decomposition.draft": "same", "decomposition.propose": "same", "decomposition.fill": "same"}
