"""From readings to what each enterprise used: sharing, factors that do not move what is published, corrections."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tenghuan.apps.energy import budgets, counting, sharing
from tenghuan.apps.energy.accounts import current
from tenghuan.apps.energy.models import Consumption, Period
from tenghuan.apps.energy.registers import FACTORS_LOOP, PERIODS, PERIODS_LOOP, READINGS
from tenghuan.apps.kit import records
from tenghuan.apps.ledgers.budgets import USES
from tenghuan.apps.ledgers.models import Use
from tenghuan.errors import InputFault
from tests.apps.energy.made import firm, make_factor, make_meter, make_period, make_reading
from tests.apps.energy.months import bureau, correct, publish
from tests.apps.kit.sheds import by
from tests.apps.ledgers.made import make_budget

pytestmark = pytest.mark.django_db


def _told(period: Period) -> dict[tuple[str, str], tuple[Any, ...]]:
    rows = current().filter(period=period).select_related("enterprise")
    return {(row.enterprise.name[-4:], row.carrier): (row.amount, row.equal_value, row.carbon) for row in rows}


def _d(*texts: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(one) for one in texts)


def test_a_month_is_counted_on_both_bases_with_the_factors_kept(world):
    make_reading(world.home, 1, amount="100")
    make_reading(world.home, 1, carrier="gas", amount="10")
    period = publish(world.home, 2025, 3)
    power, gas = Consumption.objects.filter(period=period).order_by("-carrier")
    # 100 × 1.229, × 3.0, × 4.974; 10 × 13.3 on both bases, × 21.650152
    assert (power.calorific, power.equal_value, power.carbon) == _d("122.9", "300", "497.4")
    assert (gas.calorific, gas.equal_value, gas.carbon) == _d("133", "133", "216.5015")
    assert power.factors["carbon"] == ["4.974", "浙江 2023"]


def test_a_shared_meter_is_apportioned_and_nothing_is_lost(world):
    meter = make_meter(world.home, 1)
    shares = [(firm(world.home, n), Decimal(part)) for n, part in ((1, "0.333333"), (2, "0.333333"), (3, "0.333334"))]
    sharing.set_shares(by(world.home, "office"), meter, date(2025, 2, 1), shares)
    for month in (1, 2):
        make_reading(world.home, 1, meter=meter.number, amount="1.0000", month=month)
    make_reading(world.home, 2, meter="", amount="5", month=2)
    before, after = _told(publish(world.home, 2025, 1)), _told(publish(world.home, 2025, 2))
    assert [row[0] for row in before.values()] == [Decimal(1)]
    assert sorted(row[0] for row in after.values()) == list(_d("0.3333", "0.3334", "5.3333"))


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (((1, "0.5"), (2, "0.4")), "合计为 0.9"),
        (((1, "0.5"), (1, "0.5")), "同一家企业"),
        (((1, "1"), (2, "0")), "大于 0"),
    ],
)
def test_shares_that_are_not_one_are_refused(world, parts, words):
    meter = make_meter(world.home, 1)
    with pytest.raises(InputFault, match=words):
        sharing.set_shares(
            by(world.home, "office"), meter, date(2025, 1, 1), [(firm(world.home, n), Decimal(p)) for n, p in parts]
        )
    assert not meter.shares.exists()


def test_shares_do_not_reach_into_published_months_nor_other_counties(world):
    meter = make_meter(world.home, 1)
    make_reading(world.home, 1)
    publish(world.home, 2025, 3)
    alone = [(firm(world.home, 2), Decimal(1))]
    with pytest.raises(InputFault, match="2025-03 用能已发布"):
        sharing.set_shares(by(world.home, "office"), meter, date(2025, 3, 9), alone)
    sharing.set_shares(by(world.home, "office"), meter, date(2025, 4, 9), alone)
    assert meter.shares.get().since == date(2025, 4, 1)
    with pytest.raises(InputFault, match="本县专班办公室"):
        sharing.set_shares(by(world.neighbour, "office"), meter, date(2025, 5, 1), alone)
    stranger = [(firm(world.neighbour, 1), Decimal(1))]
    with pytest.raises(InputFault, match="须在本县"):
        sharing.set_shares(by(world.home, "office"), meter, date(2025, 5, 1), stranger)


def _adopt(world: Any, **told: Any) -> None:
    factor = make_factor(world.home, 1, **told)
    FACTORS_LOOP.take(by(world.home, "office"), factor, "adopt", document="发改文〔2025〕2号")


def test_a_published_month_does_not_move_when_a_factor_does(world):
    for month in (1, 2):
        make_reading(world.home, 1, amount="100", month=month)
    first = publish(world.home, 2025, 1)
    _adopt(world, value="2.8")
    second = publish(world.home, 2025, 2)
    assert [row[1] for row in (*_told(first).values(), *_told(second).values())] == list(_d("300", "280"))


def test_a_correction_counts_late_data_with_the_factors_it_was_published_with(world):
    make_reading(world.home, 1, amount="100", month=1)
    period = publish(world.home, 2025, 1)
    _adopt(world, value="2.8")
    with pytest.raises(InputFault, match="已发布"):
        make_reading(world.home, 2, amount="50", month=1)
    correct(world.home, period)
    make_reading(world.home, 2, amount="50", month=1)
    # a carrier that the first version did not have takes what is known now
    make_reading(world.home, 2, carrier="gas", amount="1", month=1)
    publish(world.home, 2025, 1)
    period.refresh_from_db()
    assert (period.version, period.state) == (2, Period.State.PUBLISHED)
    assert sorted(row[1] for row in _told(period).values()) == list(_d("13.3", "150", "300"))
    # what was known then can still be told
    then = Consumption.objects.filter(period=period, version=1)
    assert [row.equal_value for row in then] == [Decimal(300)]


def test_a_draft_factor_counts_nothing(world):
    make_factor(world.home, 1, value="2.8")
    make_reading(world.home, 1, amount="100", month=1)
    assert [row[1] for row in _told(publish(world.home, 2025, 1)).values()] == [Decimal(300)]


def test_the_power_bureau_stands_before_readings_of_the_same_meter(world):
    mine, other = firm(world.home, 1), firm(world.home, 2)
    told = [
        {"meter": "A", "electricity": 10.0},
        {"meter": "B", "electricity": 5.5},
        {"meter": "A", "electricity": 12.0},
    ]
    bureau(world.home, mine, 2025, 3, told)
    make_reading(world.home, 1, meter="A", amount="99")
    make_reading(world.home, 1, meter="", amount="98")
    make_reading(world.home, 1, meter="C", amount="1")
    make_reading(world.home, 2, meter="A", amount="7")
    found = {row.enterprise_id: row.amount for row in current().filter(period=publish(world.home, 2025, 3))}
    # the later row of meter A corrects the earlier one: 12 + 5.5 + 1
    assert found == {mine.pk: Decimal("18.5"), other.pk: Decimal(7)}


def test_what_comes_in_after_publication_is_shown_and_changes_nothing(world):
    make_reading(world.home, 1, amount="10")
    period = publish(world.home, 2025, 3)
    bureau(world.home, firm(world.home, 2), 2025, 3, [{"meter": "B", "electricity": 4.0}])
    assert counting.late(period) == [(firm(world.home, 2).pk, "power", Decimal(0), Decimal(4))]
    assert len(_told(period)) == 1
    page = world.client("office").get(PERIODS.address(period)).content.decode()
    assert "迟到和不一致的数据" in page


def test_a_published_month_cannot_be_taken_out_of_use_and_an_open_one_can_be_made_anew(world):
    make_reading(world.home, 1)
    office, month = by(world.home, "office"), {"year": 2025, "month": 3}
    records.retire(office, PERIODS, make_period(world.home, 0, **month), "录错月份")
    period = make_period(world.home, 0, **month)
    PERIODS_LOOP.take(office, period, "publish", opinion="已核对")
    with pytest.raises(InputFault, match="已发布"):
        records.retire(office, PERIODS, period, "不要了")


def test_a_reading_that_was_retired_may_be_entered_again(world):
    records.retire(by(world.home, "office"), READINGS, make_reading(world.home, 1, amount="99"), "录错")
    make_reading(world.home, 1, amount="9.9")
    assert [row[0] for row in _told(publish(world.home, 2025, 3)).values()] == [Decimal("9.9")]


def test_a_month_without_data_cannot_be_published(world):
    with pytest.raises(InputFault, match="还没有用能数据"):
        publish(world.home, 2025, 3)


def test_only_the_office_counts_and_not_what_is_published(world):
    make_reading(world.home, 1)
    period = make_period(world.home, 0, year=2025, month=3)
    for actor in (by(world.neighbour, "office"), by(world.home, "department")):
        with pytest.raises(InputFault, match="本县专班办公室"):
            counting.count(actor, period)
    assert counting.count(by(world.home, "office"), period) == 1
    publish(world.home, 2025, 3)
    period.refresh_from_db()
    with pytest.raises(InputFault, match="已发布"):
        counting.count(by(world.home, "office"), period)


def test_the_page_counts_anew_for_its_own_office_only(world):
    make_reading(world.home, 1)
    period = make_period(world.home, 0, year=2025, month=3)
    address = f"/energy/periods/{period.pk}/count"
    assert world.client(world.foreign.accounts["office"]).post(address).status_code == 404
    assert world.client("department").post(address).status_code == 403
    assert world.client("office").post(address).status_code == 302
    assert current().filter(period=period).count() == 1


def test_publishing_fills_the_months_of_energy_budgets_and_keeps_what_was_entered(world):
    budget = make_budget(world.home, 1, year=2025)
    for month in (1, 2):
        make_reading(world.home, 1, amount="100", month=month)
    entered = {"budget": budget, "month": 2, "used": "290"}
    records.add(by(world.home, "office"), USES, world.home.region, entered)
    first, second = publish(world.home, 2025, 1), publish(world.home, 2025, 2)
    assert dict(Use.objects.filter(budget=budget).values_list("month", "used")) == {1: Decimal(300), 2: Decimal(290)}
    assert budgets.differing(first) == []
    assert [(entered, used) for _one, entered, used in budgets.differing(second)] == [_d("290", "300")]


def test_a_correction_needs_a_reason_and_a_document(world):
    make_reading(world.home, 1)
    period = publish(world.home, 2025, 3)
    with pytest.raises(InputFault, match="文件文号"):
        PERIODS_LOOP.take(by(world.home, "office"), period, "correct", reason="差错")


def test_the_form_of_shares_keeps_what_was_typed_when_it_is_refused(world):
    meter = make_meter(world.home, 1)
    firms = [firm(world.home, 1).uscc, firm(world.home, 2).uscc]
    client, address = world.client("office"), f"/energy/meters/{meter.pk}/share"
    told = {"since": "2025-04", "uscc": firms, "share": ["0.5", "0.4"]}
    refused = client.post(address, told)
    assert refused.status_code == 422
    assert "合计为 0.9" in refused.content.decode()
    assert 'value="0.4"' in refused.content.decode()
    for wrong in ({"since": "四月"}, {"uscc": ["91330600MA0000009X", firms[0]]}, {"share": ["半", "半"]}, {"uscc": []}):
        assert client.post(address, {**told, **wrong}).status_code == 422
    assert client.post(address, {**told, "share": ["0.5", "0.5"]}).status_code == 302
    assert meter.shares.count() == 2
    assert world.client(world.foreign.accounts["office"]).get(address).status_code == 404
