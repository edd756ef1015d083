"""Moves: who, what they need, once, undone, in bulk, with their tasks and effects."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tenghuan.apps.audit.models import Entry
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.models import Attachment, Event, Posting, Task
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import by, claimed, photos, shed
from tests.workshop.models import State
from tests.workshop.registers import REBUILDING, ROOM


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_a_move_changes_state_timeline_trail_and_task_together(world):
    thing = shed(world.home)
    REBUILDING.take(by(world.home, "town"), thing, "verify", opinion="现场属实")
    assert thing.state == State.LISTED
    assert thing.revision == 2
    event = Event.objects.about(thing).last()
    assert (event.label, event.before, event.after, event.note) == ("属地核实", "found", "listed", "意见：现场属实")
    row = Entry.objects.filter(action="sheds.verify").get()
    assert row.before == {"state": "found"}
    assert row.after == {"state": "listed", "opinion": "现场属实"}
    assert Task.objects.about(thing).open().get().title == "组织开工：厂房S1"


def test_what_a_move_needs_is_named_when_it_is_missing(world):
    thing = shed(world.home)
    with pytest.raises(InputFault, match="请填写意见"):
        REBUILDING.take(by(world.home, "town"), thing, "verify")
    REBUILDING.take(by(world.home, "town"), thing, "verify", opinion="属实")
    with pytest.raises(InputFault, match="改造措施：必填"):
        REBUILDING.take(by(world.home, "office"), thing, "start")
    assert thing.state == State.LISTED


def test_evidence_that_is_missing_undoes_the_whole_move(world):
    thing = shed(world.home)
    REBUILDING.take(by(world.home, "town"), thing, "verify", opinion="属实")
    REBUILDING.take(by(world.home, "office"), thing, "start", plan="重建")
    one = {"改造前照片": photos()["改造前照片"]}
    with pytest.raises(InputFault, match="缺少佐证材料：改造后照片"):
        REBUILDING.take(by(world.home, "town"), thing, "claim", freed="3", files=one)
    thing.refresh_from_db()
    assert (thing.state, thing.freed) == (State.WORKING, None)
    assert not Attachment.objects.about(thing).exists()


@pytest.mark.parametrize(
    ("place", "role"), [("home", "office"), ("home", "town2"), ("neighbour", "town"), ("home", "leader")]
)
def test_who_is_not_the_town_of_the_shed_cannot_verify_it(world, place, role):
    thing = shed(world.home)
    with pytest.raises(InputFault, match="由属地乡镇（街道）办理"):
        REBUILDING.take(by(getattr(world, place), role), thing, "verify", opinion="属实")
    assert not Entry.objects.filter(action="sheds.verify").exists()


def test_an_actor_without_account_is_nobody_unless_it_is_the_platform(world):
    thing = claimed(world.home)
    with pytest.raises(InputFault):
        REBUILDING.take(Actor(account="nobody"), thing, "accept")
    REBUILDING.take(Actor.platform("test"), thing, "accept")
    assert thing.state == State.CLOSED


def test_whoever_claimed_cannot_accept(world):
    thing = claimed(world.home)
    Event.objects.about(thing).filter(verb="claim").update(account=world.home.accounts["office"])
    with pytest.raises(InputFault, match="不能自己核验"):
        REBUILDING.take(by(world.home, "office"), thing, "accept")
    offers = {offer.move.verb: offer.hindrance for offer in REBUILDING.offered(by(world.home, "office"), thing)}
    assert "另一人" in offers["accept"]
    assert offers["return"] == ""


def test_a_second_click_is_refused_and_changes_nothing(world):
    thing = shed(world.home)
    seen_twice = type(thing).objects.get(pk=thing.pk)
    REBUILDING.take(by(world.home, "town"), thing, "verify", opinion="属实")
    with pytest.raises(InputFault, match="刚被他人办理"):
        REBUILDING.take(by(world.home, "town"), seen_twice, "verify", opinion="属实")
    assert Event.objects.about(thing).filter(verb="verify").count() == 1


def test_a_revision_that_was_overtaken_is_refused(world):
    thing = shed(world.home)
    with pytest.raises(InputFault, match="刚被他人办理"):
        REBUILDING.take(by(world.home, "town"), thing, "verify", opinion="属实", seen=7)


def test_the_effect_posts_and_a_reopened_shed_cannot_post_twice(world):
    thing = claimed(world.home, freed="4.5")
    REBUILDING.take(by(world.home, "office"), thing, "accept")
    assert ROOM.balance(world.home.region, "freed") == Decimal("4.5")
    platform = Actor.platform("test")
    REBUILDING.take(platform, thing, "reopen")
    REBUILDING.take(by(world.home, "town"), thing, "claim", freed="5", files=photos())
    with pytest.raises(InputFault, match="已在厂房腾地账记过账"):
        REBUILDING.take(by(world.home, "office"), thing, "accept")
    thing.refresh_from_db()
    assert thing.state == State.CLAIMED
    assert Posting.objects.count() == 1


def test_the_last_move_is_undone_by_whoever_made_it_while_nothing_followed(world):
    thing = shed(world.home)
    town = by(world.home, "town")
    REBUILDING.take(town, thing, "verify", opinion="属实")
    assert REBUILDING.undoable(by(world.home, "office"), thing) is None
    REBUILDING.undo(town, thing)
    assert thing.state == State.FOUND
    assert Task.objects.about(thing).open().get().title == "核实：厂房S1"
    with pytest.raises(InputFault, match="不能撤销"):
        REBUILDING.undo(town, thing)


def test_a_move_that_does_not_allow_it_is_not_undone(world):
    thing = shed(world.home)
    REBUILDING.take(by(world.home, "town"), thing, "drop", reason="已拆除")
    with pytest.raises(InputFault, match="不能撤销"):
        REBUILDING.undo(by(world.home, "town"), thing)


def test_a_bulk_move_reports_what_went_and_why_the_rest_did_not(world):
    mine, other = shed(world.home, "S1"), shed(world.home, "S2", town=1)
    report = REBUILDING.take_many(by(world.home, "town"), [mine, other], "verify", opinion="属实")
    assert report.went == [mine]
    ((refused, why),) = report.refused
    assert refused == other
    assert "属地" in why


def test_the_task_lies_with_whoever_must_move_next_and_has_its_day(world):
    thing = shed(world.home)
    task = Task.objects.about(thing).open().get()
    town, town2 = world.home.accounts["town"], world.home.accounts["town2"]
    assert list(Task.objects.open().held_by(town)) == [task]
    assert not Task.objects.open().held_by(town2).exists()
    assert not task.overdue(date(2030, 1, 1))
    REBUILDING.take(by(world.home, "town"), thing, "drop", reason="已拆除")
    assert not Task.objects.about(thing).open().exists()
    assert Task.objects.about(thing).get().closed_by == "东1镇政府　测试dong-town" or Task.objects.get().closed_at
