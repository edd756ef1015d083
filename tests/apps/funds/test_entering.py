"""Claims paid before the platform and the special fund: entered where the fund is kept here since then."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from tenghuan.apps.funds import boards, entering
from tenghuan.apps.funds.models import Claim, State
from tenghuan.apps.funds.registers import CLAIMS
from tenghuan.apps.funds.rules import used_of
from tenghuan.apps.kit import taking
from tenghuan.apps.kit.models import Posting
from tenghuan.apps.ledgers.books import MONEY
from tenghuan.apps.ledgers.fund import EXTRACTING
from tenghuan.errors import InputFault
from tests.apps.funds.made import WAY, claim, in_force, old_claim, walk
from tests.apps.kit.sheds import by
from tests.apps.ledgers.made import make_income

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def extracted(world, year: int, revenue: str = "208000"):
    """0.5 % of 208 000 is 1040."""
    income = make_income(world.home, 1, revenue=revenue, year=year)
    EXTRACTING.take(by(world.home, "office"), income, "extract", document="提取通知")


def old(world, amount: str, paid_on: str, firm: int = 0, **told) -> Claim:
    return old_claim(world.home, amount, paid_on, firm, **told)


def test_what_was_paid_out_of_a_fund_that_is_kept_leaves_its_available_money(world):
    extracted(world, 2024)
    one = old(world, "650", "2024-06-01", decided_on="2024-05-01")
    assert MONEY.balance(world.home.region, "available") == 1040
    assert entering.enter(by(world.home, "office"), world.home.region) == entering.Old(1, Decimal(650))
    assert boards.fund_of(world.home.region) == boards.Fund(Decimal(390), Decimal(0), Decimal(650))
    entries = Posting.objects.about(one).order_by("pk")
    assert [(entry.kind, entry.account, entry.amount, entry.period, entry.note) for entry in entries] == [
        ("commit", "available", -650, date(2024, 5, 1), "补录：平台启用前拨付"),
        ("commit", "committed", 650, date(2024, 5, 1), "补录：平台启用前拨付"),
        ("pay", "committed", -650, date(2024, 6, 1), "补录：平台启用前拨付"),
        ("pay", "paid", 650, date(2024, 6, 1), "补录：平台启用前拨付"),
    ]
    (year,) = [line for line in boards.years_of(world.home.region) if line["year"] == 2024]
    assert (year["committed"], year["paid"]) == (650, 650)
    one.refresh_from_db()
    assert one.basis == "补录：按当时拨付的金额登记，已记入专项资金台账"
    with pytest.raises(InputFault, match="没有要补记的拨付"):
        entering.enter(by(world.home, "office"), world.home.region)


def test_what_was_paid_before_the_first_extraction_and_what_the_platform_paid_stay_out(world):
    extracted(world, 2024)
    walk(world.home, claim(world.home, in_force(world.home)), *WAY[:6])
    old(world, "100", "2023-12-31")
    old(world, "30.5", "2024-01-01", 1)
    old(world, "7", "2025-06-30", 2)  # what is left of 2024 is spent in 2025
    assert sorted(one.amount for one in entering.due(world.home.region)) == [Decimal(7), Decimal("30.5")]
    told = boards.old_word(world.home.region)
    assert "2 笔 37.5 万元付于提取资金以后" in told
    assert told.endswith("另有 1 笔 100 万元付于首个提取年度以前，不入本账")
    assert boards.old_word(world.foreign.region) == ""


def test_more_than_the_fund_holds_is_not_entered_in_part(world):
    extracted(world, 2024)
    old(world, "1000", "2024-06-01")
    old(world, "40.01", "2024-06-02", 1)
    with pytest.raises(InputFault, match=r"要补记 1040\.01 万元，专项资金可用只有 1040 万元"):
        entering.enter(by(world.home, "office"), world.home.region)
    assert MONEY.balance(world.home.region, "paid") == 0
    with pytest.raises(InputFault, match="本级专班办公室"):
        entering.enter(by(world.home, "department"), world.home.region)


def test_a_claim_of_this_year_counts_in_its_documents_budget_though_only_its_payment_day_is_told(world):
    today = timezone.localdate()
    one = old(world, "80", f"{today}")
    two = old(world, "20", f"{today}", 1, decided_on=f"{date(today.year - 1, 12, 31)}")
    (line,) = boards.lines_of(world.home.region, today)
    assert (line.paid, line.unentered) == (80, 80)
    assert used_of(one.clause.document) == 80
    assert two.clause.document == one.clause.document
    # what the book does not hold is not taken off what it holds
    assert boards.beside_word(boards.fund_of(world.home.region), [line], today) == ""


def test_a_batch_of_which_a_claim_is_entered_is_not_withdrawn(world):
    extracted(world, 2024)
    one = old(world, "650", "2024-06-01", batch="7")
    entering.enter(by(world.home, "office"), world.home.region)
    with pytest.raises(InputFault, match=one.number):
        taking.take_back(by(world.home, "office"), CLAIMS, "7")
    assert Claim.objects.filter(pk=one.pk, state=State.PAID).exists()
    one.refresh_from_db()
    walk(world.home, one, "archive", "reclaim")
    assert boards.fund_of(world.home.region) == boards.Fund(Decimal(1040), Decimal(0), Decimal(0))


def test_the_office_enters_on_the_page_of_the_fund(world):
    extracted(world, 2024)
    client, address = world.client("office"), reverse("funds:board")
    assert reverse("funds:enter") not in client.get(address).content.decode()
    old(world, "650", "2024-06-01")
    page = client.get(address).content.decode()
    assert "“可用”多计了这些金额" in page
    assert reverse("funds:enter") in page
    assert reverse("funds:enter") not in world.client("department").get(address).content.decode()
    answer = client.post(reverse("funds:enter"), follow=True)
    assert "已补记 1 笔，共 650 万元" in answer.content.decode()
    assert reverse("funds:enter") not in answer.content.decode()
