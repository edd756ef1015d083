"""Sample data agree with what the plan says of its base year, and with what the sample reports say month by month."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.cultivation import demonstration
from tenghuan.apps.cultivation.models import Challenge, Outcome, Profile, Title
from tenghuan.apps.cultivation.outcomes import OUTCOMES
from tenghuan.apps.cultivation.titles import TITLES
from tenghuan.apps.enterprises.models import Enterprise, YearFacts
from tenghuan.apps.plans.models import Indicator
from tests.apps.closing.firms import measured
from tests.apps.closing.months import reported
from tests.apps.cultivation.made import firm

PLATFORM = Actor.platform("demonstration")
pytestmark = pytest.mark.django_db


@pytest.fixture
def county(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    plan = reported(world.home).plan
    for number in range(1, 41):
        firm(world.home, number)
    for one in Enterprise.objects.filter(county=world.home.region)[:9]:
        YearFacts.objects.create(enterprise=one, year=2025, revenue=Decimal(3000), employees=Decimal(80))
    for key, base in (("little_giants", 2), ("single_champions", 0), ("listed_firms", 5), ("first_sets", 12)):
        item = measured(plan, key, "cumulative_with_base", world.home, unit="家")
        Indicator.objects.filter(pk=item.pk).update(
            baseline_year=2020, baseline_value=base, past=[{"year": 2021, "value": "3", "caliber": "annual"}]
        )
    return world.home.region


def ever(register, indicator, county, until):
    found = next(one for one in register.measures if one.indicator == indicator and not one.words and not one.ends)
    return found.of(register.model._default_manager.filter(county=county), until=until)


def test_the_base_year_counts_what_the_plan_says(county):
    assert demonstration.load(PLATFORM, county) > 0
    end = date(2020, 12, 31)
    found = {key: ever(TITLES, key, county, end) for key in ("little_giants", "single_champions", "listed_firms")}
    assert found == {"little_giants": 2, "single_champions": 0, "listed_firms": 5}
    assert ever(OUTCOMES, "first_sets", county, end) == 12


def test_a_county_is_alive_at_every_step_and_loaded_once(county):
    assert demonstration.load(PLATFORM, county) > 0
    assert demonstration.load(PLATFORM, county) == 0
    states = set(Title.objects.filter(county=county).values_list("state", flat=True))
    assert {"reserve", "coached", "applied", "publication", "recognised", "expiring", "renewing", "dropped"} <= states
    assert set(Outcome.objects.values_list("state", flat=True)) >= {"planned", "working", "reported", "confirmed"}
    assert Challenge.objects.values("state").distinct().count() == 6
    assert Profile.objects.filter(county=county).count() == 9
    for model in (Title, Outcome, Profile, Challenge):
        assert not model._default_manager.filter(county=county, sample=False).exists(), model
