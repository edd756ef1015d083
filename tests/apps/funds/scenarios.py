"""One call of every service of policy money that no declaration brings."""

from tenghuan.apps.funds import sampling
from tests.apps.funds.made import claim, in_force, walk
from tests.apps.kit.sheds import by


def _sample(world, actor):
    walk(world.home, claim(world.home, in_force(world.home)), "submit", "pass_first")
    sampling.sample(by(world.home, "office"), world.home.region)


SCENARIOS = {"claims.sample": _sample}

# a second draw finds what the first one marked
DOUBLES = {"claims.sample": "same"}
