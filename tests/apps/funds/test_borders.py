"""Policy money at its borders: days, years, less than nothing, what is offered again, exports, ten times the firms."""

from __future__ import annotations

import io
from datetime import date
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tenghuan.apps.enterprises.models import Enterprise, YearFacts
from tenghuan.apps.funds import boards, finding, sampling, tasks
from tenghuan.apps.funds.counting import doubles_of, marks_of, period_of
from tenghuan.apps.funds.models import Claim, Matching, PolicyDocument, State
from tenghuan.apps.funds.offering import open_matches
from tenghuan.apps.funds.registers import CLAIMS, DOCUMENTS, MATCHINGS, REDEEMING, STANDING
from tenghuan.apps.funds.terms import clause_of, kept, lines_of
from tenghuan.apps.kit import records
from tenghuan.apps.ledgers.books import MONEY
from tenghuan.declaring.tables import Row
from tenghuan.errors import InputFault
from tests.apps.funds.made import WAY, claim, clause, document, facts, fund, in_force, paper, walk
from tests.apps.kit.sheds import by
from tests.apps.remediation.cases import enterprise

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.IMMEDIATE_TASKS = True


@pytest.fixture
def today(monkeypatch):
    def set_to(day):
        monkeypatch.setattr(timezone, "localdate", lambda *_rest: day)

    return set_to


# --- less than nothing


@pytest.mark.parametrize("told", [{"base": "-0.01"}, {"base": "-1200"}])
def test_nobody_claims_on_less_than_nothing(world, told):
    with pytest.raises(InputFault, match="基数不能小于 0") as fault:
        claim(world.home, in_force(world.home), **told)
    assert fault.value.remedy == "请核对数字和单位"
    assert not Claim.objects.exists()


def test_a_former_best_below_nothing_is_refused_and_so_is_a_budget(world):
    of = in_force(world.home, operator="first_time", parameters="跨级：最高；1000：10")
    with pytest.raises(InputFault, match="历史最高不能小于 0"):
        claim(world.home, of, former_best="-1")
    with pytest.raises(InputFault, match="不能小于 0"):
        document(world.home, 2, budget="-1")
    made = document(world.home, 3, budget="0")
    with pytest.raises(InputFault, match="不能小于 0"):
        records.change(by(world.home, "office"), DOCUMENTS, made, {"budget": "-5"})


def test_a_budget_of_nothing_pays_nothing_and_no_budget_pays_what_the_fund_has(world):
    fund(world.home)
    none = walk(world.home, claim(world.home, in_force(world.home, 1, paper={"budget": "0"}), 0), *WAY[:4])
    with pytest.raises(InputFault, match="年度预算可用 0 万元，差 420 万元"):
        walk(world.home, none, "decide")
    free = walk(world.home, claim(world.home, in_force(world.home, 2), 1), *WAY[:5])
    assert free.state == State.DECIDED


# --- days of clauses


@pytest.mark.parametrize(
    ("paper", "own", "first", "last"),
    [
        ({"since": "2025-03-01", "until": "2025-12-31"}, {}, date(2025, 3, 1), date(2025, 12, 31)),
        (
            {"since": "2025-03-01", "until": "2025-12-31"},
            {"since": "2025-01-01", "until": "2025-06-30"},
            date(2025, 3, 1),
            date(2025, 6, 30),
        ),
        ({"since": "2025-03-01"}, {"since": "2025-04-01"}, date(2025, 4, 1), None),
    ],
)
def test_a_clause_is_good_within_its_documents_days_first_and_last_included(world, paper, own, first, last):
    of = in_force(world.home, paper=paper, **own)
    assert period_of(of) == (first, last)
    day = date.resolution
    assert claim(world.home, of, on=first).amount == 420
    assert claim(world.home, of, 1, on=first - day).basis == "不在有效期"
    if last is not None:
        assert claim(world.home, of, 2, on=last).amount == 420
        assert claim(world.home, of, 3, on=last + day).basis == "不在有效期"


def test_a_document_ended_by_hand_is_good_through_that_day(world, today):
    of = in_force(world.home)
    today(date(2026, 6, 30))
    STANDING.take(by(world.home, "office"), of.document, "end", reason="政策调整")
    of.refresh_from_db()
    assert of.document.last == date(2026, 6, 30)
    assert claim(world.home, of, on="2026-06-30").amount == 420
    today(date(2026, 7, 2))
    assert claim(world.home, of, 1, on="2026-07-01").basis == "不在有效期"


def test_a_replaced_document_that_begins_on_the_same_day_is_refused(world):
    old = in_force(world.home, 1)
    new = document(world.home, 2, since="2026-01-01", replaces=old.document)
    clause(world.home, new, "2-1")
    with pytest.raises(InputFault, match="施行日期不早于本文件"):
        STANDING.take(by(world.home, "office"), new, "publish")
    assert set(PolicyDocument.objects.values_list("state", flat=True)) == {"active", "draft"}


