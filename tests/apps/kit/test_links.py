"""A move may ask for a link as a form does, and no more than a form may it lead out of the county."""

from __future__ import annotations

import pytest

from tenghuan.apps.kit import asking
from tenghuan.apps.organization.models import Unit
from tenghuan.apps.supervision.models import Order
from tenghuan.errors import InputFault

pytestmark = pytest.mark.django_db
LEAD = Order._meta.get_field("lead")


def test_what_lies_in_the_county_or_above_it_may_be_linked(world):
    order = Order(county=world.home.region)
    city = Unit.objects.create(region=world.city, name="甲市经信局")
    for unit in (*world.home.departments, *world.home.towns, city, None):
        asking.hold_link(order, LEAD, unit)


def test_what_lies_beside_it_may_not_and_is_not_named(world):
    order = Order(county=world.home.region)
    for county in (world.neighbour, world.foreign):
        for unit in (*county.departments, *county.towns):
            with pytest.raises(InputFault, match="牵头单位不属于本县") as caught:
                asking.hold_link(order, LEAD, unit)
            assert caught.value.remedy
            assert unit.name not in str(caught.value)  # whoever tries keys learns nothing
