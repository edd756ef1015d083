"""A claim from application to payment and back: its amount, the fund's balance, doubles, days (methodology2 §26)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tenghuan.apps.funds.models import Claim, PolicyDocument, State
from tenghuan.apps.funds.registers import CLAIMS, CLAUSES, DOCUMENTS, REDEEMING, STANDING
from tenghuan.apps.kit import records
from tenghuan.apps.kit.ledger import drift
from tenghuan.apps.kit.models import Task
from tenghuan.apps.ledgers.books import MONEY
from tenghuan.errors import InputFault
from tests.apps.funds import made
from tests.apps.funds.made import WAY, claim, clause, document, fund, in_force, paper, public_for, walk
from tests.apps.kit.sheds import by

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def balances(county):
    return tuple(MONEY.balance(county.region, account) for account in ("available", "committed", "paid"))


def test_the_amount_stands_with_its_formula_as_soon_as_the_claim_is_kept(world):
    thing = claim(world.home, in_force(world.home))
    assert (thing.amount, thing.formula) == (Decimal(420), "35%×1200=420")
    assert thing.basis == "东政发〔2026〕1号"


def test_a_claim_commits_when_decided_and_pays_once_and_the_fund_moves_with_it(world):
    fund(world.home, "1040")
    thing = claim(world.home, in_force(world.home))
    walk(world.home, thing, *WAY[:4])
    assert balances(world.home) == (1040, 0, 0)
    walk(world.home, thing, "decide")
    assert balances(world.home) == (620, 420, 0)
    walk(world.home, thing, "pay", "archive")
    assert balances(world.home) == (620, 0, 420)
    assert thing.state == State.ARCHIVED
    assert thing.voucher == "PZ-001"
    walk(world.home, thing, "reclaim")
    assert balances(world.home) == (1040, 0, 0)
    assert drift() == []


def test_the_three_columns_of_the_fund_are_those_worked_out_by_hand(world):
    """§26: 1040 extracted, 200 committed, 650 paid → 190 available."""
    fund(world.home, "1040")
    of = in_force(world.home, operator="tiers", parameters="甲：650；乙：200；丙：191；丁：190")
    way = {"甲": WAY[:6], "乙": WAY[:5], "丙": WAY[:4], "丁": WAY[:4]}
    things = {tier: claim(world.home, of, at, base="", tier=tier) for at, tier in enumerate(way)}
    for tier, verbs in way.items():
        walk(world.home, things[tier], *verbs)
    assert balances(world.home) == (190, 200, 650)
    public_for(things["丙"], 7)
    with pytest.raises(InputFault, match="专项资金可用 190 万元，差 1 万元"):
        walk(world.home, things["丙"], "decide")
    walk(world.home, things["丁"], "decide")
    assert balances(world.home) == (0, 390, 650)


def test_a_decision_taken_back_frees_the_money(world):
    fund(world.home)
    thing = walk(world.home, claim(world.home, in_force(world.home)), *WAY[:5], "release")
    assert thing.state == State.REFUSED
    assert balances(world.home) == (1040, 0, 0)


def test_the_list_stands_public_for_seven_days_before_it_is_decided(world):
    fund(world.home)
    thing = walk(world.home, claim(world.home, in_force(world.home)), *WAY[:4])
    public_for(thing, 6)
    with pytest.raises(InputFault, match="公示期到"):
        REDEEMING.take(by(world.home, "office"), thing, "decide", document="纪要")
    public_for(thing, 7)
    REDEEMING.take(by(world.home, "office"), thing, "decide", document="纪要")
    assert thing.decided_on == timezone.localdate()


def test_a_document_with_a_budget_is_not_overspent_though_the_fund_has_more(world):
    fund(world.home)
    of = in_force(world.home, paper={"budget": "500"})
    walk(world.home, claim(world.home, of, 0), *WAY[:5])
    second = walk(world.home, claim(world.home, of, 1, base="400"), *WAY[:4])
    with pytest.raises(InputFault, match="年度预算可用 80 万元，差 60 万元"):
        walk(world.home, second, "decide")


def test_what_is_missing_is_told_once(world):
    thing = walk(world.home, claim(world.home, in_force(world.home)), "submit", "ask_missing")
    assert thing.missing == "缺付款凭证"
    walk(world.home, thing, "supply")
    with pytest.raises(InputFault, match="一次性告知"):
        walk(world.home, thing, "ask_missing")


def test_what_comes_to_nothing_cannot_be_handed_in_and_says_why(world):
    thing = claim(world.home, in_force(world.home, parameters="比例：25%；门槛：10"), base="9.9")
    assert thing.amount == 0
    with pytest.raises(InputFault, match="未达门槛"):
        walk(world.home, thing, "submit")
    late = claim(world.home, in_force(world.home, 2, paper={"until": "2026-02-28"}))
    with pytest.raises(InputFault, match="不在有效期"):
        walk(world.home, late, "submit")


def test_the_same_object_is_paid_once_but_each_stage_of_it(world):
    of = in_force(world.home, operator="stages", parameters="比例：10%；开工：30%；竣工：70%")
    told = {"base": "12000", "thing": "二期厂房"}
    first = walk(world.home, claim(world.home, of, stage="开工", **told), "submit")
    assert first.amount == 360
    with pytest.raises(InputFault, match="重复申报"):
        walk(world.home, claim(world.home, of, stage="开工", **told), "submit")
    assert walk(world.home, claim(world.home, of, stage="竣工", **told), "submit").amount == 840


def test_of_clauses_that_exclude_each_other_the_higher_is_paid(world):
    """§26 就高: province 50, city 20 in one year → 50; the next year's is its own."""
    of = document(world.home)
    high = clause(world.home, of, "1-1", operator="tiers", parameters="认定：50", exclusive="数字化园区")
    low = clause(world.home, of, "1-2", operator="tiers", parameters="认定：20", exclusive="数字化园区")
    STANDING.take(by(world.home, "office"), of, "publish")
    told = {"base": "", "tier": "认定"}
    assert walk(world.home, claim(world.home, high, **told), "submit").amount == 50
    with pytest.raises(InputFault, match="就高"):
        walk(world.home, claim(world.home, low, **told), "submit")


