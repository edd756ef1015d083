"""Record and list of requests: the clock of each step, filters by limits, who sees which button, sample data."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.kit.models import Task
from tenghuan.apps.kit.parameters import declared, parameter
from tenghuan.apps.services import demonstration, dictionary
from tenghuan.apps.services.models import OVER, RUNNING, Request, State
from tenghuan.apps.services.panels import Clock, Done
from tenghuan.apps.services.registers import ANSWERING, REQUESTS
from tests.apps.evaluation.test_procedure import code
from tests.apps.kit.sheds import by
from tests.apps.services.asking import answered, asked, assigned, clock, working

pytestmark = pytest.mark.django_db


def back(thing: Request, **hours: int) -> None:
    """Put moments of a request so many hours before now."""
    now = timezone.now()
    Request.objects.filter(pk=thing.pk).update(**{name: now - timedelta(hours=n) for name, n in hours.items()})
    thing.refresh_from_db()


# -- the record ----------------------------------------------------------------------------------------------------
def test_the_clock_tells_each_step_that_was_done_and_the_limit_of_the_present_one(world, monkeypatch):
    clock(monkeypatch, "2026-11-30T09:00")
    thing = asked(world.home)
    clock(monkeypatch, "2026-11-30T09:45")
    ANSWERING.take(by(world.home, "office"), thing, "assign", kind="factor", lead=world.home.departments[0])
    told = Clock().context(world.home.accounts["office"], thing)
    shown = [(label, at.strftime("%H:%M"), late) for label, at, late in told["steps"]]
    assert shown == [("提出", "09:00", False), ("分派", "09:45", True)]
    assert timezone.localtime(told["due"]).strftime("%H:%M") == "10:45"
    assert (told["late"], told["state"]) == (False, "待签收")


def test_a_closed_request_has_no_limit_left(world):
    thing = answered(world.home)
    ANSWERING.take(by(world.home, "office"), thing, "visit", way="phone", score=5)
    told = Clock().context(world.home.accounts["office"], thing)
    assert told["due"] is None
    assert [label for label, _at, _late in told["steps"]][-1] == "回访结案"
    assert thing.due_day is None
    assert not Task.objects.about(thing).open().exists()


def test_what_was_done_is_shown_as_far_as_it_went(world):
    thing = asked(world.home)
    assert Done().context(world.home.accounts["office"], thing) is None
    thing = working(world.home, title="另一件")
    shown = [column.key for column in Done().context(world.home.accounts["office"], thing)["columns"]]
    assert shown == ["lead", "response"]


def test_the_page_offers_each_account_its_own_step_only(world):
    thing = assigned(world.home)
    page = reverse("requests:detail", args=(thing.pk,))
    words = {
        name: {
            one
            for one in ("签收", "退回重派", "撤回诉求")
            if f">{one}</" in world.client(name).get(page).content.decode()
        }
        for name in ("department", "enterprise", "leader", "town")
    }
    assert words == {"department": {"签收", "退回重派"}, "enterprise": {"撤回诉求"}, "leader": set(), "town": set()}


def test_a_request_is_changed_until_it_is_signed_for(world):
    thing = assigned(world.home)
    change = reverse("requests:change", args=(thing.pk,))
    assert world.client("office").get(change).status_code == 200
    ANSWERING.take(by(world.home, "department"), thing, "sign", response="已联系")
    assert world.client("office").get(change).status_code == 403


# -- the list ------------------------------------------------------------------------------------------------------
def test_the_list_filters_by_limits(world):
    late, in_time, once = (working(world.home, number) for number in (1, 2, 3))
    back(late, due_by=1)
    Request.objects.filter(pk=once.pk).update(
        answer_late=True, answered_at=timezone.now(), state=State.CLOSED, due_by=None
    )
    client = world.client("office")
    found = {
        key: {one.pk for one in client.get(f"/r/requests/?late={key}").context["shown"].object_list}
        for key in ("now", "ever", "answer", "answered")
    }
    assert found == {"now": {late.pk}, "ever": {once.pk}, "answer": {once.pk}, "answered": {once.pk}}
    assert in_time.pk not in set().union(*found.values())


def test_nonsense_in_the_filter_shows_no_page_of_errors(world):
    asked(world.home)
    assert world.client("office").get("/r/requests/?late=x&kind=none&score=99&redone_min=abc").status_code == 200


def test_the_search_finds_a_request_by_enterprise_number_and_words(world):
    thing, other = asked(world.home, title="供电增容"), asked(world.home, 2, title="招工")
    client = world.client("office")
    for words in (thing.number, "供电", thing.enterprise.name):
        found = {one.pk for one in client.get("/r/requests/", {"q": words}).context["shown"].object_list}
        assert thing.pk in found, words
        assert other.pk not in found, words


# -- words and limits are data -------------------------------------------------------------------------------------
def test_every_limit_names_its_source_and_is_shown_as_local(world):
    mine = {key: row for key, row in declared().items() if key.startswith("request_")}
    assert len(mine) == 9
    for key, row in mine.items():
        assert row["source"], key
        assert "待核实" in parameter(world.home.region, key, timezone.localdate()).note, key


def test_a_way_of_visiting_back_says_whether_the_enterprise_was_reached():
    assert {key: dictionary.reached(key) for key, _word in dictionary.ways()} == {
        "phone": True, "door": True, "online": True, "missed": False,
    }  # fmt: skip
    assert dictionary.reached("none") is False


def test_each_state_is_either_running_or_over():
    assert set(RUNNING) | set(OVER) == set(State)
    assert not set(RUNNING) & set(OVER)


# -- sample data ---------------------------------------------------------------------------------------------------
def test_sample_requests_stand_in_every_state_some_late_some_hard_and_come_in_once(world, monkeypatch):
    clock(monkeypatch, "2026-11-30T09:00")
    county = world.home
    for n in range(12):
        Enterprise.objects.create(
            county=county.region, uscc=code(900 + n), name=f"示例{n}厂", town=county.town_regions[0], above_scale=True
        )
    platform = Actor.platform("demonstration")
    assert demonstration.load(platform, county.region) == 14
    assert demonstration.load(platform, county.region) == 0
    rows = list(Request.objects.all())
    states = Counter(one.state for one in rows)
    assert set(states) == {"asked", "assigned", "working", "meeting", "answered", "closed", "withdrawn", "declined"}
    assert all(one.sample for one in rows)
    assert sum(one.late_now for one in rows) >= 2
    assert sum(one.hard for one in rows) == 2
    assert {one.redone for one in rows} == {0, 1}
    assert {one.satisfied for one in rows if one.state == "closed"} == {True, None}
    # what was put back stays in order, and every open task is due on the day of its limit
    for one in rows:
        moments = (one.asked_at, one.assigned_at, one.signed_at, one.answered_at, one.closed_at)
        told = [moment for moment in moments if moment is not None]
        assert told == sorted(told), one
        assert timezone.localdate(one.asked_at) == one.asked_on
        if one.state in RUNNING:
            assert Task.objects.about(one).open().get().due == one.due_day, one
            assert timezone.localtime(one.due_by).weekday() < 5, one


def test_a_county_without_enterprises_has_no_sample_requests(world):
    assert demonstration.load(Actor.platform("demonstration"), world.foreign.region) == 0
    assert not REQUESTS.rows(world.foreign.accounts["office"]).exists()


@pytest.mark.parametrize("address", ["/r/requests/add", "/r/posts/add"])
def test_an_enterprise_that_adds_a_record_of_its_own_need_not_type_its_code(world, address):
    own = world.home.accounts["enterprise"].enterprise_code
    Enterprise.objects.get_or_create(county=world.home.region, uscc=own, defaults={"name": "本企业"})
    form = world.client("enterprise").get(address).context["form"]
    assert form["enterprise"].value() == own
    assert world.client("office").get(address).context["form"]["enterprise"].value() in (None, "")
