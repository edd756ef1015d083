"""Records of a register: added, changed, retired, by whom; what stands already; two officers at once."""

from __future__ import annotations

import pytest

from tenghuan.apps.audit.models import Entry
from tenghuan.apps.audit.trail import UnauditedChangeError
from tenghuan.apps.kit import records
from tenghuan.apps.kit.models import Event
from tenghuan.apps.kit.registry import REGISTERS
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import by, claimed, shed
from tests.workshop.models import Shed
from tests.workshop.registers import SHEDS


def test_a_record_is_added_with_its_author_timeline_and_trail(world):
    thing = shed(world.home)
    assert (thing.county, thing.made_by, thing.revision) == (world.home.region, world.home.accounts["office"], 1)
    assert Event.objects.about(thing).get().kind == "made"
    assert Entry.objects.get(action="sheds.add").after["number"] == "S1"


def test_the_same_form_twice_adds_one_record(world):
    told = {"number": "S1", "name": "甲", "town": world.home.town_regions[0], "area": "3"}
    office = by(world.home, "office")
    first = records.add(office, SHEDS, world.home.region, told, once="token-1")
    assert records.add(office, SHEDS, world.home.region, told, once="token-1") == first
    assert Shed.objects.count() == 1


def test_a_number_that_stands_is_refused_in_the_county_and_free_in_the_next(world):
    shed(world.home)
    with pytest.raises(InputFault, match="厂房“S1”已在册"):
        shed(world.home)
    assert shed(world.neighbour).pk


def test_every_missing_or_wrong_value_is_named_at_once(world):
    with pytest.raises(InputFault) as raised:
        records.add(by(world.home, "office"), SHEDS, world.home.region, {"name": "甲", "area": "十亩", "floors": "-1"})
    told = str(raised.value)
    assert "编号：必填" in told
    assert "镇街：必填" in told
    assert "用地面积" in told
    assert "层数" in told


def test_a_day_of_no_campaign_is_refused_by_the_service_and_on_the_page(world):
    with pytest.raises(InputFault, match="建成日期：日期应在 1900 年至 2199 年之间"):
        shed(world.home, built_on="9999-12-31")
    assert shed(world.home, built_on="2199-12-31").pk
    told = {"number": "S9", "name": "甲", "area": "3", "town": world.home.town_regions[0].pk, "built_on": "0026-01-05"}
    page = world.client("office").post("/r/sheds/add", told)
    assert page.context["form"].errors["built_on"] == ["日期应在 1900 年至 2199 年之间"]


def test_a_town_adds_in_its_own_town_alone(world):
    town = by(world.home, "town")
    told = {"name": "甲", "area": "3"}
    own, other = world.home.town_regions
    assert records.add(town, SHEDS, world.home.region, {**told, "number": "1", "town": own}).pk
    with pytest.raises(InputFault, match="由本级专班办公室、属地乡镇（街道）登记"):
        records.add(town, SHEDS, world.home.region, {**told, "number": "2", "town": other})


def test_a_record_cannot_be_moved_out_of_ones_own_town(world):
    thing = shed(world.home)
    with pytest.raises(InputFault, match="登记和修改"):
        records.change(by(world.home, "town"), SHEDS, thing, {"town": world.home.town_regions[1]})
    thing.refresh_from_db()
    assert thing.town == world.home.town_regions[0]


def test_a_change_says_in_the_trail_what_was_and_what_is(world):
    thing = shed(world.home)
    records.change(by(world.home, "office"), SHEDS, thing, {"area": "13", "name": "新名"})
    row = Entry.objects.get(action="sheds.change")
    assert row.before == {"name": "厂房S1", "area": "12.50"}
    assert row.after == {"name": "新名", "area": "13.00"}
    assert thing.revision == 2


def test_a_change_of_nothing_leaves_no_row(world):
    thing = shed(world.home)
    records.change(by(world.home, "office"), SHEDS, thing, {"area": "12.5"})
    assert not Entry.objects.filter(action="sheds.change").exists()
    assert thing.revision == 1


