"""Cultivation at its borders: days of terms and challenges, who covers whom, contracts, who is gone, exports."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from tenghuan.apps.cultivation import covering, expiring, gaps
from tenghuan.apps.cultivation.challenges import CHALLENGES, POSTING
from tenghuan.apps.cultivation.models import Challenge, Outcome, Title
from tenghuan.apps.cultivation.outcomes import CONTRACTS, FINDING, OUTCOMES, with_lateness
from tenghuan.apps.cultivation.titles import PROFILES, SEEKING, TITLES
from tenghuan.apps.enterprises.models import Enterprise, Status
from tenghuan.apps.kit import records
from tenghuan.errors import InputFault
from tests.apps.cultivation.made import (
    facts,
    firm,
    held,
    make_challenge,
    make_contract,
    make_outcome,
    make_profile,
    make_title,
)
from tests.apps.kit.sheds import PNG, by

pytestmark = pytest.mark.django_db
D = Decimal
TODAY = date(2026, 6, 30)
DAY = timedelta(days=1)


@pytest.fixture
def today(monkeypatch):
    def set_to(day):
        monkeypatch.setattr(timezone, "localdate", lambda *_rest: day)

    set_to(TODAY)
    return set_to


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def proof():
    return {"": [SimpleUploadedFile("佐证.png", PNG)]}


def confirmed(county, number, **told):
    made = make_outcome(county, number, **{"number": f"证{number}", **told})
    FINDING.take(by(county, "department"), made, "confirm", opinion="属实")
    return made


# --- terms


@pytest.mark.parametrize(
    ("since", "last"),
    [
        ("2023-07-01", date(2026, 6, 30)),
        ("2024-02-29", date(2027, 2, 28)),
        ("2021-03-01", date(2024, 2, 29)),  # the day before 1 March of a leap year
        ("2023-01-01", date(2025, 12, 31)),
    ],
)
def test_a_term_of_three_years_ends_on_the_day_before_its_anniversary(world, today, since, last):
    assert held(world.home, 1, since).valid_until == last


def test_a_title_counts_on_its_last_day_and_runs_out_on_the_next(world, today):
    title = held(world.home, 1, "2023-07-01")
    assert title.stands_until == TODAY
    assert expiring.scan(world.home.region) == (1, 0)
    assert "hightech" in gaps.held_by(firm(world.home, 1), TODAY)
    today(TODAY + DAY)
    assert expiring.scan(world.home.region) == (0, 1)
    title.refresh_from_db()
    assert title.state == Title.State.EXPIRED
    assert gaps.held_by(firm(world.home, 1), TODAY + DAY) == {}


def test_an_end_that_is_corrected_moves_what_counts_and_one_before_the_beginning_is_refused(world, today):
    title, office = held(world.home, 1, "2023-07-01"), by(world.home, "office")
    records.change(office, TITLES, title, {"valid_until": "2027-01-31"})
    assert title.stands_until == date(2027, 1, 31)
    with pytest.raises(InputFault, match="早于认定日期"):
        records.change(office, TITLES, title, {"valid_until": "2023-06-30"})
    title.refresh_from_db()
    assert title.valid_until == date(2027, 1, 31)


def test_a_title_revoked_on_the_day_it_was_given_never_stood(world, today):
    title = held(world.home, 1, "2026-06-30")
    told = {"revoked_on": "2026-06-30", "reason": "公示有异议", "document": "撤1号"}
    SEEKING.take(by(world.home, "office"), title, "revoke", **told)
    assert not Title.objects.filter(gaps.standing(TODAY)).exists()
    assert title.stands_until == TODAY - DAY


@pytest.mark.parametrize("way", ["drop", "retire"])
def test_a_title_whose_renewal_is_given_up_stands_again_and_is_reminded_of_and_renewed_as_before(world, today, way):
    office = by(world.home, "office")
    title = held(world.home, 1, "2023-07-01", "2026-08-31")
    SEEKING.take(office, title, "renew")
    again = Title.objects.get(renews=title)
    if way == "drop":
        SEEKING.take(office, again, "drop", reason="不再申报")
    else:
        records.retire(office, TITLES, again, "录重了")
    title.refresh_from_db()
    assert (title.state, title.stands_until) == (Title.State.RECOGNISED, date(2026, 8, 31))
    assert expiring.scan(world.home.region) == (1, 0)
    title.refresh_from_db()
    SEEKING.take(office, title, "renew")
    assert title.renewals.filter(retired_on=None).exclude(state=Title.State.DROPPED).count() == 1


def test_a_title_that_ran_out_in_review_is_over_again_the_night_after_its_renewal_is_given_up(world, today):
    office = by(world.home, "office")
    title = held(world.home, 1, "2023-01-01", "2026-05-31")
    expiring.scan(world.home.region)
    title.refresh_from_db()
    SEEKING.take(office, title, "renew")
    SEEKING.take(office, Title.objects.get(renews=title), "drop", reason="条件不够")
    assert expiring.scan(world.home.region) == (0, 1)
    title.refresh_from_db()
    assert title.state == Title.State.EXPIRED


def test_a_renewal_is_not_recognised_on_or_before_the_day_of_the_former_term(world, today):
    title = held(world.home, 1, "2023-07-01")
    office = by(world.home, "office")
    SEEKING.take(office, title, "renew")
    again = Title.objects.get(renews=title)
    SEEKING.take(office, again, "apply", files=proof())
    for day in ("2023-07-01", "2023-06-30"):
        with pytest.raises(InputFault, match="晚于上一期的认定日期 2023-07-01"):
            SEEKING.take(office, again, "recognise", recognised_on=day, document="甲")
    SEEKING.take(office, again, "recognise", recognised_on="2026-06-01", document="甲")
    # both terms stand in June, the enterprise counts once
    rows = Title.objects.filter(gaps.standing(TODAY))
    assert (rows.count(), rows.values("enterprise").distinct().count()) == (2, 1)


def test_reminders_go_by_the_countys_days_and_leave_what_has_no_end(world, today):
    for number, left in ((1, 0), (2, 89), (3, 90), (4, 91)):
        held(world.home, number, "2024-01-01", str(TODAY + left * DAY))
    held(world.home, 5, "2020-01-01", kind="tech_sme")
    held(world.neighbour, 1, "2024-01-01", str(TODAY + 10 * DAY))
    assert expiring.scan(world.home.region) == (3, 0)
    assert Title.objects.filter(state=Title.State.EXPIRING, county=world.home.region).count() == 3


# --- who is held against a title


@pytest.mark.parametrize(("status", "looked"), [(Status.NORMAL, 1), (Status.DEREGISTERED, 0), (Status.MOVED_OUT, 0)])
def test_who_is_gone_is_near_to_no_title(world, today, status, looked):
    facts(world.home, 2, 2025, revenue=D(1900))
    Enterprise.objects.filter(pk=firm(world.home, 2).pk).update(status=status)
    found = gaps.lines(world.home.accounts["office"], world.home.region, "above_scale", TODAY)
    assert len(found) == looked


@pytest.mark.parametrize(
    ("registered", "day", "age"),
    [
        (date(2020, 2, 29), date(2021, 2, 28), 0),
        (date(2020, 2, 29), date(2021, 3, 1), 1),
        (date(2020, 6, 30), date(2026, 6, 29), 5),
        (date(2020, 6, 30), date(2026, 6, 30), 6),
        (None, date(2026, 6, 30), None),
    ],
)
def test_an_enterprise_is_as_old_as_its_whole_years(world, registered, day, age):
    one = firm(world.home, 1)
    Enterprise.objects.filter(pk=one.pk).update(registered_on=registered)
    one.refresh_from_db()
    assert gaps.known_of(world.home.region, [one], day)[one.pk]["age"] == age


def test_investment_of_a_leap_day_counts_back_to_the_28th(world):
    one = firm(world.home, 1)
    for number, day in ((1, "2021-02-28"), (2, "2021-03-01")):
        confirmed(world.home, 1, kind="retrofit", name=f"改造{number}", achieved_on=day, amount=number * 100)
    found = gaps.known_of(world.home.region, [one], date(2024, 2, 29))[one.pk]
    assert (found["digital_three_years"], found["digital_five_years"]) == (200, 300)


def test_facts_of_many_enterprises_are_asked_as_often_as_of_one(world, today, django_assert_max_num_queries):
    account = world.home.accounts["office"]
    for number in (2, 3):
        facts(world.home, number, 2025, revenue=D(1900))
    gaps.lines(account, world.home.region, "hightech", TODAY)
    for number in range(50, 80):
        facts(world.home, number, 2025, revenue=D(number))
    with django_assert_max_num_queries(12):
        found = gaps.lines(account, world.home.region, "hightech", TODAY)
    assert len(found) == 32
    assert found == sorted(found, key=lambda line: (*line.verdict.order, line.enterprise.pk))


def test_the_workbook_of_the_ladder_counts_as_its_page_does(world, today):
    held(world.home, 1, "2025-01-01")
    held(world.home, 2, "2020-01-01")
    make_title(world.home, 3)
    client, address = world.client("leader"), reverse("cultivation:ladder")
    sheet = load_workbook(io.BytesIO(client.get(f"{address}?export=xlsx").content)).active
    (row,) = [row for row in sheet.iter_rows(values_only=True) if row[1] == "高新技术企业"]
    assert row[3:8] == (1, 2, 1, 0, 0)
    assert gaps.overview(world.foreign.accounts["office"], world.home.region, TODAY, 90)[0]["ever"] == 0


# --- cover


@pytest.mark.parametrize(("ended", "reached"), [("", 1), ("2026-06-30", 1), ("2026-06-29", 0)])
def test_digital_work_covers_through_its_last_day(world, today, ended, reached):
    Enterprise.objects.filter(pk=firm(world.home, 1).pk).update(above_scale=True)
    confirmed(world.home, 1, kind="diagnosis", achieved_on="2025-01-01", ended_on=ended)
    rows = covering.covered(world.home.accounts["office"], world.home.region, TODAY)
    assert next(row.reached for row in rows if row.key == "diagnosis") == reached


def test_a_county_without_anybody_above_scale_has_no_share(world, today):
    rows = covering.covered(world.home.accounts["office"], world.home.region, TODAY)
    assert {(row.reached, row.all, row.share) for row in rows} == {(0, 0, None)}


# --- outcomes


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ({"achieved_on": "2026-07-01"}, "不能晚于今天"),
        ({"achieved_on": "2026-06-01", "ended_on": "2026-05-31"}, "早于取得日期"),
        ({"achieved_on": ""}, "取得日期"),
    ],
)
def test_a_report_that_cannot_be_changes_nothing(world, today, told, word):
    made = make_outcome(world.home, 1)
    with pytest.raises(InputFault, match=word):
        FINDING.take(by(world.home, "department"), made, "report", files=proof(), **told)
    made.refresh_from_db()
    assert (made.state, made.achieved_on) == (Outcome.State.PLANNED, None)


def test_an_amount_told_when_it_was_planned_stands_until_another_is_told(world, today):
    made = make_outcome(world.home, 1, kind="retrofit", amount="1200")
    FINDING.take(by(world.home, "department"), made, "report", files=proof(), achieved_on="2026-06-01", number="甲")
    assert made.amount == 1200
    FINDING.take(by(world.home, "office"), made, "return", reason="数额不符")
    told = {"achieved_on": "2026-06-01", "amount": "1100"}
    FINDING.take(
        by(world.home, "department"), made, "report", files={"": [SimpleUploadedFile("新.png", PNG + b"1")]}, **told
    )
    assert made.amount == 1100


def test_an_outcome_ends_between_its_day_and_today(world, today):
    made = confirmed(world.home, 1, achieved_on="2025-01-01")
    for day in ("2024-12-31", "2026-07-01"):
        with pytest.raises(InputFault, match="失效日期"):
            FINDING.take(by(world.home, "office"), made, "end", ended_on=day, reason="注销")
    FINDING.take(by(world.home, "office"), made, "end", ended_on="2026-06-30", reason="注销")
    assert (made.state, made.ended_on) == (Outcome.State.ENDED, TODAY)


def test_an_outcome_belongs_to_somebody(world, today):
    with pytest.raises(InputFault, match="企业或其他承担单位"):
        records.add(by(world.home, "office"), OUTCOMES, world.home.region, {"kind": "first_set", "name": "无主"})
    told = {"kind": "first_set", "name": "有主", "holder": "县机械研究所"}
    assert records.add(by(world.home, "office"), OUTCOMES, world.home.region, told).enterprise is None


# --- contracts, profiles, challenges


@pytest.mark.parametrize(
    ("accepted", "registered", "late"),
    [
        ("2026-03-01", "2026-03-31", False),  # thirty days
        ("2026-03-01", "2026-04-01", True),
        ("2026-03-01", "2026-03-01", False),
        ("2024-02-01", "2024-03-02", False),  # a leap year's February
        ("2023-02-01", "2023-03-04", True),
    ],
)
def test_a_contract_is_late_after_its_thirtieth_day(world, today, accepted, registered, late):
    (row,) = with_lateness([make_contract(world.home, 1, accepted_on=accepted, registered_on=registered)])
    assert row.late is late


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ({"registered_on": "2026-07-01"}, "不能晚于今天"),
        ({"accepted_on": "2026-06-30", "registered_on": "2026-06-29"}, "早于受理日期"),
        ({"technical": "120.01"}, "技术交易额大于成交额"),
        ({"amount": "-1"}, "成交额"),
    ],
)
def test_a_contract_that_contradicts_itself_is_refused(world, today, told, word):
    with pytest.raises(InputFault, match=word):
        make_contract(world.home, 1, **told)
    assert CONTRACTS.rows(world.home.accounts["office"]).count() == 0


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ({"machines": 10, "numeric_machines": 11}, "多于主要装备"),
        ({"score": "60", "innovation_score": "20", "growth_score": "20", "special_score": "20.01"}, "大于评价总分"),
        ({"main_ratio": "100.01"}, "主营收入占比"),
        ({"year": "1999"}, "年度"),
    ],
)
def test_a_profile_that_does_not_add_up_is_refused(world, told, word):
    with pytest.raises(InputFault, match=word):
        make_profile(world.home, 1, **told)


def test_parts_of_a_score_that_are_unknown_are_not_taken_for_nothing(world):
    assert make_profile(world.home, 1, score="30", innovation_score="30").growth_score is None
    assert PROFILES.rows(world.home.accounts["enterprise"]).count() == 1


def test_a_challenge_closes_and_is_signed_on_days_that_can_be(world, today):
    office, made = by(world.home, "office"), make_challenge(world.home, 1)
    with pytest.raises(InputFault, match="早于今天"):
        POSTING.take(office, made, "post", document="榜1号", closes_on=TODAY - DAY)
    POSTING.take(office, made, "post", document="榜1号", closes_on=TODAY)
    POSTING.take(office, made, "take", taker="某大学")
    with pytest.raises(InputFault, match="不能晚于今天"):
        POSTING.take(office, made, "sign", signed_on=TODAY + DAY, contract_amount="80", files=proof())
    POSTING.take(office, made, "sign", signed_on=TODAY, contract_amount="80", files=proof())
    assert made.state == Challenge.State.SIGNED
    with pytest.raises(InputFault, match="不能修改"):
        records.change(office, CHALLENGES, made, {"budget": "1"})


def test_a_challenge_taken_back_asks_for_another_taker_and_counts_for_nothing(world, today):
    office, made = by(world.home, "office"), make_challenge(world.home, 1)
    POSTING.take(office, made, "post", document="榜1号", closes_on=TODAY)
    POSTING.take(office, made, "take", taker="某大学")
    POSTING.take(office, made, "repost", reason="未谈拢")
    assert made.state == Challenge.State.POSTED
    (measure,) = CHALLENGES.measures
    assert measure.of(Challenge.objects.all(), date(2026, 1, 1), date(2026, 12, 31)) == 0


def test_a_title_and_its_proof_are_the_enterprises_own_and_no_strangers(world, today):
    title = held(world.home, 1, "2025-01-01")
    seen = {name for name, account in world.home.accounts.items() if TITLES.rows(account).filter(pk=title.pk).exists()}
    assert {"office", "department", "town", "enterprise", "leader"} <= seen
    assert "town2" not in seen
    for stranger in (world.neighbour.accounts["office"], world.foreign.accounts["leader"]):
        assert not TITLES.rows(stranger).exists()
    with pytest.raises(InputFault):
        SEEKING.take(by(world.home, "enterprise"), title, "renew")
