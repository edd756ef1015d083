"""Three in ten of what waits for the second review, the largest first, are looked into (methodology2 §26, §32.9)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tenghuan.apps.funds import sampling
from tenghuan.apps.funds.models import Claim, State
from tenghuan.apps.funds.registers import REDEEMING
from tenghuan.errors import InputFault
from tests.apps.funds.made import claim, in_force, paper, walk
from tests.apps.kit.sheds import actor_of, by
from tests.kit.test_needs import second


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize(("waiting", "drawn"), [(11, 4), (10, 3), (1, 1), (3, 1), (4, 2), (0, 0)])
def test_a_part_of_one_is_one(waiting, drawn):
    assert sampling.size_of(waiting, 30) == drawn


@pytest.mark.django_db
def test_the_largest_are_marked_once_and_pass_only_with_proofs(world):
    of = in_force(world.home)
    things = [
        walk(world.home, claim(world.home, of, at, base=base), "submit")
        for at, base in enumerate(("100", "300", "200", "50"))
    ]
    for thing in things[:3]:
        walk(world.home, thing, "pass_first")
    assert sampling.sample(by(world.home, "office"), world.home.region) == 1
    assert list(Claim.objects.filter(sampled=True)) == [things[1]]
    assert sampling.sample(by(world.home, "office"), world.home.region) == 0
    things[1].refresh_from_db()
    other = actor_of(second(world.home))
    with pytest.raises(InputFault, match="发票核验、付款凭证、实物照片"):
        REDEEMING.take(other, things[1], "pass_second", opinion="属实")
    REDEEMING.take(other, things[1], "pass_second", opinion="属实", files=paper("发票核验", "付款凭证", "实物照片"))
    REDEEMING.take(other, things[0], "pass_second", opinion="属实")
    assert {thing.state for thing in things[:2]} == {State.CHECKED}


@pytest.mark.django_db
def test_the_office_draws_from_the_page_and_nobody_else_does(world):
    client, address = world.client("office"), reverse("funds:sample")
    assert client.post(address).status_code == 422  # nothing waits
    walk(world.home, claim(world.home, in_force(world.home)), "submit", "pass_first")
    assert "抽取复审样本（1 件的 30%）" in client.get(reverse("funds:timing")).content.decode()
    assert client.post(address).status_code == 302
    assert Claim.objects.get().sampled
    assert world.client("department").post(address).status_code == 403
    assert world.client(world.prefecture).post(address).status_code == 403
    with pytest.raises(InputFault, match="专班办公室"):
        sampling.sample(by(world.neighbour, "office"), world.home.region)
