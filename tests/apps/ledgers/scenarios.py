"""One call of every service of the ledgers."""

from tenghuan.apps.kit.models import Posting
from tenghuan.apps.ledgers import services
from tests.apps.ledgers.made import make_allocation
from tests.apps.ledgers.test_allocation import fill


def _reverse(world, actor):
    fill(actor, world.home, "150")
    services.reverse(actor, Posting.objects.get(), "录入有误")


def _allocation(world, actor):
    fill(actor, world.home, "1000")
    return make_allocation(world.home, 1)


SCENARIOS = {"ledgers.reverse": _reverse}

# loop → how a thing that moves along it is made: tests/kit/test_races.py
MOVING = {"allocations": _allocation}
