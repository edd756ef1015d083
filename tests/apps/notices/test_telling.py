"""Who is told what and when: holders, those with a part in it, lines crossed by time — each once, quietly."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from tenghuan.apps.kit.models import Event, Task
from tenghuan.apps.notices import services
from tenghuan.apps.notices.habits import after_quiet, wants
from tenghuan.apps.notices.models import Delivery, Kind, Notice
from tenghuan.apps.notices.nudging import nudge
from tenghuan.apps.notices.scanning import scan
from tenghuan.apps.notices.telling import holders, tell
from tenghuan.apps.supervision.registers import ORDERING
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import actor_of, by, shed
from tests.apps.supervision.orders import issued, reported
from tests.workshop.registers import REBUILDING

# Monday 24 October 2022; the first week of October was a holiday
DUE = date(2022, 10, 24)


class Clock:
    today = date(2022, 10, 10)


@pytest.fixture(autouse=True)
def clock(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(timezone, "localdate", lambda *_: Clock.today)
    Clock.today = date(2022, 10, 10)
    return Clock


def told(account, **more):
    return list(Notice.objects.filter(account=account, **more).order_by("pk").values_list("kind", flat=True))


def test_a_new_task_is_told_to_its_holders_and_to_nobody_else(world):
    shed(world.home)
    accounts = world.home.accounts
    assert told(accounts["town"]) == ["todo"]
    assert [name for name, one in accounts.items() if told(one)] == ["town"]


def test_what_the_inbox_of_the_office_shows_is_not_told_to_it_as_well(world):
    thing = shed(world.home)
    REBUILDING.take(by(world.home, "town"), thing, "verify", opinion="属实")
    assert Task.objects.about(thing).open().get().role == "office"
    assert told(world.home.accounts["office"]) == []


def test_those_with_a_part_in_it_hear_of_a_move_and_the_mover_does_not(world):
    order = issued(world.home)
    department = world.home.accounts["department"]
    Notice.objects.all().delete()
    ORDERING.take(actor_of(department), order, "object", reason="不属本单位")
    assert told(department) == []
    # the office began it, but hears of moves in its inbox alone; the objection is a step back for it
    assert told(world.home.accounts["office"]) == ["returned"]
    ORDERING.take(by(world.home, "office"), order, "adjust", opinion="仍由贵局牵头", lead=world.home.departments[0])
    assert told(department) == ["happened"]  # and not the task that the same move opened


def test_feedback_sent_back_is_told_once_as_returned(world):
    order = reported(world.home)
    Notice.objects.all().delete()
    ORDERING.take(by(world.home, "office"), order, "return", reason="佐证不足")
    department = world.home.accounts["department"]
    assert [kind for kind in told(department) if kind in ("returned", "todo", "happened")] == ["returned"]
    notice = Notice.objects.get(account=department, kind="returned")
    assert notice.title.startswith("退回反馈：DB")
    assert "佐证不足" in notice.note


def test_what_is_rolled_back_was_never_told(world):
    shed(world.home)
    before = Notice.objects.count()
    with transaction.atomic():
        shed(world.home, "S2")
        assert Notice.objects.count() == before + 1
        transaction.set_rollback(True)
    assert Notice.objects.count() == before


def _task(world, **more):
    thing = shed(world.home)
    task = Task.objects.about(thing).get()
    opened = timezone.make_aware(datetime(2022, 10, 10, 9))
    Task.objects.filter(pk=task.pk).update(due=DUE, **{"opened_at": opened, **more})
    Notice.objects.all().delete()
    task.refresh_from_db()
    return task


@pytest.mark.parametrize(
    ("on", "town", "office", "leader"),
    [
        (date(2022, 10, 18), [], [], []),  # four working days ahead
        (date(2022, 10, 19), ["due"], [], []),
        (date(2022, 10, 24), ["due"], [], []),
        (date(2022, 10, 25), ["overdue"], [], []),
        (date(2022, 10, 26), ["overdue"], ["escalated"], []),
        (date(2022, 10, 28), ["overdue"], ["escalated"], ["escalated"]),
    ],
)
def test_lines_are_crossed_on_the_working_days_of_the_worked_example(world, clock, on, town, office, leader):
    _task(world)
    clock.today = on
    scan()
    accounts = world.home.accounts
    assert [told(accounts[name]) for name in ("town", "office", "leader")] == [town, office, leader]


def test_each_line_is_told_once_however_often_one_looks(world, clock):
    task = _task(world)
    seen = {}
    for n in range(30):
        clock.today = date(2022, 10, 10) + timedelta(days=n)
        for _turn in range(2):
            if scan():
                seen[clock.today] = Notice.objects.count()
    assert seen == {
        date(2022, 10, 19): 1,
        date(2022, 10, 25): 2,
        date(2022, 10, 26): 3,
        date(2022, 10, 28): 4,
    }
    # a new limit is a new line
    Task.objects.filter(pk=task.pk).update(due=clock.today + timedelta(days=1))
    assert scan() == 1


def test_what_was_opened_near_its_day_is_not_told_twice(world, clock):
    _task(world, opened_at=timezone.make_aware(datetime(2022, 10, 19, 9)))  # three working days ahead
    clock.today = date(2022, 10, 20)
    assert scan() == 0
    Task.objects.update(opened_at=timezone.make_aware(datetime(2022, 10, 18, 9)))
    assert scan() == 1


def test_a_closed_task_crosses_no_line(world, clock):
    _task(world, closed_at=timezone.now())
    clock.today = date(2022, 10, 28)
    assert scan() == 0


def test_an_order_goes_upwards_by_its_own_levels_only(world, clock):
    order = issued(world.home)
    Task.objects.about(order).update(due=DUE)
    Notice.objects.all().delete()
    clock.today = date(2022, 11, 10)
    scan()
    assert set(Notice.objects.values_list("kind", flat=True)) == {"overdue"}


def test_a_nudge_is_told_seen_in_the_timeline_and_given_once_a_day(world, clock):
    task = _task(world)
    office, town = by(world.home, "office"), world.home.accounts["town"]
    nudge(office, task, "请本周内核实")
    notice = Notice.objects.get(account=town)
    assert (notice.kind, "请本周内核实" in notice.note) == ("nudge", True)
    event = Event.objects.about(task.thing).last()
    assert (event.label, "请本周内核实" in event.note) == ("催办", True)
    with pytest.raises(InputFault, match="今天已经催办过"):
        nudge(office, task, "再催")
    clock.today += timedelta(days=1)
    assert nudge(office, task, "再催")


def test_only_the_office_of_the_county_nudges_and_not_itself(world):
    task = _task(world)
    for actor in (by(world.home, "department"), by(world.neighbour, "office"), by(world.home, "leader")):
        with pytest.raises(InputFault, match="只能由本级专班办公室"):
            nudge(actor, task, "")
    Task.objects.filter(pk=task.pk).update(role="office", region=world.home.region)
    task.refresh_from_db()
    with pytest.raises(InputFault, match="他人的在办事项"):
        nudge(by(world.home, "office"), task, "")


def test_a_muted_kind_is_not_told_and_no_kind_beyond_the_role_s_is(world):
    town = world.home.accounts["town"]
    plain = {"mail": "", "mail_kinds": [], "digest": True, "quiet_from": None, "quiet_until": None}
    services.wish(actor_of(town), {**plain, "muted": ["todo"]})
    shed(world.home)
    assert told(town) == []
    assert not wants("leader", Kind.TODO)
    thing = shed(world.home, "S3")
    assert tell([world.home.accounts["leader"]], Kind.TODO, thing, "x", "甲") == []


def test_quiet_hours_need_both_ends(world):
    told_ = {"mail": "", "muted": [], "mail_kinds": [], "digest": True, "quiet_from": time(20), "quiet_until": None}
    with pytest.raises(InputFault, match="须同时填写"):
        services.wish(by(world.home, "town"), told_)


def test_holders_are_those_whose_inbox_shows_the_task(world):
    thing = shed(world.home)
    order = issued(world.home)
    for task in (Task.objects.about(thing).get(), Task.objects.about(order).open().get()):
        everyone = [one for county in (world.home, world.neighbour) for one in county.accounts.values()]
        shown = {one for one in everyone if Task.objects.filter(pk=task.pk).held_by(one).exists()}
        assert set(holders(task)) == shown


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2022-10-10 19:59", "2022-10-10 19:59"),
        ("2022-10-10 20:00", "2022-10-11 08:00"),
        ("2022-10-10 23:30", "2022-10-11 08:00"),
        ("2022-10-11 00:00", "2022-10-11 08:00"),
        ("2022-10-11 07:59", "2022-10-11 08:00"),
        ("2022-10-11 08:00", "2022-10-11 08:00"),
    ],
)
def test_quiet_hours_end_in_the_morning(now, expected):
    at = timezone.make_aware(datetime.fromisoformat(now))
    assert after_quiet(at, time(20), time(8)) == timezone.make_aware(datetime.fromisoformat(expected))


def test_quiet_hours_within_a_day_and_none_at_all():
    noon = timezone.make_aware(datetime(2022, 10, 10, 12, 30))
    assert timezone.localtime(after_quiet(noon, time(12), time(14))).time() == time(14)
    assert after_quiet(noon, time(12), time(12)) == noon


def test_without_a_channel_nothing_waits_to_go_outside(world, settings):
    settings.EMAIL_HOST = settings.WEBHOOK_URL = ""
    task = _task(world)
    nudge(by(world.home, "office"), task, "催")
    assert not Delivery.objects.exists()
