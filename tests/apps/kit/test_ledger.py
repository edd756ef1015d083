"""Books: postings, balances, reversals; never below zero; a sequence of anything adds up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenghuan.apps.audit.trail import service
from tenghuan.apps.kit.ledger import drift
from tenghuan.apps.kit.models import Balance, Posting
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import by, shed
from tests.workshop.registers import ROOM


@service("test.book")
def booked(actor, work):
    return work()


def post(world, amount, cause, account="freed", kind="close"):
    actor = by(world.home, "office")
    return booked(actor, lambda: ROOM.post(actor, world.home.region, account, Decimal(amount), cause=cause, kind=kind))


def test_in_and_out_make_the_balance(world):
    one, two = shed(world.home, "1"), shed(world.home, "2")
    post(world, "150", one)
    post(world, "90", two)
    post(world, "-60", one, kind="hold")
    post(world, "-100", two, kind="give")
    assert ROOM.balance(world.home.region, "freed") == Decimal("80")
    assert drift() == []


def test_one_too_much_is_refused_and_the_message_says_what_is_missing(world):
    one = shed(world.home, "1")
    post(world, "80", one)
    with pytest.raises(InputFault, match="可用 80 亩，申请 81 亩，差 1 亩"):
        post(world, "-81", one, kind="give")
    assert ROOM.balance(world.home.region, "freed") == 80
    assert Posting.objects.count() == 1


def test_a_cause_posts_once(world):
    one = shed(world.home, "1")
    post(world, "5", one)
    with pytest.raises(InputFault, match="已在厂房腾地账记过账"):
        post(world, "5", one)
    assert ROOM.balance(world.home.region, "freed") == 5


def test_a_reversal_needs_a_reason_and_is_made_once(world):
    posting = post(world, "5", shed(world.home, "1"))
    actor = by(world.home, "office")
    with pytest.raises(InputFault, match="冲正理由"):
        booked(actor, lambda: ROOM.reverse(actor, posting, ""))
    booked(actor, lambda: ROOM.reverse(actor, posting, "面积有误"))
    assert ROOM.balance(world.home.region, "freed") == 0
    with pytest.raises(InputFault, match="已经冲正"):
        booked(actor, lambda: ROOM.reverse(actor, posting, "再次"))


def test_what_was_given_on_cannot_be_taken_back(world):
    posting = post(world, "5", shed(world.home, "1"))
    post(world, "-4", shed(world.home, "2"), kind="give")
    actor = by(world.home, "office")
    with pytest.raises(InputFault, match="差 4 亩"):
        booked(actor, lambda: ROOM.reverse(actor, posting, "面积有误"))


def test_a_move_between_accounts_is_a_pair_or_nothing(world):
    one = shed(world.home, "1")
    post(world, "5", one)
    actor = by(world.home, "office")
    place = world.home.region
    booked(actor, lambda: ROOM.move(actor, place, "freed", "given", Decimal(3), cause=one, kind="give"))
    assert (ROOM.balance(place, "freed"), ROOM.balance(place, "given")) == (2, 3)
    two = shed(world.home, "2")
    with pytest.raises(InputFault):
        booked(actor, lambda: ROOM.move(actor, place, "freed", "given", Decimal(9), cause=two, kind="give"))
    assert Posting.objects.count() == 3


STEPS = st.lists(st.tuples(st.sampled_from(("post", "reverse")), st.integers(-50, 80), st.integers(0, 5)), max_size=25)


@given(steps=STEPS)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_posted_and_reversed_the_balance_is_the_sum_and_never_below_zero(world, steps):
    Posting.objects.filter(reverses__isnull=False).delete()
    Posting.objects.all().delete()
    Balance.objects.all().delete()
    causes = [shed(world.home, f"{n}") for n in range(6)] if not world.__dict__.get("causes") else world.causes
    world.causes = causes
    actor = by(world.home, "office")
    for verb, amount, at in steps:
        try:
            if verb == "post":
                post(world, amount, causes[at], kind="in" if amount > 0 else "out")
            elif (last := Posting.objects.filter(object_id=causes[at].pk).last()) is not None:
                booked(actor, lambda last=last: ROOM.reverse(actor, last, "更正"))
        except InputFault:
            pass
        assert ROOM.balance(world.home.region, "freed") >= 0
    assert drift() == []
    posted = Posting.objects.filter(reverses=None).values_list("object_id", "kind")
    assert len(posted) == len(set(posted))
