"""What the ledgers must not let through: amounts the wrong way, budgets that stand fast, months that are missing."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import records, taking
from tenghuan.apps.kit.ledger import drift
from tenghuan.apps.ledgers import budgets, gate, land
from tenghuan.apps.ledgers.books import BUDGET, LAND, MONEY
from tenghuan.apps.ledgers.budgets import BUDGET_PLANS, BUDGETS, PLANNING, TRANSFERS, USES
from tenghuan.apps.ledgers.fund import EXTRACTING, INCOMES, SPENDING, SPENDINGS
from tenghuan.apps.ledgers.land import SUPPLIES, SUPPLYING
from tenghuan.apps.ledgers.models import Allocation, Budget, BudgetPlan, Supply
from tenghuan.apps.ledgers.registers import ALLOCATIONS
from tenghuan.apps.plans.services.publication import publish_pack
from tenghuan.errors import InputFault
from tenghuan.plan import load_pack, packs
from tests.apps.kit.sheds import by, shed
from tests.apps.ledgers import made

D = Decimal
HALVES = [D(1), D("1.05"), D("1.10")]


def _pack(world, county):
    publish_pack(Actor.platform("test"), world.home.region, load_pack(packs()[county]))


# --- amounts


@pytest.mark.parametrize("amount", ["-1", "0", "-0.01"])
@pytest.mark.parametrize(
    ("make", "column", "words"),
    [
        (made.make_spending, "amount", "金额须大于 0"),
        (made.make_supply, "area", "面积须大于 0"),
        (made.make_income, "revenue", "土地出让收入须大于 0"),
        (made.make_budget, "base", "基准用能（等价值）须大于 0"),
        (made.make_allocation, "energy", "年新增用能（等价值）须大于 0"),
    ],
)
def test_an_amount_that_is_posted_is_above_zero(world, make, column, words, amount):
    with pytest.raises(InputFault) as fault:
        make(world.home, 1, **{column: amount})
    assert (fault.value.message, fault.value.remedy) == (words, "请核对数字和单位")


@pytest.mark.parametrize(
    ("make", "column"),
    [
        (made.make_allocation, "value_added"),
        (made.make_allocation, "carbon"),
        (made.make_allocation, "land"),
        (made.make_supply, "plot_ratio"),
    ],
)
def test_what_may_be_nothing_may_not_be_less(world, make, column):
    assert getattr(make(world.home, 1, **{column: "0"}), column) == 0
    with pytest.raises(InputFault, match="不能小于 0"):
        make(world.home, 2, **{column: "-0.01"})


def test_a_month_of_use_and_a_transfer_are_held_too(world):
    giver, taker = made.make_budget(world.home, 1), made.make_budget(world.home, 2)
    office, place = by(world.home, "office"), world.home.region
    with pytest.raises(InputFault, match="不能小于 0"):
        records.add(office, USES, place, {"budget": giver, "month": 1, "used": "-5"})
    told = {"giver": giver, "taker": taker, "agreement": "同意书"}
    for amount in ("-5", "0"):
        with pytest.raises(InputFault, match="调剂数量须大于 0"):
            records.add(office, TRANSFERS, place, {**told, "amount": amount})


@pytest.mark.parametrize("year", [0, 1999, 2101, 9999])
@pytest.mark.parametrize(("register", "told"), [(INCOMES, {"revenue": "1"}), (BUDGET_PLANS, {"total": "1"})])
def test_a_year_is_one_of_this_century(world, register, told, year):
    with pytest.raises(InputFault, match=f"年度 {year} 不在 2000 至 2100 之间"):
        records.add(by(world.home, "office"), register, world.home.region, {**told, "year": year})


def test_a_change_is_held_as_a_new_record_is(world):
    office = by(world.home, "office")
    for register, thing, told in (
        (SPENDINGS, made.make_spending(world.home, 1), {"amount": "-1"}),
        (SUPPLIES, made.make_supply(world.home, 1), {"area": "0"}),
        (ALLOCATIONS, made.make_allocation(world.home, 1), {"energy": "-1"}),
    ):
        with pytest.raises(InputFault, match="须大于 0"):
            records.change(office, register, thing, told)


def test_an_amount_below_zero_moves_nothing_the_other_way(world):
    from tenghuan.apps.audit.trail import service

    @service("test.move_back")
    def _move(actor, cause):
        MONEY.post(actor, world.home.region, "committed", D(100), cause=cause, kind="fill")
        MONEY.move(actor, world.home.region, "available", "committed", D(-40), cause=cause, kind="back")

    with pytest.raises(InputFault, match="数额须大于 0"):
        _move(by(world.home, "office"), shed(world.home, "S9"))
    assert [MONEY.balance(world.home.region, one) for one in ("available", "committed")] == [0, 0]


# --- budgets that stand fast


@pytest.fixture
def issued(world):
    """Three consumers of 2026 with 100, 200 and 300 tce, issued."""
    found = [
        made.make_budget(world.home, at, grade="B", base=base) for at, base in ((1, "100"), (2, "200"), (3, "300"))
    ]
    office = by(world.home, "office")
    plan = records.add(office, BUDGET_PLANS, world.home.region, {"year": 2026, "total": "600"})
    for verb, told in (("measure", {}), ("publish", {"document": "公示"}), ("issue", {"document": "下达"})):
        PLANNING.take(office, plan, verb, **told)
    return found


def test_a_consumer_does_not_leave_an_issued_budget_by_another_year_or_by_retiring(world, issued):
    office = by(world.home, "office")
    for told in ({"year": 2027}, {"base": "1"}, {"grade": "D"}):
        with pytest.raises(InputFault, match="2026 年用能预算“已下达”，不能再改") as fault:
            records.change(office, BUDGETS, issued[0], told)
        assert fault.value.remedy == "下达前可退回测算；下达后请办理调剂"
    with pytest.raises(InputFault, match="不能再改"):
        records.retire(office, BUDGETS, issued[0], "停产")
    assert Budget.objects.filter(retired_on=None, year=2026).count() == 3
    assert sum(BUDGET.balance(world.home.region, one.account) for one in issued) == 600


def test_consumers_of_an_issued_budget_are_not_taken_back_with_their_batch(world):
    office = by(world.home, "office")
    firm = made._firm(world.home, 1, 0)
    told = {"year": 2026, "enterprise": firm.uscc, "grade": "B", "base": "100", "park": "东园"}
    taking.commit(office, BUDGETS, world.home.region, taking.Sheet("批次1", "预算.xlsx", "预算", {}), [(2, told)])
    plan = records.add(office, BUDGET_PLANS, world.home.region, {"year": 2026, "total": "600"})
    PLANNING.take(office, plan, "measure")
    with pytest.raises(InputFault, match="2026 年用能预算“已测算”，不能再改"):
        taking.take_back(office, BUDGETS, "批次1")
    assert Budget.objects.count() == 1


def test_a_consumer_does_not_enter_an_issued_budget_from_another_year(world, issued):
    other = made.make_budget(world.home, 4, year=2027)
    with pytest.raises(InputFault, match="2026 年用能预算"):
        records.change(by(world.home, "office"), BUDGETS, other, {"year": 2026})


def test_a_budget_sent_back_may_be_changed_and_is_measured_anew(world):
    office = by(world.home, "office")
    first, second = made.make_budget(world.home, 1, base="100"), made.make_budget(world.home, 2, base="100")
    plan = records.add(office, BUDGET_PLANS, world.home.region, {"year": 2026, "total": "105"})
    PLANNING.take(office, plan, "measure")
    first.refresh_from_db()
    # two of 105 each are halved: 52.5; the first of equal remainders gets the unit that is over
    assert first.amount == 53
    PLANNING.take(office, plan, "again", reason="企业停产")
    first.refresh_from_db()
    assert first.amount is None
    records.retire(office, BUDGETS, second, "停产")
    PLANNING.take(office, plan, "measure")
    first.refresh_from_db()
    assert first.amount == 105
    assert BudgetPlan.objects.get().state == BudgetPlan.State.MEASURED


# --- the pace of those who report late


def _use(world, budget, month, used):
    records.add(by(world.home, "office"), USES, world.home.region, {"budget": budget, "month": month, "used": used})


def _standing(world, account="office"):
    return budgets.standing(world.home.accounts[account], world.home.region, 2026)


def test_who_reports_late_is_held_against_its_own_months(world, issued):
    # June is known of the first: 60 of 50; March of the second: 60 of 50; nothing of the third
    _use(world, issued[0], 6, "60")
    _use(world, issued[1], 3, "60")
    consumers, parks, whole, month = _standing(world)
    by_name = {line.thing.pk: line for line in consumers}
    first, second, third = (by_name[one.pk] for one in issued)
    assert month == 6
    assert [(line.used, line.forecast, line.lamp) for line in (first, second, third)] == [
        (60, 120, "red"),
        (60, 240, "red"),
        (0, None, "no_data"),
    ]
    # in June and in March they might have used 50 each: 120 of 100 in all
    assert (whole[0].budget, whole[0].used, whole[0].lamp) == (600, 120, "red")
    assert whole[0].forecast == pytest.approx(D(720))  # 120 ÷ (100 ÷ 600)
    assert (parks[0].name, parks[0].rows) == ("东园", 3)


@pytest.mark.parametrize(
    ("used", "lamp"),
    [("25", "green"), ("25.01", "blue"), ("26.25", "blue"), ("26.26", "yellow"), ("27.5", "yellow"), ("27.51", "red")],
)
def test_lamps_of_march_turn_at_each_bound(world, issued, used, lamp):
    _use(world, issued[0], 3, used)
    consumers, _parks, whole, _month = _standing(world)
    assert next(line.lamp for line in consumers if line.thing == issued[0]) == lamp
    assert whole[0].lamp == lamp


def test_before_anything_is_measured_there_is_a_forecast_and_no_lamp(world):
    budget = made.make_budget(world.home, 1)
    _use(world, budget, 4, "40")
    ((line,), _parks, (whole,), _month) = _standing(world)
    assert (line.budget, line.forecast, line.share, line.lamp) == (0, 120, None, "no_data")
    assert (whole.forecast, whole.lamp) == (120, "no_data")


def test_consumers_without_a_park_are_in_the_county_and_in_no_park(world, issued):
    Budget.objects.filter(pk=issued[0].pk).update(park="")
    Budget.objects.filter(pk=issued[1].pk).update(park="西园")
    _consumers, parks, whole, _month = _standing(world)
    assert [(line.name, line.budget) for line in parks] == [("东园", 300), ("西园", 200)]
    assert whole[0].rows == 3


def test_the_workbook_of_budgets_says_what_the_page_says(world, issued):
    _use(world, issued[2], 6, "150")
    client = world.client("leader")
    sheet = load_workbook(io.BytesIO(client.get("/ledgers/budgets/?year=2026&export=xlsx").content)).active
    rows = [row for row in sheet.iter_rows(values_only=True) if row[1] in (100, 200, 300, 600)]
    assert [row[1:5] for row in rows] == [
        (600, 150, 25, 600),
        (600, 150, 25, 600),
        (300, 150, 50, 300),
        (200, 0, 0, None),
        (100, 0, 0, None),
    ]


@given(st.integers(1, 12), st.integers(1, 10**6), st.integers(0, 10**6))
def test_more_use_never_turns_a_lamp_back(month, budget, used):
    order = ("green", "blue", "yellow", "red")
    lamps = [budgets.lamp(D(used + more), D(budget), D(month) / 12, HALVES) for more in (0, 1, 10, 1000)]
    assert [order.index(one) for one in lamps] == sorted(order.index(one) for one in lamps)


def test_ten_times_the_consumers_ask_no_more_queries(world, issued, django_assert_max_num_queries):
    account = world.home.accounts["office"]
    budgets.standing(account, world.home.region, 2026)
    for number in range(50, 80):
        Budget.objects.create(
            county=world.home.region, number=f"N{number}", year=2026, grade="A", base=D(5), amount=D(5),
            enterprise=made._firm(world.home, number, 0),
        )  # fmt: skip
    with django_assert_max_num_queries(5):
        assert len(budgets.standing(account, world.home.region, 2026)[0]) == 33


# --- land


def _confirm(world, number, **told):
    thing = made.make_supply(world.home, number, **told)
    SUPPLYING.take(by(world.home, "office"), thing, "confirm", document="合同〔2026〕1号")
    return thing


def test_what_was_made_up_first_is_not_taken_back_while_it_is_needed(world):
    _pack(world, "lanxi")
    office = by(world.home, "office")
    first, second = (_confirm(world, at, kind="compensate", area="10") for at in (1, 2))
    _confirm(world, 3, kind="convert", area="15")
    with pytest.raises(InputFault, match="已改变用途的须补充工业用地 15 亩，撤销后只补充 10 亩"):
        SUPPLYING.take(office, first, "withdraw", reason="登记有误")
    _confirm(world, 4, kind="compensate", area="5")
    SUPPLYING.take(office, second, "withdraw", reason="登记有误")
    draft = made.make_supply(world.home, 5, kind="compensate", area="100")
    SUPPLYING.take(office, draft, "withdraw", reason="没有发生")
    assert land.made_up(world.home.region, D(1)) == (15, 15)


def test_where_nothing_must_be_made_up_first_it_may_be_taken_back(world):
    _pack(world, "linan")
    thing = _confirm(world, 1, kind="compensate", area="10")
    _confirm(world, 2, kind="convert", area="10")
    SUPPLYING.take(by(world.home, "office"), thing, "withdraw", reason="登记有误")
    balance = land.checks(world.home.accounts["office"], world.home.region, 2026)[1]
    assert (balance.holds, "已补 0 亩" in balance.value) == (False, True)


@pytest.mark.parametrize(
    ("day", "counts"), [("2025-12-31", False), ("2026-01-01", True), ("2026-12-31", True), ("2027-01-01", False)]
)
def test_land_of_a_year_is_what_was_supplied_from_its_first_to_its_last_day(world, day, counts):
    _confirm(world, 1, on=day, area="10")
    share = land.checks(world.home.accounts["office"], world.home.region, 2026)[0]
    assert bool(share.rows) is counts
    assert (share.holds is None) is not counts


def test_what_is_made_up_for_is_held_over_all_years(world):
    _pack(world, "linan")
    _confirm(world, 1, kind="compensate", area="12", on="2023-05-01")
    _confirm(world, 2, kind="convert", area="10", on="2026-05-01")
    balance = land.checks(world.home.accounts["office"], world.home.region, 2026)[1]
    assert (balance.holds, len(balance.rows)) == (True, 2)


def test_drafts_withdrawn_and_retired_rows_meet_no_demand(world):
    office = by(world.home, "office")
    made.make_supply(world.home, 1)
    SUPPLYING.take(office, _confirm(world, 2), "withdraw", reason="未成交")
    Supply.objects.filter(pk=_confirm(world, 3).pk).update(retired_on="2026-06-01")
    assert [check.holds for check in land.checks(world.home.accounts["office"], world.home.region, 2026)] == [None] * 4


def test_new_land_moves_nothing_in_the_book_and_nothing_back(world):
    thing = _confirm(world, 1, freed=False)
    SUPPLYING.take(by(world.home, "office"), thing, "withdraw", reason="未成交")
    assert [LAND.balance(world.home.region, one) for one in LAND.accounts] == [0, 0, 0]
    assert drift() == []


# --- fund and gate


@pytest.mark.parametrize(
    ("revenue", "extracted"), [("0.96", "0.00"), ("0.97", "0.01"), ("1", "0.01"), ("123456.78", "641.98")]
)
def test_the_fund_is_extracted_to_the_cent_half_up(world, revenue, extracted):
    # 0.52 %: 0.96 is 0.004992, 0.97 is 0.005044; 123456.78 is 641.975256
    _pack(world, "shengzhou")
    income, office = made.make_income(world.home, 1, revenue=revenue), by(world.home, "office")
    if D(extracted):
        EXTRACTING.take(office, income, "extract", document="通知")
        assert MONEY.balance(world.home.region, "available") == D(extracted)
        with pytest.raises(InputFault):
            EXTRACTING.take(office, income, "extract", document="通知")
        return
    with pytest.raises(InputFault, match="数额为零，不记账"):
        EXTRACTING.take(office, income, "extract", document="通知")
    income.refresh_from_db()
    assert (income.state, income.extracted) == ("draft", None)


def test_two_spendings_do_not_both_take_the_last_of_the_fund(world):
    _pack(world, "shengzhou")
    office = by(world.home, "office")
    EXTRACTING.take(office, made.make_income(world.home, 1), "extract", document="通知")  # 1040
    first, second = (made.make_spending(world.home, at, amount="600") for at in (1, 2))
    SPENDING.take(office, first, "commit", document="审定")
    with pytest.raises(InputFault, match="可用 440 万元，差 160 万元"):
        SPENDING.take(office, second, "commit", document="审定")
    SPENDING.take(office, first, "release", reason="取消")
    SPENDING.take(office, second, "commit", document="审定")
    assert [MONEY.balance(world.home.region, one) for one in ("available", "committed")] == [440, 600]


@pytest.mark.parametrize(
    ("energy", "value_added", "offset"),
    [
        ("51.99", "100", "51.99"),  # 0.5199 is below 0.52
        ("52", "100", "62.40"),  # at the line: 1.2 times
        ("52.01", "100", "62.41"),
        ("10", "0", "12.00"),  # unknown counts as much
    ],
)
def test_the_line_of_much_energy_is_at_the_line(world, energy, value_added, offset):
    thing = made.make_allocation(world.home, 1, energy=energy, value_added=value_added)
    assert gate.offset(thing, thing.made_at.date()) == D(offset)


def test_the_queue_shows_each_account_its_own_and_in_the_plans_order(world):
    rows = [made.make_allocation(world.home, at, unit=at % 2, priority=p) for at, p in ((1, "4"), (2, "2"), (3, "1"))]
    page = world.client("office").get("/ledgers/queue/").content.decode()
    assert page.index(rows[2].number) < page.index(rows[1].number) < page.index(rows[0].number)
    own = world.client("department").get("/ledgers/queue/").content.decode()
    assert rows[1].number in own
    assert rows[0].number not in own
    other = world.client(world.foreign.accounts["office"]).get("/ledgers/queue/").content.decode()
    assert not any(row.number in other for row in rows)
    Allocation.objects.filter(pk=rows[2].pk).update(state="refused")
    assert rows[2].number not in world.client("office").get("/ledgers/queue/").content.decode()
