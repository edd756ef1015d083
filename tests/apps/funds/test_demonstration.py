"""The sample of a county: its claims stand in every stage, and its fund is never overdrawn."""

from __future__ import annotations

from decimal import Decimal

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.models import Enterprise, YearFacts
from tenghuan.apps.funds import demonstration
from tenghuan.apps.funds.models import Claim, State
from tenghuan.apps.ledgers import demonstration as ledgers
from tests.apps.remediation.cases import enterprise

ACTOR = Actor.platform("demo")


def test_claims_of_a_county_stand_in_every_stage_and_a_second_load_adds_none(world):
    for number in range(1, 25):
        one = enterprise(world.home, number)
        Enterprise.objects.filter(pk=one.pk).update(above_scale=True)
        YearFacts.objects.create(enterprise=one, year=2024, revenue=Decimal(20000), rd=Decimal(900 + number))
    ledgers.load(ACTOR, world.home.region)
    assert demonstration.load(ACTOR, world.home.region) > 17
    found = set(Claim.objects.filter(county=world.home.region).values_list("state", flat=True))
    assert found == set(State)
    assert demonstration.load(ACTOR, world.home.region) == 0
