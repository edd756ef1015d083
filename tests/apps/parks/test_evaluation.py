"""Evaluation of parks held against an oracle written apart, by the days of the year, by what was not told."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from tenghuan.apps.kit import records
from tenghuan.apps.parks import evaluating
from tenghuan.apps.parks.models import Park, Return, State
from tenghuan.apps.parks.registers import RETURNS
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import by
from tests.apps.parks.made import make_park

YEAR = 2024
AFTER = date(2025, 2, 1)
D = Decimal


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A function that sets the day; by default the year is over."""

    def set_to(day: date) -> None:
        monkeypatch.setattr(timezone, "localdate", lambda *_: day)

    set_to(AFTER)
    return set_to


def _park(world: Any, number: int, **told: Any) -> Park:
    return Park.objects.create(
        county=world.home.region, name=f"园{number:02d}", town=world.home.town_regions[number % 2],
        **{"area": D(50), "state": State.PASSED, "stage": Park.Stage.RUNNING, **told},
    )  # fmt: skip


def _returns(park: Park, terms: str = "1234y", year: int = YEAR, **told: Any) -> None:
    Return.objects.bulk_create(
        Return(county=park.county, park=park, year=year, term=term, **(told if term == "y" else {})) for term in terms
    )


def _results(world: Any, year: int = YEAR) -> dict[str, evaluating.Result]:
    found = evaluating.evaluated(world.home.accounts["office"], world.home.region, year)
    return {one.park.name: one for one in found}


# --- the oracle: the scheme as methodology2 §22 and its file say it, on plain numbers


def _by_bands(multiple: float) -> int:
    if multiple < 1.5:
        return 0
    return 2 + 2 * min(4, int((multiple - 1.5) * 2 + 1e-9))


def _expected(rows: dict[str, dict[str, Any]]) -> dict[str, float]:
    """Points of each park, quarters all told; area 50 mu each, so that means are of sums by 50 × how many told."""
    means = {}
    for key in ("tax", "output"):
        known = [row[key] for row in rows.values() if row[key] is not None]
        means[key] = sum(known) / len(known)
    found = {}
    for name, row in rows.items():
        of = {key: row[key] or 0 for key in row}
        score = sum(_by_bands(of[key] / means[key]) for key in means)
        score += min(of["above_scale"], 20) + min(2 * (of["giants"] + of["special"] + of["champions"]), 20)
        score += min(of["high_tech"] + of["tech_small"], 15) + min(of["patents"] / 10, 5)
        score += min(of["service"], 10) + min(of["other"], 5) - 5 * of["accidents"]
        found[name] = round(score, 4)
    return found


