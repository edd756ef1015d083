"""Fixtures of monthly reporting."""

import pytest

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.monitoring.models import Period
from tenghuan.apps.monitoring.services.periods import open_due_periods
from tests.apps.monitoring.campaigns import TODAY, Campaign, make_campaign
from tests.world import World


@pytest.fixture
def campaign(world: World) -> Campaign:
    made = make_campaign(world.home)
    open_due_periods(Actor.platform("periods"), TODAY)
    made.period = Period.objects.get(plan=made.plan)
    return made


@pytest.fixture
def neighbour(world: World, campaign: Campaign) -> Campaign:
    made = make_campaign(world.neighbour)
    open_due_periods(Actor.platform("periods"), TODAY)
    made.period = Period.objects.get(plan=made.plan)
    return made
