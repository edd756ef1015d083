"""A request from asked to closed: who may do what, clocks in office hours, once more, hard ones (methodology2 §27)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.models import Task
from tenghuan.apps.notices.models import Notice
from tenghuan.apps.organization.models import Unit, UnitKind
from tenghuan.apps.services.models import Request, State
from tenghuan.apps.services.registers import ANSWERING, REQUESTS
from tenghuan.errors import InputFault
from tests.apps.kit.sheds import actor_of, by
from tests.apps.services.asking import answered, asked, assigned, clock, firm, working
from tests.kit.test_needs import second
from tests.world import new_account

pytestmark = pytest.mark.django_db


def at(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


def another(world: Any) -> Actor:
    return actor_of(second(world.home))


# -- the clock -----------------------------------------------------------------------------------------------------
def test_thirty_minutes_to_assign_run_in_office_hours_only(world, monkeypatch):
    # Friday 17:15: 15 minutes that day, 15 on Monday from 8:30
    clock(monkeypatch, "2026-11-27T17:15")
    assert asked(world.home).due_by == at("2026-11-30T08:45")


def test_sixty_minutes_to_sign_from_friday_five_end_on_monday_at_nine(world, monkeypatch):
    # the worked figure of methodology2 §32.1
    clock(monkeypatch, "2026-11-27T17:00")
    assert assigned(world.home).due_by == at("2026-11-30T09:00")


def test_signing_starts_the_clocks_of_plan_and_answer(world, monkeypatch):
    thing = assigned(world.home)
    clock(monkeypatch, "2026-11-30T08:30")
    ANSWERING.take(by(world.home, "department"), thing, "sign", response="已联系")
    # 24 hours at 7 a day: three whole days (Mon–Wed), then 3 h from 8:30 on Thursday
    assert thing.due_by == at("2026-12-03T11:30")
    # seven working days after Monday: Wednesday of the next week, to the end of office hours
    assert thing.answer_by == at("2026-12-09T17:30")


def test_a_week_of_national_holiday_is_no_working_time(world, monkeypatch):
    thing = assigned(world.home)
    clock(monkeypatch, "2022-09-28T09:00")
    ANSWERING.take(by(world.home, "department"), thing, "sign", response="已联系")
    # 29, 30 September, then 8, 9 (exchanged), 10, 11, 12 October 2022
    assert thing.answer_by == at("2022-10-12T17:30")


def test_a_kind_may_have_a_limit_of_its_own(world, monkeypatch):
    from tenghuan.apps.kit import parameters

    row = {"key": "request_answer_days_factor", "value": 3, "source": "本县文件", "status": "local"}
    monkeypatch.setitem(parameters._defaults, row["key"], row)
    thing = assigned(world.home)
    clock(monkeypatch, "2026-11-30T09:00")
    ANSWERING.take(by(world.home, "department"), thing, "sign", response="已联系")
    assert thing.answer_by == at("2026-12-03T17:30")


def test_a_step_after_its_limit_is_late_for_good_and_one_in_time_is_not(world, monkeypatch):
    clock(monkeypatch, "2026-11-30T09:00")
    thing = asked(world.home)
    clock(monkeypatch, "2026-11-30T09:31")
    assert thing.late_now
    ANSWERING.take(by(world.home, "office"), thing, "assign", kind="factor", lead=world.home.departments[0])
    assert thing.assign_late
    assert not thing.late_now
    clock(monkeypatch, "2026-11-30T10:31")  # to the minute: the limit itself is in time
    ANSWERING.take(by(world.home, "department"), thing, "sign", response="已联系")
    assert (thing.sign_late, thing.ever_late) == (False, True)


def test_an_answer_without_a_plan_is_held_against_both_limits(world, monkeypatch):
    clock(monkeypatch, "2026-11-30T09:00")
    thing = working(world.home)
    clock(monkeypatch, "2026-12-04T17:00")  # after the plan's limit, before the answer's
    ANSWERING.take(by(world.home, "department"), thing, "answer", outcome="solved", result="已解决")
    assert (thing.plan_late, thing.answer_late) == (True, False)


def test_the_first_plan_stops_its_clock_and_a_later_one_changes_words_only(world, monkeypatch):
    clock(monkeypatch, "2026-11-30T09:00")
    thing = working(world.home)
    ANSWERING.take(by(world.home, "department"), thing, "plan", plan="本周会办")
    assert thing.due_by == thing.answer_by
    first = thing.planned_at
    clock(monkeypatch, "2026-12-08T09:00")
    ANSWERING.take(by(world.home, "department"), thing, "plan", plan="改为下周")
    assert (thing.planned_at, thing.plan, thing.plan_late) == (first, "改为下周", False)


def test_the_task_of_each_step_is_due_on_the_day_of_its_limit_and_held_by_who_is_next(world, monkeypatch):
    clock(monkeypatch, "2026-11-27T17:15")
    thing = asked(world.home)
    task = Task.objects.about(thing).open().get()
    assert (str(task.due), task.role) == ("2026-11-30", "office")
    ANSWERING.take(by(world.home, "office"), thing, "assign", kind="factor", lead=world.home.departments[0])
    assert Task.objects.about(thing).open().get().unit == world.home.departments[0]


# -- who -----------------------------------------------------------------------------------------------------------
def test_an_enterprise_asks_for_itself_by_the_platform_whatever_it_says(world):
    thing = asked(world.home, role="enterprise", source="train")
    assert (thing.source, thing.town) == ("platform", world.home.town_regions[0])


def test_an_enterprise_asks_for_no_other(world):
    with pytest.raises(InputFault):
        asked(world.home, 2, role="enterprise")


def test_the_same_matter_is_not_asked_twice_while_open(world):
    thing = asked(world.home)
    with pytest.raises(InputFault, match=thing.number):
        asked(world.home)
    ANSWERING.take(by(world.home, "office"), thing, "decline", reason="不属于受理范围")
    assert asked(world.home).number != thing.number


def test_a_collective_a_foreign_town_and_a_lead_as_its_own_support_are_refused(world):
    thing, office = asked(world.home), by(world.home, "office")
    every = Unit.objects.create(region=world.home.region, name="各乡镇", kind=UnitKind.COLLECTIVE)
    for lead, support in (
        (every, None),
        (world.home.towns[1], None),
        (world.foreign.departments[0], None),
        (world.home.departments[0], world.home.departments[0]),
    ):
        with pytest.raises(InputFault):
            ANSWERING.take(office, thing, "assign", kind="factor", lead=lead, support=support)
    # by number, as a call of the interface gives it, the same holds
    with pytest.raises(InputFault):
        ANSWERING.take(office, thing, "assign", kind="factor", lead=str(world.home.towns[1].pk))
    ANSWERING.take(office, thing, "assign", kind="factor", lead=world.home.towns[0])
    ANSWERING.take(by(world.home, "town"), thing, "sign", response="已联系")


def test_the_supporting_unit_sees_and_does_not_act(world):
    thing = asked(world.home)
    one, two = world.home.departments
    seen = REQUESTS.rows(world.home.accounts["department2"])
    assert thing not in seen
    ANSWERING.take(by(world.home, "office"), thing, "assign", kind="factor", lead=one, support=two)
    assert thing in seen.all()
    with pytest.raises(InputFault, match="牵头单位"):
        ANSWERING.take(by(world.home, "department2"), thing, "sign", response="已联系")


def test_a_unit_refuses_with_a_reason_and_it_is_assigned_anew(world):
    thing = assigned(world.home)
    with pytest.raises(InputFault):
        ANSWERING.take(by(world.home, "department"), thing, "refuse")
    ANSWERING.take(by(world.home, "department"), thing, "refuse", reason="不属于本单位职责")
    assert (thing.state, thing.refused) == (State.ASKED, 1)
    ANSWERING.take(by(world.home, "office"), thing, "assign", kind="factor", lead=world.home.departments[1])
    assert thing.lead == world.home.departments[1]


def test_an_enterprise_withdraws_until_it_is_signed_for(world):
    thing = assigned(world.home)
    ANSWERING.take(by(world.home, "enterprise"), thing, "withdraw")
    assert (thing.state, thing.due_by) == (State.WITHDRAWN, None)
    with pytest.raises(InputFault):
        ANSWERING.take(by(world.home, "enterprise"), working(world.home, title="另一件"), "withdraw")


# -- visited back --------------------------------------------------------------------------------------------------
def test_whoever_handled_it_does_not_visit_back(world):
    thing = working(world.home)
    office = by(world.home, "office")  # its account belongs to the lead too, and may answer
    ANSWERING.take(office, thing, "answer", outcome="solved", result="已解决")
    with pytest.raises(InputFault):
        ANSWERING.take(office, thing, "visit", way="phone", score=5)
    # an answer of another in between does not make the first one a stranger
    ANSWERING.take(by(world.home, "enterprise"), thing, "rate", score=4)
    with pytest.raises(InputFault, match="承办人"):
        ANSWERING.take(office, thing, "visit", way="phone")
    ANSWERING.take(another(world), thing, "visit", way="phone")
    assert thing.state == State.CLOSED


def test_a_town_that_leads_does_not_visit_back_but_another_matter_s_town_does(world):
    thing = asked(world.home)
    ANSWERING.take(by(world.home, "office"), thing, "assign", kind="factor", lead=world.home.towns[0])
    ANSWERING.take(by(world.home, "town"), thing, "sign", response="已联系")
    ANSWERING.take(by(world.home, "town"), thing, "answer", outcome="solved", result="已解决")
    ANSWERING.take(by(world.home, "enterprise"), thing, "rate", score=5)
    colleague = actor_of(new_account("dong-town-3", "town", world.home.town_regions[0], world.home.towns[0]))
    with pytest.raises(InputFault, match="承办单位"):
        ANSWERING.take(colleague, thing, "visit", way="door")
    led_by_a_department = answered(world.home, title="另一件")
    ANSWERING.take(by(world.home, "town"), led_by_a_department, "visit", way="door", score=5)
    assert led_by_a_department.satisfied is True


@pytest.mark.parametrize(("score", "content"), [(3, False), (4, True), (5, True)])
def test_a_visit_closes_with_the_score_and_says_whether_it_is_content(world, score, content):
    thing = answered(world.home)
    ANSWERING.take(by(world.home, "office"), thing, "visit", way="phone", score=score)
    assert (thing.state, thing.satisfied, thing.due_by) == (State.CLOSED, content, None)


def test_who_was_reached_has_a_score_and_who_was_not_has_none(world):
    thing, office = answered(world.home), by(world.home, "office")
    with pytest.raises(InputFault, match="须填满意度"):
        ANSWERING.take(office, thing, "visit", way="phone")
    with pytest.raises(InputFault, match="不能填"):
        ANSWERING.take(office, thing, "visit", way="missed", score=5)
    ANSWERING.take(office, thing, "visit", way="missed")
    assert (thing.score, thing.satisfied) == (None, None)


@pytest.mark.parametrize("score", ["0", "6", "-1", "2.5", "很好"])
def test_a_score_is_one_to_five(world, score):
    thing = answered(world.home)
    with pytest.raises(InputFault):
        ANSWERING.take(by(world.home, "enterprise"), thing, "rate", score=score)


def test_two_points_are_redone_once_and_then_closed_as_not_content(world, monkeypatch):
    clock(monkeypatch, "2026-11-30T09:00")
    thing, office = answered(world.home), by(world.home, "office")
    with pytest.raises(InputFault, match="重办"):
        ANSWERING.take(office, thing, "visit", way="phone", score=2)
    ANSWERING.take(office, thing, "redo", way="phone", score=2, reason="企业不满意")
    assert (thing.state, thing.redone, thing.answer_by) == (State.WORKING, 1, at("2026-12-09T17:30"))
    ANSWERING.take(by(world.home, "department"), thing, "answer", outcome="part", result="又办了一次")
    assert (thing.score, thing.satisfied) == (None, None)  # the new answer is judged anew
    with pytest.raises(InputFault, match="已重办 1 次"):
        ANSWERING.take(office, thing, "redo", way="phone", score=1, reason="仍不满意")
    ANSWERING.take(office, thing, "visit", way="phone", score=1)
    assert (thing.state, thing.satisfied) == (State.CLOSED, False)


def test_three_points_are_not_redone(world):
    with pytest.raises(InputFault, match="2 分及以下"):
        ANSWERING.take(by(world.home, "office"), answered(world.home), "redo", way="phone", score=3, reason="再办")


def test_the_enterprise_s_own_score_stands_whatever_the_visitor_says(world):
    thing = answered(world.home)
    ANSWERING.take(by(world.home, "enterprise"), thing, "rate", score=1, said="没有解决")
    with pytest.raises(InputFault, match="已评价 1 分"):
        ANSWERING.take(by(world.home, "enterprise"), thing, "rate", score=5)
    office = by(world.home, "office")
    with pytest.raises(InputFault, match="不能改"):
        ANSWERING.take(office, thing, "redo", way="phone", score=2, reason="再办")
    with pytest.raises(InputFault, match="重办"):
        ANSWERING.take(office, thing, "visit", way="phone")
    ANSWERING.take(office, thing, "redo", way="phone", reason="再办")
    assert (thing.score, thing.said) == (1, "没有解决")


def test_a_late_low_score_reaches_the_office_and_opens_the_matter_again(world):
    thing = answered(world.home)
    office = by(world.home, "office")
    ANSWERING.take(office, thing, "visit", way="missed")
    with pytest.raises(InputFault, match="结案后"):
        ANSWERING.take(office, thing, "redo", way="phone", score=1, reason="再办")
    ANSWERING.take(by(world.home, "enterprise"), thing, "rate", score=2)
    assert Notice.objects.filter(account=world.home.accounts["office"], key=f"low:{thing.pk}:0").exists()
    ANSWERING.take(office, thing, "redo", way="phone", reason="再办")
    assert (thing.state, thing.closed_on, thing.redone) == (State.WORKING, None, 1)


def test_the_enterprise_is_told_of_the_answer_and_of_a_refusal(world):
    thing, mine = answered(world.home), Notice.objects.filter(account=world.home.accounts["enterprise"])
    assert mine.filter(key=f"answered:{thing.pk}:0").exists()
    other = asked(world.home, title="另一件")
    ANSWERING.take(by(world.home, "office"), other, "decline", reason="属于法院受理")
    assert mine.get(key=f"declined:{other.pk}:0").note == "属于法院受理"
    assert not Notice.objects.filter(account=world.neighbour.accounts["enterprise"]).exists()


# -- hard ones -----------------------------------------------------------------------------------------------------
def test_a_hard_one_goes_to_a_meeting_and_its_clock_begins_anew_there(world, monkeypatch):
    clock(monkeypatch, "2026-11-30T09:00")
    thing = working(world.home)
    ANSWERING.take(by(world.home, "department"), thing, "confer", reason="涉及三个部门")
    # five working days for the meeting
    assert (thing.hard, thing.due_by) == (True, at("2026-12-07T17:30"))
    assert Task.objects.about(thing).open().get().role == "office"
    clock(monkeypatch, "2026-12-07T10:00")
    told = {"decision": "由科技局牵头", "lead": world.home.departments[1]}
    ANSWERING.take(by(world.home, "office"), thing, "conclude", **told)
    assert (thing.lead, thing.answer_by) == (world.home.departments[1], at("2026-12-16T17:30"))
    ANSWERING.take(by(world.home, "department2"), thing, "answer", outcome="part", result="分步办理")
    assert not thing.answer_late


def test_no_meeting_leaves_the_clock_as_it_was(world, monkeypatch):
    clock(monkeypatch, "2026-11-30T09:00")
    thing = working(world.home)
    due = thing.answer_by
    ANSWERING.take(by(world.home, "department"), thing, "confer", reason="涉及三个部门")
    clock(monkeypatch, "2026-12-04T09:00")
    ANSWERING.take(by(world.home, "office"), thing, "no_meeting", reason="本单位可以解决")
    assert (thing.state, thing.due_by, thing.answer_by) == (State.WORKING, due, due)


def test_requests_are_numbered_by_county_and_year(world, monkeypatch):
    clock(monkeypatch, "2026-11-30T09:00")
    numbers = [asked(county, n).number for county, n in ((world.home, 1), (world.home, 2), (world.neighbour, 1))]
    assert numbers == ["QY2026-0001", "QY2026-0002", "QY2026-0001"]
    assert Request.objects.filter(county=world.home.region).first().number == "QY2026-0002"
    assert firm(world.home).requests.count() == 1
