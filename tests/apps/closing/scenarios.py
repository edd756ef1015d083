"""One call of every service of the month close that no declaration brings."""

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.closing import rules, settling
from tenghuan.pace import Month
from tests.apps.closing.months import reported
from tests.apps.kit.sheds import by


def _open(world, actor):
    reported(world.home)
    rules.open_due(Actor.platform("closing"))


def _open_month(world, actor):
    rules.open_month(by(world.home, "office"), reported(world.home).plan, Month(2022, 3))


def _settle(world, actor):
    item = reported(world.home).items["cumulative"]
    settling.settle(by(world.home, "office"), item, Month(2022, 6), "reported", "以上报数为准")


SCENARIOS = {"closing.open": _open, "closing.open_month": _open_month, "closing.settle": _settle}

# what the same call by several at once means, where it is not "once": tests/apps/test_races.py
DOUBLES = {"closing.open": "same", "closing.open_month": "same", "closing.settle": "each"}