def test_a_lower_claim_decided_before_keeps_the_higher_one_from_being_paid_beside_it(world):
    fund(world.home)
    of = document(world.home)
    high = clause(world.home, of, "1-1", operator="tiers", parameters="认定：50", exclusive="数字化园区")
    low = clause(world.home, of, "1-2", operator="tiers", parameters="认定：20", exclusive="数字化园区")
    STANDING.take(by(world.home, "office"), of, "publish")
    told = {"base": "", "tier": "认定"}
    walk(world.home, claim(world.home, low, **told), *WAY[:5])
    better = walk(world.home, claim(world.home, high, **told), *WAY[:4])
    with pytest.raises(InputFault, match="就高不重复"):
        walk(world.home, better, "decide")


@pytest.mark.parametrize(
    ("column", "first", "second", "shared"),
    [
        ("invoices", "A001、A002", "b9，a002", "发票号 A002"),
        ("devices", "SN-1", "SN-2；SN-1", "设备号 SN-1"),
        ("project", "2026-330683-01", "2026-330683-01", "项目代码 2026-330683-01"),
    ],
)
def test_an_invoice_device_or_project_counts_once_across_clauses_and_enterprises(world, column, first, second, shared):
    walk(world.home, claim(world.home, in_force(world.home), 0, **{column: first}), "submit")
    other = walk(world.home, claim(world.home, in_force(world.home, 2), 1, **{column: second}), "submit")
    with pytest.raises(InputFault, match=shared):
        walk(world.home, other, "pass_first")
    told = {"opinion": "齐全", "cleared": "一张发票两台设备，分别计算"}
    REDEEMING.take(by(world.home, "department"), other, "pass_first", **told)
    assert other.cleared


def test_what_was_refused_or_lies_in_another_county_is_no_double(world):
    walk(world.home, claim(world.home, in_force(world.home), 0, invoices="A001"), "submit", "refuse")
    walk(world.neighbour, claim(world.neighbour, in_force(world.neighbour), 0, invoices="A001"), "submit")
    other = claim(world.home, in_force(world.home, 2), 1, invoices="A001")
    assert walk(world.home, other, "submit", "pass_first").state == State.REVIEWED


def test_who_had_to_pay_back_stays_out(world):
    fund(world.home)
    of = in_force(world.home)
    walk(world.home, claim(world.home, of), *WAY[:6], "reclaim")
    with pytest.raises(InputFault, match="停止兑付"):
        walk(world.home, claim(world.home, of, base="100"), "submit")
    assert walk(world.home, claim(world.home, of, 1, base="100"), "submit").state == State.APPLIED