NAMES = (
    "tax", "output", "above_scale", "giants", "special", "champions", "high_tech", "tech_small", "patents", "service",
    "other", "accidents",
)  # fmt: skip
ROWS = (
    (1000, 9000, 3, 0, 1, 0, 4, 6, 12, 7, 2, 0),
    (2500, 30000, 25, 4, 4, 4, 9, 9, 80, 12, 9, 0),  # every bound of "at most"
    (3000, 12000, 20, 3, 3, 4, 8, 7, 50, 10, 5, 1),  # exactly at the bounds
    (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    (None, 8000, None, None, 2, None, 1, None, None, None, None, None),
    (500, None, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3),
    (7000, 60000, 2, 0, 0, 0, 2, 2, 7, 3, 0, 0),
    (1500, 7000, 9, 1, 0, 0, 3, 1, 33, 5, 1, 0),
)


def test_every_point_of_eight_parks_is_that_of_the_oracle(world, today):
    told = {f"园{at:02d}": dict(zip(NAMES, row, strict=True)) for at, row in enumerate(ROWS)}
    for at, row in enumerate(told.values()):
        _returns(_park(world, at), **row)
    found = {name: float(one.score) for name, one in _results(world).items()}
    assert found == _expected(told)
    # the order of the page: the best first, equals by name
    assert list(found) == sorted(found, key=lambda name: (-found[name], name))


def test_the_mean_weighs_by_area_and_leaves_out_who_did_not_tell(world, today):
    _returns(_park(world, 1, area=D(100)), tax=D(1000))
    _returns(_park(world, 2, area=D(20)), tax=D(1400))
    _returns(_park(world, 3, area=D(900)))
    # (1000 + 1400) ÷ (100 + 20) = 20; 10 is 0.5 times, 70 is 3.5 times: 10 points
    found = _results(world)
    assert [found[f"园0{n}"].lines[0].points for n in (1, 2, 3)] == [0, 10, 0]
    assert found["园02"].lines[0].how == "亩均 70.00，均值 20.00，3.50 倍"
    assert found["园03"].lines[0].how == "未填"


def test_a_mean_of_nothing_gives_nobody_points(world, today):
    _returns(_park(world, 1), tax=D(0))
    _returns(_park(world, 2), tax=D(0))
    assert {one.lines[0].points for one in _results(world).values()} == {D(0)}


def test_what_was_not_told_is_said_to_be_missing_and_none_is_said_to_be_none(world, today):
    _returns(_park(world, 1), high_tech=0)
    lines = {line.item.key: line for line in _results(world)["园01"].lines}
    assert lines["specialised"].how == "未填"
    assert lines["technical"].how == "0 个 × 1，至多 15"
    assert lines["accidents"].how == "未填"


def test_accidents_take_off_five_points_each_without_end(world, today):
    _returns(_park(world, 1), accidents=7)
    assert _results(world)["园01"].score == -35


# --- days


@pytest.mark.parametrize(
    ("day", "missed"),
    [
        (date(2024, 3, 31), 0),
        (date(2024, 4, 1), 1),
        (date(2024, 9, 30), 2),
        (date(2024, 10, 1), 3),
        (date(2024, 12, 31), 3),
        (date(2025, 1, 1), 4),
    ],
)
def test_a_quarter_is_missed_on_the_day_after_it_ended(world, today, day, missed):
    _park(world, 1)
    today(day)
    result = _results(world)["园01"]
    assert (result.missing, result.score) == (missed, -2 * missed)


def test_a_year_that_is_not_over_has_no_grades(world, today):
    _returns(_park(world, 1), "1", tax=D(10))
    _park(world, 2, stars=5)
    today(date(2024, 12, 31))
    assert {(one.grade, one.why) for one in _results(world).values()} == {("", "年度未满，未评档")}
    today(date(2025, 1, 1))
    assert {(one.grade, one.why) for one in _results(world).values()} == {("D", "年报缺报")}


@pytest.mark.parametrize(
    ("opened", "missed"),
    [
        (date(2023, 9, 1), 4),
        (date(2024, 1, 1), 4),
        (date(2024, 3, 31), 4),
        (date(2024, 4, 1), 3),
        (date(2024, 12, 31), 1),
    ],
)
def test_no_return_is_owed_of_a_quarter_before_the_park_was_opened(world, today, opened, missed):
    _returns(_park(world, 1, opened_on=opened), "y")
    assert _results(world)["园01"].missing == missed


@pytest.mark.parametrize("column", ["opened_on", "recognised_on"])
def test_a_park_is_none_of_a_year_before_its_day(world, today, column):
    _park(world, 1, **{column: date(2024, 12, 31)})
    _park(world, 2, **{column: date(2025, 1, 1)})
    assert list(_results(world)) == ["园01"]
    assert list(_results(world, 2025)) == ["园01", "园02"]
    assert _results(world, 2023) == {}


# --- grades


def _ladder(world: Any, count: int, direct: int = 0) -> list[str]:
    for at in range(count):
        _returns(_park(world, at), other=D(0), patents=at)
    for at in range(count, count + direct):
        _returns(_park(world, at, stars=4 + at % 2), patents=0)
    found = evaluating.evaluated(world.home.accounts["office"], world.home.region, YEAR)
    return [one.grade for one in found if (one.park.stars or 0) < 4]


@pytest.mark.parametrize(
    ("count", "direct", "seats"),
    [
        (37, 0, (7, 11, 17, 2)),  # ⌊7.4⌋, ⌊11.1⌋, the rest, ⌈1.85⌉
        (12, 0, (2, 3, 6, 1)),
        (34, 3, (6, 10, 16, 2)),  # those beside the ranking are not counted
        (1, 0, (0, 0, 0, 1)),
    ],
)
def test_grades_are_those_worked_out_by_hand(world, today, count, direct, seats):
    grades = _ladder(world, count, direct)
    assert tuple(grades.count(one) for one in "ABCD") == seats
    assert grades == sorted(grades)


def test_three_stars_are_ranked_and_five_are_not(world, today):
    _returns(_park(world, 1, stars=3), patents=1)
    _returns(_park(world, 2, stars=5), patents=0)
    found = _results(world)
    assert (found["园01"].why, found["园02"].why) == ("", "5 星直接评定，不占名额")
    assert found["园02"].grade == "A"


def test_stars_do_not_save_a_park_that_did_not_report_its_year(world, today):
    _returns(_park(world, 1, stars=5), "1234")
    assert _results(world)["园01"].grade == "D"


# --- who sees it


def test_a_town_sees_its_own_parks_at_the_place_they_have_in_the_whole_county(world, today):
    for number, tax in ((1, 100), (2, 2000), (3, 300)):
        _returns(_park(world, number), tax=D(tax), patents=number)
    whole = _results(world)
    own = evaluating.evaluated(world.home.accounts["town2"], world.home.region, YEAR)
    # towns of odd numbers are the second one's; its points are by the county's mean (800), not by its own parks'
    assert [one.park.name for one in own] == ["园03", "园01"]
    assert [one.score for one in own] == [whole["园03"].score, whole["园01"].score]
    assert "均值 16.00" in own[0].lines[0].how
    assert evaluating.evaluated(world.foreign.accounts["office"], world.home.region, YEAR) == []


def test_the_workbook_says_what_the_page_says(world, today):
    _returns(_park(world, 1), tax=D(100), above_scale=3)
    _returns(_park(world, 2), "12y", tax=D(700), above_scale=1)
    client = world.client("office")
    sheet = load_workbook(
        io.BytesIO(client.get(f"{reverse('park:evaluation')}?year={YEAR}&export=xlsx").content)
    ).active
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0] in ("园01", "园02")]
    # means: (100 + 700) ÷ 100 = 8; 2 is 0.25 times, 14 is 1.75 times: 2 points; 园02 misses two quarters: −4
    assert [(row[0], row[1], row[2], row[3]) for row in rows] == [("园01", 3, "C", 0), ("园02", -1, "D", 2)]
    assert [row[4:7] for row in rows] == [(0, 0, 3), (2, 0, 1)]


