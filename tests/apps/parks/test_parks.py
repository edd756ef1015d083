"""Parks: floors let and free, evaluation by hand, what no park may say."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from tenghuan.apps.kit import records
from tenghuan.apps.parks.evaluating import evaluated
from tenghuan.apps.parks.models import Park, State
from tenghuan.apps.parks.registers import PARKS, RETURNS
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import by
from tests.apps.land.parcels import floor, parcel
from tests.apps.parks.made import make_park
from tests.apps.remediation.cases import enterprise

YEAR = 2025


def _running(world, number, tax, *, terms="1234y", **values):
    park = make_park(world.home, number, **values)
    Park.objects.filter(pk=park.pk).update(state=State.PASSED)
    for term in terms:
        told = {"park": park, "year": YEAR, "term": term, "tax": tax if term == "y" else "1", "firms": 30}
        records.add(by(world.home, "town"), RETURNS, world.home.region, told)
    return park


def _results(world):
    found = evaluated(world.home.accounts["office"], world.home.region, YEAR)
    return {one.park.name: one for one in found}


def test_floors_are_let_where_somebody_sits_in_them_and_free_where_nobody_does(world):
    park = make_park(world.home, 1)
    own = parcel(world.home, 1, park=park.name)
    empty = parcel(world.home, 2, park=park.name, enterprise="", holder="园区公司")
    elsewhere = parcel(world.home, 3, park="别处")
    floor(own, world.home, "1层", "6000")
    floor(empty, world.home, "1层", "3000", tenant=enterprise(world.home, 7))
    floor(empty, world.home, "2层", "1000")
    floor(elsewhere, world.home, "1层", "9999")
    text = world.client("office").get(PARKS.address(park)).content.decode()
    assert "10,000.0" in text
    assert "9,000.0" in text
    assert "90.00" in text
    assert "入驻企业 2 家" in text


def test_points_come_by_the_multiple_of_the_mean(world):
    # 50 mu each: 2200, 400, 400 → 44, 8, 8 a mu; the mean is 3000 ÷ 150 = 20; 44 ÷ 20 = 2.2 → 4 points
    for number, tax in ((1, "2200"), (2, "400"), (3, "400")):
        _running(world, number, tax)
    found = _results(world)
    assert [found[f"第{n}小微企业园"].score for n in (1, 2, 3)] == [4, 0, 0]


def test_each_missing_quarter_costs_two_points_and_a_missing_year_is_grade_d(world):
    _running(world, 1, "100", terms="12y")
    _running(world, 2, "100", terms="1234")
    found = _results(world)
    assert found["第1小微企业园"].score == Decimal(-4)
    assert (found["第2小微企业园"].grade, found["第2小微企业园"].why) == ("D", "年报缺报")


def test_the_columns_of_a_park_and_what_its_missing_quarters_cost_make_its_points(world):
    _running(world, 1, "100", terms="12y")
    _running(world, 2, "500", terms="1234y")
    client = world.client("office")
    data = client.get(f"{reverse('park:evaluation')}?year={YEAR}&export=xlsx").content
    heading, *rows = _lines(data)
    first, last = heading.index("季报漏报（次）"), len(heading) - heading[::-1].index("说明") - 1
    for row in rows:
        assert sum(row[first + 1 : last]) == row[heading.index("得分")]
    assert {row[0]: row[heading.index("漏报扣分")] for row in rows} == {"第1小微企业园": -4, "第2小微企业园": 0}
    park = Park.objects.get(name="第1小微企业园")
    assert (
        '<td>2 × -2</td><td class="text-end num">-4.00</td>'
        in client.get(f"{reverse('park:working', args=(park.pk,))}?year={YEAR}").content.decode()
    )


def _lines(data):
    """Return the heading and the rows of a workbook's only sheet."""
    rows = openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
    lines = [list(row) for row in rows]
    at = next(n for n, line in enumerate(lines) if "得分" in line)
    return [lines[at], *(line for line in lines[at + 1 :] if isinstance(line[1], int | float))]


def test_four_stars_are_grade_a_beside_the_seats(world):
    for number in range(1, 13):
        _running(world, number, str(100 * number))
    _running(world, 13, "1", stars=4, starred_on="2022-06-01")
    found = _results(world)
    assert found["第13小微企业园"].grade == "A"
    grades = [one.grade for name, one in found.items() if name != "第13小微企业园"]
    # twelve are ranked (reach 2, 5, 11, 12); three have 2 points and share rank 1, nine have 0 and share rank 4
    assert grades == ["A"] * 3 + ["B"] * 9


def test_parks_that_are_not_recognised_or_do_not_run_are_not_evaluated(world):
    make_park(world.home, 1)
    built = _running(world, 2, "1")
    Park.objects.filter(pk=built.pk).update(stage="building")
    assert _results(world) == {}


def test_the_page_and_the_working_show_how(world):
    park = _running(world, 1, "2200")
    page = world.client("leader").get(f"{reverse('park:evaluation')}?year={YEAR}").content.decode()
    assert park.name in page
    address = f"{reverse('park:working', args=(park.pk,))}?year={YEAR}"
    text = world.client("town").get(address).content.decode()
    assert "亩均 44.00，均值 44.00，1.00 倍" in text
    assert "本地参数（待核实）" in text
    assert world.client("town2").get(address).status_code == 404
    assert world.client(world.foreign.accounts["office"]).get(address).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"stars": 3, "stage": "building"}, "没有星级"),
        ({"level": "province"}, "认定日期"),
        ({"stars": 2}, "星级"),
        ({"area": "0"}, "用地面积"),
    ],
)
def test_a_park_that_contradicts_itself_is_refused(world, wrong, word):
    with pytest.raises(InputFault, match=word):
        make_park(world.home, 1, **wrong)


def test_no_more_of_a_kind_than_there_are_enterprises(world):
    told = {"park": make_park(world.home, 1), "year": YEAR, "term": "1", "firms": 3, "above_scale": 4}
    with pytest.raises(InputFault, match="规上企业多于入驻企业"):
        records.add(by(world.home, "office"), RETURNS, world.home.region, told)


@pytest.mark.parametrize(("wrong", "word"), [({"stars": 3}, "评星日期"), ({"digital": True}, "数字化园区请填认定日期")])
def test_what_is_counted_by_year_has_its_day(world, wrong, word):
    with pytest.raises(InputFault, match=word):
        make_park(world.home, 1, stage="running", **wrong)


def test_each_number_of_parks_counts_by_its_own_day(world):
    told = {"stage": "running", "opened_on": "2021-09-01", "level": "province", "recognised_on": "2022-03-01"}
    told |= {"stars": 4, "starred_on": "2023-05-01", "digital": True, "digital_on": "2024-07-01"}
    park = make_park(world.home, 1, **told)
    Park.objects.filter(pk=park.pk).update(state="passed")
    years = {"parks.running": 2021, "parks.provincial": 2022, "parks.three_stars": 2023, "parks.four_stars": 2023}
    for key, year in {**years, "parks.digital": 2024}.items():
        measure = next(one for one in PARKS.measures if one.key == key)
        by_year = [measure.of(Park.objects.all(), date(one, 1, 1), date(one, 12, 31)) for one in range(2021, 2025)]
        assert by_year == [int(one == year) for one in range(2021, 2025)], key
