"""Foreign capital in US dollars, by the rate of its day and where that comes from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tenghuan.apps.leads.registers import CAPITAL
from tenghuan.errors import InputFault
from tests.apps.leads.made import make_capital

RATE = {"rate": "7.1234", "rate_on": "2026-03-01", "rate_source": "中间价公告"}


def test_dollars_are_dollars_and_other_money_is_divided_by_its_rate(world):
    dollars = make_capital(world.home, 1, sum="250.5")
    yuan = make_capital(world.home, 2, currency="cny", sum="1000", **RATE)
    assert (dollars.dollars, dollars.rate) == (Decimal("250.5"), None)
    # 1000 ÷ 7.1234 = 140.3824…: by hand, half up at the fourth place
    assert (yuan.currency, yuan.dollars) == ("CNY", Decimal("140.3824"))


@pytest.mark.parametrize("lacking", ["rate", "rate_on", "rate_source"])
def test_other_money_needs_rate_day_and_source(world, lacking):
    with pytest.raises(InputFault, match="折算率、折算日和折算率来源"):
        make_capital(world.home, 1, currency="EUR", **{name: told for name, told in RATE.items() if name != lacking})


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"currency": "美元"}, "三位字母"),
        ({"currency": "US1"}, "三位字母"),
        ({"sum": "0"}, "原币金额"),
        ({"currency": "IDR", **RATE, "sum": "0.0001", "rate": "15000"}, "折合美元为零"),
        ({"rate": "0", "currency": "CNY", "rate_on": "2026-01-01", "rate_source": "公告"}, "折算率"),
    ],
)
def test_what_cannot_be_converted_is_refused(world, values, word):
    with pytest.raises(InputFault, match=word):
        make_capital(world.home, 1, **values)


def test_a_voucher_is_booked_once(world):
    make_capital(world.home, 1)
    with pytest.raises(InputFault):
        make_capital(world.home, 2, voucher="到账第1号")
    assert make_capital(world.neighbour, 1).pk  # another county's is its own


def test_the_indicator_sums_manufacturing_of_the_period_in_ten_thousand_dollars(world):
    make_capital(world.home, 1, sum="100", paid_on="2026-01-01")
    make_capital(world.home, 2, sum="50.25", paid_on="2026-12-31")
    make_capital(world.home, 3, sum="7", paid_on="2025-12-31")
    make_capital(world.home, 4, sum="9", manufacturing=False, paid_on="2026-05-01")
    paid, every = CAPITAL.measures
    rows = CAPITAL.rows(world.home.accounts["leader"])
    year = (date(2026, 1, 1), date(2026, 12, 31))
    assert (paid.of(rows, *year), every.of(rows, *year)) == (Decimal("150.25"), Decimal("159.25"))
    assert (paid.indicator, paid.unit) == ("foreign_capital", "万美元")
