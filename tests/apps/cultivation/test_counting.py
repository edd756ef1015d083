"""What the registers of cultivation count for indicators of the plans, in the plan's own caliber, words and unit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tenghuan.apps.closing.measuring import feed_of
from tenghuan.apps.closing.reckoning import reckoned
from tenghuan.apps.cultivation.challenges import POSTING
from tenghuan.apps.cultivation.models import Contract, Outcome
from tenghuan.apps.cultivation.outcomes import FINDING, OUTCOMES, with_lateness
from tenghuan.apps.kit import records
from tenghuan.apps.kit.registry import REGISTERS
from tenghuan.apps.plans.models import Indicator
from tenghuan.errors import InputFault
from tenghuan.laddering import targets
from tenghuan.pace import Month
from tenghuan.plan import load_pack, packs
from tests.apps.closing.firms import measured
from tests.apps.closing.months import reported
from tests.apps.cultivation.made import firm, held, make_challenge, make_contract, make_outcome, make_profile
from tests.apps.kit.sheds import PNG, by

D = Decimal
DECEMBER, NEXT = Month(2022, 12), Month(2023, 12)
pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(world):
    return reported(world.home).plan


def confirmed(world, number, day, until="", **told):
    """An outcome that was registered with its document and confirmed by somebody else."""
    day = {"achieved_on": day, "ended_on": until, "number": f"证{number}"}
    made = make_outcome(world.home, number, **{**day, **told})
    FINDING.take(by(world.home, "department"), made, "confirm", opinion="属实")
    return made


def counted(item, at):
    return reckoned(item.plan, at, only=item.pk)[0].computed


def renamed(item, title):
    Indicator.objects.filter(pk=item.pk).update(title=title)
    item.refresh_from_db()
    return item


def test_who_was_recognised_before_the_plan_is_in_a_base_that_the_plan_leaves_open(world, plan):
    item = measured(plan, "hightech_firms", "cumulative_with_base", world.home, unit="家")
    for number, day in ((1, "2019-12-01"), (2, "2022-11-30"), (3, "2023-12-10")):
        held(world.home, number, day)
    assert counted(item, DECEMBER) == 2
    assert counted(item, NEXT) == 3


def test_a_year_counts_who_was_first_recognised_in_it(world, plan):
    item = measured(plan, "hightech_firms", "annual", world.home, unit="家")
    for number, day in ((1, "2021-12-31"), (2, "2022-01-01"), (3, "2022-12-31"), (4, "2023-01-01")):
        held(world.home, number, day)
    assert counted(item, DECEMBER) == 2


def test_a_stock_is_what_stands_at_the_end_of_the_month(world, plan):
    item = measured(plan, "listing_reserve", "stock", world.home, unit="家")
    held(world.home, 1, "2020-01-01", kind="listing_reserve")
    held(world.home, 2, "2020-01-01", "2022-06-30", kind="listing_reserve")
    held(world.home, 3, "2022-12-31", kind="listing_reserve")
    assert counted(item, Month(2022, 6)) == 2
    assert counted(item, DECEMBER) == 2
    feed = feed_of(item)
    assert feed is not None
    address = feed.address(date(2022, 1, 1), date(2022, 6, 30))
    assert address == "/r/titles/?measure=titles.listing_reserve.2&on=2022-06-30"
    page = world.client("office").get(address).content.decode()
    assert ("第2机械厂" in page, "第3机械厂" in page) == (True, False)


def test_the_plans_own_word_says_which_level_counts(world, plan):
    item = measured(plan, "first_sets", "cumulative", world.home, unit="项")
    confirmed(world, 1, "2022-03-01", level="province")
    confirmed(world, 2, "2022-03-01", level="city")
    confirmed(world, 3, "2022-03-01", level="county")
    for title, count in (("首台（套）", 3), ("绍兴市级以上首台（套）", 2), ("省级首台套产品", 1)):
        assert counted(renamed(item, title), DECEMBER) == count, title


def test_a_plans_own_indicator_goes_before_the_standard_one(world, plan):
    item = measured(plan, "top_tier_firms", "cumulative", world.home, unit="家")
    for number, kind in ((1, "little_giant"), (1, "single_champion"), (2, "specialised")):
        held(world.home, number, "2022-05-01", kind=kind)
    assert counted(item, DECEMBER) == 2  # single champion and specialised; a little giant is not named
    Indicator.objects.filter(pk=item.pk).update(key="national_champions")
    item.refresh_from_db()
    assert counted(item, DECEMBER) == 1  # one enterprise with two titles


def test_what_nobody_confirmed_is_not_counted(world, plan):
    item = measured(plan, "zhejiang_standards", "cumulative", world.home, unit="项")
    confirmed(world, 1, "2022-02-01", kind="zhejiang_standard")
    make_outcome(world.home, 2, kind="zhejiang_standard", achieved_on="2022-02-01", number="证2")
    assert counted(item, DECEMBER) == 1


def test_robots_are_added_up_and_those_that_left_service_are_no_stock(world, plan):
    new = measured(plan, "robots_installed", "cumulative", world.home, unit="台")
    stock = measured(plan, "robots_in_service", "stock", world.home, unit="台")
    confirmed(world, 1, "2020-05-01", "2022-09-30", kind="robots", amount="40")
    confirmed(world, 2, "2022-05-01", kind="robots", amount="25")
    assert (counted(new, DECEMBER), counted(stock, DECEMBER)) == (25, 25)
    assert counted(stock, Month(2022, 9)) == 65


def test_contracts_add_up_in_hundred_millions(world, plan):
    item = measured(plan, "technology_contracts", "annual", world.home, unit="亿元")
    for number, amount in ((1, "12000"), (2, "8000.5")):
        make_contract(world.home, number, amount=amount, accepted_on="2022-01-05", registered_on="2022-02-01")
    assert counted(item, DECEMBER) == D("2.00005")


def test_enterprises_are_counted_by_their_output_of_the_year(world, plan):
    item = measured(plan, "firms_by_output", "cumulative", world.home, unit="家")
    Indicator.objects.filter(pk=item.pk).update(key="firms_by_output_5yi")
    item.refresh_from_db()
    for number, output in ((1, "49999.99"), (2, "50000"), (3, "120000")):
        make_profile(world.home, number, year=2022, output=output)
    assert counted(item, DECEMBER) == 2


def test_numeric_control_is_the_share_of_all_machines(world, plan):
    item = measured(plan, "numeric_control_rate", "share", world.home, unit="%")
    for number, machines, numeric in ((1, 100, 90), (2, 300, 150)):
        make_profile(world.home, number, year=2022, machines=machines, numeric_machines=numeric)
    assert counted(item, DECEMBER) == 60  # 240 of 400, not the mean of 90 and 50


def test_a_challenge_counts_from_its_signing(world, plan):
    item = measured(plan, "local_rd_projects", "annual", world.home, unit="项")
    office, made = by(world.home, "office"), make_challenge(world.home, 1)
    POSTING.take(office, made, "post", closes_on="2099-01-01", document="榜〔2022〕1号")
    POSTING.take(office, made, "take", taker="某大学")
    assert counted(item, DECEMBER) is None
    proof = {"": [SimpleUploadedFile("合同.png", PNG)]}
    POSTING.take(office, made, "sign", signed_on="2022-08-08", contract_amount="60", files=proof)
    assert counted(item, DECEMBER) == 1


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"achieved_on": "2022-01-01"}, "文号或证书号"),
        ({"achieved_on": "2022-01-01", "number": "甲", "kind": "robots"}, "台数（台）"),
        ({"achieved_on": "2190-01-01", "number": "甲"}, "晚于今天"),
        ({"achieved_on": "2022-01-01", "ended_on": "2021-12-31", "number": "甲"}, "早于取得日期"),
        ({"ended_on": "2022-01-01"}, "还没有取得"),
        ({"enterprise": None}, "其他承担单位"),
    ],
)
def test_an_outcome_that_does_not_add_up_is_refused(world, told, words):
    values = {"kind": "first_set", "name": "某装备", "enterprise": firm(world.home, 1), **told}
    with pytest.raises(InputFault, match=words):
        records.add(by(world.home, "office"), OUTCOMES, world.home.region, values)


def test_who_registered_an_outcome_does_not_confirm_it(world):
    made = make_outcome(world.home, 1, achieved_on="2022-01-01", number="甲")
    assert made.state == Outcome.State.REPORTED
    with pytest.raises(InputFault, match="办理人不能自己核验"):
        FINDING.take(by(world.home, "office"), made, "confirm", opinion="属实")


def test_a_first_set_holds_three_years(world):
    assert confirmed(world, 1, "2022-03-15").ended_on == date(2025, 3, 14)


def test_a_contract_is_registered_once_wherever_its_parties_are(world):
    make_contract(world.home, 1, number="JS-1")
    with pytest.raises(InputFault, match="已经登记过（含其他县）"):
        make_contract(world.neighbour, 1, number="JS-1")


def test_a_contract_registered_after_thirty_days_is_marked(world):
    make_contract(world.home, 1, accepted_on="2025-03-01", registered_on="2025-03-31")
    make_contract(world.home, 2, accepted_on="2025-03-01", registered_on="2025-04-01")
    rows = list(Contract.objects.filter(county=world.home.region).order_by("number"))
    assert [one.late for one in with_lateness(rows)] == [False, True]


def test_every_row_of_the_data_is_a_measure_with_its_rows():
    for one in targets():
        register = REGISTERS[one.counted_in]
        assert any(measure.indicator == one.indicator for measure in register.measures), one


# what is statistics, projects, land or parks: other registers', or reported by the bureaus themselves
ELSEWHERE = {
    *("tax_per_mu", "value_added_per_mu", "labour_productivity", "value_added_rate", "energy_intensity_drop"),
    *("obsolete_capacity_firms", "high_consumption_firms", "released_land", "rd_ratio", "major_projects"),
    *("industrial_investment_growth", "energy_saving_projects", "standard_land_share", "renewed_blocks"),
    *("star_micro_parks", "rd_total", "attracted_investment", "industrial_projects_built", "chain_projects"),
    *("ten_billion_project", "manufacturing_investment", "rd_growth", "industrial_output", "released_energy"),
    *("carbon_reduction", "contiguous_areas", "park_output", "micro_parks", "project_landing_rate"),
    *("investment_completion_rate", "foreign_capital", "digital_core_growth", "industrial_land_share"),
    *("superior_growth_targets", "industry_gdp_share", "manufacturing_investment_growth", "tax_per_mu_growth"),
    *("cleared_and_upgraded_firms", "star_parks", "manufacturing_project_share", "strategic_projects"),
    *("fund_projects", "chain_task_forces", "scattered_firms", "digital_micro_parks", "value_added_hightech"),
    *("industrial_value_added_growth", "cooperation_funds", "loan_growth"),
    # shares of the above-scale enterprises: the page of 数字化覆盖 has them
    *("smart_retrofit_coverage", "industrial_internet_coverage", "diagnosis_coverage", "retrofit_full_coverage"),
    "internet_platform_coverage",
}


def test_every_target_of_the_plans_has_a_home_here_or_is_named_as_anothers():
    homes = {one.indicator for one in targets()}
    for name, path in packs().items():
        for item in load_pack(path).indicators:
            mine, standard = item.key in homes or item.catalogue in homes, item.catalogue or item.key
            assert mine != (standard in ELSEWHERE or item.key in ELSEWHERE), (name, item.key, item.name)
