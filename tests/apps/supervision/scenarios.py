"""One call of every service of supervision that no declaration brings."""

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.supervision import rules
from tenghuan.apps.supervision.sweeping import sweep
from tests.apps.kit.sheds import by
from tests.apps.supervision.orders import back, raise_order, working


def _raise(world, actor):
    told = {"source": "meeting", "matter": "一事", "content": "查明原因", "lead": world.home.departments[0]}
    raise_order(by(world.home, "office"), world.home.region, told, once="form-1")


def _regrade(world, actor):
    told = {"grade": "red", "reason": "特事特办", "approved_by": "组长"}
    rules.regrade(by(world.home, "office"), working(world.home), **told)


def _sweep(world, actor):
    back(working(world.home), due_on=40)
    sweep(Actor.platform("supervision"), world.home.region)


SCENARIOS = {"orders.raise": _raise, "orders.regrade": _regrade, "orders.sweep": _sweep}

# what the same call by several at once means, where it is not "once": tests/apps/test_races.py
DOUBLES = {"orders.sweep": "same"}
