"""Figures drawn from rows: what was due in the span, what of it was done, whose it is, and the rows behind it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tenghuan.apps.assessment import drawing
from tenghuan.apps.assessment.models import Kind
from tenghuan.apps.assessment.objects import Span, objects_of
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.models import YearFacts
from tenghuan.apps.kit.models import Task
from tenghuan.apps.monitoring.models import Period, Report
from tenghuan.apps.monitoring.services.history import Figure, load_history
from tenghuan.apps.plans.models import Plan
from tenghuan.apps.remediation.models import Case
from tenghuan.apps.supervision.models import Order, Slip
from tenghuan.errors import InputFault
from tests.apps.closing import months as closing
from tests.apps.monitoring.campaigns import make_campaign
from tests.apps.remediation.cases import case, enterprise
from tests.apps.supervision.orders import draft, issued, working


def in_june():
    """A span of its own each time: what was read once stays with it."""
    return Span(date(2022, 6, 1), date(2022, 6, 30))


@pytest.fixture(autouse=True)
def _kept_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def drawn(world, key, kind=Kind.DEPARTMENTS, span=None, region=None):
    found = drawing.draw(key, objects_of(region or world.home.region, kind), span or in_june())
    return {name: (told.actual, told.target) for name, told in found.items()}


def report(campaign, key, due, **columns):
    period, _made = Period.objects.get_or_create(
        plan=campaign.plan, year=due.year, month=due.month, defaults={"opens_on": due, "due_on": due, "closes_on": due}
    )
    item = campaign.items[key]
    unit = item.responsibilities.get(role="lead").unit
    return Report.objects.create(period=period, item=item, unit=unit, **{"state": "approved", **columns})


@pytest.fixture
def campaign(world):
    made = make_campaign(world.home)
    Plan.objects.filter(pk=made.plan.pk).update(is_current=True)
    made.plan.refresh_from_db()
    return made


def test_reports_count_that_were_due_in_the_span_and_came_in_time(world, campaign):
    day = date(2022, 6, 5)
    report(campaign, "annual", day)
    report(campaign, "cumulative", day, late=True)
    report(campaign, "stock", day, state="pending")
    report(campaign, "level", day, state="not_due")
    report(campaign, "second", day, state="zero")
    report(campaign, "annual", date(2022, 7, 5))
    assert drawn(world, "reports.in_time") == {"东县经信局": (1, 3), "东县科技局": (1, 1)}
    assert drawn(world, "reports.in_time", Kind.TOWNS) == {"dong1镇政府": (0, 0), "dong2镇政府": (0, 0)}
    # the county as a whole, seen by its city; the neighbour has none
    counties = drawn(world, "reports.in_time", Kind.COUNTIES, region=world.city)
    assert counties == {"东县": (2, 4), "西县": (0, 0)}


def test_reports_that_were_sent_back_are_not_right(world, campaign):
    day, back = date(2022, 6, 5), datetime(2022, 6, 6, tzinfo=UTC)
    report(campaign, "annual", day, returned_at=back)
    report(campaign, "cumulative", day, state="returned", returned_at=back)
    report(campaign, "stock", day)
    report(campaign, "level", day, state="pending")
    assert drawn(world, "reports.right")["东县经信局"] == (1, 3)


def test_tasks_count_by_who_holds_them_and_the_day_they_were_closed(world):
    unit, town = world.home.departments[0], world.home.town_regions[0]
    order = draft(world.home)
    for at, (due, closed, held) in enumerate(
        [
            (date(2022, 6, 10), datetime(2022, 6, 10, 15, tzinfo=UTC), {"unit": unit}),
            (date(2022, 6, 10), datetime(2022, 6, 10, 17, tzinfo=UTC), {"unit": unit}),  # the next day in China
            (date(2022, 6, 10), None, {"unit": unit}),
            (date(2022, 7, 1), None, {"unit": unit}),
            (date(2022, 6, 10), datetime(2022, 6, 1, tzinfo=UTC), {"role": "town"}),
        ]
    ):
        region = town if "role" in held else world.home.region
        Task.objects.create(thing=order, kind=f"k{at}", title="办", region=region, due=due, closed_at=closed, **held)
    assert drawn(world, "tasks.on_time") == {"东县经信局": (1, 3), "东县科技局": (0, 0)}
    assert drawn(world, "tasks.on_time", Kind.TOWNS) == {"dong1镇政府": (1, 1), "dong2镇政府": (0, 0)}
    assert drawn(world, "tasks.on_time", Kind.COUNTIES, region=world.city)["东县"] == (2, 4)


def test_cases_count_by_town_that_were_promised_for_the_span(world):
    for number, (town, due, closed, state) in enumerate(
        [
            (0, date(2022, 6, 10), date(2022, 6, 20), "closed"),
            (0, date(2022, 6, 10), None, "working"),
            (1, date(2022, 6, 10), date(2022, 7, 1), "closed"),
            (1, date(2022, 6, 10), None, "dropped"),
            (0, date(2022, 7, 10), None, "working"),
        ]
    ):
        made = case(world.home, number, town)
        Case.objects.filter(pk=made.pk).update(due_on=due, closed_on=closed, state=state)
    assert drawn(world, "cases.closed", Kind.TOWNS) == {"dong1镇政府": (1, 2), "dong2镇政府": (0, 1)}
    assert drawn(world, "cases.closed")["东县经信局"] == (1, 3)
    found = drawing.draw("cases.closed", objects_of(world.home.region, Kind.TOWNS), in_june())["dong1镇政府"]
    assert [line.done for line in found.lines] == [True, False]
    page = world.client("office").get(found.link)
    assert page.status_code == 200
    # the list behind the figure shows the same rows
    assert len(page.context["shown"].object_list) == 2


def test_orders_count_that_were_answered_by_their_day(world):
    for at, (state, due, answered) in enumerate(
        [
            ("closed", date(2022, 6, 10), date(2022, 6, 10)),
            ("reported", date(2022, 6, 10), date(2022, 6, 11)),
            ("working", date(2022, 6, 10), date(2022, 6, 9)),
            ("revoked", date(2022, 6, 10), date(2022, 6, 9)),
            ("working", date(2022, 7, 10), None),
        ]
    ):
        order = issued(world.home, at)
        Order.objects.filter(pk=order.pk).update(state=state, due_on=due, reported_on=answered)
    draft(world.home, 9)
    assert drawn(world, "orders.in_time") == {"东县经信局": (1, 3), "东县科技局": (0, 0)}
    link = drawing.draw("orders.in_time", objects_of(world.home.region, Kind.DEPARTMENTS), in_june())["东县经信局"].link
    assert world.client("office").get(link).status_code == 200


def test_slips_are_one_matter_an_order_with_every_grade_it_got(world):
    first, second = working(world.home, number=1), working(world.home, number=2)
    for place, (order, grade, day) in enumerate(
        [(first, "orange", 3), (first, "red", 9), (second, "orange", 4), (second, "blue", 5), (second, "red", 40)]
    ):
        month = 6 if day < 31 else 7
        Slip.objects.create(
            order=order,
            place=10 + place,
            grade=grade,
            issued_on=date(2022, month, day % 31),
            by_rule=True,
            reason="逾期",
        )
    found = drawing.draw("orders.slips", objects_of(world.home.region, Kind.DEPARTMENTS), in_june())
    assert sorted(found["东县经信局"].matters.split(";")) == ["橙单", "橙单+红单"]
    assert found["东县科技局"].matters == ""


def test_indicators_stand_as_at_the_end_of_the_month(world, campaign):
    # of 100 a year 60 by June is above half, 30 by May below five twelfths; of 12 one is far behind
    told = {("annual", 5): 30, ("annual", 6): 60, ("second", 5): 1, ("second", 6): 1}
    figures = [Figure(campaign.items[key].pk, 2022, month, Decimal(value)) for (key, month), value in told.items()]
    load_history(Actor.platform("test"), campaign.plan, figures, note="示例数据", today=date(2022, 7, 20))
    units = objects_of(world.home.region, Kind.DEPARTMENTS)
    june = drawing.draw("indicators.on_pace", units, in_june())
    assert {name: (told.actual, told.target) for name, told in june.items()} == {
        "东县经信局": (1, 1),
        "东县科技局": (0, 1),
    }
    assert [(line.title, line.done) for line in june["东县经信局"].lines] == [("指标annual", True)]
    may = drawing.draw("indicators.on_pace", units, Span(date(2022, 5, 1), date(2022, 5, 31)))
    assert (may["东县经信局"].actual, may["东县经信局"].target) == (0, 1)
    one = drawing.draw("indicator:指标annual", units, in_june())
    assert (one["东县经信局"].actual, one["东县经信局"].target) == (60, 100)
    assert (one["东县科技局"].actual, one["东县科技局"].target) == (None, None)
    mean = drawing.draw("indicators.progress", units, in_june())
    assert (mean["东县科技局"].actual, mean["东县科技局"].target) == (Decimal("8.33"), Decimal(50))
    whole = drawing.draw("indicators.on_pace", objects_of(world.city, Kind.COUNTIES), in_june())["东县"]
    assert (whole.actual, whole.target) == (1, 2)


def test_a_closed_month_says_what_its_snapshot_says(world):
    campaign = closing.reported(world.home)
    units = objects_of(world.home.region, Kind.DEPARTMENTS)

    def told():
        span = in_june()
        keys = ["indicators.on_pace", "indicators.progress", *(f"indicator:指标{key}" for key in closing.FIGURES)]
        found = {key: drawing.draw(key, units, span) for key in keys}
        return {
            (key, name): (one.actual, one.target, [line.done for line in one.lines])
            for key, told in found.items()
            for name, one in told.items()
        }

    live = told()
    assert live["indicator:指标annual", "东县经信局"][:2] == (50, 100)
    # 168 at the start, 220 by 2023: 27 of 52 were added
    assert live["indicator:指标stock", "东县经信局"][:2] == (27, 52)
    closing.closed(world.home, 6)
    closed = told()
    assert closed["indicator:指标annual", "东县经信局"] == live["indicator:指标annual", "东县经信局"]
    increment = closed["indicator:指标stock", "东县经信局"]
    # the snapshot keeps the rate (27 ÷ 52) and the target of 220
    assert round(increment[0] / increment[1], 5) == round(Decimal(27) / 52, 5)
    for key in ("indicators.on_pace", "indicators.progress"):
        assert closed[key, "东县经信局"] == live[key, "东县经信局"]
    notes = [line.note for line in drawing.draw("indicators.on_pace", units, in_june())["东县经信局"].lines]
    assert all(note.endswith("已结账第 1 版") for note in notes)
    # a number that comes later reaches the next version, not this one
    Report.objects.filter(item=campaign.items["annual"], period__month=6).update(value=99)
    assert told() == closed


def test_tax_per_mu_is_that_of_a_place_s_enterprises_beside_the_county_s(world):
    for number, (town, tax, land, year) in enumerate(
        [(0, 100, 10, 2021), (0, 200, 10, 2021), (1, 60, 20, 2021), (1, None, 5, 2021), (1, 999, 1, 2023)]
    ):
        YearFacts.objects.create(enterprise=enterprise(world.home, number, town), year=year, tax=tax, land_mu=land)
    # 300 ÷ 20, 60 ÷ 20, all 360 ÷ 40; what came after the span is not read
    towns = drawn(world, "enterprises.tax_per_mu", Kind.TOWNS)
    assert towns == {"dong1镇政府": (15, 9), "dong2镇政府": (3, 9)}
    assert drawn(world, "enterprises.tax_per_mu", Kind.COUNTIES, region=world.city)["西县"] == (None, None)


@pytest.mark.parametrize("key", ["", "reports", "indicator:", "reports.never"])
def test_what_is_drawn_from_nowhere_is_refused_with_what_may_be_written(key):
    with pytest.raises(InputFault, match="这种取数") as told:
        drawing.draw(key, (), in_june())
    assert "reports.in_time" in str(told.value.remedy)


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ("第一组：东县经信局、某局", "没有这样的部门：某局"),
        ("第一组：东县经信局\n第二组：东县经信局", "分组里重复：东县经信局"),
        ("东县经信局", "看不懂"),
        ("第一组：", "看不懂"),
    ],
)
def test_groups_that_do_not_fit_are_refused(world, groups, said):
    with pytest.raises(InputFault, match=said):
        objects_of(world.home.region, Kind.DEPARTMENTS, groups)


def test_who_stands_in_no_group_is_not_assessed(world):
    found = objects_of(world.home.region, Kind.DEPARTMENTS, "牵头: 东县科技局")
    assert [(one.name, one.group) for one in found] == [("东县科技局", "牵头")]
    with pytest.raises(InputFault, match="没有可考核的园区"):
        objects_of(world.home.region, Kind.PARKS)
