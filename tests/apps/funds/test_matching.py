"""Which clause fits which enterprise, what is offered, and what an enterprise sees of it."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import pytest
from django.urls import reverse

from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.funds import tasks
from tenghuan.apps.funds.matching import Firm, Offer, match
from tenghuan.apps.funds.models import Claim, State
from tenghuan.apps.funds.offering import open_matches
from tenghuan.apps.funds.registers import MATCHINGS, REDEEMING, STANDING
from tenghuan.apps.funds.terms import clause_of
from tenghuan.apps.kit import records
from tenghuan.apps.kit.jobs import latest
from tenghuan.errors import InputFault
from tests.apps.funds.made import claim, clause, document, facts, in_force, paper, walk
from tests.apps.kit.sheds import by


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.IMMEDIATE_TASKS = True


def firm(key, industry="34", grade="A", above=True, **facts):
    return Firm(key, industry, grade, above, {name: Fraction(str(value)) for name, value in facts.items()})


SHARE = clause_of("share", "比例：25%；封顶：100；门槛：10", clause="甲")


def pairs(firms, *offers):
    return [(hit.firm, hit.clause, hit.amount) for hit in match(firms, offers)]


def test_a_clause_fits_by_industry_grade_scale_and_what_the_facts_give():
    firms = [
        firm(1, rd=10),
        firm(2, industry="17", rd=10),
        firm(3, grade="B", rd=10),
        firm(4, above=False, rd=10),
        firm(5, above=None, rd=10),
        firm(6, rd="9.9"),
        firm(7),
        firm(8, rd=450),
        firm(9, rd=-5),
    ]
    offer = Offer(70, SHARE, frozenset({"34", "35"}), frozenset("A"), True, "rd")
    assert pairs(firms, offer) == [(1, 70, Fraction("2.5")), (8, 70, 100)]


def test_a_clause_without_conditions_fits_all_and_without_a_fact_says_no_amount():
    tiers = clause_of("tiers", "三星：20", clause="乙")
    firms = [firm(2, industry="", grade="", above=None), firm(1, rd=40)]
    assert pairs(firms, Offer(70, tiers), Offer(71, SHARE, base="rd")) == [(2, 70, None), (1, 70, None), (1, 71, 10)]


def test_a_clause_that_needs_more_than_a_fact_is_offered_without_an_amount():
    staged = clause_of("stages", "比例：10%；开工：30%；竣工：70%", clause="丙")
    first = clause_of(
        "first_time", "跨级：最高；1000：10", clause="丁"
    )  # what the enterprise reached before is not known
    found = list(match([firm(1, rd=12000)], [Offer(70, staged, base="rd"), Offer(71, first, base="rd")]))
    assert [(hit.base, hit.amount) for hit in found] == [(12000, None), (12000, None)]


def test_what_fits_agrees_with_every_pair_tried_one_by_one():
    """The oracle: each firm × each clause by plain comparisons, amounts in floats of small whole numbers."""
    draw = random.Random(7)
    firms = [
        firm(
            at, f"{draw.choice((17, 34, 38))}", draw.choice("ABCD"), draw.choice((True, False)), rd=draw.randrange(200)
        )
        for at in range(120)
    ]
    terms = [
        (
            draw.choice((frozenset(), frozenset({"17"}), frozenset({"34", "38"}))),
            draw.choice((frozenset(), frozenset("AB"), frozenset("D"))),
            draw.choice((None, True, False)),
            draw.choice((10, 25, 40)),
            draw.randrange(100),
            draw.randrange(1, 40),
        )
        for _at in range(30)
    ]
    offers = [
        Offer(at, clause_of("share", f"比例：{rate}%；门槛：{low}；封顶：{cap}", clause="甲"), *rest, "rd")
        for at, (*rest, rate, low, cap) in enumerate(terms)
    ]
    expected = {
        (one.key, at): min(int(one.facts["rd"]) * rate / 100, cap)
        for at, (kinds, grades, above, rate, low, cap) in enumerate(terms)
        for one in firms
        if (not kinds or one.industry in kinds)
        and (not grades or one.grade in grades)
        and above in (None, one.above)
        and int(one.facts["rd"]) >= max(low, 1)
    }
    assert {(hit.firm, hit.clause): float(hit.amount) for hit in match(firms, offers)} == pytest.approx(expected)
    assert len(expected) > 100


def ran(county, **told):
    thing = records.add(by(county, "office"), MATCHINGS, county.region, {"year": 2025, "on": "2026-03-01", **told})
    job = tasks.begin(by(county, "office"), thing)
    assert job.error == ""
    thing.refresh_from_db()
    return thing


@pytest.mark.django_db
def test_a_run_counts_firms_clauses_hits_and_keeps_each_with_its_formula(world):
    facts(world.home, 0, revenue=Decimal("1000"))
    facts(world.home, 1, 2024, revenue=Decimal("500"))
    facts(world.home, 1, revenue=Decimal("2350"))
    in_force(world.home, 1, base_fact="revenue", parameters="比例：1%；门槛：2000")
    in_force(
        world.home, 2, base_fact="revenue_gain", operator="steps", parameters="每增：100；每档金额：0.05；封顶：30"
    )
    in_force(world.home, 3, paper={"until": "2026-02-28"}, base_fact="revenue")
    thing = ran(world.home)
    assert (thing.firms, thing.clauses, thing.hits, thing.reached) == (2, 2, 2, 1)
    # 1 % of 2350, and of the gain of 1850 eighteen steps of 500 yuan
    assert [(one.amount, one.base) for one in thing.matches.order_by("-amount")] == [
        (Decimal("23.5"), 2350),
        (Decimal("0.9"), 1850),
    ]
    assert thing.amount == Decimal("24.4")
    assert thing.matches.order_by("amount").first().formula == "取整(1850/100)×0.05=0.9"


@pytest.mark.django_db
def test_enterprises_that_are_gone_are_not_held_against_clauses(world):
    one = facts(world.home, 0, revenue=Decimal("1000"))
    Enterprise.objects.filter(pk=one.pk).update(status="deregistered")
    in_force(world.home, base_fact="revenue")
    assert (ran(world.home).firms, Claim.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_what_needs_no_application_is_offered_once_and_only_the_higher_of_what_excludes_each_other(world):
    facts(world.home, 0, revenue=Decimal("1000"))
    of = document(world.home)
    told = {"mode": "exempt", "base_fact": "revenue", "exclusive": "规模奖"}
    clause(world.home, of, "1-1", parameters="比例：1%", **told)
    high = clause(world.home, of, "1-2", parameters="比例：2%", **told)
    clause(world.home, of, "1-3", parameters="比例：3%", base_fact="revenue")  # by application
    STANDING.take(by(world.home, "office"), of, "publish")
    thing = ran(world.home)
    assert thing.hits == 3
    assert tasks.begin(by(world.home, "office"), thing).error == ""
    made = Claim.objects.get()
    assert (made.clause, made.amount, made.state) == (high, 20, State.PUSHED)
    thing.refresh_from_db()
    assert (thing.state, thing.offered) == ("pushed", 1)
    with pytest.raises(InputFault, match="已推送"):
        tasks.begin(by(world.home, "office"), thing)
    again = ran(world.home)
    assert open_matches(again) == []
    tasks.begin(by(world.home, "office"), again)
    assert "没有可推送" in latest(again).error
    assert Claim.objects.count() == 1


@pytest.mark.django_db
def test_what_is_offered_is_what_the_claim_will_be_paid(world):
    # a claim's base has four decimals: 300 % of 1000.0000, not of 1000.00004
    facts(world.home, 0, revenue=Decimal("1000.00004"))
    in_force(world.home, mode="exempt", base_fact="revenue", parameters="比例：300%")
    thing = ran(world.home)
    tasks.begin(by(world.home, "office"), thing)
    made = Claim.objects.get()
    assert (thing.matches.get().amount, made.amount) == (3000, 3000)
    REDEEMING.take(by(world.home, "enterprise"), made, "consent", payee="甲", files=paper("承诺书"))
    assert made.amount == 3000


@pytest.mark.django_db
def test_only_the_countys_office_has_a_run_done(world):
    facts(world.home, 0, revenue=Decimal("1000"))
    thing = records.add(by(world.home, "office"), MATCHINGS, world.home.region, {"year": 2025, "on": "2026-03-01"})
    with pytest.raises(InputFault, match="专班办公室"):
        tasks.begin(by(world.neighbour, "office"), thing)
    with pytest.raises(InputFault, match="没有 2019 年"):
        records.add(by(world.home, "office"), MATCHINGS, world.home.region, {"year": 2019, "on": "2026-03-01"})
    with pytest.raises(InputFault, match="晚于今天"):
        records.add(by(world.home, "office"), MATCHINGS, world.home.region, {"year": 2025, "on": "2030-03-01"})


@pytest.mark.django_db
def test_the_office_starts_a_run_from_its_page_and_the_page_shows_what_was_found(world):
    one = facts(world.home, 0, revenue=Decimal("1000"))
    in_force(world.home, mode="exempt", base_fact="revenue")
    thing = records.add(by(world.home, "office"), MATCHINGS, world.home.region, {"year": 2025, "on": "2026-03-01"})
    client = world.client("office")
    assert "开始比对" in client.get(MATCHINGS.address(thing)).content.decode()
    assert client.get(reverse("funds:working", args=(thing.pk,))).headers["HX-Refresh"] == "true"
    assert client.post(reverse("funds:match", args=(thing.pk,))).status_code == 302
    page = client.get(MATCHINGS.address(thing)).content.decode()
    assert one.name in page
    assert "推送免申即享 1 项" in page
    assert world.client("department").post(reverse("funds:match", args=(thing.pk,))).status_code == 403
    assert (
        world.client(world.neighbour.accounts["office"]).post(reverse("funds:match", args=(thing.pk,))).status_code
        == 404
    )


@pytest.mark.django_db
def test_an_enterprise_sees_what_fits_it_and_begins_its_application_filled_in(world):
    one = facts(world.home, 0, revenue=Decimal("1200"))
    of = in_force(world.home, base_fact="revenue")
    ran(world.home)
    client = world.client("enterprise")
    page = client.get(reverse("funds:mine")).content.decode()
    assert "去申报" in page
    assert "35%×1200=420" in page
    form = client.get(reverse("claims:add"), {"enterprise": one.uscc, "clause": of.code, "base": "1200"})
    told = {"enterprise": one.uscc, "clause": of.code, "on": "2026-03-01", "base": "1200", "uplifted": "false"}
    assert f'value="{of.code}"' in form.content.decode()
    assert client.post(reverse("claims:add"), told).status_code == 302
    made = Claim.objects.get()
    assert (made.enterprise, made.amount) == (one, 420)
    page = client.get(reverse("funds:mine")).content.decode()
    assert made.number in page
    assert "去申报" not in page  # what is under way is followed
    assert "待提交" in page
    record = world.client("leader").get(reverse("enterprises:detail", args=(one.pk,))).content.decode()
    assert "适用政策" in record
    assert made.number in record


@pytest.mark.django_db
def test_an_enterprise_without_a_record_is_told_so(world):
    assert "没有找到贵企业的档案" in world.client("enterprise").get(reverse("funds:mine")).content.decode()


@pytest.mark.django_db
def test_a_waived_offer_is_not_made_again_in_its_year(world):
    facts(world.home, 0, revenue=Decimal("1000"))
    of = in_force(world.home, mode="exempt", base_fact="revenue")
    thing = walk(world.home, claim(world.home, of), "push")
    REDEEMING.take(by(world.home, "enterprise"), thing, "waive", reason="不需要")
    assert open_matches(ran(world.home)) == []
