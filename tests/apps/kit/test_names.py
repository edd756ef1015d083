"""What a workbook names: one thing, none, or more than one — nothing ambiguous is chosen in silence."""

from __future__ import annotations

import pytest

from tenghuan.apps.kit import exchange, taking
from tenghuan.apps.kit.exchange import SEVERAL
from tenghuan.apps.organization.models import Region, Unit
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import by, shed
from tests.workshop.models import Shed
from tests.workshop.registers import SHEDS

STATION = "经济发展办公室"


@pytest.fixture
def stations(world):
    """Each of the two towns has an office of the same name; the neighbour county has one too."""
    places = (*world.home.town_regions, world.neighbour.town_regions[0])
    return [Unit.objects.create(region=place, name=STATION) for place in places]


def commit(world, *rows):
    sheet = taking.Sheet("b1", "厂房.xlsx", "Sheet1", {})
    told = [{"number": "1", "name": "甲", "town": world.home.town_regions[0].name, "area": 3.0, **row} for row in rows]
    return taking.commit(by(world.home, "office"), SHEDS, world.home.region, sheet, list(enumerate(told, start=2)))


def test_a_unit_that_two_towns_have_is_not_chosen_for_the_officer(world, stations):
    with pytest.raises(InputFault) as refused:
        commit(world, {"unit": STATION})
    told = str(refused.value)
    assert f"第 2 行：责任单位“{STATION}”有多个同名的" in told
    assert "在页面上登记" in told
    assert not Shed.objects.exists()


def test_a_unit_of_the_same_name_in_the_next_county_is_no_matter(world, stations):
    stations[1].delete()
    assert commit(world, {"unit": STATION}).made == 1
    assert Shed.objects.get().unit == stations[0]


def test_a_record_that_has_one_of_them_keeps_it_when_its_row_comes_back(world, stations):
    thing = shed(world.home, "1", unit=stations[1])
    out = list(exchange.rows_out(SHEDS, [thing]))
    assert out[0]["unit"] == STATION
    done = commit(world, {**out[0], "area": 7.0})
    thing.refresh_from_db()
    assert (done.changed, thing.unit, thing.area) == (1, stations[1], 7)


def test_a_record_that_has_another_unit_is_not_given_either_of_them(world, stations):
    thing = shed(world.home, "1", unit=world.home.departments[0])
    with pytest.raises(InputFault, match="有多个同名的"):
        commit(world, {"unit": STATION})
    thing.refresh_from_db()
    assert thing.unit == world.home.departments[0]


def test_a_town_of_a_name_that_a_park_bears_too_is_asked_about(world):
    town = world.home.town_regions[0]
    Region.objects.create(code="330683900", name=town.name, level="town", parent=world.home.region)
    with pytest.raises(InputFault, match=f"镇街“{town.name}”有多个同名的"):
        commit(world, {})


def test_names_are_found_within_the_county_alone(world, stations):
    find = exchange.REFERENCES[Unit].find
    names = {STATION, world.home.departments[0].name, world.neighbour.departments[0].name, "查无此名"}
    found = find(world.home.region, names)
    assert found == {STATION: SEVERAL, world.home.departments[0].name: world.home.departments[0]}


@pytest.mark.parametrize("words", ["仓储", "store"])
def test_a_choice_is_read_by_its_word_or_its_key(world, words):
    commit(world, {"use": words})
    assert Shed.objects.get().use == "store"


@pytest.mark.parametrize("words", ["仓库", "仓储库", "1"])
def test_a_word_that_is_no_choice_is_refused(world, words):
    with pytest.raises(InputFault, match=f"用途.*{words}"):
        commit(world, {"use": words})
    assert not Shed.objects.exists()


def test_faults_of_many_rows_are_told_with_their_rows_and_columns(world, stations):
    actor, place = by(world.home, "office"), world.home.region
    town = world.home.town_regions[0].name
    rows = [
        (2, {"number": "1", "name": "甲", "town": town, "area": 3, "unit": STATION}),
        (3, {"number": "2", "name": "乙", "town": "查无", "area": 3}),
        (4, {"number": "2", "name": "丙", "town": town, "area": 3}),
        (5, {"number": "3", "name": "丁", "town": town, "area": "三亩"}),
        (6, {"number": "4", "name": "x" * 81, "town": town, "area": 3}),
    ]
    found = [(one.number, one.column, one.kind) for one in taking.faults_of(actor, SHEDS, place, rows)]
    assert found == [
        (2, "unit", "link"),
        (3, "town", "link"),
        (4, "number", "repeated"),
        (5, "area", "value"),
        (6, "name", "value"),
    ]
    assert not Shed.objects.exists()
