"""One call of every service of supervision that no declaration brings."""

from tenghuan.apps.supervision import rules
from tests.apps.kit.sheds import by
from tests.apps.supervision.orders import raise_order, working


def _raise(world, actor):
    told = {"source": "meeting", "matter": "一事", "content": "查明原因", "lead": world.home.departments[0]}
    raise_order(by(world.home, "office"), world.home.region, told, once="form-1")


def _regrade(world, actor):
    told = {"grade": "red", "reason": "特事特办", "approved_by": "组长"}
    rules.regrade(by(world.home, "office"), working(world.home), **told)


SCENARIOS = {"orders.raise": _raise, "orders.regrade": _regrade}
