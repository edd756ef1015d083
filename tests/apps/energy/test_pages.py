"""Pages of energy against the rows behind them: the account and its workbook, codes and labels, panels, works."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from tenghuan.apps.energy import efficiency, labels, works
from tenghuan.apps.energy.accounts import years_of
from tenghuan.apps.energy.efficiency import TONES
from tenghuan.apps.energy.models import Consumption, Diagnosis, Photovoltaic, Reading, SavingProject
from tenghuan.apps.energy.panels import Counted, Late, Shares, sections
from tenghuan.apps.energy.registers import METERS, PERIODS
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.kit import records
from tenghuan.energy.carbon import LEVELS
from tenghuan.errors import InputFault
from tests.apps.energy.made import firm, make_diagnosis, make_meter, make_period, make_photovoltaic, make_project
from tests.apps.energy.made import make_reading as read
from tests.apps.energy.months import bureau, facts, publish, publish_year, year_of
from tests.apps.kit.sheds import PNG, by

pytestmark = pytest.mark.django_db
D = Decimal


def proof(at=0):
    return {"": [SimpleUploadedFile("佐证.png", PNG + bytes([at]))]}


def rows_of(client, address):
    sheet = load_workbook(io.BytesIO(client.get(address).content)).active
    return list(sheet.iter_rows(values_only=True))


# --- the account of an enterprise


def test_the_workbook_of_an_account_adds_up_in_every_row(world):
    told = {"power": "100", "gas": "2", "heat": "30", "green_power": "40", "sink": "1.5"}
    for carrier, amount in told.items():
        read(world.home, 1, carrier=carrier, amount=amount, year=2024, month=1)
    publish(world.home, 2024, 1)
    rows = rows_of(world.client("enterprise"), f"/energy/{firm(world.home, 1).pk}/?year=2024&export=xlsx")
    at = next(index for index, row in enumerate(rows) if row[0] == "月份")
    head, row = rows[at], rows[at + 1]
    found = {str(name).split("（")[0]: value for name, value in zip(head, row, strict=True) if name}
    # gas 2 × 21.650152; power 100 × 4.974, heat 30 × 0.11; green power 40 × 4.974 and 1.5 t of sinks off
    assert (found["燃料排放"], found["购入电力热力排放"], found["核减"]) == (43.3003, 500.7, -200.46)
    assert found["碳排放合计"] == pytest.approx(43.3003 + 500.7 - 200.46)
    # 100 × 3 + 2 × 13.3 + 30 × 0.03412; green power is part of the power that was bought
    assert found["等价值"] == pytest.approx(327.6236)
    assert found["当量值"] == pytest.approx(122.9 + 26.6 + 1.0236)
    assert row[-1] == "已发布"


def test_a_month_of_which_a_factor_is_missing_has_no_sum_rather_than_a_part_of_it(world):
    # no factor of carbon is known for kerosene
    read(world.home, 1, carrier="kerosene", amount="5", year=2024, month=1)
    read(world.home, 1, amount="100", year=2024, month=1)
    publish(world.home, 2024, 1)
    rows = rows_of(world.client("office"), f"/energy/{firm(world.home, 1).pk}/?year=2024&export=xlsx")
    (row,) = [row for row in rows if row[0] == 1]
    assert row[-2] is None
    assert "—" in world.client("office").get(f"/energy/{firm(world.home, 1).pk}/?year=2024").content.decode()


def test_months_that_are_not_published_are_shown_and_said_to_be_open(world):
    read(world.home, 1, amount="100", year=2024, month=1)
    period = make_period(world.home, 0, year=2024, month=1)
    world.client("office").post(f"/energy/periods/{period.pk}/count")
    page = world.client("enterprise").get(f"/energy/{firm(world.home, 1).pk}/?year=2024").content.decode()
    assert "未发布" in page
    assert "300.00" in page


def test_factors_that_changed_within_the_year_are_told_from_their_month_on(world):
    from tests.apps.energy.made import make_factor
    from tests.apps.energy.test_counting import FACTORS_LOOP

    for month in (1, 2, 3):
        read(world.home, 1, amount="100", year=2024, month=month)
    publish(world.home, 2024, 1)
    factor = make_factor(world.home, 1, value="2.8", year=2024, month=2, version="县 2024")
    FACTORS_LOOP.take(by(world.home, "office"), factor, "adopt", document="发改文1号")
    for month in (2, 3):
        publish(world.home, 2024, month)
    told = Consumption.objects.order_by("period__month").values_list("equal_value", flat=True)
    assert list(told) == [300, 280, 280]
    page = world.client("office").get(f"/energy/{firm(world.home, 1).pk}/?year=2024").content.decode()
    assert page.count("县 2024") == 1
    assert "全国约数" in page


def test_years_are_those_known_the_newest_first_and_this_one_where_none_is(world):
    today = date(2026, 5, 1)
    assert years_of(Consumption.objects.all(), today) == [2026]
    for year in (2023, 2025, 2024):
        read(world.home, 1, year=year, month=1)
        publish(world.home, year, 1)
    assert years_of(Consumption.objects.all(), today) == [2025, 2024, 2023]


# --- codes


@pytest.mark.parametrize("grade", [*labels.COLOURS])
def test_each_grade_has_a_colour_that_readers_of_codes_can_read(grade):
    colour = labels.COLOURS[grade]
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    light = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
    assert 1.05 / (luminance + 0.05) >= 4.5  # contrast to white
    assert colour in labels.picture("https://example.invalid/energy/1/code/", grade).decode()
    assert labels.picture("x", grade, "png").startswith(b"\x89PNG")


def test_grades_levels_and_tones_are_as_many_as_their_bounds_make(world):
    numbers = efficiency.numbers
    assert len(numbers(world.home.region, "carbon_efficiency_bounds", 2024)) + 1 == len(TONES) == 5
    assert len(numbers(world.home.region, "carbon_level_bounds", 2024)) + 1 == len(LEVELS) == 3


@pytest.mark.parametrize(
    ("value", "digits", "unit", "shown"),
    [
        (None, 2, "吨", "—"),
        (D("1234567.005"), 2, "吨", "1,234,567.00 吨"),
        (D("0"), 3, "吨/万元", "0.000 吨/万元"),
        (D("0.59999"), 4, "", "0.6000"),
    ],
)
def test_numbers_of_a_label_have_their_decimals_or_a_dash(value, digits, unit, shown):
    assert labels.shown(value, digits, unit) == shown


def test_the_code_is_of_the_last_whole_year_unless_another_is_asked_for(world):
    for number, made in ((1, "1000"), (2, "1000"), (3, "1000")):
        year_of(world.home, number, 2023, power="10")
        facts(firm(world.home, number), 2023, made)
    publish_year(world.home, 2023)
    read(world.home, 1, year=2024, month=1)
    publish(world.home, 2024, 1)
    client, address = world.client("enterprise"), f"/energy/{firm(world.home, 1).pk}/code/"
    assert "碳效 3 级" in client.get(address).content.decode()
    assert "全年能源数据不齐" in client.get(f"{address}?year=2024").content.decode()
    assert "没有用能数据" in client.get(f"{address}?year=2020").content.decode()


def test_the_table_of_grades_goes_out_with_who_is_best_first_and_who_has_none_last(world):
    for number, made in ((1, "100"), (2, "2000"), (3, "700"), (4, "0")):
        year_of(world.home, number, 2024, power="10")
        facts(firm(world.home, number), 2024, made)
    publish_year(world.home, 2024)
    rows = [row for row in rows_of(world.client("leader"), "/energy/carbon/?year=2024&export=xlsx") if row[2] == "34"]
    assert [row[0] for row in rows] == [firm(world.home, number).name for number in (2, 3, 1, 4)]
    # 3 × 596.88 ÷ 2800 = 0.6395…; 0.29844, 0.85269, 5.9688 are 0.467, 1.333, 9.33 times
    assert [row[-2] for row in rows] == ["1 级", "4 级", "5 级", "不可评价"]
    assert rows[-1][-1] == "工业增加值不大于 0"
    page = world.client("leader").get("/energy/carbon/?year=2024").content.decode()
    assert page.count("不可评价") >= 1


# --- panels


def test_what_was_counted_is_summed_by_carrier_in_the_accounts_scope(world):
    Enterprise.objects.filter(pk=firm(world.home, 2).pk).update(town=world.home.town_regions[1])
    for number in (1, 2):
        read(world.home, number, amount="100", year=2024, month=1)
    read(world.home, 1, carrier="gas", amount="10", year=2024, month=1)
    period = publish(world.home, 2024, 1)
    told = {role: Counted().context(world.home.accounts[role], period) for role in ("office", "town", "town2")}
    rows = {role: [(row["name"], row["firms"], row["used"]) for row in one["table"].rows] for role, one in told.items()}
    assert rows == {
        "office": [("天然气", 1, 10), ("电力", 2, 200)],
        "town": [("天然气", 1, 10), ("电力", 1, 100)],
        "town2": [("电力", 1, 100)],
    }
    assert {one["may_count"] for one in told.values()} == {False}  # it is published
    other = make_period(world.home, 0, year=2024, month=2)
    assert Counted().context(world.home.accounts["office"], other)["may_count"] is True
    assert Counted().context(world.neighbour.accounts["office"], other)["may_count"] is False


def test_late_data_is_shown_to_whom_the_enterprise_is_and_not_while_the_month_is_open(world):
    read(world.home, 1, amount="10", year=2024, month=1)
    period = make_period(world.home, 0, year=2024, month=1)
    assert Late().context(world.home.accounts["office"], period) is None
    period = publish(world.home, 2024, 1)
    period.refresh_from_db()
    assert Late().context(world.home.accounts["office"], period) is None
    bureau(world.home, firm(world.home, 1), 2024, 1, [{"electricity": 12.0}])
    (row,) = Late().context(world.home.accounts["office"], period)["late"]
    assert (row["then"], row["now"], row["carrier"]) == (10, 12, "电力")
    assert Late().context(world.home.accounts["town2"], period) is None


def test_shares_are_set_by_the_countys_office_while_the_meter_is_in_use(world):
    meter, panel = make_meter(world.home, 1), Shares()
    may = {
        role: panel.context(world.home.accounts[role], meter)["may_share"] for role in ("office", "department", "town")
    }
    assert may == {"office": True, "department": False, "town": False}
    records.retire(by(world.home, "office"), METERS, meter, "拆表")
    assert panel.context(world.home.accounts["office"], meter)["may_share"] is False


def test_an_enterprises_page_has_its_months_or_says_that_none_is_known(world):
    account, one = world.home.accounts["office"], firm(world.home, 1)
    (empty,) = sections(one, account)
    assert empty.table is None
    read(world.home, 1, amount="100", year=2024, month=2)
    publish(world.home, 2024, 2)
    (part,) = sections(one, account)
    assert [month.number for month in part.table.rows] == [2]
    assert [column.label for column in part.table.columns][:2] == ["月份", "用电量"]
    assert PERIODS.rows(world.neighbour.accounts["office"]).count() == 0


# --- works


def test_a_plant_delivers_from_a_day_that_has_come(world):
    tomorrow = timezone.localdate() + timedelta(days=1)
    plant, office = make_photovoltaic(world.home, 1), by(world.home, "office")
    with pytest.raises(InputFault, match="并网日期不能晚于今天") as fault:
        records.change(office, works.PHOTOVOLTAICS, plant, {"grid_on": tomorrow})
    assert fault.value.remedy == "还没有并网的，日期留空"
    records.change(office, works.PHOTOVOLTAICS, plant, {"grid_on": ""})
    make_photovoltaic(world.home, 2)
    rows = Photovoltaic.objects.all()
    told = {one.key: one.of(rows, date(2025, 1, 1), date(2025, 12, 31)) for one in works.PHOTOVOLTAICS.measures}
    assert told == {"photovoltaics.count": 1, "photovoltaics.capacity": 1500}
    assert works.PHOTOVOLTAICS.measures[0].of(rows, date(2025, 6, 2), date(2025, 12, 31)) == 0


def test_a_diagnosis_is_reported_mended_and_closed_by_another(world):
    thing, unit, office = make_diagnosis(world.home, 1), by(world.home, "department"), by(world.home, "office")
    works.DIAGNOSING.take(unit, thing, "report", findings="空压机效率低", potential="80", files=proof())
    works.DIAGNOSING.take(unit, thing, "fix", done="更换空压机", saved="75.5", files=proof(1))
    works.DIAGNOSING.take(office, thing, "return", reason="缺检测报告")
    assert thing.state == Diagnosis.State.REPORTED
    works.DIAGNOSING.take(unit, thing, "fix", done="补检测报告", saved="75.5", files=proof(2))
    works.DIAGNOSING.take(office, thing, "close", opinion="属实")
    told = {one.key: one.of(Diagnosis.objects.all()) for one in works.DIAGNOSES.measures}
    assert told == {"diagnoses.firms": 1, "diagnoses.saved": D("75.5")}
    assert thing.closed_on == timezone.localdate()


def test_a_project_planned_at_nothing_has_no_rate_and_no_lamp(world):
    project = make_project(world.home, 1, planned="0")
    SavingProject.objects.filter(pk=project.pk).update(actual="5")
    project.refresh_from_db()
    assert works.done_rate(project) is None
    (row,) = works.with_lamps([project])
    assert row.lamp is None
    assert Reading.objects.count() == 0
