"""Who owes what: tasks by relation to the thing, renewed, handed on, closed; inboxes of owner, neighbour, stranger."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from tenghuan.apps.access.who import Who, any_of, is_one, owner, roles_of
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import records, tasks
from tenghuan.apps.kit.models import Task
from tenghuan.apps.kit.tasks import ToDo, close_tasks, holder, open_many, open_task
from tests.apps.kit.sheds import by, shed
from tests.workshop.registers import REBUILDING, SHEDS

DUE = date(2026, 3, 31)


@pytest.fixture
def thing(world):
    """A shed in the first town, without a unit; what its own making opened is put away."""
    made = shed(world.home)
    Task.objects.all().delete()
    return made


def holders(world):
    """Who has something in the inbox, by name; of the neighbour county too."""
    found = set()
    for county, sign in ((world.home, ""), (world.neighbour, "neighbour ")):
        for name, account in county.accounts.items():
            if Task.objects.open().held_by(account).exists():
                found.add(sign + name)
    return found


@pytest.mark.parametrize(
    ("who", "held_by"),
    [
        (Who.OFFICE, {"office"}),
        (Who.TOWN, {"town"}),
        (Who.AUTHOR, {"office"}),  # who made it: the office
        (Who.UNIT, {"office"}),  # it has no unit: nothing lies where nobody looks
        (Who.RECEIVER, {"office"}),
        (Who.ENTERPRISE, {"office"}),  # a shed is no enterprise's
        (Who.PLATFORM, {"office"}),
    ],
)
def test_a_task_lies_with_whoever_stands_in_the_relation_and_with_nobody_else(world, thing, who, held_by):
    open_task(thing, "sheds:x", "做", who, DUE)
    assert holders(world) == held_by


def test_a_unit_holds_what_is_its_own_and_a_towns_unit_is_the_town(world, thing):
    department, town = world.home.departments[1], world.home.towns[1]
    assert holder(department, thing) == {"region": world.home.region, "unit": department}
    assert holder(town, thing) == {"region": world.home.town_regions[1], "role": "town"}
    open_task(thing, "a", "甲", department)
    open_task(thing, "b", "乙", town)
    assert holders(world) == {"department2", "town2"}


def test_a_second_call_renews_day_title_and_holder_and_opens_no_second_task(world, thing):
    first = open_task(thing, "sheds:x", "做", Who.TOWN, DUE)
    again = open_task(thing, "sheds:x", "再做" * 150, world.home.departments[0], DUE + timedelta(days=1))
    assert (again.pk, again.due, len(again.title)) == (first.pk, date(2026, 4, 1), 200)
    assert holders(world) == {"department", "office"}  # the office belongs to that department here
    assert Task.objects.open().count() == 1


@pytest.mark.parametrize(
    ("kinds", "among", "left"), [("", None, 0), ("sheds:", None, 1), ("sheds:", ["sheds:a"], 2), ("x", None, 3)]
)
def test_tasks_are_closed_by_how_their_kind_begins(world, thing, kinds, among, left):
    for kind in ("sheds:a", "sheds:b", "other"):
        open_task(thing, kind, kind, Who.OFFICE)
    closed = close_tasks(by(world.home, "office"), thing, kinds, among)
    assert (closed, Task.objects.open().count()) == (3 - left, left)
    assert set(Task.objects.exclude(closed_at=None).values_list("closed_by", flat=True)) <= {
        "东县经信局　测试dong-office"
    }


def test_what_was_closed_may_be_opened_again(world, thing):
    open_task(thing, "sheds:x", "做", Who.OFFICE)
    close_tasks(by(world.home, "office"), thing)
    open_task(thing, "sheds:x", "做", Who.OFFICE)
    assert (Task.objects.count(), Task.objects.open().count()) == (2, 1)


def test_many_are_opened_at_once_and_those_that_stand_get_the_new_day(world, thing):
    open_many(thing, {"a": ToDo("甲", Who.TOWN, DUE), "b": ToDo("乙", Who.OFFICE, None)})
    later = DUE + timedelta(days=7)
    open_many(
        thing, {"a": ToDo("甲", Who.TOWN, later), "b": ToDo("乙", Who.OFFICE, later), "c": ToDo("丙", Who.OFFICE)}
    )
    assert dict(Task.objects.open().values_list("kind", "due")) == {"a": later, "b": later, "c": None}
    open_many(thing, {"a": ToDo("甲", Who.TOWN, None)})
    assert Task.objects.get(kind="a").due is None


def test_ten_times_the_tasks_take_as_many_queries(world, thing, django_assert_num_queries):
    wanted = {f"k{at}": ToDo(f"第{at}件", Who.OFFICE, DUE) for at in range(50)}
    open_many(thing, {"warm": ToDo("先", Who.OFFICE, DUE)})
    with django_assert_num_queries(2):
        open_many(thing, wanted)
    assert Task.objects.open().count() == 51


@pytest.mark.parametrize(("due", "over"), [(None, False), (DUE, False), (DUE - timedelta(days=1), True)])
def test_a_task_is_overdue_from_the_day_after_its_last(due, over):
    assert Task(due=due).overdue(DUE) is over


def test_the_inbox_begins_with_the_nearest_day_and_ends_with_what_has_none(world, thing):
    for title, due in (("无期限", None), ("后到期", DUE), ("先到期", DUE - timedelta(days=9))):
        open_task(thing, f"sheds:{title}", title, Who.OFFICE, due)
    page = world.client("office").get("/inbox/").content.decode()
    assert page.index("先到期") < page.index("后到期") < page.index("无期限")


def test_the_inbox_of_whom_is_no_longer_active_or_logged_in_is_empty(world, thing):
    open_task(thing, "sheds:x", "做", Who.OFFICE)
    account = world.home.accounts["office"]
    account.is_active = False
    assert not Task.objects.open().held_by(account).exists()
    assert not Task.objects.open().held_by(SimpleNamespace(is_authenticated=False)).exists()


def test_a_task_follows_the_thing_to_its_new_town(world):
    made = shed(world.home)
    assert holders(world) == {"town"}
    records.change(by(world.home, "office"), SHEDS, made, {"town": world.home.town_regions[1]})
    assert holders(world) == {"town2"}
    REBUILDING.take(by(world.home, "town2"), made, "verify", opinion="属实")
    assert holders(world) == {"office"}
    REBUILDING.undo(by(world.home, "town2"), made)
    assert holders(world) == {"town2"}


# -- who one is ----------------------------------------------------------------------------------------------------
def ones(world, thing, who):
    found = set()
    for county, sign in ((world.home, ""), (world.neighbour, "neighbour "), (world.foreign, "foreign ")):
        found |= {sign + name for name in county.accounts if is_one(who, by(county, name), thing)}
    return found


@pytest.mark.parametrize(
    ("who", "names"),
    [
        (Who.OFFICE, {"office"}),
        (Who.TOWN, {"town"}),
        (Who.AUTHOR, {"office"}),
        (Who.UNIT, {"department2"}),
        (Who.ENTERPRISE, set()),
        (Who.SYSTEM_ADMIN, {"system_admin"}),
        (Who.SECURITY_ADMIN, {"security_admin"}),
        (Who.PLATFORM, set()),
    ],
)
def test_a_relation_holds_in_the_things_own_county_and_for_nobody_else(world, who, names):
    made = shed(world.home, unit=world.home.departments[1])
    assert ones(world, made, who) == names


def test_the_platform_may_what_people_may_and_a_nameless_actor_may_nothing(world, thing):
    platform, nobody = Actor.platform("test"), SimpleNamespace(account="office", user=None)
    assert any_of((Who.OFFICE,), platform, thing)
    assert is_one(Who.PLATFORM, platform, thing)
    assert not any_of(tuple(Who), nobody, thing)


def test_whoever_was_put_out_of_action_is_nobody(world, thing):
    actor = by(world.home, "office")
    actor.user.is_active = False
    assert not any_of((Who.OFFICE, Who.AUTHOR), actor, thing)


def test_pages_admit_every_role_that_could_be_one(world):
    assert roles_of(()) == frozenset()
    assert roles_of((Who.TOWN, Who.OFFICE)) == {"town", "office"}
    assert roles_of(Who) >= {"town", "office", "department", "enterprise", "system_admin", "security_admin"}


def test_an_owner_is_followed_step_by_step_and_none_where_a_step_is_empty(world, thing):
    assert owner(thing, "county__parent") == world.city
    assert owner(thing, "unit__region") is None
    assert owner(thing, "") == thing
    assert tasks.holder(Who.UNIT, thing)["role"] == "office"
