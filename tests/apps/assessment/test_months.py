"""The running board: months added up, movement, distance, what is still within reach."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tenghuan.apps.assessment import tables
from tenghuan.apps.assessment.models import Month, Standing
from tenghuan.apps.assessment.registers import SHOWING
from tenghuan.apps.assessment.services.months import make_month
from tenghuan.apps.supervision.models import Order
from tenghuan.errors import InputFault
from tests.apps.assessment import races
from tests.apps.kit.sheds import actor_of, by
from tests.apps.supervision.orders import issued

TEXT = """\
name: 督办月榜
items:
  - {item: 督办, shape: quota, weight: 10, each: 4, min: 0, draw: orders.in_time}
  - {item: 互评, shape: marks, weight: 5, parts: [{mark: 领导评分, share: 100%}]}
"""


def lag(world, month, unit, count):
    """So many orders that were due in a month and never answered."""
    for at in range(count):
        order = issued(world.home, 100 * month + 10 * unit + at, unit)
        Order.objects.filter(pk=order.pk).update(due_on=date(2025, month, 10))


def made(world, number, scheme=None):
    return make_month(by(world.home, "office"), scheme or races.scheme(world.home, text=TEXT), number)


def lines(month):
    return [
        (one.object[2:], one.score, one.total, one.rank, one.before, one.gap, one.best, one.worst)
        for one in month.standings.order_by("rank", "pk")
    ]


def test_months_are_added_up_and_compared_with_the_month_before(world):
    lag(world, 10, 0, 1)
    lag(world, 11, 1, 2)
    lag(world, 12, 0, 1)
    october, november, december = (made(world, number) for number in (10, 11, 12))
    # two months of at most 10 are left: 20 more can turn 4 around
    assert lines(october) == [
        ("科技局", Decimal(10), Decimal(10), 1, None, None, 1, 2),
        ("经信局", Decimal(6), Decimal(6), 2, None, Decimal(4), 1, 2),
    ]
    # 6 + 10 = 16 and 10 + 2 = 12
    assert lines(november) == [
        ("经信局", Decimal(10), Decimal(16), 1, 2, None, 1, 2),
        ("科技局", Decimal(2), Decimal(12), 2, 1, Decimal(4), 1, 2),
    ]
    assert [tables.moved(one) for one in november.standings.order_by("rank")] == ["↑1", "↓1"]
    # one month is left: 4 more than the one ahead
    assert [tables.needed(one) for one in november.standings.order_by("rank")] == [None, Decimal(4)]
    # 16 + 6 = 22 and 12 + 10 = 22: nothing is left to change
    assert lines(december) == [
        ("经信局", Decimal(6), Decimal(22), 1, 1, None, 1, 1),
        ("科技局", Decimal(10), Decimal(22), 1, 2, None, 1, 1),
    ]


def test_only_what_is_drawn_counts_in_a_month(world):
    month = made(world, 3)
    assert [part["item"] for part in month.standings.first().points] == ["督办"]
    assert "互评" not in month.scheme_text


def test_a_scheme_that_counts_the_year_so_far_draws_from_january(world):
    lag(world, 2, 0, 1)
    scheme = races.scheme(world.home, text=TEXT, adding="latest")
    march = made(world, 3, scheme)
    assert lines(march)[1] == ("经信局", Decimal(6), Decimal(6), 2, None, Decimal(4), None, None)
    assert tables.reach(march.standings.first()) == "未定"
    assert lines(made(world, 12, scheme))[1][-2:] == (2, 2)


def test_a_draft_is_computed_anew_and_a_shown_board_never(world):
    month = made(world, 3)
    lag(world, 3, 0, 1)
    again = made(world, 3)
    assert (again.pk, lines(again)[1][1], Month.objects.count()) == (month.pk, Decimal(6), 1)
    SHOWING.take(by(world.home, "office"), again, "show")
    with pytest.raises(InputFault, match="已亮榜"):
        made(world, 3)


def test_no_month_is_computed_behind_a_later_one(world):
    made(world, 4)
    with pytest.raises(InputFault, match="已有 4 月的月榜"):
        made(world, 3)


@pytest.mark.parametrize(("number", "said"), [(0, "1 至 12"), (13, "1 至 12")])
def test_a_month_is_one_of_twelve(world, number, said):
    with pytest.raises(InputFault, match=said):
        made(world, number)


def test_a_month_that_runs_is_not_computed(world):
    today = date.today()
    scheme = races.scheme(world.home, today.year, text=TEXT)
    with pytest.raises(InputFault, match="还没有结束"):
        made(world, today.month, scheme)


def test_a_scheme_that_draws_nothing_has_no_board(world):
    text = TEXT.replace(", draw: orders.in_time", "")
    with pytest.raises(InputFault, match="没有从平台取数"):
        made(world, 3, races.scheme(world.home, text=text))


def test_nobody_but_the_office_computes_a_month(world):
    scheme = races.scheme(world.home, text=TEXT)
    for account in (world.home.accounts["leader"], world.foreign.accounts["office"], world.prefecture):
        with pytest.raises(InputFault, match="您的角色不能办理"):
            make_month(actor_of(account), scheme, 3)


def test_an_object_sees_its_line_when_the_board_is_shown(world):
    month, own = made(world, 3), world.home.accounts["department"]
    assert not Standing.objects.visible_to(own).exists()
    SHOWING.take(by(world.home, "office"), month, "show")
    assert [one.object for one in Standing.objects.visible_to(own)] == ["东县经信局"]
