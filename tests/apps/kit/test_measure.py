"""Measures count and sum what an oracle written apart counts and sums over the same rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from django.utils import timezone

from tenghuan.apps.kit.measure import Measure
from tests.workshop.models import Shed, State, Use
from tests.workshop.registers import SHEDS

DAYS = (None, date(2023, 12, 31), date(2024, 1, 1), date(2024, 2, 29), date(2024, 12, 31), date(2025, 1, 1))
PERIODS = (
    (None, None),
    (date(2024, 1, 1), date(2024, 12, 31)),
    (date(2024, 2, 29), date(2024, 2, 29)),
    (date(2024, 1, 1), None),
    (None, date(2023, 12, 31)),
)


@pytest.fixture
def rows(world):
    """Twenty-four sheds: every day with and without an amount, closed or not, two uses, two towns, some retired."""
    told = []
    for at, (day, freed, state) in enumerate(product(DAYS, (None, Decimal("2.5")), (State.CLOSED, State.LISTED))):
        told.append(
            Shed(
                county=world.home.region, number=f"S{at:02d}", name=f"厂房{at % 5}",
                town=world.home.town_regions[at % 2], use=list(Use)[at % 2].value,
                area=Decimal(at), built_on=day, freed=None if freed is None else freed + at, state=state,
                floors=1 + at % 3, retired_on=date(2025, 6, 1) if at % 7 == 6 else None,
            )
        )  # fmt: skip
    Shed.objects.bulk_create(told)
    return list(Shed.objects.order_by("pk"))


def behind(rows, since=None, until=None, *, closed=True):
    """The rows that count, told by hand: in use, closed where asked, built in the period (both days included)."""
    found = [one for one in rows if one.retired_on is None and (one.state == State.CLOSED or not closed)]
    if since:
        found = [one for one in found if one.built_on and one.built_on >= since]
    if until:
        found = [one for one in found if one.built_on and one.built_on <= until]
    return found


CLOSED = Measure("t.closed", "销号", "个", where={"state": State.CLOSED}, when="built_on")
FREED = replace(CLOSED, key="t.freed", amount="freed")


@pytest.mark.parametrize(("since", "until"), PERIODS)
def test_a_count_is_of_the_rows_of_the_period_with_both_its_days(rows, since, until):
    wanted = behind(rows, since, until)
    assert wanted
    assert CLOSED.of(Shed.objects.all(), since, until) == len(wanted)
    assert set(CLOSED.rows(Shed.objects.all(), since, until)) == set(wanted)


@pytest.mark.parametrize(("since", "until"), PERIODS)
def test_a_sum_is_of_what_is_known_and_nought_where_nothing_is(rows, since, until):
    wanted = sum((one.freed for one in behind(rows, since, until) if one.freed is not None), Decimal(0))
    assert FREED.of(Shed.objects.all(), since, until) == wanted
    assert FREED.sums(FREED.rows(Shed.objects.all(), since, until)) == (wanted, 0)
    assert FREED.of(Shed.objects.none(), since, until) == 0


def test_the_parts_by_town_add_up_to_the_whole(rows):
    for measure in (CLOSED, FREED):
        parts = measure.parts("town", measure.rows(Shed.objects.all()))
        assert sum(upper for upper, _lower in parts.values()) == measure.of(Shed.objects.all())
    by_hand = {}
    for one in behind(rows):
        by_hand[one.town_id] = by_hand.get(one.town_id, 0) + 1
    parts = CLOSED.parts("town", CLOSED.rows(Shed.objects.all()))
    assert {town: upper for town, (upper, _lower) in parts.items()} == by_hand


def test_what_bears_one_name_counts_once(rows):
    once = replace(CLOSED, distinct="name")
    assert once.of(Shed.objects.all()) == len({one.name for one in behind(rows)})
    assert once.of(Shed.objects.all()) < CLOSED.of(Shed.objects.all())
    parts = once.parts("town", once.rows(Shed.objects.all()))
    assert sum(upper for upper, _lower in parts.values()) >= once.of(Shed.objects.all())


def test_a_ratio_is_sum_over_sum_of_the_rows_that_carry_both(rows):
    ratio = replace(FREED, over="area", times=100)
    found = [one for one in behind(rows) if one.freed is not None and one.area > 0]
    upper, lower = ratio.sums(ratio.rows(Shed.objects.all()))
    assert (upper, lower) == (sum(one.freed for one in found), sum(one.area for one in found))
    # not the mean of the rows' own ratios
    assert upper / lower != sum(one.freed / one.area for one in found) / len(found)
    assert ratio.is_ratio
    assert ratio.of(Shed.objects.all()) == upper / lower
    assert ratio.of(Shed.objects.none()) == 0


def test_a_share_is_of_the_part_among_all_counted_or_by_amount(rows):
    all_rows = behind(rows, closed=False)
    counted = Measure("t.share", "占比", where={}, part={"state": State.CLOSED})
    assert counted.sums(counted.rows(Shed.objects.all())) == (len(behind(rows)), len(all_rows))
    weighed = replace(counted, amount="area")
    area = [sum(one.area for one in found) for found in (behind(rows), all_rows)]
    assert weighed.sums(weighed.rows(Shed.objects.all())) == tuple(area)


def test_a_stock_is_what_has_begun_and_not_ended_on_the_last_day(world):
    spans = {
        "A": (date(2024, 1, 1), None),
        "B": (date(2024, 1, 1), date(2024, 6, 30)),
        "C": (date(2024, 7, 1), date(2024, 7, 1)),
        "D": (date(2025, 1, 1), None),
    }
    # the day a shed was taken out of use plays the end here: what matters is the column, not its meaning
    for name, (begun, ended) in spans.items():
        Shed.objects.create(
            county=world.home.region, number=name, name=name, town=world.home.town_regions[0], area=1,
            built_on=begun, changed_at=timezone.now(), retired_on=ended,
        )  # fmt: skip
    stock = Measure("t.stock", "存量", when="built_on", ends="retired_on")

    def stands(day):
        found = Shed.objects.filter(stock.condition(date(2024, 1, 1), day, kept=False))
        return "".join(found.order_by("number").values_list("number", flat=True))

    assert stands(date(2023, 12, 31)) == ""
    assert stands(date(2024, 1, 1)) == "AB"
    assert stands(date(2024, 6, 30)) == "AB"  # the last day still counts
    assert stands(date(2024, 7, 1)) == "AC"
    assert stands(date(2024, 12, 31)) == "A"
    assert stands(date(2025, 1, 1)) == "AD"


def test_a_register_that_knows_only_years_is_counted_by_them(rows):
    yearly = Measure("t.year", "年", where={}, year="floors")  # floors stand for a column of years: 1, 2, 3
    every = behind(rows, closed=False)
    found = yearly.of(Shed.objects.all(), date(2, 1, 1), date(2, 12, 31))
    assert found == sum(one.floors == 2 for one in every)
    assert yearly.of(Shed.objects.all(), date(2, 7, 1)) == sum(one.floors >= 2 for one in every)


def test_a_threshold_counts_what_reaches_it_now_and_did_not_before(rows):
    line = Measure("t.line", "达线", where={}, line="area", was="floors")
    bound = line.from_line(Decimal(3))
    every = behind(rows, closed=False)
    assert bound.of(Shed.objects.all()) == sum(one.area >= 3 and one.floors < 3 for one in every)
    plain = replace(line, was="").from_line(Decimal(3))
    assert plain.of(Shed.objects.all()) == sum(one.area >= 3 for one in every)


def test_a_threshold_of_the_part_leaves_the_whole_as_it_is(rows):
    share = Measure("t.part", "占比", where={}, part={"state": State.CLOSED}, line="area", line_of_part=True)
    upper, lower = (found := share.from_line(Decimal(10))).sums(found.rows(Shed.objects.all()))
    every = behind(rows, closed=False)
    assert lower == len(every)
    assert upper == sum(one.area >= 10 for one in behind(rows))


OWN = Measure("t", "t", indicator="xq.own")
STANDARD = Measure("t", "t", indicator="land.revived")


@pytest.mark.parametrize(
    ("measure", "own", "standard", "title", "stock", "near"),
    [
        (Measure("t", "t"), "xq.own", "land.revived", "盘活", False, None),
        (STANDARD, "xq.own", "other", "盘活", False, None),
        (STANDARD, "xq.own", "land.revived", "盘活", False, (False, True, 0)),
        (OWN, "xq.own", "land.revived", "盘活", False, (True, True, 0)),
        (replace(STANDARD, words="省级"), "x", "land.revived", "国家级平台", False, None),
        (replace(STANDARD, words="省级"), "x", "land.revived", "省级平台", False, (False, True, 2)),
        (replace(STANDARD, ends="e"), "x", "land.revived", "盘活", True, (False, True, 0)),
        (replace(STANDARD, ends="e"), "x", "land.revived", "盘活", False, (False, False, 0)),
    ],
)
def test_the_nearest_measure_serves_an_indicator(measure, own, standard, title, stock, near):
    assert measure.nearness(own, standard, title, stock=stock) == near


def test_the_address_of_a_measure_shows_the_rows_behind_it(world, rows):
    measure = SHEDS.measures[0]
    page = world.client("office").get(measure.address(SHEDS))
    assert {row.pk for row in page.context["shown"].object_list} == {one.pk for one in behind(rows)}
    assert measure.of(SHEDS.rows(world.home.accounts["office"])) == len(behind(rows))
    town = world.home.town_regions[0]
    narrowed = world.client("office").get(measure.address(SHEDS, town=str(town.pk)))
    shown = {row.pk for row in narrowed.context["shown"].object_list}
    assert shown == {one.pk for one in behind(rows) if one.town_id == town.pk}
