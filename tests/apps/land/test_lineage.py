"""Split and merge through the services: areas conserved, old numbers readable, burdens that follow the land."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

import pytest

from tenghuan.apps.kit import records
from tenghuan.apps.land.dealing import burdens
from tenghuan.apps.land.lineage import Part, merge, split
from tenghuan.apps.land.models import Lineage, Parcel
from tenghuan.apps.land.registers import BURDENS, PARCELS
from tenghuan.errors import InputFault
from tenghuan.parcels.shapes import area, checked
from tests.apps.kit.sheds import by
from tests.apps.land.parcels import parcel, square

WHEN = {"on": date(2026, 3, 1), "document": "自然资分〔2026〕1号"}


def _parts(*areas):
    return [Part(f"新{at}", Decimal(one)) for at, one in enumerate(areas, start=1)]


def _whole(world):
    rows = Parcel.objects.filter(county=world.home.region, retired_on=None)
    return sum(rows.values_list("area", flat=True))


def test_ten_thousand_become_three_and_the_old_number_stays_readable(world):
    old = parcel(world.home, area="10000")
    Parcel.objects.filter(pk=old.pk).update(shape=square(1))
    old.refresh_from_db()
    made = split(by(world.home, "department"), old, _parts("4000", "3500", "2499.6"), **WHEN)
    old.refresh_from_db()
    assert old.retired_on is not None
    assert [one.came_from.get().old for one in made] == [old] * 3
    assert {one.enterprise for one in made} == {old.enterprise}
    measured = [area(checked(one.shape)) for one in made]
    assert all(one.sketch and one.shape_area is None for one in made)
    assert measured[0] / sum(measured) == pytest.approx(4000 / 9999.6, rel=1e-3)
    page = world.client("department").get(PARCELS.address(old)).content.decode()
    assert "新3" in page
    assert "0.4" in page  # what remains
    assert world.client("department").get(f"/land/code/{old.number}").headers["Location"] == PARCELS.address(old)


@pytest.mark.parametrize(
    ("areas", "word"),
    [
        (("4000", "3500", "2000"), "面积不符"),
        (("10000",), "至少填两宗"),
        (("10005", "-5"), "大于零"),
    ],
)
def test_parts_that_do_not_add_up_change_nothing(world, areas, word):
    old = parcel(world.home, area="10000")
    with pytest.raises(InputFault, match=word):
        split(by(world.home, "office"), old, _parts(*areas), **WHEN)
    assert Parcel.objects.get().retired_on is None
    assert Lineage.objects.count() == 0


def test_a_number_that_stands_twice_or_is_taken_is_refused(world):
    old, other = parcel(world.home, area="10000"), parcel(world.home, 2)
    for numbers in (("甲", "甲"), ("甲", other.number)):
        parts = [Part(number, Decimal(5000)) for number in numbers]
        with pytest.raises(InputFault):
            split(by(world.home, "office"), old, parts, **WHEN)
    assert Parcel.objects.filter(retired_on=None).count() == 2


def test_seized_land_is_not_split_and_a_mortgage_follows_the_land(world):
    old = parcel(world.home, area="10000")
    told = {"party": "银行", "since": "2024-01-01", "amount": "1"}
    records.add(
        by(world.home, "office"),
        BURDENS,
        world.home.region,
        {"parcel": old, "kind": "mortgage", "document": "押1", **told},
    )
    made = split(by(world.home, "office"), old, _parts("4000", "6000"), **WHEN)
    assert [str(one) for one in burdens(made[0])] == ["抵押 押1"]
    records.add(
        by(world.home, "office"),
        BURDENS,
        world.home.region,
        {"parcel": made[0], "kind": "seizure", "document": "封1", **told},
    )
    with pytest.raises(InputFault, match="已查封"):
        split(by(world.home, "office"), made[0], [Part("丙", Decimal(2000)), Part("丁", Decimal(2000))], **WHEN)


def test_only_the_managing_unit_or_the_office_splits(world):
    old = parcel(world.home, area="10000")
    for account in ("town", "department2", "town2"):
        with pytest.raises(InputFault, match="管理单位"):
            split(by(world.home, account), old, _parts("5000", "5000"), **WHEN)
    with pytest.raises(InputFault, match="管理单位"):
        split(by(world.foreign, "office"), old, _parts("5000", "5000"), **WHEN)


def test_parcels_that_differ_in_what_one_can_have_once_are_not_merged(world):
    first, second = parcel(world.home, 1), parcel(world.home, 2)
    with pytest.raises(InputFault, match="不同，不能合并"):
        merge(by(world.home, "office"), first, [second], Part("合", first.area + second.area), **WHEN)


@pytest.mark.parametrize("seed", range(3))
def test_any_sequence_of_splits_and_merges_keeps_the_whole(world, seed):
    chance, office = random.Random(seed), by(world.home, "office")
    first = parcel(world.home, 1, area="50000")
    Parcel.objects.filter(pk=first.pk).update(shape=square(1))
    alive, whole = [Parcel.objects.get(pk=first.pk)], _whole(world)
    for step in range(8):
        if len(alive) > 1 and chance.random() < 0.4:
            old = chance.sample(alive, 2)
            made = [merge(office, old[0], old[1:], Part(f"合{step}", old[0].area + old[1].area), **WHEN)]
        else:
            old = [chance.choice(alive)]
            cut = (old[0].area * Decimal(chance.randint(2, 8)) / 10).quantize(Decimal("0.1"))
            parts = [Part(f"分{step}甲", cut), Part(f"分{step}乙", old[0].area - cut)]
            made = split(office, old[0], parts, **WHEN)
        alive = [one for one in alive if one not in old] + made
        assert _whole(world) == whole
        assert {one.pk for one in Parcel.objects.filter(retired_on=None)} == {one.pk for one in alive}
    for old in Parcel.objects.exclude(retired_on=None):
        assert sum(old.became.values_list("area", flat=True)) == old.area


def test_the_form_keeps_what_was_typed_when_it_does_not_add_up(world):
    old = parcel(world.home, area="10000")
    told = {
        "number_1": "新1",
        "area_1": "4000",
        "number_2": "新2",
        "area_2": "5000",
        "on": "2026-03-01",
        "document": "x",
    }
    page = world.client("office").post(f"/land/{old.pk}/split", told)
    assert page.status_code == 422
    text = page.content.decode()
    assert "面积不符" in text
    assert 'value="新2"' in text
    told["area_2"] = "6000"
    assert world.client("office").post(f"/land/{old.pk}/split", told).status_code == 302
    assert world.client(world.foreign.accounts["office"]).get(f"/land/{old.pk}/split").status_code == 404
    made = Parcel.objects.filter(retired_on=None).order_by("number")
    others = {"others": made[1].number, "number": "合1", "area": "10000", "on": "2026-03-01", "document": "x"}
    assert world.client("office").post(f"/land/{made[0].pk}/merge", {**others, "others": "没有"}).status_code == 422
    assert world.client("office").post(f"/land/{made[0].pk}/merge", others).status_code == 302
    assert Parcel.objects.get(retired_on=None).number == "合1"