def test_an_enterprise_applies_follows_and_cannot_claim_for_another(world):
    of = in_force(world.home)
    firm = made.enterprise(world.home, 0)
    told = {"enterprise": firm, "clause": of, "on": "2026-03-01", "base": "1200"}
    own = records.add(by(world.home, "enterprise"), CLAIMS, world.home.region, told)
    REDEEMING.take(by(world.home, "enterprise"), own, "submit", payee="农商行", files=paper("申报材料"))
    assert own.state == State.APPLIED
    other = {**told, "enterprise": made.enterprise(world.home, 1)}
    with pytest.raises(InputFault, match="登记和修改"):
        records.add(by(world.home, "enterprise"), CLAIMS, world.home.region, other)


def test_money_that_needs_no_application_waits_for_the_enterprises_word(world):
    of = in_force(world.home, mode="exempt")
    thing = walk(world.home, claim(world.home, of), "push")
    task = Task.objects.about(thing).open().get()
    assert task.enterprise_code == thing.enterprise.uscc
    with pytest.raises(InputFault, match="企业本身"):
        REDEEMING.take(by(world.home, "office"), thing, "consent", payee="甲", files=paper("承诺书"))
    assert walk(world.home, thing, "consent").applied_on == timezone.localdate()
    applied = claim(world.home, in_force(world.home, 2))
    with pytest.raises(InputFault, match="免申即享"):
        walk(world.home, applied, "push")


def test_a_new_document_ends_the_one_it_replaces_the_day_before(world):
    """§26: what Shengzhou's No. 11 of 2024 promised ended with No. 9 of 2025."""
    old = in_force(world.home, 11, paper={"since": "2024-01-01"})
    new = document(world.home, 9, since="2025-06-01", replaces=old.document)
    clause(world.home, new, "9-1", parameters="比例：20%；封顶：300")
    STANDING.take(by(world.home, "office"), new, "publish")
    ended = PolicyDocument.objects.get(pk=old.document_id)
    assert (ended.state, ended.ended_on, ended.last) == ("ended", date(2025, 5, 31), date(2025, 5, 31))
    old.refresh_from_db()
    assert claim(world.home, old, on="2025-05-31").amount == 420
    assert claim(world.home, old, on="2025-06-01").basis == "不在有效期"


def test_clauses_stand_fast_once_their_document_is_in_force(world):
    of = in_force(world.home)
    with pytest.raises(InputFault, match="已施行"):
        records.change(by(world.home, "office"), CLAUSES, of, {"parameters": "比例：40%"})
    with pytest.raises(InputFault, match="已施行"):
        clause(world.home, of.document, "1-2")
    with pytest.raises(InputFault, match="还没有录入条款"):
        STANDING.take(by(world.home, "office"), document(world.home, 2), "publish")


def test_days_and_divisions_that_cannot_be_are_refused(world):
    with pytest.raises(InputFault, match="早于施行"):
        document(world.home, until="2025-12-31")
    of = document(world.home)
    for told, words in (
        ({"industries": "13-99"}, "看不懂"),
        ({"industries": "机械"}, "看不懂"),
        ({"since": "2026-05-01", "until": "2026-04-30"}, "早于"),
        ({"parameters": "比例：三成"}, "比例"),
    ):
        with pytest.raises(InputFault, match=words):
            clause(world.home, of, **told)
    with pytest.raises(InputFault, match="还没有施行"):
        claim(world.home, clause(world.home, of))
    later = timezone.localdate() + timedelta(days=1)
    with pytest.raises(InputFault, match="晚于今天"):
        claim(world.home, in_force(world.home, 2), on=later)
    with pytest.raises(InputFault, match="替代自己"):
        records.change(by(world.home, "office"), DOCUMENTS, of, {"replaces": of})


def test_the_numbers_of_the_plans_count_what_was_paid_in_the_period(world):
    fund(world.home)
    of = in_force(world.home)
    things = [walk(world.home, claim(world.home, of, at, base="100"), *WAY[:6]) for at in (0, 1)]
    walk(world.home, claim(world.home, of, 0, base="200"), *WAY[:5])
    Claim.objects.filter(pk=things[1].pk).update(paid_on=date(2025, 12, 31))
    by_key = {one.key: one for one in CLAIMS.measures}
    rows = CLAIMS.rows(world.home.accounts["office"])
    year = (date(timezone.localdate().year, 1, 1), timezone.localdate())
    assert by_key["claims.paid"].of(rows, *year) == 35
    assert by_key["claims.enterprises"].of(rows, *year) == 1
    assert by_key["claims.decided"].of(rows) == 140
    assert by_key["claims.open"].of(rows) == 0
