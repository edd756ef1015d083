"""What happens by itself, on the days of the worked example: grades, reports upwards, quarter-end list, paper."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from docx import Document

from tenghuan.apps.audit.models import Entry
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.notices.models import Notice
from tenghuan.apps.organization.services.seats import seat_incumbent, set_group
from tenghuan.apps.supervision import quarters
from tenghuan.apps.supervision.models import Order
from tenghuan.apps.supervision.registers import ORDERING, ORDERS
from tenghuan.apps.supervision.sweeping import sweep, sweep_all
from tests.apps.kit.sheds import by
from tests.apps.supervision.orders import draft, proof

ISSUED, DUE = date(2022, 9, 28), date(2022, 10, 24)


class Clock:
    today = ISSUED


@pytest.fixture(autouse=True)
def clock(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(timezone, "localdate", lambda *_: Clock.today)
    Clock.today = ISSUED
    return Clock


@pytest.fixture
def order(world) -> Order:
    """The order of methodology2 §14.7: handed over on 28 September 2022 with fifteen working days."""
    made = draft(world.home, source="check")
    ORDERING.take(by(world.home, "office"), made, "issue")
    assert made.due_on == DUE
    return made


def signed(world, order) -> None:
    ORDERING.take(by(world.home, "department"), order, "sign", promise="按期", planned_on=Clock.today)


def test_every_day_of_the_worked_example(world, order, clock):
    signed(world, order)
    seen = {}
    for n in range((date(2022, 11, 2) - ISSUED).days + 1):
        clock.today = ISSUED + timedelta(days=n)
        sweep_all()
        order.refresh_from_db()
        seen.setdefault((order.grade, order.level), clock.today)
    assert seen == {
        ("", 0): ISSUED,
        ("blue", 0): date(2022, 10, 19),
        ("orange", 0): date(2022, 10, 25),
        ("orange", 1): date(2022, 10, 26),
        ("orange", 2): date(2022, 10, 28),
        ("red", 2): date(2022, 11, 1),
    }
    assert [one.level for one in order.escalations.all()] == [1, 2]


def test_days_on_which_nobody_looked_are_made_up_for_and_twice_is_once(world, order, clock):
    signed(world, order)
    clock.today = date(2022, 11, 10)
    assert sweep_all() == 3  # one slip, two reports
    order.refresh_from_db()
    assert (order.grade, order.level, order.slips.count()) == ("red", 2, 2)
    rows = Entry.objects.count()
    assert sweep_all() == 0
    assert Entry.objects.count() == rows
    out = io.StringIO()
    call_command("sweep_orders", stdout=out)
    assert out.getvalue() == "0 slips and reports\n"


def test_feedback_that_waits_for_the_office_is_not_the_lead_s_delay(world, order, clock):
    signed(world, order)
    ORDERING.take(by(world.home, "department"), order, "report", outcome="done", progress="好了", files=proof())
    clock.today = date(2022, 11, 10)
    assert sweep_all() == 0


def test_a_granted_extension_begins_the_levels_anew(world, order, clock):
    signed(world, order)
    clock.today = date(2022, 10, 27)
    sweep_all()
    order.refresh_from_db()
    ORDERING.take(by(world.home, "department"), order, "ask_extension", reason="等货", asked_due=date(2022, 11, 30))
    ORDERING.take(by(world.home, "office"), order, "grant", opinion="同意")
    assert (order.level, sweep_all()) == (0, 0)
    clock.today = date(2022, 12, 5)  # three working days over the new limit
    sweep_all()
    order.refresh_from_db()
    assert (order.level, order.escalations.count()) == (1, 2)


def test_reports_go_to_the_seats_of_the_lead_s_own_group(world, order, clock):
    platform, home = Actor.platform("test"), world.home
    set_group(platform, home.region, "领导小组", [("leader", "县长", None), ("deputy", "副县长", None)], order=0)
    own = [("deputy", "经信局局长", home.departments[0]), ("leader", "分管副县长", None)]
    set_group(platform, home.region, "淘汰落后攻坚组", own, lead_unit=home.departments[0], order=1)
    signed(world, order)
    clock.today = date(2022, 10, 28)
    sweep_all()
    assert [one.seat for one in order.escalations.all()] == ["分管席位：经信局局长", "组长席位：分管副县长"]


def test_a_report_reaches_whoever_holds_the_seat_else_the_leaders_and_a_graver_slip_its_lead(world, order, clock):
    home, platform = world.home, Actor.platform("test")
    group = set_group(platform, home.region, "攻坚组", [("deputy", "副县长", None)], lead_unit=home.departments[0])
    seat_incumbent(platform, group.seats.get(), person="甲", since=ISSUED, account=home.accounts["department2"])
    signed(world, order)
    clock.today = date(2022, 10, 28)
    sweep_all()
    told = {
        name: sorted(Notice.objects.filter(account=home.accounts[name], kind="escalated").values_list("key", flat=True))
        for name in ("department", "department2", "leader")
    }
    slip = order.slips.last()
    assert told == {
        "department": [f"slip:{slip.pk}"],
        "department2": [f"order:{order.pk}:1:{DUE}"],  # holds the deputy's seat
        "leader": [f"order:{order.pk}:2:{DUE}"],  # nobody holds a head's seat
    }
    count = Notice.objects.count()
    sweep_all()
    assert Notice.objects.count() == count


def test_an_orange_slip_for_bad_feedback_turns_red_without_a_word(world, order, clock):
    signed(world, order)
    department, office = by(world.home, "department"), by(world.home, "office")
    ORDERING.take(department, order, "report", outcome="said", progress="正在办", files=proof())
    clock.today = date(2022, 9, 29)
    ORDERING.take(office, order, "return", reason="没有实质进展")
    clock.today = date(2022, 9, 30)
    assert sweep_all() == 0
    clock.today = date(2022, 10, 8)  # the second working day: the first week of October is a holiday
    assert sweep_all() == 1
    order.refresh_from_db()
    assert (order.grade, order.slips.last().reason) == ("red", "橙单发出 2 个工作日没有反馈")


def test_a_sweep_is_one_row_of_the_trail_of_the_county(world, order, clock):
    signed(world, order)
    clock.today = date(2022, 10, 25)
    sweep(Actor.platform("supervision"), world.home.region)
    assert {row.kind for row in Entry.objects.filter(action="orders.sweep")} == {
        "supervision.slip",
        "supervision.order",
    }


def test_the_quarter_s_list_says_how_each_order_stood(world, order, clock):
    office, department = by(world.home, "office"), by(world.home, "department")
    signed(world, order)
    late = draft(world.home, 2, unit=1, source="check")
    ORDERING.take(office, late, "issue")
    clock.today = date(2022, 10, 27)
    ORDERING.take(department, order, "report", outcome="done", progress="好了", files=proof())
    ORDERING.take(office, order, "close", opinion="属实")
    clock.today = date(2023, 1, 9)
    draft(world.home, 3)  # never issued
    client = world.client("leader")
    response = client.get(reverse("supervision:quarter"), {"quarter": "2022-4"})
    rows = {line.order.pk: (line.result, line.over) for line in response.context["table"].rows}
    # from 24 October to 31 December 2022 lie 49 working days: 5 in October, 22 in November, 22 in December
    assert rows == {order.pk: ("逾期办结", 3), late.pk: ("逾期未办结", 49)}
    leads = {lead.name: (lead.issued, lead.closed_late, lead.late) for lead in response.context["leads"]}
    assert leads == {"东县经信局": (0, 1, 0), "东县科技局": (0, 0, 1)}
    # in the quarter before, both were issued and neither was closed nor late
    before = client.get(reverse("supervision:quarter"), {"quarter": "2022-3"})
    assert {line.result for line in before.context["table"].rows} == {"在办"}
    assert client.get(reverse("supervision:quarter"), {"quarter": "2022-4", "export": "xlsx"}).status_code == 200
    assert client.get(reverse("supervision:quarter"), {"quarter": "²"}).context["quarter"].key == "2023-1"


def test_quarters_follow_each_other():
    assert [one.key for one in quarters.recent(date(2026, 2, 1))][:3] == ["2026-1", "2025-4", "2025-3"]
    assert quarters.Quarter(2026, 4).last == date(2026, 12, 31)
    assert quarters.Quarter.at(date(2026, 6, 30)).key == "2026-2"


def test_the_printed_order_has_every_place_of_the_form(world, order):
    response = world.client("department").get(reverse("orders:paper", args=(order.pk, "order", "docx")))
    document = Document(io.BytesIO(response.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    for label in (
        "督办号",
        "单据等级",
        "事项",
        "内容和要求",
        "牵头单位",
        "配合单位",
        "现行限期",
        "反馈周期",
        "办理情况",
        "核验意见",
    ):
        assert label in cells, label
    assert f"{order.number}-1" in cells
    assert "2022-10-24" in cells
    pdf = world.client("department").get(reverse("orders:paper", args=(order.pk, "order", "pdf")))
    assert pdf.content.startswith(b"%PDF")
    waiting = draft(world.home, 9)
    assert world.client("office").get(reverse("orders:paper", args=(waiting.pk, "order", "pdf"))).status_code == 404


def test_the_list_says_how_orders_stand_in_words(world, order, clock):
    signed(world, order)
    for today, word in ((ISSUED, "正常"), (date(2022, 10, 20), "临近限期"), (date(2022, 10, 26), "逾期 2 个工作日")):
        clock.today = today
        assert word in world.client("office").get(reverse("orders:list")).content.decode()
    assert ORDERS.measures[1].of(ORDERS.rows(world.home.accounts["office"])) == 1
