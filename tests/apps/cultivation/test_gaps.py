"""The gap list: facts from the registers, who is near, who may see a telephone, and from the list into the reserve."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from tenghuan.apps.cultivation import covering, gaps, reserving
from tenghuan.apps.cultivation.models import Title
from tenghuan.apps.cultivation.outcomes import FINDING
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.errors import InputFault
from tests.apps.cultivation.made import facts, firm, held, make_outcome, make_profile, make_title
from tests.apps.kit.sheds import by

D = Decimal
DAY = date(2026, 6, 30)
pytestmark = pytest.mark.django_db


def confirmed(county, number, **told):
    made = make_outcome(county, number, **{"number": f"证{number}", **told})
    FINDING.take(by(county, "department"), made, "confirm", opinion="属实")
    return made


def known(world, number=1, day=DAY):
    one = firm(world.home, number)
    return gaps.known_of(world.home.region, [one], day)[one.pk]


def rich(world, number=1):
    """Facts of three years: revenue 4000, 4800, 5500; R&D 200, 240, 330; 80 % of it of the main business."""
    for year, revenue, rd in ((2023, 4000, 200), (2024, 4800, 240), (2025, 5500, 330)):
        facts(world.home, number, year, revenue=D(revenue), rd=D(rd), employees=D(120))
        make_profile(world.home, number, year=year, main_ratio="80", profit=str(revenue // 10), technical=18)


def test_facts_of_three_years_make_shares_sums_and_growth(world):
    rich(world)
    Enterprise.objects.filter(pk=firm(world.home, 1).pk).update(registered_on=date(2016, 7, 1))
    found = known(world)
    assert found["revenue"] == 5500
    assert found["rd_ratio"] == 6  # 330 / 5500
    assert found["rd_ratio_before"] == 5
    assert found["rd_two_years"] == 570
    assert found["rd_ratio_three_years"] == D("5.3846")  # 770 / 14300
    assert found["mean_revenue"] == 5150
    assert found["main_growth"] == D("17.2917")  # ½(4800/4000 + 5500/4800) − 1, whatever the even share
    assert found["technical_ratio"] == 15  # 18 of 120
    assert found["profit_two_years"] == 1030
    assert found["age"] == 9  # the tenth year is full tomorrow
    assert found["market_share"] is None
    assert found["mountain"] == 0


def test_a_year_that_is_not_reported_makes_what_needs_it_unknown(world):
    facts(world.home, 1, 2025, revenue=D(5500), rd=D(330))
    found = known(world)
    assert found["rd_ratio"] == 6
    assert {name for name in ("rd_two_years", "main_growth", "rd_ratio_before", "profit") if found[name] is None} == {
        "rd_two_years", "main_growth", "rd_ratio_before", "profit",
    }  # fmt: skip


def test_the_year_looked_at_is_the_last_whole_one(world):
    facts(world.home, 1, 2024, revenue=D(1))
    facts(world.home, 1, 2025, revenue=D(2))
    facts(world.home, 1, 2026, revenue=D(3))
    assert known(world)["revenue"] == 2
    assert known(world, day=date(2025, 12, 31))["revenue"] == 1


def test_investment_counts_within_its_window_and_only_if_confirmed(world):
    for number, day, amount in ((1, "2021-06-30", 700), (2, "2021-07-01", 800), (3, "2024-01-01", 600)):
        confirmed(world.home, 1, kind="retrofit", name=f"改造{number}", achieved_on=day, amount=amount)
    make_outcome(world.home, 1, kind="retrofit", name="未核", achieved_on="2025-01-01", amount=999, number="甲")
    found = known(world)
    # five years before 30 June 2026 begin on 1 July 2021
    assert (found["digital_five_years"], found["digital_three_years"]) == (1400, 600)


def test_the_nearest_enterprise_comes_first_and_who_holds_the_title_is_left_out(world):
    for number, revenue in ((2, 1900), (3, 1000), (4, 2500)):
        facts(world.home, number, 2025, revenue=D(revenue))
    firm(world.home, 5)  # nothing known of it
    held(world.home, 4, "2024-01-01", kind="above_scale")
    office = world.home.accounts["office"]
    found = gaps.lines(office, world.home.region, "above_scale", DAY)
    assert [(line.enterprise.name[-4:-3], line.verdict.missed, line.verdict.unknown) for line in found] == [
        ("5", 0, 1), ("2", 1, 0), ("3", 1, 0),
    ]  # fmt: skip
    assert [line.verdict.distance for line in found] == [0, D("0.05"), D("0.5")]
    assert [line.enterprise.name[-4:-3] for line in gaps.near(found, 2)] == ["2", "3"]
    assert gaps.near(found, 0) == []


def test_a_town_sees_its_own_enterprises_only(world):
    facts(world.home, 2, 2025, revenue=D(1900))
    one = firm(world.home, 3)
    Enterprise.objects.filter(pk=one.pk).update(town=world.home.town_regions[1])
    facts(world.home, 3, 2025, revenue=D(1900))
    found = gaps.lines(world.home.accounts["town"], world.home.region, "above_scale", DAY)
    assert [line.enterprise.pk for line in found] == [firm(world.home, 2).pk]


@pytest.mark.parametrize(("role", "shown"), [("office", True), ("department", True), ("town", True), ("leader", False)])
def test_a_telephone_stands_only_before_those_who_call(world, role, shown):
    last = timezone.localdate().year - 1
    facts(world.home, 2, last, revenue=D(1900))
    Enterprise.objects.filter(pk=firm(world.home, 2).pk).update(phone="0575-83000000", contact="办公室")
    address = reverse("cultivation:near", args=("above_scale",))
    page = world.client(role).get(address)
    assert page.status_code == 200
    assert "营业收入 ≥ 2000 万元（差 100 万元）" in page.content.decode()
    assert ("0575-83000000" in page.content.decode()) is shown
    book = openpyxl.load_workbook(io.BytesIO(world.client(role).get(f"{address}?export=xlsx").content))
    text = [str(cell.value) for row in book.active.iter_rows() for cell in row]
    assert ("0575-83000000" in text) is shown


def test_a_title_that_does_not_exist_is_refused_in_words(world):
    page = world.client("office").get(reverse("cultivation:near", args=("nothing",)))
    assert page.status_code == 422
    assert "没有“nothing”这一类" in page.content.decode()


def test_a_title_without_a_rule_says_that_its_basis_is_missing(world):
    page = world.client("office").get(reverse("cultivation:near", args=("eagle",)))
    assert page.status_code == 200
    assert "没有录入门槛：待录入依据" in page.content.decode()


def test_from_the_gap_list_into_the_reserve_of_the_department_that_asks(world):
    one = firm(world.home, 2)
    client = world.client("department")
    answer = client.post(reverse("cultivation:reserve", args=(one.pk, "hightech")))
    made = Title.objects.get(enterprise=one)
    assert (answer.status_code, answer.url) == (302, reverse("titles:detail", args=(made.pk,)))
    assert (made.state, made.kind, made.unit) == ("reserve", "hightech", world.home.departments[0])
    assert client.post(reverse("cultivation:reserve", args=(one.pk, "hightech"))).status_code == 422
    assert Title.objects.count() == 1


def test_who_holds_a_title_is_not_taken_into_its_reserve(world):
    held(world.home, 1, str(timezone.localdate()))
    with pytest.raises(InputFault, match="已有有效的"):
        reserving.reserve(by(world.home, "office"), firm(world.home, 1), "hightech")


def test_an_enterprise_sees_its_own_gaps_and_nobody_elses(world):
    facts(world.home, 1, timezone.localdate().year - 1, revenue=D(6000), rd=D(210))
    client = world.client("enterprise")
    page = client.get(reverse("cultivation:enterprise", args=(firm(world.home, 1).pk,))).content.decode()
    assert "研发费用占营业收入 ≥ 4 %" in page
    assert "差 0.5 %" in page
    assert "列入储备" not in page
    assert client.get(reverse("cultivation:enterprise", args=(firm(world.home, 2).pk,))).status_code == 404


def test_the_ladder_counts_who_holds_held_seeks_and_loses_a_title(world):
    held(world.home, 1, "2019-01-01")
    held(world.home, 2, "2025-01-01", "2027-12-31")
    held(world.home, 3, "2024-01-01", "2026-09-28")
    make_title(world.home, 4)
    rows = gaps.overview(world.home.accounts["office"], world.home.region, DAY, 90)
    row = next(one for one in rows if one["key"] == "hightech")
    told = {key: row[key] for key in ("standing", "ever", "reserve", "applied", "expiring")}
    assert told == {"standing": 2, "ever": 3, "reserve": 1, "applied": 0, "expiring": 1}
    assert world.client("office").get(reverse("cultivation:ladder")).status_code == 200


def test_the_page_of_a_sought_title_shows_what_is_missing(world):
    facts(world.home, 1, timezone.localdate().year - 1, revenue=D(6000), rd=D(210))
    title = make_title(world.home, 1)
    page = world.client("office").get(reverse("titles:detail", args=(title.pk,))).content.decode()
    assert "差距清单" in page
    assert "差 0.5 %" in page


def test_cover_counts_each_above_scale_enterprise_once(world):
    for number in (1, 2, 3, 4):
        Enterprise.objects.filter(pk=firm(world.home, number).pk).update(above_scale=number != 4)
    for number, name in ((1, "甲"), (1, "乙"), (2, "丙"), (4, "丁")):
        confirmed(world.home, number, kind="diagnosis", name=name, achieved_on="2025-01-01")
    make_outcome(world.home, 3, kind="diagnosis", name="戊", achieved_on="2025-01-01", number="甲")
    rows = covering.covered(world.home.accounts["office"], world.home.region, DAY)
    row = next(one for one in rows if one.key == "diagnosis")
    assert (row.reached, row.all, row.share) == (2, 3, D("66.6667"))
    assert world.client("leader").get(reverse("cultivation:coverage")).status_code == 200


def test_who_is_above_scale_in_the_register_is_not_called_about_getting_there(world):
    for number in (2, 3):
        facts(world.home, number, 2025, revenue=D(2500))
    above = firm(world.home, 3)
    Enterprise.objects.filter(pk=above.pk).update(above_scale=True)
    above.refresh_from_db()
    office = world.home.accounts["office"]
    found = gaps.lines(office, world.home.region, "above_scale", DAY)
    assert [line.enterprise.pk for line in found] == [firm(world.home, 2).pk]
    assert {line.enterprise.pk for line in gaps.lines(office, world.home.region, "hightech", DAY)} >= {above.pk}
    assert "above_scale" not in [one.kind.key for one in gaps.rungs(above, DAY)]
    assert "above_scale" in [one.kind.key for one in gaps.rungs(firm(world.home, 2), DAY)]
    with pytest.raises(InputFault, match="登记为规上企业"):
        reserving.reserve(by(world.home, "office"), above, "above_scale")
    # the day on which it came in is told of it all the same, and stands on its page
    held(world.home, 3, "2024-01-01", kind="above_scale")
    assert [one.held is not None for one in gaps.rungs(above, DAY) if one.kind.key == "above_scale"] == [True]
