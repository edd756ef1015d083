"""One call of every service of the ledgers."""

from tenghuan.apps.kit.models import Posting
from tenghuan.apps.ledgers import services
from tests.apps.ledgers.test_allocation import fill


def _reverse(world, actor):
    fill(actor, world.home, "150")
    services.reverse(actor, Posting.objects.get(), "录入有误")


SCENARIOS = {"ledgers.reverse": _reverse}
