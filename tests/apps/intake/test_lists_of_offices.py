"""Energy lists as offices keep them: carriers without units, months with years, what all rows share said once."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from tenghuan.apps.energy.models import Reading
from tenghuan.apps.energy.models.use import carrier_choices
from tenghuan.apps.intake.models import Batch
from tenghuan.apps.kit.exchange import field_list
from tenghuan.apps.kit.registry import REGISTERS
from tenghuan.reading.workbooks.values import parser
from tests.apps.enterprises.scenarios import A, B
from tests.apps.intake.workbooks import base_book, committed, configured, sent

HEAD = ["信用代码", "能源品种", "年度", "月份", "用量（千瓦时）"]


@pytest.fixture
def office(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client = world.client("office")
    committed(client, base_book())
    return client


def handed(client, rows, register="energy_readings") -> Batch:
    return sent(client, register, rows, "用电")


def page(client, batch) -> str:
    return client.get(reverse("intake:configure", args=(batch.pk,))).content.decode()


def taken(client, batch) -> set[tuple[str, str, int, int, Decimal]]:
    """Commit and return what the register holds."""
    assert (batch.state, batch.errors) == ("ready", 0), list(batch.faults.values_list("cell", "message"))
    client.post(reverse("intake:act", args=(batch.pk, "commit")))
    batch.refresh_from_db()
    assert batch.state == "committed"
    words = {key: str(label) for key, label in carrier_choices()}
    found = Reading.objects.select_related("enterprise").order_by("pk")
    return {(one.enterprise.uscc, words[one.carrier], one.year, one.month, one.amount) for one in found}


def faults(batch) -> set[tuple[str, str]]:
    return {(one.rule, one.cell) for one in batch.faults.all() if one.severity == "error"}


@pytest.mark.parametrize("carrier", ["电力（万千瓦时）", "电力", "电", "用电"])
def test_an_amount_under_a_heading_in_kilowatt_hours_is_kept_in_the_unit_of_its_carrier(office, carrier):
    batch = handed(office, [HEAD, [A, carrier, 2025, 10, 20000], [B, carrier, 2025, 10, 20001]])
    assert "按原数读入" not in page(office, batch)
    configured(office, batch)
    # 20,000 kWh are 2 万千瓦时
    assert taken(office, batch) == {
        (A, "电力（万千瓦时）", 2025, 10, Decimal(2)),
        (B, "电力（万千瓦时）", 2025, 10, Decimal("2.0001")),
    }


def test_a_unit_that_measures_another_thing_than_the_carrier_stops_the_row(office):
    batch = handed(office, [HEAD, [A, "电力", 2025, 10, 20000], [B, "天然气", 2025, 10, 300]])
    configured(office, batch)
    assert (batch.state, faults(batch)) == ("faulty", {("unit_column", "E3")})


def test_every_carrier_is_known_without_its_unit():
    read = parser(field_list(REGISTERS["energy_readings"]).by_key["carrier"], None)
    labels = [str(label) for _key, label in carrier_choices()]
    assert [read(label.split("（")[0]) for label in labels] == labels


@pytest.mark.parametrize("month", ["2025年10月", "2025-10", "202510", 202510, "2025年10月1日"])
def test_a_month_with_its_year_needs_no_column_of_years(office, month):
    batch = handed(office, [["信用代码", "能源品种", "月份", "用量（千瓦时）"], [A, "电", month, 20000]])
    assert "缺少必填栏目" not in page(office, batch)
    assert configured(office, batch).status_code == 302
    assert taken(office, batch) == {(A, "电力（万千瓦时）", 2025, 10, Decimal(2))}


def test_a_month_of_another_year_than_its_row_is_a_fault_in_its_cell(office):
    batch = handed(office, [HEAD, [A, "电", 2025, "2024年10月", 20000], [B, "电", 2025, "10月", 1]])
    configured(office, batch)
    assert (batch.state, faults(batch)) == ("faulty", {("month_year", "D2")})


def test_a_year_that_months_do_not_say_is_given_once(office):
    batch = handed(office, [["信用代码", "能源品种", "月份", "用量（千瓦时）"], [A, "电", "10月", 20000]])
    assert "缺少必填栏目：</div>" not in page(office, batch)
    assert configured(office, batch).status_code == 422
    assert configured(office, batch, year="2025").status_code == 302
    assert taken(office, batch) == {(A, "电力（万千瓦时）", 2025, 10, Decimal(2))}


def test_a_carrier_that_is_the_same_in_every_row_is_given_once(office):
    rows = [["2025年用电"], ["信用代码", "户名", "9月", "10月"], [A, "甲公司", 20000, 5000]]
    batch = handed(office, [["单位：千瓦时"], *rows])
    shown = page(office, batch)
    assert 'name="all-carrier"' in shown
    assert "<option>电力（万千瓦时）</option>" in shown
    assert "能源品种（表中没有这一列，全表相同的填在这里）" in shown
    assert 'name="all-enterprise"' not in shown  # a column gives it
    refused = configured(office, batch, **{"all-carrier": "木炭"})
    assert refused.status_code == 422
    assert "“木炭”不能作“能源品种”" in refused.content.decode()
    assert configured(office, batch, **{"all-carrier": "电力（万千瓦时）"}).status_code == 302
    again = page(office, batch)
    assert "<option selected>电力（万千瓦时）</option>" in again
    assert taken(office, batch) == {
        (A, "电力（万千瓦时）", 2025, 9, Decimal(2)),
        (A, "电力（万千瓦时）", 2025, 10, Decimal("0.5")),
    }


def test_without_an_answer_the_check_says_where_to_give_it(office):
    batch = handed(office, [["2025年"], ["信用代码", "月份", "用量（千瓦时）"], [A, 10, 20000]])
    configured(office, batch)
    [fault] = batch.faults.filter(field="carrier")
    assert (fault.message, fault.severity) == ("表中没有“能源品种”列", "error")
    assert fault.remedy == "请补上该列；全表相同的，可在读取设置中填一次"


def test_the_year_of_a_register_without_a_year_of_its_sheet_is_given_once(world, office):
    batch = handed(office, [["评价等级", "基准预算"], ["A", 7]], "budgets")
    shown = page(office, batch)
    assert 'name="all-year"' in shown
    assert 'name="year"' not in shown
    configured(office, batch, **{"all-year": "2025"})
    assert not batch.faults.filter(field="year").exists()
    assert batch.configuration["constants"] == {"year": "2025"}


@pytest.mark.parametrize("nothing", ["—", "/", "-", "无", "  "])
def test_nothing_in_a_required_amount_is_an_error_that_nobody_can_waive(office, nothing):
    batch = handed(office, [HEAD, [A, "电", 2025, 10, nothing], [B, "电", 2025, 10, 20001]])
    configured(office, batch)
    assert (batch.state, faults(batch)) == ("faulty", {("required", "E2")})
    assert not batch.faults.filter(severity="warning").exists()


def test_a_sign_for_nothing_in_a_choice_that_may_be_empty_is_empty(office):
    batch = handed(office, [[*HEAD, "数据来源"], [A, "电", 2025, 10, 20000, "—"], [B, "电", 2025, 10, 1, "统计"]])
    configured(office, batch)
    assert len(taken(office, batch)) == 2


def test_a_word_within_one_choice_is_taken_and_told(office):
    batch = handed(office, [[*HEAD, "数据来源"], [A, "电", 2025, 10, 20000, "供能"]])
    configured(office, batch)
    assert [(one.rule, one.cell, one.message) for one in batch.faults.all()] == [
        ("choice_near", "F2", "“供能”按“供能单位”读取")
    ]
    assert batch.errors == 0


@pytest.mark.parametrize(
    ("register", "column", "word", "choice"),
    [
        ("projects", "nature", "技改", "技术改造"),
        ("leads", "source", "以商引商", "以企引企（以商引商）"),
        ("parks", "stage", "在建", "建设"),
        ("parks", "kind", "生产制造", "生产制造类"),
        ("titles", "level", "国家", "国家级"),
        ("titles", "kind", "高企", "高新技术企业"),
        ("titles", "kind", "省专精特新中小企业", "专精特新中小企业"),
    ],
)
def test_words_of_offices_are_known(register, column, word, choice):
    assert parser(field_list(REGISTERS[register]).by_key[column], None)(word) == choice
