"""A rule of a register marks the column that it speaks of; a batch counts its rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from tenghuan.apps.kit import exchange, taking
from tenghuan.apps.kit.registry import REGISTERS
from tenghuan.apps.land.models import Parcel
from tenghuan.apps.remediation.registers import CLEARING
from tenghuan.errors import InputFault
from tenghuan.reading.workbooks import export
from tests.apps.kit.sheds import by
from tests.apps.remediation.cases import case, claimed, working
from tests.kit.made import makers
from tests.kit.test_workbooks import committed, row_of, writer

# register, what is wrong in a row, the column that is marked
WRONG = [
    ("budgets", {"base": -5}, "base"),
    ("budgets", {"year": 1999}, "year"),
    ("budget_uses", {"used": -1}, "used"),
    ("supplies", {"area": 0}, "area"),
    ("supplies", {"plot_ratio": -1}, "plot_ratio"),
    ("cases", {"lists": "查无此单"}, "lists"),
]


@pytest.mark.parametrize(("key", "wrong", "column"), [one for one in WRONG if one[0] in REGISTERS])
def test_a_rule_marks_its_column(world, key, wrong, column):
    register = REGISTERS[key]
    thing = makers()[key](world.home, 1, 0, 0)
    row = {**next(iter(exchange.rows_out(register, [thing]))), **wrong}
    found = taking.faults_of(by(world.home, writer(register)), register, world.home.region, [(2, row)])
    assert [one.column for one in found if one.severity == "error"] == [column], found


def test_every_register_of_the_table_is_there():
    assert {key for key, _wrong, _column in WRONG} <= REGISTERS.keys()


def test_a_second_case_of_an_enterprise_marks_the_enterprise(world):
    case(world.home)
    with pytest.raises(InputFault, match="已有在办案件") as fault:
        case(world.home)
    assert fault.value.field == "enterprise"


def test_a_move_of_a_case_marks_what_it_asked_for(world):
    thing = working(world.home)
    with pytest.raises(InputFault) as late:
        CLEARING.take(by(world.home, "town"), thing, "ask_change", change="extend", reason="雨季")
    assert late.value.field == "change_due"


def test_more_land_than_there_is_marks_the_land(world):
    with pytest.raises(InputFault, match="腾地") as fault:
        claimed(world.home, actual_land="99999")
    assert fault.value.field == "actual_land"


@pytest.mark.parametrize("key", ["idles", "performances", "deals"])
def test_a_parcel_out_of_use_marks_the_parcel(world, key):
    register = REGISTERS[key]
    thing = makers()[key](world.home, 1, 0, 0)
    Parcel.objects.filter(pk=thing.parcel_id).update(retired_on=date(2026, 1, 1))
    thing.parcel.refresh_from_db()
    assert register.hold is not None
    with pytest.raises(InputFault, match="已停用") as fault:
        register.hold(thing)
    assert fault.value.field == "parcel"


def _page(client: Any, batch: Any) -> str:
    return client.get(reverse("intake:batch", args=(batch.pk,))).content.decode()


def test_a_batch_counts_what_was_new_what_changed_and_what_did_not(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    register = REGISTERS["sheds"]
    things = [makers()["sheds"](world.home, number, 0, 0) for number in (1, 2, 3)]
    rows = [row_of(register, thing) for thing in things]
    rows[0] = {**rows[0], "name": "改了名的厂房"}
    rows.append({**rows[1], "number": "新-1", "name": "新厂房"})
    client = world.client("office")
    batch = committed(client, "sheds", export(exchange.field_list(register), rows))
    assert "其中新增 1 条，修改 1 条，未变 2 条。" in _page(client, batch)
    again = committed(client, "sheds", export(exchange.field_list(register), [row_of(register, things[2])]))
    assert "其中新增 0 条，修改 0 条，未变 1 条。" in _page(client, again)
