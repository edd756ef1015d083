"""A parcel's page, its code, its place on the map, and what no parcel may say."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tenghuan.apps.kit import records
from tenghuan.apps.land.models import Parcel
from tenghuan.apps.land.registers import PARCELS
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import by
from tests.apps.land.parcels import floor, parcel, square


def test_the_page_shows_the_worked_indicators_and_what_they_are_held_against(world):
    thing = parcel(world.home, base="6000", structures="500", yards="1000", invested="8000", ratio_low="1.2")
    floor(thing, world.home, "1层", height="9")
    floor(thing, world.home, "2层", "4800", height="4.5")
    floor(thing, world.home, "3层", "1200", office=True)
    text = world.client("town").get(PARCELS.address(thing)).content.decode()
    assert "1.35" in text  # (6000 × 2 + 4800 + 1200) ÷ 13333.3
    assert "56.25" in text
    assert "400.00" in text
    assert "10.00" in text
    assert text.count("不符") == 1  # office 10 % > 7 %
    assert "本地参数（待核实）" not in text.split("行政办公及生活服务用地占比")[1][:400]


def test_the_code_leads_to_the_parcel_for_those_who_may_see_it(world):
    thing = parcel(world.home)
    address = reverse("land:code", args=(thing.number,))
    assert world.client("department").get(address).headers["Location"] == PARCELS.address(thing)
    assert world.client(world.foreign.accounts["office"]).get(address).status_code == 404
    assert world.client("town2").get(address).status_code == 404
    image = world.client("office").get(reverse("land:qr", args=(thing.pk,)))
    assert image.headers["Content-Type"] == "image/svg+xml"
    assert world.client(world.foreign.accounts["office"]).get(reverse("land:qr", args=(thing.pk,))).status_code == 404


def test_the_map_groups_parcels_by_any_column_and_shows_only_ones_own(world):
    for number, tenure in ((1, "granted"), (2, "flexible"), (3, "granted")):
        Parcel.objects.filter(pk=parcel(world.home, number, tenure=tenure).pk).update(shape=square(number))
    Parcel.objects.filter(pk=parcel(world.foreign, 4).pk).update(shape=square(4))
    parcel(world.home, 5)
    told = world.client("leader").get(reverse("land:shapes") + "?by=tenure").json()
    assert told["groups"] == ["出让", "弹性年期出让"]
    assert told["counts"] == [2, 1]
    assert told["colours"] == [0, 1]
    assert len(told["parcels"]) == 3
    key, number, group, rings, sketched = told["parcels"][0]
    assert not sketched
    assert Parcel.objects.get(pk=key).number == number
    assert group == 0
    assert rings == [[0, 0, 10000, 0, 10000, 10000, 0, 10000, 0, 0]]
    page = world.client("leader").get(reverse("land:map") + "?by=nonsense").content.decode()
    assert "图斑未录入 1 宗" in page, page[page.find("图斑未") :][:60]


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"started_on": "2024-03-01", "finished_on": "2024-02-01"}, "实际竣工早于实际开工"),
        ({"base": "13333.4"}, "建筑基底大于宗地面积"),
        ({"ratio_low": "2", "ratio_high": "1.5"}, "容积率下限大于上限"),
        ({"unit_number": "12"}, "28 位"),
        ({"area": "0"}, "宗地面积"),
        ({"invested": "-1"}, "固定资产投资累计"),
    ],
)
def test_a_parcel_that_contradicts_itself_is_refused(world, wrong, word):
    with pytest.raises(InputFault) as fault:
        parcel(world.home, **wrong)
    assert word in str(fault.value)


def test_an_old_parcel_takes_no_more_floors(world):
    thing = parcel(world.home)
    records.retire(by(world.home, "office"), PARCELS, thing, "已分割")
    with pytest.raises(InputFault, match="只供查阅"):
        floor(thing, world.home)
