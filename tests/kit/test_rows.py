"""Rows of workbooks that a register refuses or doubts: what is said, and which cell it is said of."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tenghuan.apps.kit import exchange, taking
from tenghuan.apps.kit.doubts import RowFault
from tenghuan.apps.kit.registry import REGISTERS
from tenghuan.apps.leads.models import Lead
from tenghuan.apps.leads.registers import LEADS
from tenghuan.apps.projects.models import Project
from tenghuan.apps.projects.registers import PROJECTS
from tests.apps.kit.sheds import by, shed
from tests.apps.leads.made import make_lead
from tests.apps.projects.made import project
from tests.kit.made import makers
from tests.workshop.registers import SHEDS


def found(world: Any, register: Any, *rows: dict[str, Any], role: str = "office") -> list[RowFault]:
    """Return the faults of rows 2, 3 … of a sheet."""
    return taking.faults_of(by(world.home, role), register, world.home.region, enumerate(rows, start=2))


def out(register: Any, thing: Any, **changes: Any) -> dict[str, Any]:
    return {**next(iter(exchange.rows_out(register, [thing]))), **changes}


def fresh(register: Any, thing: Any, **changes: Any) -> dict[str, Any]:
    """Return the row of a record that is there no more, as one that is new."""
    blank = (*exchange.numbered(register), *register.brings)
    row = out(register, thing, **dict.fromkeys(blank), **changes)
    thing.delete()
    return row


# -- the same thing twice ------------------------------------------------------------------------------------------
def test_two_rows_of_the_same_project_without_a_code_are_a_doubt_to_be_confirmed(world):
    row = fresh(PROJECTS, project(world.home), code=None)
    rows = [row, {**row, "name": "另一项目"}, {**row, "owner": f" {row['owner']} ", "total": 30000}]
    (doubt,) = found(world, PROJECTS, *rows)
    assert (doubt.number, doubt.column, doubt.kind, doubt.severity) == (4, "name", "alike", "warning")
    assert doubt.message == "与第 2 行的项目名称、项目业主相同，可能是同一项目"
    sheet = taking.Sheet("b", "表", "表", {})
    taking.commit(by(world.home, "office"), PROJECTS, world.home.region, sheet, [(2, row), (3, row)])
    assert Project.objects.count() == 2  # who confirmed it brings in both


def test_a_row_that_looks_like_a_lead_that_stands_is_a_doubt_that_names_it(world):
    lead = make_lead(world.home)
    (doubt,) = found(world, LEADS, out(LEADS, lead, number=None))
    assert (doubt.kind, doubt.severity, doubt.column) == ("alike", "warning", "name")
    assert lead.number in doubt.message
    assert found(world, LEADS, out(LEADS, lead, number=None, company="另一公司")) == []
    assert found(world, LEADS, out(LEADS, lead)) == []  # its own row is no second one


def test_the_same_request_twice_in_a_file_is_named_by_its_row(world):
    requests = REGISTERS["requests"]
    row = fresh(requests, makers()["requests"](world.home, 1))
    (fault,) = found(world, requests, row, row)
    assert (fault.number, fault.column) == (3, "title")
    assert fault.message.startswith("与第 2 行重复")
    assert "QY" not in fault.message


# -- days ------------------------------------------------------------------------------------------------------------
def test_a_lead_is_not_got_in_days_to_come(world):
    row = fresh(LEADS, make_lead(world.home))
    (fault,) = found(world, LEADS, {**row, "got_on": date.today() + timedelta(days=1)})
    assert (fault.column, fault.message) == ("got_on", "获取日期不能晚于今天")
    assert found(world, LEADS, {**row, "got_on": date.today()}) == []
    assert not Lead.objects.exists()


# -- the cell that is marked ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("key", "changes", "column"),
    [
        ("projects", {"industry": "9999"}, "industry"),
        ("projects", {"fixed": 20001}, "fixed"),
        ("projects", {"started_on": "2199-12-31"}, "started_on"),
        ("leads", {"fixed": 20001}, "fixed"),
        ("titles", {"recognised_on": "2024-05-01", "document": "文号1", "valid_until": "2024-04-30"}, "valid_until"),
        ("chains", {"leader": "没有这个席位"}, "leader"),
        ("parcels", {"built": 10**7}, "built"),
        ("parks", {"level": "省级"}, "recognised_on"),
        ("policy_documents", {"since": "2026-02-01", "until": "2026-01-01"}, "until"),
    ],
)
def test_a_rule_of_a_register_marks_the_cell_it_speaks_of(key, changes, column, world):
    register = REGISTERS[key]
    row = fresh(register, makers()[key](world.home, 1, 0, 0), **changes)
    faults = [one for one in found(world, register, row) if one.kind == "refused"]
    assert [(one.number, one.column) for one in faults] == [(2, column)]


def test_a_town_is_told_whose_row_it_is_at_the_cell_that_says_so(world):
    town, other = world.home.town_regions[:2]
    rows = [out(SHEDS, shed(world.home, str(n), town=n), area=99) for n in (0, 1)]
    (fault,) = found(world, SHEDS, *rows, role="town")
    assert (fault.number, fault.column) == (3, "town")
    assert f"这一行属于“{other.name}”" in fault.message
    assert town.name not in fault.message


# -- empty cells ---------------------------------------------------------------------------------------------------
def test_what_an_empty_cell_becomes_is_told_where_it_is_not_unknown():
    told = {item.key: item.help for item in exchange.field_list(LEADS).fields}
    assert "新增时空白按“是”登记" in told["manufacturing"]
    assert "新增时空白按“否”登记" in told["foreign"]
    assert "空白按" not in told["fixed"] + told["company"]
    # every column that is not unknown when it is left empty says so, in every register
    for register in (one for one in REGISTERS.values() if one.importable and one.writes is None):
        told = {item.key: item.help for item in exchange.field_list(register).fields}
        for name in register.fields:
            default = register.model._meta.get_field(name).get_default()
            if isinstance(default, bool):
                assert f"新增时空白按“{'是' if default else '否'}”登记" in told[name], (register.key, name)


def test_an_empty_or_absent_yes_or_no_leaves_what_stands(world):
    lead = make_lead(world.home, manufacturing=False)
    row = out(LEADS, lead, manufacturing=None, total=20001)
    del row["foreign"]
    sheet = taking.Sheet("b", "表", "表", {})
    taking.commit(by(world.home, "office"), LEADS, world.home.region, sheet, [(2, row)])
    lead.refresh_from_db()
    assert (lead.manufacturing, lead.foreign, lead.total) == (False, False, 20001)


def test_columns_of_per_cent_say_so_and_take_percent_signs():
    for register in (one for one in REGISTERS.values() if one.importable and one.writes is None):
        for item in (one for one in exchange.field_list(register).fields if one.key in register.fields):
            unit = getattr(register.model._meta.get_field(item.key), "unit", "")
            assert item.percent == (str(unit) == "%"), (register.key, item.key)
    assert exchange.field_list(REGISTERS["parcels"]).field("density").percent