def test_the_second_of_two_officers_is_told_and_nothing_is_lost(world):
    thing = shed(world.home)
    records.change(by(world.home, "office"), SHEDS, thing, {"name": "先改"}, seen=1)
    late = Shed.objects.get(pk=thing.pk)
    with pytest.raises(InputFault, match="刚被他人修改"):
        records.change(by(world.home, "office"), SHEDS, late, {"name": "后改"}, seen=1)
    assert Shed.objects.get().name == "先改"


def test_what_waits_for_acceptance_stands_fast(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    thing = claimed(world.home)
    with pytest.raises(InputFault, match="“待验收”状态下不能修改"):
        records.change(by(world.home, "office"), SHEDS, thing, {"name": "新名"})


def test_a_retired_record_leaves_the_list_and_stays_readable(world):
    thing = shed(world.home)
    office = world.home.accounts["office"]
    with pytest.raises(InputFault, match="停用理由"):
        records.retire(by(world.home, "office"), SHEDS, thing, " ")
    records.retire(by(world.home, "office"), SHEDS, thing, "重复登记")
    assert not SHEDS.rows(office).exists()
    assert SHEDS.rows(office, retired=True).get().retired_because == "重复登记"


def test_a_service_that_says_nothing_is_refused(world):
    from tenghuan.apps.audit.trail import service

    @service("test.silent")
    def silent(actor):
        return None

    with pytest.raises(UnauditedChangeError):
        silent(by(world.home, "office"))


def test_nothing_of_another_county_is_linked(world):
    told = {"number": "S9", "name": "甲", "area": "3", "town": world.home.town_regions[0]}
    for name, foreign in (("town", world.neighbour.town_regions[0]), ("unit", world.foreign.departments[0])):
        with pytest.raises(InputFault, match="不属于本县"):
            services_add(world, {**told, name: foreign})


def services_add(world, told):
    return records.add(by(world.home, "office"), SHEDS, world.home.region, told)


def test_a_filter_of_yes_or_no_asks_for_neither_until_it_is_chosen(world):
    shed(world.home, "S1")
    shed(world.home, "S2", leased=True)
    client = world.client("office")
    field = client.get("/r/sheds/").context["filters"].form["leased"]
    assert [option.data["value"] for option in field.subwidgets] == ["", "true", "false"]
    shown = {word: client.get(f"/r/sheds/?leased={word}").context["shown"] for word in ("", "true", "false")}
    assert {word: page.paginator.count for word, page in shown.items()} == {"": 2, "true": 1, "false": 1}


def test_a_list_finds_by_the_initials_of_a_name(world):
    shed(world.home, "S1", name="青山库房")
    shed(world.home, "S2", name="南山库房")
    shown = world.client("office").get("/r/sheds/?q=qskf").context["shown"]
    assert [row.number for row in shown.object_list] == ["S1"]


def test_a_page_opens_at_the_fields_unless_its_register_says_that_the_result_comes_first():
    first = {key: REGISTERS[key].panels_for("office")[0].key for key in ("sheds", "scenarios")}
    assert first["sheds"] == "fields"
    assert first["scenarios"] == REGISTERS["scenarios"].panels[0].key
    assert "fields" in {panel.key for panel in REGISTERS["scenarios"].panels_for("office")}


@pytest.mark.parametrize("seen", [None, 2], ids=["as it is read", "as it is seen"])
def test_a_retired_record_is_changed_no_more_by_whatever_way(world, seen):
    thing = shed(world.home)
    records.retire(by(world.home, "office"), SHEDS, thing, "重复登记")
    with pytest.raises(InputFault, match="已经停用，不能修改"):
        records.change(by(world.home, "office"), SHEDS, thing, {"name": "改名"}, seen=seen)
    thing.refresh_from_db()
    assert (thing.name, thing.revision) == ("厂房S1", 2)