# --- parameters


@given(
    st.decimals("0.01", "100", places=2), st.none() | st.integers(1, 10**6), st.none() | st.integers(0, 10**4),
    st.sampled_from(["；", ";", "\n", " ；\n"]),
)  # fmt: skip
def test_parameters_mean_the_same_however_they_are_parted(rate, cap, threshold, sign):
    parts = [f"比例：{rate}%", *([f"封顶: {cap}"] if cap else []), *([f"门槛：{threshold}"] if threshold else [])]
    text = sign.join(parts)
    made = clause_of("share", text, clause="甲")
    assert kept(kept(text)) == kept(text)
    assert clause_of("share", kept(text), clause="甲") == made
    assert clause_of("share", lines_of(made), clause="甲") == made


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 100), st.integers(1, 5000), st.integers(0, 1000))
def test_a_share_is_what_the_oracle_says_and_never_falls_with_the_base(base, more, rate, cap, threshold):
    of = clause_of("share", f"比例：{rate}%；封顶：{cap}；门槛：{threshold}", clause="甲")

    def oracle(number):
        return Fraction(0) if number < threshold else min(Fraction(number * rate, 100), Fraction(cap))

    low, high = (of.amount(Row(1, {"base": Fraction(one)})).value for one in (base, base + more))
    assert (low, high) == (oracle(base), oracle(base + more))
    assert low <= high


@given(st.integers(0, 3000), st.integers(1, 100))
def test_a_sample_is_the_share_with_a_part_of_one_being_one(waiting, share):
    exact = (D(waiting) * share / 100).to_integral_value(ROUND_CEILING)
    assert sampling.size_of(waiting, share) == exact <= waiting


# --- doubles


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("a1、A1，b2", {"A1", "B2"}),
        ("a1 b2\nc3　d4", {"A1", "B2", "C3", "D4"}),
        ("；；、 ", set()),
        ("", set()),
    ],
)
def test_numbers_are_read_out_of_any_list_and_case(text, marks):
    assert marks_of(text) == marks


def test_stages_of_one_project_are_no_doubles_and_another_clause_on_it_is(world):
    of = in_force(world.home, operator="stages", parameters="比例：10%；开工：30%；竣工：70%")
    told = {"project": "2026-1", "thing": "二期"}
    first = walk(world.home, claim(world.home, of, 0, stage="开工", **told), "submit")
    second = walk(world.home, claim(world.home, of, 0, stage="竣工", **told), "submit")
    assert doubles_of(second) == []
    other = claim(world.home, in_force(world.home, 2), 1, project="2026-1")
    assert [one for _word, _number, one in doubles_of(other)] == [first, second]


def test_a_claim_is_no_double_of_itself_and_a_draft_is_none_of_anybody(world):
    draft = claim(world.home, in_force(world.home), 0, invoices="A1")
    other = walk(world.home, claim(world.home, in_force(world.home, 2), 1, invoices="A1"), "submit")
    assert doubles_of(other) == []
    assert doubles_of(draft) == [("发票号", "A1", other)]


# --- runs


def _ran(world, year, on):
    told = {"year": year, "on": on}
    thing = records.add(by(world.home, "office"), MATCHINGS, world.home.region, told)
    tasks.begin(by(world.home, "office"), thing)
    thing.refresh_from_db()
    return thing


def test_what_was_paid_for_one_years_facts_is_offered_again_for_the_next(world):
    fund(world.home)
    for year in (2024, 2025):
        facts(world.home, 0, year, revenue=D(1000))
    in_force(world.home, mode="exempt", base_fact="revenue", parameters="比例：1%", paper={"since": "2025-01-01"})
    first = _ran(world, 2024, "2025-03-01")
    tasks.begin(by(world.home, "office"), first)
    made = walk(world.home, Claim.objects.get(), "consent", *WAY[1:6])
    assert (made.thing, made.state) == ("2024", State.PAID)
    again, next_ = _ran(world, 2024, "2025-03-01"), _ran(world, 2025, "2026-03-01")
    assert open_matches(again) == []
    assert [row.clause for row in open_matches(next_)] == [made.clause]
    tasks.begin(by(world.home, "office"), next_)
    latest = Claim.objects.order_by("-pk").first()
    assert (latest.thing, latest.state, latest.amount) == ("2025", State.PUSHED, 10)
    # the same facts held on another day of the next year are the same money
    assert open_matches(_ran(world, 2024, "2026-03-02")) == []


def test_who_has_an_offer_still_open_is_not_offered_the_next_beside_it(world):
    for year in (2024, 2025):
        facts(world.home, 0, year, revenue=D(1000))
    in_force(world.home, mode="exempt", base_fact="revenue", paper={"since": "2025-01-01"})
    tasks.begin(by(world.home, "office"), _ran(world, 2024, "2025-03-01"))
    assert open_matches(_ran(world, 2025, "2026-03-01")) == []


