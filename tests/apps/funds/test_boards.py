"""The fund's page, the documents' budgets, 越快兑, the public list, effects: against figures worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from tenghuan.apps.funds import boards
from tenghuan.apps.funds.models import Claim
from tenghuan.apps.funds.registers import CLAIMS, REDEEMING
from tenghuan.apps.kit.models import Task
from tenghuan.apps.ledgers.fund import EXTRACTING
from tests.apps.funds.made import WAY, claim, facts, fund, in_force, paper, walk
from tests.apps.kit.sheds import by
from tests.apps.ledgers.made import make_income, make_spending

pytestmark = pytest.mark.django_db
TIERS = {"operator": "tiers", "parameters": "甲：650；乙：200；丙：30"}


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def tier(county, of, firm, word, *verbs):
    return walk(county, claim(county, of, firm, base="", tier=word), *verbs)


def test_extraction_commitment_and_payment_stand_in_three_columns_and_by_year(world):
    """§26: 200 000 × 0.52 % = 1040; less 200 committed and 650 paid leaves 190."""
    income = make_income(world.home, 1, revenue="200000")
    EXTRACTING.take(by(world.home, "office"), income, "extract", document="提取通知")
    of = in_force(world.home, **TIERS)
    tier(world.home, of, 0, "甲", *WAY[:6])
    tier(world.home, of, 1, "乙", *WAY[:5])
    found = boards.fund_of(world.home.region)
    share = found.budget / 200000
    assert (found.committed, found.paid) == (200, 650)
    assert found.available == found.budget - 200 - 650
    [year] = boards.years_of(world.home.region)
    assert (year["extracted"], year["committed"], year["paid"]) == (200000 * share, 850, 650)
    tier(world.home, of, 2, "丙", *WAY[:5], "release")
    [year] = boards.years_of(world.home.region)
    assert year["committed"] == 850


@pytest.mark.parametrize(("used", "lamp"), [("69.9", "green"), ("70", "yellow"), ("89.9", "yellow"), ("90", "red")])
def test_the_lamp_turns_at_seventy_and_ninety_per_cent(world, used, lamp):
    day = timezone.localdate()
    assert boards.lamp_of(world.home.region, Decimal(used), Decimal(100), day) == lamp
    assert boards.lamp_of(world.home.region, Decimal(used), None, day) == ""


def test_a_document_shows_what_is_asked_committed_paid_and_left(world):
    fund(world.home)
    of = in_force(world.home, paper={"budget": "1000"}, **TIERS)
    tier(world.home, of, 0, "甲", *WAY[:6])
    tier(world.home, of, 1, "乙", *WAY[:5])
    tier(world.home, of, 2, "丙", *WAY[:2])
    [line] = boards.lines_of(world.home.region, timezone.localdate())
    assert (line.asked, line.committed, line.paid, line.left, line.lamp) == (30, 200, 650, 150, "yellow")


def test_what_of_the_fund_stands_in_no_documents_row_is_said_beside_the_rows(world):
    """The fund's 262 committed and 558.5 paid, of which a document's row shows 62 and 138.5: 200 and 420 beside it."""
    day = timezone.localdate()
    of = in_force(world.home, **TIERS)
    line = boards.Line(of.document, Decimal(0), Decimal(62), Decimal("138.5"), "", "")
    whole = boards.Fund(available=Decimal("219.5"), committed=Decimal(262), paid=Decimal("558.5"))
    assert "此外占用 200、实付 420 万元" in boards.beside_word(whole, [line], day)
    assert f"各文件为 {day.year} 年审定的" in boards.beside_word(whole, [line], day)
    same = boards.Fund(available=Decimal(0), committed=Decimal(62), paid=Decimal("138.5"))
    assert boards.beside_word(same, [line], day) == ""


@pytest.mark.parametrize(
    ("days", "word"),
    [(181, ""), (180, "180 天后到期"), (30, "加急：30 天后到期"), (0, "加急：0 天后到期"), (-1, "已失效")],
)
def test_what_ends_within_half_a_year_is_told_and_within_a_month_is_urgent(world, days, word):
    day = date(2026, 3, 1)
    of = in_force(world.home, paper={"until": day + timedelta(days=days)}).document
    assert boards.ending_word(of, world.home.region, day) == word


def test_working_days_from_application_to_payment_are_counted_by_department(world):
    fund(world.home)
    of, other = in_force(world.home, 1), in_force(world.home, 2, unit=1)
    paid = [walk(world.home, claim(world.home, of, at, base="100"), *WAY[:6]) for at in (0, 1)]
    day = date(2026, 11, 2)
    # from Monday 2 March 2026 on no holiday comes for a month
    days = {"applied_on": date(2026, 3, 2), "first_on": date(2026, 3, 4)}
    Claim.objects.filter(pk=paid[0].pk).update(**days, paid_on=date(2026, 3, 11))
    Claim.objects.filter(pk=paid[1].pk).update(**days, paid_on=date(2026, 3, 13))
    late = walk(world.home, claim(world.home, of, 2, base="100"), "submit")
    Task.objects.about(late).open().update(due=day - timedelta(days=1))
    its = claim(world.home, other, 3, base="100")
    REDEEMING.take(by(world.home, "department2"), its, "submit", payee="甲", files=paper("申报材料"))
    Task.objects.about(its).open().update(due=day)
    rows = CLAIMS.rows(world.home.accounts["office"])
    first, second = boards.speeds_of(rows, world.home.region, day)
    assert (first.name, first.open, first.late, first.paid, first.in_time) == ("东县经信局", 1, 1, 2, 2)
    # 3-2 → 3-11: seven working days; 3-2 → 3-13: nine; the mean is eight
    assert (first.mean("first"), first.mean("whole")) == (Decimal("2.0"), Decimal("8.0"))
    assert (second.name, second.open, second.mean("whole")) == ("东县科技局", 1, None)


def test_the_public_list_tells_who_got_what_to_enterprises_too_but_no_account_and_nothing_early(world):
    fund(world.home)
    of = in_force(world.home)
    shown = walk(world.home, claim(world.home, of, 1), *WAY[:4])
    early = walk(world.home, claim(world.home, of, 2, base="100"), *WAY[:3])
    foreign = in_force(world.foreign)
    walk(world.foreign, claim(world.foreign, foreign, 3), *WAY[:4])
    for account in ("enterprise", "department2", "town2", "leader"):
        page = world.client(account).get(reverse("funds:public")).content.decode()
        assert shown.enterprise.name in page
        assert "35%×1200=420" in page
        assert early.enterprise.name not in page
        assert "北县第3机械厂" not in page
        assert shown.payee not in page
    assert shown.payee


def test_what_was_paid_is_told_by_industry_with_the_tax_of_the_last_two_years(world):
    fund(world.home)
    of = in_force(world.home)
    for at, industry, before, after in ((0, "3484", 100, 150), (1, "3484", None, 80), (2, "1752", 50, 40)):
        firm = facts(world.home, at, 2025, tax=after)
        facts(world.home, at, 2024, tax=before)
        type(firm).objects.filter(pk=firm.pk).update(industry=industry)
        walk(world.home, claim(world.home, of, at, base="100"), *WAY[:6])
    walk(world.home, claim(world.home, of, 0, base="200"), *WAY[:6])
    found, last = boards.effects_of(world.home.region, timezone.localdate().year, "industry")
    assert last == 2025
    machines, cloth = found
    assert machines.word.startswith("34 ")
    assert (machines.firms, machines.claims, machines.amount) == (2, 3, 140)
    # the second firm's tax of 2024 is not known: it counts in neither year
    assert (machines.known, machines.before, machines.after, machines.growth) == (1, 100, 150, 50)
    assert (cloth.firms, cloth.amount, cloth.growth) == (1, 35, -20)
    [nobody], _last = boards.effects_of(world.home.region, timezone.localdate().year, "grade")
    assert (nobody.word, nobody.firms, nobody.amount) == ("未评价", 3, 175)


@pytest.mark.parametrize("name", ["board", "timing", "effect", "public"])
def test_pages_show_and_export_what_is_there_and_an_empty_county(world, name):
    client, address = world.client("leader"), reverse(f"funds:{name}")
    assert client.get(address).status_code == 200
    fund(world.home)
    of = in_force(world.home)
    walk(world.home, claim(world.home, of, 0), *WAY[:6])
    make_spending(world.home, 1)
    assert client.get(address).status_code == 200
    assert client.get(address, {"export": "xlsx"}).status_code == 200
    assert client.get(address, {"year": "9", "by": "x", "county": "nobody"}).status_code == 200
    assert world.client(world.prefecture).get(address, {"county": world.neighbour.region.code}).status_code == 200


def test_a_claims_page_shows_reviewers_what_it_shares_and_never_the_enterprise(world):
    walk(world.home, claim(world.home, in_force(world.home), 1, invoices="A001"), "submit")
    thing = claim(world.home, in_force(world.home, 2), 0, invoices="A001")
    assert "跨条款查重" in world.client("department").get(CLAIMS.address(thing)).content.decode()
    assert "跨条款查重" not in world.client("enterprise").get(CLAIMS.address(thing)).content.decode()
