"""The pages of the books: balances, entries, what is expected, by period; an entry taken back with its pair."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from tenghuan.apps.audit.trail import service
from tenghuan.apps.kit.ledger import drift
from tenghuan.apps.kit.models import Posting
from tenghuan.apps.ledgers import expecting, services
from tenghuan.apps.ledgers.books import ENERGY
from tenghuan.apps.ledgers.registers import ALLOCATING
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import by, shed
from tests.apps.ledgers.made import make_allocation
from tests.apps.ledgers.test_allocation import fill


@service("test.fill_period")
def fill_period(actor, county, amount, period, mark):
    cause = shed(county, mark)
    ENERGY.post(actor, county.region, "available", Decimal(amount), cause=cause, kind="close", period=period)


def balances(county):
    return [ENERGY.balance(county.region, account) for account in ("available", "frozen", "allocated")]


def test_an_entry_is_taken_back_once_with_a_reason_and_by_the_countys_own_office(world):
    office = by(world.home, "office")
    fill(office, world.home, "150")
    posting = Posting.objects.get()
    with pytest.raises(InputFault, match="理由"):
        services.reverse(office, posting, "  ")
    for account in ("department", "leader", "town"):
        with pytest.raises(InputFault, match="本县专班办公室"):
            services.reverse(by(world.home, account), posting, "录入有误")
    with pytest.raises(InputFault, match="本县专班办公室"):
        services.reverse(by(world.neighbour, "office"), posting, "录入有误")
    services.reverse(office, posting, "录入有误")
    with pytest.raises(InputFault, match="已经冲正"):
        services.reverse(office, posting, "再来一次")
    assert balances(world.home) == [0, 0, 0]
    assert drift() == []


@pytest.mark.parametrize("account", ["available", "frozen"])
def test_either_entry_of_a_pair_takes_both_back(world, account):
    office = by(world.home, "office")
    fill(office, world.home, "150")
    ALLOCATING.take(by(world.home, "department"), make_allocation(world.home, 1), "apply")
    assert balances(world.home) == [50, 100, 0]
    one = Posting.objects.get(account=account, kind__startswith="freeze")
    assert len(services.reverse(office, one, "申请作废")) == 2
    assert balances(world.home) == [150, 0, 0]
    assert drift() == []


def test_what_was_given_on_cannot_be_taken_back_and_nothing_is_half_done(world):
    office = by(world.home, "office")
    fill(office, world.home, "150")
    freed = Posting.objects.get()
    ALLOCATING.take(by(world.home, "department"), make_allocation(world.home, 1), "apply")
    with pytest.raises(InputFault, match="可用 50"):
        services.reverse(office, freed, "录入有误")
    assert balances(world.home) == [50, 100, 0]
    assert drift() == []


def test_the_page_of_the_books_shows_balances_what_was_freed_and_what_is_expected(world, monkeypatch):
    fill(by(world.home, "office"), world.home, "1234.5")
    monkeypatch.setattr(expecting, "SOURCES", [lambda account, county: {"energy": Decimal(77)}] * 2)
    text = world.client("office").get("/ledgers/").content.decode()
    assert "1,234.5" in text
    assert "154" in text  # two sources of 77
    assert "1,234.5" not in world.client(world.neighbour.accounts["office"]).get("/ledgers/").content.decode()


def test_an_account_above_chooses_its_county(world):
    fill(by(world.home, "office"), world.home, "1234.5")
    client = world.client(world.prefecture)
    assert "1,234.5" in client.get(f"/ledgers/?county={world.home.region.code}").content.decode()
    assert "1,234.5" not in client.get(f"/ledgers/?county={world.neighbour.region.code}").content.decode()
    foreign = client.get(f"/ledgers/?county={world.foreign.region.code}")
    assert foreign.status_code == 404


def test_entries_are_found_by_account_kind_and_period_with_their_sum_and_sent_as_a_workbook(world):
    office, client = by(world.home, "office"), world.client("office")
    fill_period(office, world.home, "30", date(2025, 12, 31), "A")
    fill_period(office, world.home, "50", date(2026, 1, 1), "B")
    fill_period(office, world.home, "7", date(2026, 2, 1), "C")
    page = client.get("/ledgers/energy/?year=2026")
    assert page.context["sum"] == 57
    assert client.get("/ledgers/energy/?year=2026&month=1").context["sum"] == 50
    assert client.get("/ledgers/energy/?account=frozen").context["sum"] is None
    assert client.get("/ledgers/energy/?kind=close").context["sum"] == 87
    # nonsense in the address shows the whole list
    assert client.get("/ledgers/energy/?year=x&month=13&account=y").context["sum"] == 87
    answer = client.get("/ledgers/energy/?year=2026&export=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.getvalue())).active
    amounts = [row[4] for row in sheet.iter_rows(min_row=4, values_only=True)]
    assert sorted(amounts) == [7, 50]


def test_what_was_freed_stands_by_the_month_it_is_meant_for_and_the_month_it_became_known(world):
    fill_period(by(world.home, "office"), world.home, "30", date(2026, 1, 31), "A")
    posting = Posting.objects.get()
    Posting.objects.filter(pk=posting.pk).update(at="2026-03-02T09:00:00+08:00")
    told = world.client("office").get("/ledgers/energy/?year=2026").context["periods"]
    assert told == {"year": 2026, "rows": [(1, 30, None), (3, None, 30)]}


def test_the_office_takes_an_entry_back_on_the_page_and_others_have_no_button(world):
    fill(by(world.home, "office"), world.home, "150")
    posting = Posting.objects.get()
    address = f"/ledgers/entries/{posting.pk}/reverse"
    assert address not in world.client("leader").get("/ledgers/energy/").content.decode()
    assert world.client("leader").post(address, {"reason": "x"}).status_code == 403
    assert world.client(world.neighbour.accounts["office"]).post(address, {"reason": "x"}).status_code == 404
    office = world.client("office")
    assert address in office.get("/ledgers/energy/").content.decode()
    assert office.post(address, {"reason": ""}).status_code == 422
    text = office.post(address, {"reason": "录入有误"}, follow=True).content.decode()
    assert "已冲正 1 笔" in text
    assert "冲正（销号入账）" in text
    assert "录入有误" in text
    assert address not in text


def test_there_is_no_page_of_a_book_that_does_not_exist(world):
    assert world.client("office").get("/ledgers/gold/").status_code == 404
