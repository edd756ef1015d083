"""What plans count of projects, in the caliber, unit and threshold of their indicators; each number with its rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from tenghuan.apps.closing.measuring import feed_of
from tenghuan.apps.closing.reckoning import reckoned
from tenghuan.apps.plans import wording
from tenghuan.apps.plans.models import Indicator
from tenghuan.apps.projects import stages
from tenghuan.apps.projects.models import Project
from tenghuan.apps.projects.registers import PROJECTS
from tenghuan.pace import Month
from tenghuan.plan import load_pack, packs
from tests.apps.closing.firms import measured
from tests.apps.closing.months import reported
from tests.apps.projects.made import month, project

DECEMBER = Month(2022, 12)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_rest: date(2026, 11, 30))


@pytest.fixture
def plan(world):
    return reported(world.home).plan


def _indicator(plan, world, key, caliber, unit, threshold="", own=""):
    made = measured(plan, key, caliber, world.home, unit=unit)
    Indicator.objects.filter(pk=made.pk).update(threshold=threshold, **({"key": own} if own else {}))
    made.refresh_from_db()
    return made


def _value(item, at=DECEMBER):
    return reckoned(item.plan, at, only=item.pk)[0].computed


def _landed(world, number, day="2022-05-01", **values):
    return project(world.home, number, signed_on="2020-12-01", landed_on=day, fixed="", **values)


def _rows(world, item):
    feed = feed_of(item)
    page = world.client("office").get(feed.address(date(2022, 1, 1), date(2022, 12, 31))).content.decode()
    return {number for number in range(1, 12) if f"第{number}项目" in page}


@pytest.mark.parametrize(("threshold", "counted"), [("5亿元以上", {2, 3, 5}), ("10亿元以上", {3, 5})])
def test_projects_from_a_threshold_on_are_counted_once_and_only_what_crosses_it(plan, world, threshold, counted):
    _landed(world, 1, total="49999.99")
    second = _landed(world, 2, total="50000")
    _landed(world, 3, total="100000")
    _landed(world, 4, "2021-05-01", total="200000")  # another year
    # raised from 5 亿 to 12 亿: counts from 10 亿 on; from 5 亿 on the first half of it was counted
    raised = _landed(world, 5, total="120000", relation="raise", before=second)
    _landed(world, 6, total="120000", relation="owner", before=raised)
    _landed(world, 7, total="90000", industry="6511")  # no manufacturing
    _landed(world, 8, total="90000", joint_with="西县", counts=False)
    Project.objects.filter(pk=_landed(world, 9, total="90000").pk).update(state="dropped")
    _landed(world, 10, total="90000", attracted=False, nature="renovation")
    item = _indicator(plan, world, "major_projects", "annual", "个", threshold)
    expected = counted - {5} if threshold == "5亿元以上" else counted
    assert _value(item) == len(expected)
    assert _rows(world, item) == expected


def test_a_threshold_that_nothing_applies_is_not_passed_over(plan, world):
    assert feed_of(_indicator(plan, world, "chain_projects", "annual", "个", "1亿元以上")) is None
    assert feed_of(_indicator(plan, world, "major_projects", "annual", "个", "重大项目")) is None
    assert wording.bound("10亿元以上") == (10, "亿元")
    assert wording.bound("若干") is None


def test_only_increments_add_up_to_what_was_attracted(plan, world):
    first = _landed(world, 1, total="20000")
    _landed(world, 2, total="35000", relation="raise", before=first)
    item = _indicator(plan, world, "attracted_investment", "cumulative", "亿元")
    assert _value(item) == Decimal("3.5")  # 2 + 1.5, not 5.5


def test_19_of_40_that_were_signed_have_landed_22_are_of_a_hundred_million(plan, world):
    """methodology2 §23: 19/40 = 47.5 %, 22/40 = 55 %."""
    for number in range(1, 41):
        told = {"total": "10000" if number <= 22 else "9999", "signed_on": "2022-03-01", "fixed": ""}
        project(world.home, number, **told, **({"landed_on": "2022-08-01"} if number <= 19 else {}))
    project(world.home, 41, total="10000", signed_on="2021-03-01", landed_on="2022-08-01", fixed="")
    landing = _indicator(plan, world, "project_landing_rate", "share", "%", own="project_landing_rate_1yi")
    assert _value(landing) == Decimal("47.5")
    # of the 22 from 1 亿 on, 19 have landed
    Indicator.objects.filter(pk=landing.pk).update(threshold="1亿元以上")
    landing.refresh_from_db()
    assert _value(landing) == (Decimal(1900) / 22).quantize(Decimal("0.000001"))
    share = _indicator(
        *(plan, world, "manufacturing_project_share", "share", "%", "1亿元以上"), own="manufacturing_project_share_1yi"
    )
    assert _value(share) == 55


def test_the_mayors_projects_have_a_share_of_their_own(plan, world):
    for number, industry in enumerate(("3854", "6511", "6511"), start=1):
        _landed(world, number, mayors=True, industry=industry)
    _landed(world, 4, industry="6511")
    item = _indicator(plan, world, "manufacturing_project_share", "share", "1")
    assert _value(item).quantize(Decimal("0.0001")) == Decimal("0.3333")


def test_completion_is_investment_over_investment_never_a_mean_of_rates(plan, world):
    for number, (total, invested) in enumerate((("10000", "9000"), ("90000", "1000")), start=1):
        thing = _landed(world, number, total=total)
        month(world.home, project=thing, year=2022, month=9, invested=invested)
    item = _indicator(plan, world, "investment_completion_rate", "share", "%")
    assert _value(item) == 10  # 10,000 of 100,000; the mean of the rates would be 45.6


def test_a_project_under_construction_counts_once_a_year_whatever_its_months(plan, world):
    first, second, third = (
        project(world.home, n, total=t, fixed="") for n, t in ((1, "10000"), (2, "9999"), (3, "20000"))
    )
    for at in (3, 4, 12):
        month(world.home, project=first, year=2022, month=at, invested="10")
    month(world.home, project=second, year=2022, month=3, invested="10")
    month(world.home, project=third, year=2022, month=3, invested="0", image="停工")
    item = _indicator(plan, world, "industrial_projects_built", "annual", "个", "1亿元以上")
    assert _value(item) == 1
    assert _value(item, Month(2022, 2)) is None  # a register without a row by then says nothing, not nought


def test_funds_of_cooperation_projects_add_up_in_the_year(plan, world):
    told = {"invested": "1", "funds_source": "协作方"}
    thing = project(world.home, 1, programmes="山海协作、战略合作")
    for year, at, funds in ((2021, 12, "9000"), (2022, 3, "20000"), (2022, 9, "5000")):
        month(world.home, project=thing, year=year, month=at, funds=funds, **told)
    month(world.home, project=project(world.home, 2), year=2022, month=9, funds="7", **told)
    assert _value(_indicator(plan, world, "cooperation_funds", "annual", "亿元")) == Decimal("2.5")


@pytest.mark.parametrize(("key", "programme"), [("strategic_projects", "战略合作"), ("fund_projects", "产业基金")])
def test_programmes_feed_their_indicators_by_the_day_of_landing(plan, world, key, programme):
    for number, told in enumerate(
        ({"programmes": programme, "landed_on": "2022-05-01"}, {"programmes": programme, "landed_on": "2023-05-01"},
         {"programmes": programme}, {"landed_on": "2022-05-01"}), start=1,
    ):  # fmt: skip
        project(world.home, number, **told)
    item = _indicator(plan, world, key, "annual", "项")
    assert _value(item) == 1
    assert _rows(world, item) == {1}


@pytest.mark.parametrize("key", ["joint", "smart", "provincial", "integration", "internet"])
def test_programmes_of_retrofits_count_by_the_day_of_the_start(world, key):
    measure = next(one for one in PROJECTS.measures if one.key == f"projects.{key}")
    programme = measure.where["programmes__contains"]
    for number, day in enumerate(("2022-05-01", "2023-05-01", ""), start=1):
        project(world.home, number, programmes=programme, started_on=day)
    project(world.home, 4, started_on="2022-05-01")
    assert measure.of(Project.objects.all(), date(2022, 1, 1), date(2022, 12, 31)) == 1


def test_no_programme_is_part_of_another_s_word():
    words = stages.programmes()
    assert not [(a, b) for a in words for b in words if a != b and a in b]


def test_chain_projects_count_by_their_role(plan, world):
    for number, role in enumerate(("strengthen", "support", ""), start=1):
        _landed(world, number, chain_role=role)
    assert _value(_indicator(plan, world, "chain_projects", "annual", "个")) == 2


def test_every_project_target_of_the_five_plans_is_fed_or_said_not_to_be(world):
    """The targets of 招大引强 that speak of projects; what is not fed is reported, as the guide says."""
    fed = {
        "major_projects", "project_landing_rate", "investment_completion_rate", "chain_projects",
        "attracted_investment", "industrial_projects_built", "manufacturing_project_share", "cooperation_funds",
        "strategic_projects", "fund_projects",
    }  # fmt: skip
    for path in packs().values():
        for told in load_pack(path).indicators:
            if told.catalogue not in fed:
                continue
            threshold = wording.threshold(told.threshold.model_dump() if told.threshold else None)
            told_of = {"catalogue_key": told.catalogue, "title": told.name, "caliber": told.caliber.value}
            item = Indicator(key=told.key, threshold=threshold, **told_of)
            assert feed_of(item) is not None, (path, told.key)
