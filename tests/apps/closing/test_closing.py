"""Closing a month: its figures by hand, gaps, versions, replay, reopening, who may."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tenghuan.apps.closing import queries
from tenghuan.apps.closing.models import Figure, Snapshot
from tenghuan.apps.closing.reckoning import reckoned
from tenghuan.apps.closing.registers import MONTHS
from tenghuan.apps.monitoring.models import Period, Report
from tenghuan.apps.plans.models import Indicator, Responsibility
from tenghuan.errors import InputFault
from tenghuan.pace import Month
from tests.apps.closing.months import FIGURES, opened, reported
from tests.apps.kit.sheds import by

D = Decimal


def figure(found, key):
    return next(one for one in found if one.item.key == key)


@pytest.fixture
def june(world):
    reported(world.home)
    return opened(world.home, 6)


def test_the_figures_of_june_as_worked_out_by_hand(june, world):
    found = queries.drafted(world.home.region, Month(2022, 6))
    annual = figure(found, "annual")  # 50 of 100, half the year is over: 50 % done, 50 % due
    assert (annual.value, annual.progress, annual.pace, annual.gap, annual.lamp) == (
        *(D(50), D("0.5"), D("0.5"), D(0)),
        "green",
    )
    assert annual.current == 8  # 50 − 42
    assert annual.mom == D("-33.333333")  # 8 against 42 − 30 = 12
    assert annual.needed_monthly == D("8.333333")  # 50 in six months
    assert annual.forecast == 100  # 50 ÷ 6/12
    # 3 months at the slowest: 6, 4, 10 → 20/3 hold 20 + 10 …; the windows of the last twelve months by hand:
    # changes Feb 4, Mar 10, Apr 10, May 12, Jun 8 → means of three 8, 10.667, 10 → 50 + 6·8 = 98, 50 + 6·10.667 = 114
    assert (annual.forecast_low, annual.forecast_high) == (D(98), D(114))
    stock = figure(found, "stock")  # 195 of 220 from 168: 27 ÷ 52
    assert (stock.value, stock.progress, stock.parts) == (D(195), D("0.519231"), "27 ÷ 52（增量）")


def test_a_close_writes_what_was_shown_and_never_writes_it_again(june, world):
    shown = queries.drafted(world.home.region, Month(2022, 6))
    MONTHS.take(by(world.home, "office"), june, "close", gap_reason="任务类未报")
    snapshot = queries.newest(world.home.accounts["leader"], world.home.region)
    kept = queries.figures(snapshot)
    columns = ("value", "progress", "pace", "lamp", "forecast", "yoy", "mom", "current", "reported", "target_words")
    assert [[getattr(one, name) for name in columns] for one in kept] == [
        [getattr(one, name) for name in columns] for one in shown
    ]
    Report.objects.filter(item__key="annual", period__month=6).update(value=60)
    assert figure(queries.figures(snapshot), "annual").value == 50
    assert figure(queries.drafted(world.home.region, Month(2022, 6)), "annual").value == 60


def test_a_late_figure_makes_the_next_version_and_the_old_one_is_replayed(june, world):
    office, reader = by(world.home, "office"), world.home.accounts["leader"]
    MONTHS.take(office, june, "close")
    first = queries.newest(reader, world.home.region, Month(2022, 6))
    with pytest.raises(InputFault, match="没有变动"):
        MONTHS.take(office, june, "renew", reason="补报")
    Report.objects.filter(item__key="annual", period__month=6).update(value=60)
    MONTHS.take(office, june, "renew", reason="经信局补报 10 项")
    second = queries.newest(reader, world.home.region, Month(2022, 6))
    assert (first.version, second.version, second.reason) == (1, 2, "经信局补报 10 项")
    assert queries.as_known(reader, world.home.region, Month(2022, 6), first.known_at) == first
    assert queries.as_known(reader, world.home.region, Month(2022, 6), second.known_at) == second
    values = [figure(queries.figures(one), "annual").value for one in (first, second)]
    assert values == [50, 60]


def test_a_month_is_reopened_only_with_a_reason_and_closed_again_as_a_new_version(june, world):
    office = by(world.home, "office")
    MONTHS.take(office, june, "close")
    with pytest.raises(InputFault, match="理由"):
        MONTHS.take(office, june, "reopen")
    MONTHS.take(office, june, "reopen", reason="口径有误")
    MONTHS.take(office, june, "close")
    assert list(Snapshot.objects.filter(closing=june).order_by("version").values_list("version", flat=True)) == [1, 2]


def test_what_is_missing_holds_up_the_close_unless_somebody_says_why(june, world):
    Report.objects.filter(item__key="annual", period__month=6).update(state="submitted")
    office = by(world.home, "office")
    with pytest.raises(InputFault, match="待审"):
        MONTHS.take(office, june, "close")
    assert not Snapshot.objects.exists()
    assert not Figure.objects.exists()
    MONTHS.take(office, june, "close", gap_reason="局里月底统一审核")
    snapshot = Snapshot.objects.get()
    assert (snapshot.gaps, snapshot.reason) == (["指标annual：待审"], "局里月底统一审核")


def test_a_close_asks_as_often_whatever_the_months_and_the_towns(june, world):
    def asked(month):
        reckoned(june.plan, month)  # what is kept for a while is asked before the count
        with CaptureQueriesContext(connection) as queries:
            found = reckoned(june.plan, month)
        # values aside: how many there are of a place or a key may differ
        return Counter(re.sub(r"'[^']*'|\d+(?:, \d+)*", "?", query["sql"]) for query in queries), found

    few, _found = asked(Month(2022, 2))
    for key in FIGURES:
        _shared(june.plan, key, world.home)
    many, found = asked(Month(2022, 6))
    assert many - few == Counter()
    assert [one.unit.name for one in found if one.item.whole_id and one.item.whole.key == "annual"] == [
        *("dong1镇政府", "dong2镇政府")
    ]


def _shared(plan, key, county):
    whole = Indicator.objects.get(plan=plan, key=key)
    for unit in county.towns:
        share = Indicator.objects.create(
            plan=plan, kind="indicator", key=f"{key}@{unit.pk}", title=whole.title, caliber=whole.caliber, unit="家",
            frequency="monthly", whole=whole,
        )  # fmt: skip
        Responsibility.objects.create(item=share, unit=unit, role="lead")
        for period in Period.objects.filter(plan=plan):
            Report.objects.create(period=period, item=share, unit=unit, state="approved", value=period.month)


def test_a_report_with_the_towns_adds_up_and_each_town_has_its_row(june, world):
    _shared(june.plan, "annual", world.home)
    MONTHS.take(by(world.home, "office"), june, "close", gap_reason="x")
    snapshot = queries.newest(world.home.accounts["leader"], world.home.region)
    assert figure(queries.figures(snapshot), "annual").value == 12  # 6 and 6
    town = queries.figures(snapshot, unit=world.home.towns[1])
    assert [(one.unit, one.value) for one in town] == [(world.home.towns[1], 6)]
    client, address = world.client("town"), reverse("closing:month", args=(june.pk,))
    assert "dong2镇政府" not in client.get(address).content.decode().split("<table")[-1]
    assert "dong2镇政府" in client.get(f"{address}?towns=1").content.decode().split("<table")[-1]