def test_gains_are_on_the_year_before_and_unknown_without_it(world):
    facts(world.home, 0, 2025, revenue=D(150), tax=D(9))
    facts(world.home, 0, 2024, revenue=D(100))
    facts(world.home, 1, 2025, revenue=D(150))
    facts(world.home, 2, 2024, revenue=D(150))
    firms = {firm.key: firm.facts for firm in finding.firms_of(world.home.region, 2025)}
    assert firms[enterprise(world.home, 0).pk] == {"revenue": 150, "tax": 9, "revenue_gain": 50}
    assert firms[enterprise(world.home, 1).pk] == {"revenue": 150}
    assert firms[enterprise(world.home, 2).pk] == {}


def test_ten_times_the_firms_ask_no_more_queries(world, django_assert_num_queries):
    for number in range(1, 4):
        in_force(world.home, number, base_fact="revenue")

    def grow(count):
        made = Enterprise.objects.bulk_create(
            Enterprise(county=world.home.region, uscc=f"91330600MB{count:04d}{at:04d}", name=f"第{at}厂", industry="34")
            for at in range(count)
        )
        YearFacts.objects.bulk_create(YearFacts(enterprise=one, year=2025, revenue=100) for one in made)

    matching = Matching(county=world.home.region, year=2025, on=date(2026, 3, 1))
    for firms, more in ((10, 10), (110, 100)):
        grow(more)
        with django_assert_num_queries(4):
            found = finding.found_of(matching)
        assert (found.firms, found.clauses, len(found.hits)) == (firms, 3, 3 * firms)


# --- pages


def test_the_public_list_goes_out_as_a_workbook_with_amounts_as_numbers_and_no_account(world):
    thing = walk(world.home, claim(world.home, in_force(world.home), 1), *WAY[:4])
    client = world.client("enterprise")
    sheet = load_workbook(io.BytesIO(client.get(reverse("funds:public"), {"export": "xlsx"}).content)).active
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert thing.enterprise.name in cells
    assert 420 in cells
    assert not any(thing.payee in str(cell) for cell in cells)


def test_money_of_last_year_weighs_on_no_budget_of_this_year(world, today):
    fund(world.home)
    of = in_force(world.home, paper={"budget": "500"})
    spent = walk(world.home, claim(world.home, of, 0), *WAY[:5])
    (line,) = boards.lines_of(world.home.region, timezone.localdate())
    assert (line.committed, line.left) == (420, 80)
    Claim.objects.filter(pk=spent.pk).update(decided_on=date(timezone.localdate().year - 1, 12, 31))
    (line,) = boards.lines_of(world.home.region, timezone.localdate())
    assert (line.committed, line.left, line.lamp) == (0, 500, "green")
    assert walk(world.home, claim(world.home, of, 1), *WAY[:5]).state == State.DECIDED


def test_an_enterprise_whose_tax_began_from_nothing_has_no_growth(world):
    fund(world.home)
    of = in_force(world.home)
    for year, tax in ((2024, 0), (2025, 40)):
        facts(world.home, 0, year, tax=tax)
    walk(world.home, claim(world.home, of, 0), *WAY[:6])
    [one], _last = boards.effects_of(world.home.region, timezone.localdate().year, "grade")
    assert (one.known, one.before, one.after, one.growth) == (1, 0, 40, None)
    assert boards.effects_of(world.home.region, timezone.localdate().year - 1, "grade")[0] == []


def test_a_county_without_a_fund_has_nothing_and_no_lamp(world):
    found = boards.fund_of(world.home.region)
    assert (found.budget, found.used) == (0, 0)
    assert boards.lamp_of(world.home.region, found.used, found.budget, timezone.localdate()) == ""
    assert boards.years_of(world.home.region) == []


# --- two at once, and strangers


def test_two_reviewers_of_one_claim_do_not_both_pass_it(world):
    thing = walk(world.home, claim(world.home, in_force(world.home)), "submit")
    other = Claim.objects.get(pk=thing.pk)
    walk(world.home, thing, "pass_first")
    with pytest.raises(InputFault):
        walk(world.home, other, "pass_first")
    assert Claim.objects.get(pk=thing.pk).state == State.REVIEWED


def test_a_claim_is_seen_by_its_lead_unit_town_and_enterprise_and_by_no_stranger(world):
    thing = claim(world.home, in_force(world.home), 0)
    seen = {name for name, account in world.home.accounts.items() if CLAIMS.rows(account).filter(pk=thing.pk).exists()}
    assert {"office", "leader", "department", "town", "enterprise"} <= seen
    assert not {"department2", "town2"} & seen
    assert not CLAIMS.rows(world.neighbour.accounts["office"]).exists()
    with pytest.raises(InputFault):
        REDEEMING.take(by(world.neighbour, "department"), thing, "submit", payee="甲", files=paper("申报材料"))
    assert MONEY.balance(world.neighbour.region, "available") == 0
