"""One call of every service of energy that no declaration brings."""

from datetime import date
from decimal import Decimal

from tenghuan.apps.energy import counting, sharing
from tests.apps.energy.made import firm, make_meter, make_period, make_reading


def _count(world, actor):
    make_reading(world.home, 1)
    counting.count(actor, make_period(world.home, 1, year=2025, month=3))


def _share(world, actor):
    shares = [(firm(world.home, 1), Decimal("0.4")), (firm(world.home, 2), Decimal("0.6"))]
    sharing.set_shares(actor, make_meter(world.home, 1), date(2025, 3, 1), shares)


SCENARIOS = {"energy.count": _count, "energy.share": _share}

# counted or said twice, it stands as it stood: tests/apps/test_races.py
DOUBLES = {"energy.count": "same", "energy.share": "same"}
