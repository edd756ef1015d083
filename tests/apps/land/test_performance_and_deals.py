"""Promises against facts, the secondary market's gate, renewal before expiry."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.models import YearFacts
from tenghuan.apps.kit import records
from tenghuan.apps.land import dealing
from tenghuan.apps.land.dealing import DEALING, DEALS
from tenghuan.apps.land.models import Burden, Deal, Parcel, Performance
from tenghuan.apps.land.performing import PERFORMING
from tenghuan.apps.land.registers import BURDENS
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import actor_of, by
from tests.apps.land.made import make_deal, make_performance
from tests.apps.land.parcels import parcel
from tests.apps.remediation.cases import enterprise
from tests.apps.supervision.orders import proof
from tests.kit.test_needs import second

THREE = {"promised_investment": "400", "promised_tax": "30", "promised_energy": "2.0"}


def _reported(world, **actual):
    row = make_performance(world.home, 1, **THREE)
    PERFORMING.take(by(world.home, "town"), row, "report", files=proof(), **actual)
    return row


def test_the_worst_promise_decides(world):
    other = actor_of(second(world.home))
    row = _reported(world, actual_investment="352", actual_tax="31.5", actual_energy="1.1")
    assert (row.ratio, row.lamp) == (Decimal("55.00"), "red")
    with pytest.raises(InputFault, match="未达到承诺"):
        PERFORMING.take(other, row, "pass", opinion="同意")
    PERFORMING.take(by(world.home, "office"), row, "mend", reason="能效不足", mend_by="2027-06-30")
    PERFORMING.take(
        by(world.home, "town"),
        row,
        "report",
        files=proof(1),
        actual_investment="400",
        actual_tax="30",
        actual_energy="2",
    )
    assert row.lamp == "green"
    PERFORMING.take(other, row, "pass", opinion="同意")
    assert row.state == "passed"


def test_what_is_not_told_comes_from_the_files_and_what_no_one_knows_is_asked_for(world):
    row = make_performance(world.home, 1, **THREE)
    Parcel.objects.update(invested="8000")
    row.refresh_from_db()
    with pytest.raises(InputFault, match="亩均税收"):
        PERFORMING.take(by(world.home, "town"), row, "report", files=proof())
    firm = row.parcel.enterprise
    YearFacts.objects.create(enterprise=firm, year=2025, land_mu=20, tax=700, value_added=1000, energy_tce=400)
    PERFORMING.take(by(world.home, "town"), row, "report", files=proof())
    assert row.actual_investment == Decimal("400.0030")  # 8000 × 666.67 = 5 333 360, ÷ 13 333.3
    assert row.actual_tax == Decimal("35.0000")
    assert row.actual_energy == Decimal("2.5000")
    assert row.lamp == "green"


def test_a_row_without_a_promise_is_refused(world):
    with pytest.raises(InputFault, match="至少填一项"):
        make_performance(world.home, 1, promised_investment="")


def test_a_breach_is_answered_for_by_the_contract(world):
    row = _reported(world, actual_investment="100", actual_tax="31.5", actual_energy="1.1")
    PERFORMING.take(by(world.home, "office"), row, "breach", document="追究〔2026〕1号", penalty="50")
    assert (row.state, row.penalty) == ("breached", 50)


def _through(world, deal, **told):
    DEALING.take(by(world.home, "town"), deal, "apply")
    DEALING.take(by(world.home, "department"), deal, "check", opinion="齐全")
    DEALING.take(by(world.home, "office"), deal, "admit", opinion="同意", **told)


def test_a_transfer_without_an_agreement_is_not_registered_and_with_it_moves_the_parcel(world):
    deal = make_deal(world.home, 1)
    _through(world, deal, admission="准入〔2026〕1号")
    with pytest.raises(InputFault, match="履约监管协议"):
        DEALING.take(by(world.home, "department"), deal, "register", document="登记〔2026〕1号")
    assert deal.state == "admitted"
    DEALING.take(
        by(world.home, "department"), deal, "register", document="登记〔2026〕1号", agreement="监管〔2026〕1号"
    )
    assert Parcel.objects.get().enterprise == deal.taker


def test_a_seizure_stops_the_check_and_a_mortgage_needs_consent(world):
    deal = make_deal(world.home, 1)
    told = {"party": "银行", "since": "2024-01-01", "parcel": deal.parcel}
    county, office = world.home.region, by(world.home, "office")
    records.add(office, BURDENS, county, {**told, "kind": "mortgage", "document": "押1"})
    DEALING.take(by(world.home, "town"), deal, "apply")
    with pytest.raises(InputFault, match="抵押权人同意书"):
        DEALING.take(by(world.home, "department"), deal, "check", opinion="齐全")
    DEALING.take(by(world.home, "department"), deal, "return", reason="补同意书")
    records.change(by(world.home, "town"), DEALS, deal, {"consent": "同意书1号"})
    seizure = records.add(office, BURDENS, county, {**told, "kind": "seizure", "document": "封1"})
    DEALING.take(by(world.home, "town"), deal, "apply")
    with pytest.raises(InputFault, match="已查封"):
        DEALING.take(by(world.home, "department"), deal, "check", opinion="齐全")
    records.change(office, BURDENS, seizure, {"lifted_on": "2026-01-01"})
    DEALING.take(by(world.home, "department"), deal, "check", opinion="齐全")
    page = world.client("office").get(DEALS.address(deal)).content.decode()
    assert "缺准入意见" in page


def test_a_registered_mortgage_stands_on_the_parcel(world):
    deal = make_deal(world.home, 1, kind="mortgage", taker="", party="农商银行", until="2029-01-01")
    _through(world, deal)
    DEALING.take(by(world.home, "department"), deal, "register", document="他项〔2026〕9号")
    burden = Burden.objects.get()
    assert (burden.document, burden.party, burden.amount) == ("他项〔2026〕9号", "农商银行", 1200)


@pytest.mark.parametrize(
    ("expires", "today", "expected"),
    [
        ("2027-11-30", date(2026, 11, 29), 0),
        ("2027-11-30", date(2026, 11, 30), 1),
        ("2028-02-29", date(2027, 2, 28), 1),
        ("2020-01-01", date(2026, 11, 30), 1),
    ],
)
def test_a_renewal_opens_twelve_months_before_the_right_runs_out_and_once(world, monkeypatch, expires, today, expected):
    parcel(world.home, expires_on=expires)
    parcel(world.home, 2)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *a, **k: today)
    actor = Actor.platform("land")
    assert dealing.open_renewals(actor, world.home.region) == expected
    assert dealing.open_renewals(actor, world.home.region) == 0
    assert Deal.objects.filter(kind="renew").count() == expected


@pytest.mark.parametrize(
    ("ratio", "expected"), [("100", "extend"), ("99.99", "shorten"), ("60", "shorten"), ("59", "reclaim")]
)
def test_the_promises_speak_for_extending_shortening_or_taking_back(world, ratio, expected):
    row = make_performance(world.home, 1)
    Performance.objects.filter(pk=row.pk).update(ratio=ratio)
    found, why = dealing.advice(row.parcel)
    assert found == expected
    assert "本地参数（待核实）" in why


def test_without_a_judged_promise_nothing_is_spoken_for(world):
    assert dealing.advice(parcel(world.home))[0] == ""


def test_a_renewal_moves_the_expiry_and_never_backwards(world):
    thing = parcel(world.home, expires_on="2027-01-01")
    deal = records.add(by(world.home, "office"), DEALS, world.home.region, {"parcel": thing, "kind": "renew"})
    _through(world, deal, renewal="shorten", until="2026-12-31")
    with pytest.raises(InputFault, match="不晚于"):
        DEALING.take(by(world.home, "department"), deal, "register", document="续签1号")
    Deal.objects.filter(pk=deal.pk).update(until="2036-12-31")
    deal.refresh_from_db()
    DEALING.take(by(world.home, "department"), deal, "register", document="续签1号")
    assert Parcel.objects.get().expires_on == date(2036, 12, 31)


def test_one_enterprise_cannot_take_its_own_land(world):
    with pytest.raises(InputFault, match="现在的权利人"):
        make_deal(world.home, 1, taker=enterprise(world.home, 0))