def test_points_of_a_year_of_many_parks_cost_a_few_queries(world, today, django_assert_max_num_queries):
    for at in range(30):
        _returns(_park(world, at), tax=D(at))
    with django_assert_max_num_queries(6):
        assert len(_results(world)) == 30


# --- returns


@pytest.mark.parametrize(("year", "term"), [(2025, "2"), (2026, "y"), (9999, "y"), (1999, "4"), (0, "1")])
def test_a_return_of_a_time_that_has_not_begun_is_refused(world, today, year, term):
    told = {"park": make_park(world.home, 1), "year": year, "term": term, "tax": "1"}
    with pytest.raises(InputFault, match=f"{year} 年.*还没有开始"):
        records.add(by(world.home, "town"), RETURNS, world.home.region, told)


def test_a_return_may_be_given_from_the_first_day_of_its_quarter(world, today):
    today(date(2025, 4, 1))
    told = {"park": make_park(world.home, 1), "year": 2025, "term": "2", "tax": "1"}
    assert records.add(by(world.home, "town"), RETURNS, world.home.region, told).pk


@pytest.mark.parametrize("name", ["above_scale", "high_tech", "tech_small", "giants", "special", "champions"])
def test_no_kind_of_enterprise_is_more_than_all_of_them(world, today, name):
    told = {"park": make_park(world.home, 1), "year": 2024, "term": "1", "firms": 3}
    with pytest.raises(InputFault, match="多于入驻企业"):
        records.add(by(world.home, "office"), RETURNS, world.home.region, {**told, name: 4})
    assert records.add(by(world.home, "office"), RETURNS, world.home.region, {**told, name: 3}).pk


def test_a_quarter_is_told_once_until_it_is_taken_back(world, today):
    told = {"park": make_park(world.home, 1), "year": 2024, "term": "1", "tax": "5"}
    office = by(world.home, "office")
    first = records.add(office, RETURNS, world.home.region, told)
    with pytest.raises(InputFault):
        records.add(office, RETURNS, world.home.region, told)
    records.retire(office, RETURNS, first, "报错")
    assert records.add(office, RETURNS, world.home.region, told).pk != first.pk
