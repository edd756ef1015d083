"""The samples hold what real projects must hold: every stage, lamps of every colour, industries that exist."""

from __future__ import annotations

from collections import Counter

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.projects import demonstration
from tenghuan.apps.projects.models import Project, State
from tenghuan.reference import industry


def test_a_county_has_projects_in_every_stage_with_every_lamp_once(world):
    actor = Actor.platform("demonstration")
    assert demonstration.load(actor, world.home.region) == len(demonstration.samples()["projects"]) + 1 + 3
    assert demonstration.load(actor, world.home.region) == 0
    found = Project.objects.all()
    assert {one.state for one in found} == {str(state) for state in State}
    lamps = Counter(one.lamp for one in found)
    assert min(lamps[colour] for colour in ("red", "yellow", "green")) >= 3
    assert {(one.lamp, one.due_on) for one in found if one.state == State.DROPPED} == {("", None)}
    assert all(one.sample for one in found)
    assert all(one.invested <= one.total for one in found)
    raised = found.get(relation="raise")
    assert raised.increment == raised.total - raised.before.total
    assert not Project.objects.filter(county=world.neighbour.region).exists()


def test_sample_industries_exist_and_every_chain_has_one():
    told = demonstration.samples()
    chains = {chain for row in (*told["chains"].values(), told["otherwise"]) for chain in row}
    assert chains <= set(told["industries"])
    assert all(industry(code) is not None and industry(code).section == "C" for code in told["industries"].values())
