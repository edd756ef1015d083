"""What a sheet leaves open is asked on the configuration page, and nothing is stored until it is answered."""

import pytest
from django.urls import reverse

from tenghuan.apps.intake.models import Batch
from tests.apps.enterprises.scenarios import A, B
from tests.apps.intake.workbooks import book, configuration_form, upload

YEARS = [
    ["统一社会信用代码", "企业名称", "2021年评价税收", "2022年评价税收"],
    [A, "甲公司", 120, 130],
    [B, "乙公司", 95, 99],
]
MONTH = [["统一社会信用代码", "企业名称", "年度", "用电量（万千瓦时）"], [A, "甲公司", 2022, 11]]


@pytest.fixture
def office(world):
    return world.client("office")


def configured(client, content, **changes):
    upload(client, content, "表.xlsx")
    batch = Batch.objects.get()
    return batch, client.post(reverse("intake:configure", args=(batch.pk,)), configuration_form(batch, **changes))


def test_two_years_across_are_asked_for_and_neither_is_proposed(world, office):
    batch, response = configured(office, book(YEARS), year="2022")
    assert response.status_code == 422
    assert "请选定一列" in response.content.decode()
    assert all(column["field"] != "tax" for column in batch.configuration["columns"])
    page = office.get(reverse("intake:configure", args=(batch.pk,))).content.decode()
    assert "C 列“2021年评价税收”、D 列“2022年评价税收”都像“评价税收”" in page
    assert page.count("请选定</span>") == 2
    batch.refresh_from_db()
    assert batch.state == "configuring"


def test_the_chosen_year_goes_on_and_the_other_year_is_a_fault(world, office):
    batch, response = configured(office, book(YEARS), year="2022", **{"field-2": "tax"})
    assert response.status_code == 302
    rules = set(batch.faults.values_list("rule", flat=True))
    assert "heading_year" in rules
    assert "two_columns" not in rules
    office.post(
        reverse("intake:configure", args=(batch.pk,)), configuration_form(batch, year="2022", **{"field-3": "tax"})
    )
    assert not set(batch.faults.values_list("rule", flat=True)) & {"heading_year", "two_columns"}


def test_neither_column_may_be_the_answer(world, office):
    _batch, response = configured(office, book(YEARS), year="2022", **{"skip-tax": "1"})
    assert response.status_code == 302


def test_a_check_without_an_answer_finds_a_fault(world, office):
    upload(office, book(YEARS), "表.xlsx")
    batch = Batch.objects.get()
    office.post(reverse("intake:act", args=(batch.pk, "check")))
    assert batch.faults.filter(rule="two_columns", severity="error").exists()


def test_other_sheets_of_the_same_form_must_be_known_of(world, office):
    content = book(MONTH, "1月", **{"2月": MONTH, "3月": MONTH})
    batch, response = configured(office, content)
    assert response.status_code == 422
    assert "另有 2 张表的表头相同，未读：2月、3月" in response.content.decode()
    response = office.post(
        reverse("intake:configure", args=(batch.pk,)), configuration_form(batch, **{"only-this-sheet": "1"})
    )
    assert response.status_code == 302
    batch.refresh_from_db()
    assert batch.configuration["constants"] == {"month": 1}  # said by the sheet's name, and kept


def test_looking_asks_nothing(world, office):
    _batch, response = configured(office, book(YEARS), year="2022", verb="look", **{"skip-tax": "1"})
    assert response.status_code == 200
    assert 'name="skip-tax" value="1" checked' in response.content.decode()


def test_a_short_row_of_a_text_table_is_told_after_the_kept_cells_are_read_again(world, office):
    text = f"统一社会信用代码,企业名称,年度,评价税收（万元）\n{A},甲公司,2022,5\n{B},乙公司,2022\n"
    upload(office, text.encode(), "表.csv")
    batch = Batch.objects.get()
    office.post(reverse("intake:configure", args=(batch.pk,)), configuration_form(batch))
    assert list(batch.faults.filter(rule="short_row").values_list("cell", flat=True)) == ["D3"]
