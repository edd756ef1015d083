"""From bureau, readings and shared meters to each enterprise: an oracle, who said it first, published months."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenghuan.apps.energy import budgets, counting, sharing
from tenghuan.apps.energy.accounts import current, months, yearly
from tenghuan.apps.energy.counting import Part, apportioned
from tenghuan.apps.energy.models import Consumption, Meter, Period, Reading, Share
from tenghuan.apps.energy.registers import METERS, READINGS
from tenghuan.apps.kit import records, taking
from tenghuan.apps.ledgers.budgets import USES
from tenghuan.apps.ledgers.models import Use
from tenghuan.errors import InputFault
from tests.apps.energy.made import firm, make_meter, make_period, make_reading
from tests.apps.energy.months import bureau, correct, publish
from tests.apps.kit.sheds import by
from tests.apps.ledgers.made import make_budget

D = Decimal
UNITS = st.integers(0, 10**7).map(lambda one: D(one) / 10_000)


@st.composite
def _books(draw):
    """Parts of a month, and who shares which meter in millionths."""
    meters = ("", "A", "B", "C")
    parts = draw(
        st.lists(
            st.builds(
                Part, st.integers(1, 4), st.sampled_from(["power", "gas"]), st.sampled_from(meters), UNITS, st.just("")
            ),
            max_size=12,
        )
    )
    shares = {}
    for meter in draw(st.sets(st.sampled_from(meters[1:]))):
        cut = draw(st.integers(1, 999_999))
        shares["power", meter] = [(2, D(cut) / 1_000_000), (5, D(1_000_000 - cut) / 1_000_000)]
    return parts, shares


@settings(max_examples=40)
@given(_books())
def test_nothing_is_lost_or_made_and_each_carries_its_share(books):
    parts, shares = books
    found = apportioned(parts, shares)
    for carrier in ("power", "gas"):
        assert sum(one for (_e, key), one in found.items() if key == carrier) == sum(
            part.amount for part in parts if part.carrier == carrier
        )
    fair: dict[tuple[int, str], Fraction] = defaultdict(Fraction)
    steps: dict[tuple[int, str], int] = defaultdict(int)
    for part in parts:
        for enterprise, share in shares.get((part.carrier, part.meter), [(part.enterprise, D(1))]):
            fair[enterprise, part.carrier] += Fraction(part.amount) * Fraction(share)
            steps[enterprise, part.carrier] += 1
    assert {key for key, amount in found.items() if amount} <= set(fair)
    for key, amount in found.items():
        assert abs(Fraction(amount) - fair[key]) <= Fraction(steps[key], 10_000)


def test_a_gas_meter_of_the_same_number_is_not_shared_as_the_power_meter_is():
    shares = {("power", "A"): [(1, D("0.5")), (2, D("0.5"))]}
    parts = [Part(1, "gas", "A", D(8), ""), Part(1, "power", "A", D(8), "")]
    assert apportioned(parts, shares) == {(1, "gas"): 8, (1, "power"): 4, (2, "power"): 4}


# --- who said it


@pytest.mark.django_db
class TestWhoSaidIt:
    """The bureau before readings; each amount once."""

    def _power(self, county, month=3):
        period = publish(county, 2025, month)
        return dict(current().filter(period=period, carrier="power").values_list("enterprise", "amount"))

    def test_power_that_the_bureau_tells_without_a_meter_is_all_of_it(self, world):
        mine = firm(world.home, 1)
        bureau(world.home, mine, 2025, 3, [{"electricity": 20.0}])
        make_reading(world.home, 1, meter="A", amount="12")
        make_reading(world.home, 1, meter="B", amount="8")
        assert self._power(world.home) == {mine.pk: 20}

    def test_what_the_bureau_says_of_power_says_nothing_of_gas(self, world):
        bureau(world.home, firm(world.home, 1), 2025, 3, [{"electricity": 20.0}])
        make_reading(world.home, 1, carrier="gas", amount="1.5")
        period = publish(world.home, 2025, 3)
        assert set(current().filter(period=period).values_list("carrier", "amount")) == {
            ("power", D(20)),
            ("gas", D("1.5")),
        }

    def test_a_row_of_the_bureau_without_an_amount_leaves_the_reading(self, world):
        mine = firm(world.home, 1)
        bureau(world.home, mine, 2025, 3, [{"meter": "A", "electricity": None}])
        make_reading(world.home, 1, meter="A", amount="7")
        assert self._power(world.home) == {mine.pk: 7}

    def test_another_month_and_another_county_are_not_counted(self, world):
        make_reading(world.home, 1, amount="7")
        make_reading(world.home, 1, amount="70", month=4)
        make_reading(world.neighbour, 1, amount="700")
        assert self._power(world.home) == {firm(world.home, 1).pk: 7}

    def test_a_bureaus_double_is_kept_to_four_decimals(self, world):
        mine = firm(world.home, 1)
        bureau(world.home, mine, 2025, 3, [{"meter": "A", "electricity": 0.1 + 0.2}])
        assert self._power(world.home) == {mine.pk: D("0.3")}


# --- meters and months


@pytest.mark.django_db
class TestMonths:
    """Shares by their month; what a published month lets be done."""

    def _shared(self, world, since, *parts):
        meter = Meter.objects.filter(county=world.home.region).first() or make_meter(world.home, 1)
        told = [(firm(world.home, number), D(part)) for number, part in parts]
        sharing.set_shares(by(world.home, "office"), meter, since, told)
        return meter

    def test_shares_hold_from_the_first_of_their_month_until_the_next_ones(self, world):
        self._shared(world, date(2024, 12, 31), (1, "0.4"), (2, "0.6"))
        meter = self._shared(world, date(2025, 2, 28), (1, "0.1"), (3, "0.9"))
        # the holder alone ends the sharing
        self._shared(world, date(2025, 3, 1), (1, "1"))
        days = ((2024, 11, 30), (2024, 12, 1), (2025, 1, 31), (2025, 2, 1), (2025, 3, 1))
        found = [counting.shares_of(world.home.region, date(*day)).get(("power", meter.number)) for day in days]
        assert found[0] is None
        assert [[share for _firm, share in one] for one in found[1:]] == [
            [D("0.4"), D("0.6")],
            [D("0.4"), D("0.6")],
            [D("0.1"), D("0.9")],
            [D(1)],
        ]

    def test_what_is_said_of_a_month_again_replaces_what_was_said(self, world):
        self._shared(world, date(2025, 1, 1), (1, "0.4"), (2, "0.6"))
        self._shared(world, date(2025, 1, 20), (2, "0.5"), (3, "0.5"))
        assert set(Share.objects.values_list("enterprise", "share")) == {
            (firm(world.home, 2).pk, D("0.5")),
            (firm(world.home, 3).pk, D("0.5")),
        }

    def test_a_share_that_would_be_cut_short_is_refused(self, world):
        third = D("0.3333333")
        with pytest.raises(InputFault, match="超过 6 位小数"):
            self._shared(world, date(2025, 1, 1), (1, third), (2, third), (3, 1 - 2 * third))
        assert not Share.objects.exists()

    def test_a_large_amount_among_many_leaves_nothing_over(self, world):
        parts = [(number, "0.142857") for number in range(1, 7)]
        meter = self._shared(world, date(2025, 1, 1), *parts, (7, "0.142858"))
        make_reading(world.home, 1, meter=meter.number, amount="9999999.9999", month=1)
        period = publish(world.home, 2025, 1)
        assert sum(current().filter(period=period).values_list("amount", flat=True)) == D("9999999.9999")

    def test_a_correction_shares_a_meter_that_was_taken_out_of_use_since(self, world, monkeypatch):
        meter = self._shared(world, date(2025, 1, 1), (1, "0.25"), (2, "0.75"))
        make_reading(world.home, 1, meter=meter.number, amount="100", month=1)
        period = publish(world.home, 2025, 1)
        records.retire(by(world.home, "office"), METERS, meter, "拆表")
        correct(world.home, period)
        publish(world.home, 2025, 1)
        period.refresh_from_db()
        told = dict(Consumption.objects.filter(period=period, version=2).values_list("enterprise", "amount"))
        assert told == {firm(world.home, 1).pk: 25, firm(world.home, 2).pk: 75}

    def test_of_two_meters_of_one_number_the_one_in_use_is_shared(self, world):
        old = self._shared(world, date(2025, 1, 1), (1, "0.25"), (2, "0.75"))
        records.retire(by(world.home, "office"), METERS, old, "登记有误")
        new = make_meter(world.home, 1)
        assert new.number == old.number
        told = [(firm(world.home, 1), D("0.5")), (firm(world.home, 3), D("0.5"))]
        sharing.set_shares(by(world.home, "office"), new, date(2025, 1, 1), told)
        found = counting.shares_of(world.home.region, date(2025, 1, 1))["power", new.number]
        assert found == [(firm(world.home, 1).pk, D("0.5")), (firm(world.home, 3).pk, D("0.5"))]

    def test_a_reading_is_not_carried_out_of_a_published_month(self, world):
        reading, office = make_reading(world.home, 1, amount="9"), by(world.home, "office")
        publish(world.home, 2025, 3)
        for told in ({"month": 4}, {"year": 2024}, {"amount": "8"}):
            with pytest.raises(InputFault, match="2025 年 3 月用能已发布") as fault:
                records.change(office, READINGS, reading, told)
            assert fault.value.remedy == "迟到的数据先办理该月更正，再登记"
        reading.refresh_from_db()
        assert (reading.year, reading.month, reading.amount) == (2025, 3, 9)

    def test_a_reading_is_not_carried_into_a_published_month_nor_taken_out_of_it(self, world):
        reading, other, office = (
            make_reading(world.home, 1),
            make_reading(world.home, 2, month=4),
            by(world.home, "office"),
        )
        period = publish(world.home, 2025, 3)
        with pytest.raises(InputFault, match="3 月用能已发布"):
            records.change(office, READINGS, other, {"month": 3})
        with pytest.raises(InputFault, match="3 月用能已发布"):
            records.retire(office, READINGS, reading, "录错")
        reading.refresh_from_db()
        assert reading.retired_on is None
        correct(world.home, period)
        records.retire(office, READINGS, reading, "录错")
        records.change(office, READINGS, other, {"month": 3})
        assert Reading.objects.get(retired_on=None).month == 3

    def test_a_batch_of_readings_is_not_taken_back_out_of_a_published_month(self, world):
        office, owner = by(world.home, "office"), firm(world.home, 1)
        told = {"enterprise": owner.uscc, "carrier": "power", "year": 2025, "month": 3, "amount": "9"}
        taking.commit(office, READINGS, world.home.region, taking.Sheet("批次1", "用能.xlsx", "用能", {}), [(2, told)])
        period = publish(world.home, 2025, 3)
        with pytest.raises(InputFault, match="3 月用能已发布"):
            taking.take_back(office, READINGS, "批次1")
        assert Reading.objects.get().amount == 9
        correct(world.home, period)
        taking.take_back(office, READINGS, "批次1")
        assert not Reading.objects.exists()

    def test_a_month_of_use_that_was_taken_back_is_filled_in_anew(self, world):
        budget, office = make_budget(world.home, 1, year=2025), by(world.home, "office")
        make_reading(world.home, 1, amount="100", month=1)
        wrong = records.add(office, USES, world.home.region, {"budget": budget, "month": 1, "used": "3"})
        records.retire(office, USES, wrong, "录错")
        period = publish(world.home, 2025, 1)
        assert list(Use.objects.filter(retired_on=None).values_list("month", "used")) == [(1, D(300))]
        assert budgets.differing(period) == []

    def test_a_consumer_of_another_years_budget_is_not_filled_in(self, world):
        make_budget(world.home, 1, year=2024)
        make_reading(world.home, 1, amount="100", month=1)
        publish(world.home, 2025, 1)
        assert not Use.objects.exists()


# --- a year against the oracle


@pytest.mark.django_db
def test_a_year_of_many_is_the_sum_of_its_months_on_both_bases(world, django_assert_num_queries):
    random, factors = (
        Random(7),
        {"power": (D("1.229"), D(3), D("4.974")), "gas": (D("13.3"), D("13.3"), D("21.650152"))},
    )
    expected: dict[int, list[D]] = defaultdict(lambda: [D(0)] * 3)
    rows = []
    for number in range(1, 19):
        owner = firm(world.home, number)
        for month in range(1, 13):
            for carrier, three in factors.items():
                amount = D(random.randrange(1, 10**6)) / 10_000
                rows.append(
                    Reading(
                        county=world.home.region,
                        enterprise=owner,
                        carrier=carrier,
                        year=2024,
                        month=month,
                        amount=amount,
                    )
                )
                told = [(amount * one).quantize(D("0.0001"), "ROUND_HALF_UP") for one in three]
                expected[owner.pk] = [was + more for was, more in zip(expected[owner.pk], told, strict=True)]
    Reading.objects.bulk_create(rows)
    for month in range(1, 13):
        period = make_period(world.home, 0, year=2024, month=month)
        counting.recount(period)
        Period.objects.filter(pk=period.pk).update(state=Period.State.PUBLISHED)
    with django_assert_num_queries(2):
        found = yearly(world.home.region, 2024)
    assert {pk: [one.calorific, one.equal_value, one.account.net] for pk, one in found.items()} == expected
    assert all(one.whole for one in found.values())
    third = firm(world.home, 3)
    with django_assert_num_queries(1):
        one = months(third, 2024)
    assert [month.number for month in one] == list(range(1, 13))
    assert sum(month.equal_value for month in one) == expected[third.pk][1]
