"""Workbooks into a register and out of it: all or none, round trip, withdrawn whole."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenghuan.apps.audit.models import Entry
from tenghuan.apps.kit import exchange, records, taking
from tenghuan.apps.kit.models import Origin
from tenghuan.apps.organization.models import Region
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import by, shed
from tests.workshop.models import Shed
from tests.workshop.registers import REBUILDING, SHEDS

SHEET = taking.Sheet("b1", "厂房.xlsx", "Sheet1", {"number": "A"})


def row(world, number: str, **values):
    town = world.home.town_regions[0].name
    return {"number": number, "name": f"厂房{number}", "town": town, "use": "仓储", "area": 10.0, **values}


def commit(world, rows, sheet=SHEET, role="office"):
    return taking.commit(by(world.home, role), SHEDS, world.home.region, sheet, list(enumerate(rows, start=2)))


def test_rows_make_records_that_know_their_sheet_and_row(world):
    done = commit(world, [row(world, "1", built_on=date(2010, 5, 1)), row(world, "2", leased=True)])
    assert (done.made, done.changed, done.same) == (2, 0, 0)
    first = Shed.objects.get(number="1")
    assert (first.use, first.area, first.built_on) == ("store", Decimal("10"), date(2010, 5, 1))
    origin = Origin.objects.about(first).get()
    assert (origin.workbook, origin.sheet, origin.line, origin.before) == ("厂房.xlsx", "Sheet1", 2, None)
    assert REBUILDING.todo  # the records wait for the town like any other
    assert Entry.objects.filter(action="sheds.import").count() == 2


def test_a_known_number_changes_the_record_and_an_empty_cell_leaves_it(world):
    thing = shed(world.home, "1", rent="7")
    done = commit(world, [row(world, "1", area=11, rent=None)])
    assert (done.made, done.changed) == (0, 1)
    thing.refresh_from_db()
    assert (thing.area, thing.rent, thing.revision) == (Decimal("11"), Decimal("7"), 2)


def test_the_same_rows_again_change_nothing(world):
    commit(world, [row(world, "1")])
    done = commit(world, [row(world, "1")], taking.Sheet("b2", "再.xlsx", "S", {}))
    assert (done.made, done.changed, done.same) == (0, 0, 1)
    assert Origin.objects.count() == 1


def test_one_bad_row_keeps_all_out_and_every_bad_row_is_named(world):
    rows = [row(world, "1"), row(world, "2", town="别县镇"), row(world, "3", area=None), row(world, "1")]
    with pytest.raises(InputFault) as raised:
        commit(world, rows)
    told = str(raised.value)
    assert "第 3 行：镇街“别县镇”没有登记" in told
    assert "第 4 行：用地面积：必填" in told
    assert "第 5 行：与第 2 行重复" in told
    assert not Shed.objects.exists()


@pytest.mark.parametrize(
    ("column", "word", "near"),
    [
        ("unit", "经信局", "名称相近的有“东县经信局”"),  # said short
        ("unit", "原东县科技局", "名称相近的有“东县科技局”"),  # said long
        ("town", "dong1", "名称相近的有“dong1镇”、“dong1镇政府”"),
        ("unit", "西县财政局", ""),  # nothing is like it
        ("unit", "局", ""),  # one sign is like everything
    ],
)
def test_a_name_that_leads_nowhere_is_told_with_those_that_are_near(world, column, word, near):
    Region.objects.create(code="990101900", name="dong1镇政府", level="park", parent=world.home.region)
    with pytest.raises(InputFault) as raised:
        commit(world, [row(world, "1", **{column: word})])
    told = str(raised.value)
    assert f"“{word}”没有登记（请核对名称或代码" in told
    assert near in told
    assert bool(near) == ("名称相近" in told)


@pytest.mark.parametrize("word", ["查无此局", "查无此局{}"], ids=["one name", "a name each"])
def test_names_that_lead_nowhere_cost_the_same_queries_however_many_rows_say_them(world, word):
    def queries(rows):
        with CaptureQueriesContext(connection) as told, pytest.raises(InputFault):
            commit(world, [row(world, str(at), unit=word.format(at)) for at in range(rows)])
        return len(told)

    assert queries(40) == queries(4)


def test_a_town_brings_in_its_own_rows_alone(world):
    other = world.home.town_regions[1].name
    with pytest.raises(InputFault, match="第 3 行"):
        commit(world, [row(world, "1"), row(world, "2", town=other)], role="town")
    assert not Shed.objects.exists()


def test_what_goes_out_comes_back_and_changes_nothing(world):
    shed(world.home, "1", rent="7.5", built_on=date(2001, 2, 3), leased=True)
    shed(world.home, "2", town=1, unit=world.home.departments[0])
    out = list(exchange.rows_out(SHEDS, SHEDS.rows(world.home.accounts["office"])))
    done = commit(world, out)
    assert (done.made, done.changed, done.same) == (0, 0, 2)


def test_a_batch_is_taken_back_whole(world):
    thing = shed(world.home, "1", rent="7")
    commit(world, [row(world, "1", area=99), row(world, "2")])
    assert taking.take_back(by(world.home, "office"), SHEDS, "b1") == 2
    thing.refresh_from_db()
    assert (thing.area, thing.rent) == (Decimal("12.5"), Decimal("7"))
    assert list(Shed.objects.values_list("number", flat=True)) == ["1"]
    assert not Origin.objects.exists()


def test_a_batch_whose_record_was_changed_since_stays(world):
    commit(world, [row(world, "1"), row(world, "2")])
    records.change(by(world.home, "office"), SHEDS, Shed.objects.get(number="2"), {"name": "新名"})
    with pytest.raises(InputFault, match="“新名”在入库后已被修改"):
        taking.take_back(by(world.home, "office"), SHEDS, "b1")
    assert Shed.objects.count() == 2


def test_the_field_list_is_drawn_from_the_model(world):
    fields = exchange.field_list(SHEDS)
    assert fields.key == ("number",)
    area = fields.field("area")
    assert (area.label, area.type, area.quantity, area.headings) == ("用地面积", "number", "area", ("占地",))
    assert fields.field("use").choices == ("机加工", "仓储")
    assert [f.key for f in fields.fields if f.required] == ["number", "name", "town", "area"]


def test_a_workbook_that_changed_what_had_moved_before_it_is_taken_back(world):
    thing = shed(world.home, "1", rent="7")
    REBUILDING.take(by(world.home, "town"), thing, "verify", opinion="属实")
    commit(world, [row(world, "1", area=99)])
    assert taking.take_back(by(world.home, "office"), SHEDS, "b1") == 1
    thing.refresh_from_db()
    assert (thing.area, thing.state) == (Decimal("12.5"), "listed")
    commit(world, [row(world, "1", area=98)])
    thing.refresh_from_db()
    REBUILDING.take(by(world.home, "office"), thing, "start", plan="拆除重建")
    with pytest.raises(InputFault, match="在入库后已被修改或办理"):
        taking.take_back(by(world.home, "office"), SHEDS, "b1")
