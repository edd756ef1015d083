"""One call of every service of policy money that no declaration brings."""

from tenghuan.apps.funds import entering, sampling
from tenghuan.apps.ledgers.fund import EXTRACTING
from tests.apps.funds.made import claim, in_force, old_claim, walk
from tests.apps.kit.sheds import by
from tests.apps.ledgers.made import make_income


def _sample(world, actor):
    walk(world.home, claim(world.home, in_force(world.home)), "submit", "pass_first")
    sampling.sample(by(world.home, "office"), world.home.region)


def _enter(world, actor):
    income = make_income(world.home, 1, year=2024)
    EXTRACTING.take(by(world.home, "office"), income, "extract", document="提取通知")
    old_claim(world.home, "650", "2024-06-01")
    entering.enter(by(world.home, "office"), world.home.region)


SCENARIOS = {"claims.sample": _sample, "claims.enter": _enter}

# a second draw finds what the first one marked
DOUBLES = {"claims.sample": "same"}
