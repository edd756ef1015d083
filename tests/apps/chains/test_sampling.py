"""The sample is alive: every stage has a lead, every chain a gap and a head, and a second start brings nothing."""

from __future__ import annotations

from collections import Counter

import pytest

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.chains import demonstration as chains_sample
from tenghuan.apps.chains.models import Chain, Placing, Post
from tenghuan.apps.chains.needs import sums
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.leads import demonstration as leads_sample
from tenghuan.apps.leads.alike import alike
from tenghuan.apps.leads.models import FOLLOWED, Capital, Lead, State
from tenghuan.apps.leads.silence import silent
from tenghuan.plan import load_pack, packs
from tests.apps.remediation.cases import enterprise

ACTOR = Actor.platform("demonstration")
CODES = {load_pack(path).plan.region.code for path in packs().values()}


def test_each_county_of_the_plans_has_chains_and_what_is_upstream_stands_on_them():
    told = leads_sample.chains()
    assert set(told) == CODES
    for one in (one for every in told.values() for one in every):
        names = [link[0] for link in one["links"]]
        assert len(names) == len(set(names))
        assert any(link[3] for link in one["links"])
        for name, _place, upstream, *_rest in one["links"]:
            above = upstream.split("、") if upstream else []
            assert set(above) <= set(names[: names.index(name)]), (one["name"], name)


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_county_is_full_of_leads_and_chains_once(world, settings, tmp_path, code):
    settings.MEDIA_ROOT = tmp_path
    county = world.home.region
    county.code = code
    county.save()
    for town in world.home.town_regions:
        town.parent = county
        town.save()  # its path begins with the county's code
    for number in range(40):
        enterprise(world.home, number)
    Enterprise.objects.update(above_scale=True)
    assert chains_sample.load(ACTOR, county) > 20
    assert leads_sample.load(ACTOR, county) >= 20
    assert chains_sample.load(ACTOR, county) == leads_sample.load(ACTOR, county) == 0
    states = Counter(Lead.objects.values_list("state", flat=True))
    assert set(states) == set(State.values) - {State.INVALID}
    assert states[State.LANDED] == 2
    assert any(alike(lead).exists() for lead in Lead.objects.all())
    levels = {lead.silent for lead in Lead.objects.filter(state__in=FOLLOWED)}
    assert levels >= {0, 1, 3}
    found = sums(list(Chain.objects.all()))
    assert all(one.gaps + one.weak for one in found)
    assert all(one.heads for one in found)
    assert set(Post.objects.values_list("state", flat=True)) == {"open", "matched", "done"}
    assert all(row.sample for model in (Lead, Chain, Placing, Post, Capital) for row in model.objects.all())


def test_the_days_of_a_sample_lead_stand_in_order(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    leads_sample.load(ACTOR, world.home.region)
    names = ("got_on", "answered_on", "judged_on", "set_up_on", "visited_on", "talked_on", "signed_on", "landed_on")
    for lead in Lead.objects.all():
        days = [day for name in names if (day := getattr(lead, name)) is not None]
        assert days == sorted(days), lead
    assert len(silent(Lead.objects.select_related("county", "unit"), lead.made_at.date())) == 15
