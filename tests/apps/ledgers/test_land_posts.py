"""Land that close-outs freed, for tests; and that nothing is banked that was not freed."""

from decimal import Decimal

import pytest

from tenghuan.apps.audit.trail import service
from tenghuan.apps.ledgers.books import LAND
from tenghuan.apps.ledgers.land import SUPPLYING
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import by, shed
from tests.apps.ledgers.made import make_supply


@service("test.free_land")
def free_land(actor, county, amount):
    LAND.post(actor, county.region, "freed", Decimal(amount), cause=shed(county, "land"), kind="close")


def test_nothing_is_banked_that_was_not_freed(world):
    thing = make_supply(world.home, 1, kind="bank", area="20")
    with pytest.raises(InputFault, match="腾出待收储"):
        SUPPLYING.take(by(world.home, "office"), thing, "confirm", document="收储合同〔2026〕1号")
    assert LAND.balance(world.home.region, "banked") == 0


def test_new_land_is_supplied_without_touching_what_was_freed(world):
    thing = make_supply(world.home, 1)
    SUPPLYING.take(by(world.home, "office"), thing, "confirm", document="出让合同〔2026〕1号")
    assert LAND.balance(world.home.region, "supplied") == 0
