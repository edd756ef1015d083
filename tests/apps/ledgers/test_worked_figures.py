"""The worked figures of methodology2 §16, §21, §24, §26 and §32, and what stands around them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import records
from tenghuan.apps.kit.ledger import drift
from tenghuan.apps.kit.models import Posting
from tenghuan.apps.ledgers import budgets, gate, land
from tenghuan.apps.ledgers.books import BUDGET, LAND, MONEY
from tenghuan.apps.ledgers.budgets import BUDGET_PLANS, PLANNING, TRANSFERRING, TRANSFERS, USES
from tenghuan.apps.ledgers.fund import EXTRACTING, SPENDING
from tenghuan.apps.ledgers.land import SUPPLIES, SUPPLYING
from tenghuan.apps.ledgers.registers import ALLOCATING
from tenghuan.apps.plans.services.publication import publish_pack
from tenghuan.errors import InputFault
from tenghuan.pace.sharing import shares
from tenghuan.plan import load_pack, packs
from tests.apps.kit.sheds import by
from tests.apps.ledgers import made
from tests.apps.ledgers.test_allocation import fill

FOUR = (("A", "400"), ("B", "300"), ("C", "200"), ("D", "100"))


def decimals(*told):
    return [Decimal(one) for one in told]


def test_a_budget_above_the_total_is_scaled_down_by_the_largest_remainder():
    assert shares(decimals("420", "300", "190", "85"), Decimal(950)) == decimals("401", "287", "181", "81")
    assert sum(shares(decimals("1", "1", "1"), Decimal(2))) == 2
    assert shares(decimals("1", "1", "1"), Decimal(2)) == decimals("1", "1", "0")


def test_a_budget_within_the_total_is_not_scaled_up():
    assert shares(decimals("420", "300", "190", "85"), Decimal(2000)) == decimals("420", "300", "190", "85")
    assert shares([], Decimal(9)) == []
    assert shares(decimals("0", "0"), Decimal(9)) == decimals("0", "0")


@given(st.lists(st.integers(0, 999_999), max_size=8), st.integers(0, 50_000))
def test_shares_add_up_to_the_total_and_each_is_within_one_of_what_is_fair(cents, total):
    wanted = [Decimal(one) / 100 for one in cents]
    found = shares(wanted, Decimal(total))
    whole = sum(wanted, Decimal(0))
    assert sum(found) == min(int(whole), total)
    for one, got in zip(wanted, found, strict=True):
        fair = one if whole <= total or not whole else one * total / whole
        assert abs(got - fair) < 1


@pytest.fixture
def issued(world):
    """Four consumers whose budgets were shared out of 950 and issued."""
    found = [made.make_budget(world.home, at + 1, grade=g, base=base) for at, (g, base) in enumerate(FOUR)]
    office = by(world.home, "office")
    plan = records.add(office, BUDGET_PLANS, world.home.region, {"year": 2026, "total": "950"})
    PLANNING.take(office, plan, "measure")
    PLANNING.take(office, plan, "publish", document="公示〔2026〕1号")
    PLANNING.take(office, plan, "issue", document="下达〔2026〕1号")
    for one in found:
        one.refresh_from_db()
    return found


def test_budgets_are_measured_published_issued_and_posted_to_each_consumer(world, issued):
    assert [one.amount for one in issued] == [401, 287, 181, 81]
    assert [BUDGET.balance(world.home.region, one.account) for one in issued] == [401, 287, 181, 81]
    with pytest.raises(InputFault, match="不能再改"):
        made.make_budget(world.home, 9)
    assert drift() == []


def use(county, budget, month, amount):
    return records.add(by(county, "office"), USES, county.region, {"budget": budget, "month": month, "used": amount})


def test_use_is_measured_against_the_part_of_the_year_that_is_over(world, issued):
    # half of the year is over: 200.5 of 401 is even, 144 of 287 (143.5) a little more, 98 of 181 is 1.083 times the
    # pace, 45 of 81 (40.5) is 1.11 times
    for one, amount in zip(issued, ("200.5", "144", "98", "45"), strict=True):
        use(world.home, one, 6, amount)
    consumers, parks, whole, month = budgets.standing(world.home.accounts["office"], world.home.region, 2026)
    assert month == 6
    assert [line.lamp for line in consumers] == ["green", "blue", "yellow", "red"]
    assert [line.forecast for line in consumers] == decimals("401", "288", "196", "90")
    assert (parks[0].budget, parks[0].used, parks[0].rows) == (950, Decimal("487.5"), 4)
    assert whole[0].lamp == "blue"  # 487.5 of 475, 1.026 times
    page = world.client("office").get("/ledgers/budgets/?year=2026").content.decode()
    assert "487.5" in page
    town = budgets.standing(world.home.accounts["town2"], world.home.region, 2026)
    assert town[0] == []


def test_without_any_use_there_is_no_lamp(world, issued):
    consumers, _parks, _whole, month = budgets.standing(world.home.accounts["office"], world.home.region, 2026)
    assert month == 0
    assert {line.lamp for line in consumers} == {"no_data"}


def test_a_transfer_is_one_pair_and_never_more_than_is_left(world, issued):
    giver, taker, home = issued[0], issued[3], world.home
    use(home, giver, 1, "300")
    told = {"giver": giver, "taker": taker, "agreement": "同意书〔2026〕3号"}
    much = records.add(by(home, "office"), TRANSFERS, home.region, {**told, "amount": "102"})
    with pytest.raises(InputFault, match="预算还剩 101 吨标准煤，不够调出 102"):
        TRANSFERRING.take(by(home, "office"), much, "transfer", document="批复〔2026〕1号")
    fits = records.add(by(home, "office"), TRANSFERS, home.region, {**told, "amount": "101"})
    TRANSFERRING.take(by(home, "office"), fits, "transfer", document="批复〔2026〕2号")
    with pytest.raises(InputFault):
        TRANSFERRING.take(by(home, "office"), fits, "transfer", document="批复〔2026〕2号")
    assert sorted(Posting.objects.about(fits).values_list("amount", flat=True)) == [-101, 101]
    assert [BUDGET.balance(home.region, one.account) for one in (giver, taker)] == [300, 182]
    assert drift() == []


@pytest.mark.parametrize(("county", "extracted"), [("shengzhou", 1040), ("linan", 4000)])
def test_the_special_fund_is_the_plans_share_of_the_revenue_of_land(world, county, extracted):
    publish_pack(Actor.platform("test"), world.home.region, load_pack(packs()[county]))
    income = made.make_income(world.home, 1)  # 2 billion yuan
    EXTRACTING.take(by(world.home, "office"), income, "extract", document="财政通知〔2026〕1号")
    assert income.extracted == extracted
    assert MONEY.balance(world.home.region, "available") == extracted


def test_what_is_available_is_the_budget_less_what_is_committed_and_what_is_paid(world):
    publish_pack(Actor.platform("test"), world.home.region, load_pack(packs()["shengzhou"]))
    office, place = by(world.home, "office"), world.home.region
    EXTRACTING.take(office, made.make_income(world.home, 1), "extract", document="财政通知〔2026〕1号")
    committed, paid, more = (made.make_spending(world.home, at, amount=a) for at, a in enumerate(("200", "650", "191")))
    for one in (committed, paid):
        SPENDING.take(office, one, "commit", document="审定〔2026〕1号")
    SPENDING.take(office, paid, "pay", document="凭证 2026-117")
    assert [MONEY.balance(place, one) for one in ("available", "committed", "paid")] == [190, 200, 650]
    with pytest.raises(InputFault, match="可用 190 万元，差 1 万元"):
        SPENDING.take(office, more, "commit", document="审定〔2026〕2号")
    page = world.client("office").get("/ledgers/").content.decode()
    assert "使用率预警" in page  # 850 of 1040 is 81.7 %, above 70
    SPENDING.take(office, committed, "release", reason="项目取消")
    assert MONEY.balance(place, "available") == 390
    assert drift() == []


def confirmed(county, number, **told):
    thing = made.make_supply(county, number, **told)
    SUPPLYING.take(by(county, "office"), thing, "confirm", document="合同〔2026〕1号")
    return thing


@pytest.mark.parametrize(
    ("county", "limit", "holds"), [("shengzhou", "30%", True), ("linan", "40%", False), ("lanxi", "50%", False)]
)
def test_a_third_of_industrial_land_is_enough_for_shengzhou_only(world, county, limit, holds):
    publish_pack(Actor.platform("test"), world.home.region, load_pack(packs()[county]))
    confirmed(world.home, 1, area="330", standard=True)
    confirmed(world.home, 2, area="670", industrial=False)
    share, _balance, standard, _ratio = land.checks(world.home.accounts["office"], world.home.region, 2026)
    assert share.holds is holds
    assert limit in share.demand
    assert "33.00%" in share.value
    assert len(share.rows) == 2
    assert standard.holds is True
    page = world.client("office").get("/ledgers/land-checks/?year=2026").content.decode()
    assert "GB00002" in page
    assert "330 ÷ 1000 亩 = 33.00%" in page


def test_fifty_mu_turned_to_other_uses_are_made_up_for_by_sixty_in_linan(world):
    publish_pack(Actor.platform("test"), world.home.region, load_pack(packs()["linan"]))
    confirmed(world.home, 1, kind="convert", area="50")
    confirmed(world.home, 2, kind="compensate", area="59.99")
    balance = land.checks(world.home.accounts["office"], world.home.region, 2026)[1]
    assert (balance.demand, balance.holds) == ("占补比 1:1.2", False)
    assert "须补 60 亩" in balance.value
    confirmed(world.home, 3, kind="compensate", area="0.01")
    assert land.checks(world.home.accounts["office"], world.home.region, 2026)[1].holds is True


def test_in_lanxi_land_is_made_up_for_before_it_is_turned_to_another_use(world):
    publish_pack(Actor.platform("test"), world.home.region, load_pack(packs()["lanxi"]))
    thing = made.make_supply(world.home, 1, kind="convert", area="10")
    with pytest.raises(InputFault, match="先补后占：须补充工业用地 10 亩，已补充 0 亩"):
        SUPPLYING.take(by(world.home, "office"), thing, "confirm", document="批文〔2026〕1号")
    confirmed(world.home, 2, kind="compensate", area="10")
    SUPPLYING.take(by(world.home, "office"), thing, "confirm", document="批文〔2026〕1号")


def test_plot_ratio_is_held_parcel_by_parcel_against_the_countys_line(world):
    publish_pack(Actor.platform("test"), world.home.region, load_pack(packs()["cixi"]))  # 2.0 for new projects
    confirmed(world.home, 1, plot_ratio="2.0", standard=True)
    confirmed(world.home, 2, plot_ratio="1.99")
    check = land.checks(world.home.accounts["office"], world.home.region, 2026)[3]
    assert check.holds is False
    assert [row.parcel for row in check.rows] == ["GB00002"]
    standard = land.checks(world.home.accounts["office"], world.home.region, 2026)[2]
    assert (standard.holds, "50.00%" in standard.value) == (False, True)


def test_nothing_registered_is_not_due_and_never_zero_per_cent(world):
    found = land.checks(world.home.accounts["office"], world.home.region, 2026)
    assert [check.holds for check in found] == [None, None, None, None]


def test_freed_land_is_banked_then_supplied_and_can_be_taken_back(world):
    from tests.apps.ledgers.test_land_posts import free_land

    home, office = world.home, by(world.home, "office")
    free_land(office, home, "30")
    banked = confirmed(home, 1, kind="bank", area="20")
    accounts = lambda: [LAND.balance(home.region, one) for one in ("freed", "banked", "supplied")]  # noqa: E731
    assert accounts() == [10, 20, 0]
    supplied = confirmed(home, 2, kind="supply", area="15", freed=True)
    assert accounts() == [10, 5, 15]
    with pytest.raises(InputFault, match="可用 5 亩，申请 20 亩"):
        SUPPLYING.take(office, banked, "withdraw", reason="登记有误")
    SUPPLYING.take(office, supplied, "withdraw", reason="未成交")
    SUPPLYING.take(office, banked, "withdraw", reason="登记有误")
    assert accounts() == [30, 0, 0]
    assert drift() == []
    assert SUPPLIES.rows(home.accounts["office"]).count() == 2


def test_what_was_freed_goes_to_projects_in_the_order_of_the_plan(world):
    home, office = world.home, by(world.home, "office")
    fill(office, home, "500")
    later = made.make_allocation(home, 1, energy="50", priority="3")
    first = made.make_allocation(home, 2, energy="60", priority="1")
    for one in (later, first):
        ALLOCATING.take(by(home, "department"), one, "apply")
        ALLOCATING.take(office, one, "review", opinion="符合")
    with pytest.raises(InputFault, match=f"先审定“新兴产业项目”的申请 {first.number}"):
        ALLOCATING.take(office, later, "allocate", document="纪要〔2026〕1号")
    page = world.client("office").get("/ledgers/queue/").content.decode()
    assert page.index(first.number) < page.index(later.number)
    ALLOCATING.take(office, first, "allocate", document="纪要〔2026〕1号")
    ALLOCATING.take(office, later, "allocate", document="纪要〔2026〕1号")
    assert next(iter(gate.order_of(home.region).values())) == "新兴产业项目"
