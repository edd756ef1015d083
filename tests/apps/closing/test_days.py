"""Closes at the borders of dates, differences of versions, and what is to be settled: by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.apps.closing import rules
from tenghuan.apps.closing.checking import ORDER, Gap, unsettled
from tenghuan.apps.closing.models import Closing, Figure, Settlement
from tenghuan.apps.closing.reckoning import _kept
from tenghuan.apps.closing.rules import differing, open_due, told
from tenghuan.apps.kit.parameters import Found
from tenghuan.apps.monitoring.models import Period
from tenghuan.errors import InputFault
from tenghuan.pace import Month
from tests.apps.closing.months import PLATFORM, reported
from tests.apps.kit.sheds import by

D = Decimal


@pytest.fixture
def plan(world):
    return reported(world.home).plan


def period(plan, year, month):
    day = date(year, month, 1)
    return Period.objects.get_or_create(
        plan=plan, year=year, month=month, defaults={"opens_on": day, "due_on": day, "closes_on": day}
    )[0]


@pytest.mark.parametrize(
    ("month", "day", "due"),
    [
        (Month(2023, 11), 10, date(2023, 12, 10)),
        (Month(2023, 12), 10, date(2024, 1, 10)),  # across the year
        (Month(2024, 1), 31, date(2024, 2, 29)),  # a leap year's February ends sooner
        (Month(2023, 1), 31, date(2023, 2, 28)),
        (Month(2023, 3), 31, date(2023, 4, 30)),
        (Month(2023, 4), 31, date(2023, 5, 31)),
    ],
)
def test_a_close_is_due_on_its_day_of_the_next_month_or_on_that_months_last(plan, monkeypatch, month, day, due):
    monkeypatch.setattr(rules, "parameter", lambda *_told: Found(day, "县府办"))
    period(plan, month.year, month.month)
    assert rules.open_month(PLATFORM, plan, month).due_on == due


def test_closes_are_opened_for_every_month_after_the_last_and_only_once(plan):
    for year, month in ((2023, 10), (2023, 11), (2023, 12), (2024, 1)):
        period(plan, year, month)
    first = open_due(PLATFORM, [plan])
    assert [one.at for one in first] == [Month(2024, 1)]  # the latest alone where there is none yet
    assert open_due(PLATFORM, [plan]) == []
    period(plan, 2024, 3)
    period(plan, 2024, 2)
    assert [one.at for one in open_due(PLATFORM, [plan])] == [Month(2024, 2), Month(2024, 3)]
    assert Closing.objects.count() == 3


def test_an_earlier_month_is_opened_by_hand_by_the_plans_own_office(world, plan):
    period(plan, 2022, 6)
    with pytest.raises(InputFault, match="没有填报期") as refused:
        rules.open_month(PLATFORM, plan, Month(2031, 1))
    assert "已开放填报的月份" in refused.value.remedy
    for who in (by(world.neighbour, "office"), by(world.home, "department"), by(world.home, "leader")):
        with pytest.raises(PermissionDenied):
            rules.open_month(who, plan, Month(2022, 6))
    made = rules.open_month(by(world.home, "office"), plan, Month(2022, 6))
    assert rules.open_month(by(world.home, "office"), plan, Month(2022, 6)) == made


# -- versions ------------------------------------------------------------------------------------------------------
def figures(told):
    return [Figure(item_id=item, value=value, order=at) for at, (item, value) in enumerate(told.items())]


versions = st.dictionaries(st.integers(1, 5), st.none() | st.integers(0, 3).map(D), max_size=5)


@given(versions, versions)
def test_two_versions_differ_in_what_one_lacks_or_says_otherwise(then, now):
    found = differing(figures(then), figures(now))
    wanted = {item for item in {*then, *now} if then.get(item, "none") != now.get(item, "none")}
    assert {(new or old).item_id for old, new in found} == wanted
    for old, new in found:
        assert (old is None) == ((new or old).item_id not in then)
        assert (new is None) == ((new or old).item_id not in now)


def test_order_and_snapshot_are_no_difference():
    one, other = Figure(item_id=1, value=D(2), order=1), Figure(item_id=1, value=D(2), order=7, snapshot_id=3)
    assert told(one) == told(other)
    assert differing([one], [other]) == []


# -- what is to be settled -----------------------------------------------------------------------------------------
def decided(reported, computed):
    return Settlement(reported=D(reported), computed=D(computed))


@pytest.mark.parametrize(
    ("reported", "computed", "bound", "settled", "open_"),
    [
        (None, "5", "0", None, False),  # one of the two is not known
        ("5", None, "0", None, False),
        ("100", "100", "0", None, False),
        ("100", "100.01", "0", None, True),
        ("100", "105", "5", None, False),  # five per cent of the report is within five per cent
        ("100", "95", "5", None, False),
        ("100", "105.01", "5", None, True),
        ("0", "1", "50", None, True),  # of nothing every difference is too much
        ("-100", "-105", "5", None, False),
        ("100", "120", "5", decided("100", "120"), False),
        ("100", "121", "5", decided("100", "120"), True),  # the register moved since
        ("101", "120", "5", decided("100", "120"), True),
    ],
)
def test_report_and_register_are_settled_when_they_are_near_or_somebody_decided_on_these_two(
    reported, computed, bound, settled, open_
):
    figure = Figure(
        reported=None if reported is None else D(reported), computed=None if computed is None else D(computed)
    )
    assert unsettled(figure, settled, D(bound)) is open_


def test_gaps_are_told_gravest_first_each_in_words():
    found = sorted((Gap(kind, 1, "亩均税收") for kind in reversed(ORDER)), key=lambda gap: ORDER.index(gap.kind))
    assert [str(one) for one in found] == [
        "亩均税收：缺报", "亩均税收：待审", "亩均税收：已退回未重报", "亩均税收：上报数与台账数不一致，未核定",
        "亩均税收：未上报，业务台账有数，未核定",
    ]  # fmt: skip


@pytest.mark.parametrize(("count", "more"), [(1, ""), (3, ""), (4, "等 4 项")])
def test_three_gaps_are_named_and_the_rest_counted(count, more):
    words = rules._lacking([Gap("missing", at, f"指标{at}") for at in range(count)])
    assert words.count("缺报") == min(count, 3)
    assert words.endswith(more or "缺报")


@pytest.mark.parametrize(
    ("value", "kept"),
    [("0.0000005", "0.000001"), ("0.00000049", "0.000000"), ("-0.0000005", "-0.000001"), ("1", "1.000000")],
)
def test_a_snapshot_keeps_six_decimals_rounded_half_up(value, kept):
    assert str(_kept(D(value))) == kept
    assert _kept(None) is None


@pytest.mark.parametrize(
    ("registered", "counted", "coverage"), [(None, None, None), (0, 0, None), (8, 6, D("0.75")), (8, None, D(0))]
)
def test_coverage_is_the_share_of_records_that_carried_the_value(registered, counted, coverage):
    assert Figure(registered=registered, counted=counted).coverage == coverage
