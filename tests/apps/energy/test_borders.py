"""Borders of what a county watches and totals: like months only, months not published, strangers, workbooks."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from tenghuan.apps.energy import efficiency, intensity, reconciling, watching
from tenghuan.apps.energy.accounts import yearly
from tenghuan.apps.energy.models import Consumption, Period, Total
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.kit import records
from tenghuan.errors import InputFault
from tests.apps.energy.made import firm, make_reading, make_total
from tests.apps.energy.months import correct, facts, publish, publish_year, year_of
from tests.apps.kit.sheds import by

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def counted(world):
    """A function that writes counted months of power straight away: number, year, first and last month, amount."""
    periods: dict[tuple[int, int], Period] = {}

    def write(number, year, first, last, amount, county=world.home):
        for month in range(first, last + 1):
            if (year, month) not in periods:
                told = {"county": county.region, "year": year, "month": month, "state": Period.State.PUBLISHED}
                periods[year, month] = Period.objects.create(**told)
            Consumption.objects.create(
                period=periods[year, month], version=1, enterprise=firm(county, number), carrier="power",
                amount=amount, calorific=D(amount) * D("1.229"), equal_value=D(amount) * 3,
                carbon=D(amount) * D("4.974"),
            )  # fmt: skip

    return write


def _large(world, year=2024, account="office"):
    return watching.large(world.home.accounts[account], world.home.region, year)


def test_a_large_user_is_compared_by_its_own_months_only(world, counted):
    counted(1, 2024, 6, 9, 100)  # known from June on only
    counted(1, 2023, 1, 9, 50)
    counted(2, 2024, 1, 9, 100)  # makes months of the whole year known
    counted(2, 2023, 1, 9, 80)
    first, second = sorted(_large(world), key=lambda row: row.months)
    # four months of 300 tce against four of 150, not against nine
    assert (first.months, first.before, first.change) == (4, 600, 100)
    assert (second.before, second.change) == (9 * 240, 25)


def test_a_large_user_without_one_of_the_months_a_year_before_is_not_compared(world, counted):
    counted(1, 2024, 1, 3, 100)
    counted(1, 2023, 2, 3, 100)
    counted(2, 2024, 1, 1, 100)
    (one, other) = _large(world)
    assert (one.before, one.change) == (None, None)
    assert (other.before, other.change) == (None, None)


def test_a_year_before_of_nothing_gives_no_rate(world, counted):
    counted(1, 2024, 1, 1, 100)
    counted(1, 2023, 1, 1, 0)
    (one,) = _large(world)
    assert (one.before, one.change) == (0, None)


def test_the_line_of_large_users_is_exact_to_the_last_decimal(world, counted):
    # 1000 tce a year; three months must reach 250: 83.3333 × 3 × 3 = 749.9997 is short of it by the year
    counted(1, 2024, 1, 3, D("27.7778"))  # 83.3334 × 12 ÷ … 250.0002 × 4 = 1000.0008
    counted(2, 2024, 1, 3, D("27.7777"))  # 249.9993 × 4 = 999.9972
    assert [row.enterprise for row in _large(world)] == [firm(world.home, 1)]


def test_large_users_stand_in_order_of_what_they_use_and_a_town_sees_its_own(world, counted):
    for number, amount in ((1, 100), (2, 300), (3, 200)):
        counted(number, 2024, 1, 1, amount)
    Enterprise.objects.filter(pk=firm(world.home, 3).pk).update(town=world.home.town_regions[1])
    assert [row.enterprise for row in _large(world)] == [firm(world.home, n) for n in (2, 3, 1)]
    assert [row.enterprise for row in _large(world, account="town")] == [firm(world.home, n) for n in (2, 1)]
    assert [row.enterprise for row in _large(world, account="town2")] == [firm(world.home, 3)]
    assert watching.large(world.foreign.accounts["office"], world.home.region, 2024) == []


def test_the_workbook_of_large_users_holds_the_figures_of_the_page(world, counted):
    counted(1, 2024, 1, 2, D("100.1234"))
    counted(1, 2023, 1, 2, 100)
    client = world.client("leader")
    sheet = load_workbook(io.BytesIO(client.get("/energy/large/?year=2024&export=xlsx").content)).active
    (row,) = [row for row in sheet.iter_rows(values_only=True) if row[0] == firm(world.home, 1).name]
    # 200.2468 × 3, × 1.229, × 4.974; against 600: 0.1234 %
    assert row[2:] == (2, 600.7404, 246.1033172, 996.0275832, pytest.approx(0.1234), 0)
    page = client.get("/energy/large/?year=2024").content.decode()
    for words in ("600.74", "246.10", "996.03", "0.12"):
        assert words in page


def test_a_month_that_is_being_corrected_leaves_the_year_until_it_is_published_again(world):
    year_of(world.home, 1, 2024, power="10")
    publish_year(world.home, 2024)
    period = Period.objects.get(county=world.home.region, year=2024, month=12)
    assert yearly(world.home.region, 2024)[firm(world.home, 1).pk].months == 12
    correct(world.home, period)
    one = yearly(world.home.region, 2024)[firm(world.home, 1).pk]
    assert (one.months, one.whole, one.amounts["power"]) == (11, False, 110)
    publish(world.home, 2024, 12)
    # the earlier version stays and is not counted beside the new one
    assert Consumption.objects.filter(period=period).count() == 2
    assert yearly(world.home.region, 2024)[firm(world.home, 1).pk].amounts["power"] == 120


def test_an_industry_of_two_has_no_mean_of_its_own_and_says_how_many(world, counted):
    for number, made in ((1, "1000"), (2, "500")):
        counted(number, 2024, 1, 12, 10)
        facts(firm(world.home, number), 2024, made)
    lines, means = efficiency.standing(world.home.region, 2024)
    assert (means["34"].value, means["34"].count) == (None, 2)
    assert {line.verdict.why for line in lines} == {"没有同行业平均值"}
    assert [line.verdict.level for line in lines] == ["低碳", "中碳"]
    counted(3, 2024, 1, 12, 10)
    facts(firm(world.home, 3), 2024, "500")
    _lines, means = efficiency.standing(world.home.region, 2024)
    # 3 × 596.88 ÷ 2000
    assert means["34"].value == D("0.89532")


def test_an_enterprise_without_an_industry_is_held_against_nobody(world, counted):
    for number in (1, 2, 3, 4):
        counted(number, 2024, 1, 12, 10)
        facts(firm(world.home, number), 2024, "1000", industry="")
    lines, means = efficiency.standing(world.home.region, 2024)
    assert means == {}
    assert {line.verdict.why for line in lines} == {"没有同行业平均值"}


def test_a_mean_of_another_year_or_county_says_nothing(world, counted):
    counted(1, 2024, 1, 12, 10)
    facts(firm(world.home, 1), 2024, "1000")
    told = {"division": "34", "value": "0.5", "source": "省平均"}
    records.add(by(world.home, "office"), reconciling.MEANS, world.home.region, {**told, "year": 2023})
    records.add(by(world.neighbour, "office"), reconciling.MEANS, world.neighbour.region, {**told, "year": 2024})
    assert efficiency.standing(world.home.region, 2024)[1]["34"].value is None


def test_who_has_no_value_added_or_not_the_whole_year_is_not_part_of_the_intensity(world, counted):
    counted(1, 2024, 1, 12, 10)
    counted(2, 2024, 1, 12, 10)
    counted(3, 2024, 1, 11, 10)
    facts(firm(world.home, 1), 2024, "900")
    facts(firm(world.home, 3), 2024, "900")
    (part,) = intensity.parts(world.home.region, 2024)
    # 12 × 10 × 3 = 360 tce ÷ 900
    assert (part.enterprise, part.energy, part.intensity) == (firm(world.home, 1), 360, D("0.4"))
    page = world.client("office").get("/energy/per-value/?year=2024").content.decode()
    assert "0.400" in page


def test_value_added_below_zero_counts_in_the_county_and_has_no_intensity_of_its_own(world, counted):
    for number, made in ((1, "1000"), (2, "-100")):
        counted(number, 2024, 1, 12, 10)
        facts(firm(world.home, number), 2024, made)
    assert {part.intensity for part in intensity.parts(world.home.region, 2024)} == {D("0.36"), None}
    (year,), _basis = intensity.standing(world.home.region)
    assert (year.energy, year.value_added, year.intensity) == (720, 900, D("0.8"))


def test_the_code_of_an_industry_asks_the_same_queries_for_ten_times_the_firms(
    world, counted, django_assert_num_queries
):
    for number in range(1, 4):
        counted(number, 2024, 1, 12, 10)
        facts(firm(world.home, number), 2024, "1000")
    efficiency.standing(world.home.region, 2024)  # parameters are read once
    with django_assert_num_queries(8):
        efficiency.standing(world.home.region, 2024)
    for number in (*range(4, 19), *range(50, 62)):  # codes that nobody has yet
        counted(number, 2024, 1, 12, 10)
        facts(firm(world.home, number), 2024, "1000")
    with django_assert_num_queries(8):
        lines, _means = efficiency.standing(world.home.region, 2024)
    assert len(lines) == 30


# --- totals


def test_differences_of_many_totals_are_told_at_once(world, counted, django_assert_num_queries):
    counted(1, 2024, 1, 3, 60)
    totals = [make_total(world.home, month, year=2024, month=month, amount="100", outside="10") for month in (1, 2, 4)]
    other = make_total(world.neighbour, 1, year=2024, month=1, amount="100")
    with django_assert_num_queries(1):
        rows = reconciling.with_sums([*totals, other])
    assert [(row.parts, row.difference, row.percent) for row in rows] == [
        (60, 30, 30),
        (60, 30, 30),
        (0, 90, 90),
        (0, 100, 100),
    ]


def test_parts_above_the_total_are_a_difference_below_zero_and_a_total_of_nothing_has_no_share(world, counted):
    counted(1, 2024, 1, 1, 60)
    (more, nothing) = reconciling.with_sums(
        [
            make_total(world.home, 1, year=2024, month=1, amount="50"),
            make_total(world.home, 2, year=2024, month=2, amount="0"),
        ]
    )
    assert (more.difference, more.percent) == (-10, -20)
    assert (nothing.difference, nothing.percent) == (0, None)


def test_a_total_of_an_open_month_is_not_settled_and_one_reopened_forgets_its_difference(world):
    make_reading(world.home, 1, year=2024, month=1, amount="60")
    total, office = make_total(world.home, 1, year=2024, month=1, amount="100"), by(world.home, "office")
    with pytest.raises(InputFault, match="还没有发布"):
        reconciling.SETTLING.take(office, total, "settle", opinion="线损")
    period = publish(world.home, 2024, 1)
    reconciling.SETTLING.take(office, total, "settle", opinion="线损")
    total.refresh_from_db()
    assert (total.settled, total.state) == (40, Total.State.SETTLED)
    with pytest.raises(InputFault, match="不能修改"):
        records.change(office, reconciling.TOTALS, total, {"amount": "90"})
    reconciling.SETTLING.take(office, total, "reopen", reason="供电公司更正")
    total.refresh_from_db()
    assert total.settled is None
    correct(world.home, period)
    with pytest.raises(InputFault, match="还没有发布"):
        reconciling.SETTLING.take(office, total, "settle", opinion="线损")
