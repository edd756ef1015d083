"""Every state × every move × every role: allowed exactly where the table says so."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from tenghuan.apps.access.who import Who
from tenghuan.apps.audit.models import Entry
from tenghuan.apps.monitoring.changes import fresh
from tenghuan.apps.monitoring.models import Report
from tenghuan.apps.monitoring.moving import take
from tenghuan.apps.monitoring.registers import REPORTING
from tenghuan.apps.monitoring.services import review
from tenghuan.apps.monitoring.services.periods import grant_late, lock_period, require
from tenghuan.apps.monitoring.services.reports import report_zero, save_draft, submit, withdraw
from tenghuan.apps.monitoring.states import State
from tenghuan.errors import InputFault
from tests.apps.monitoring.campaigns import TODAY

ACCOUNTS = {Who.FILER: "department", Who.OFFICE: "office", "other": "department2", "leader": "leader"}


def perform(verb, actor, report, today=TODAY):
    if verb in ("draft", "clear"):
        value = None if verb == "clear" else Decimal(31)
        save_draft(actor, report, value=value, today=today)
    elif verb == "require":
        require(actor, report)
    elif verb == "submit":
        submit(actor, [report], today=today)
    elif verb == "zero":
        report_zero(actor, report, today=today)
    elif verb == "withdraw":
        withdraw(actor, report, today=today)
    elif verb == "return":
        review.send_back(actor, [report], "数字不对")
    elif verb == "approve":
        review.approve(actor, [report])
    elif verb == "lock":
        review.lock(actor, [report])
    else:
        review.reopen(actor, report, "统计局更正")


def put(report, state, **changes):
    Report.objects.filter(pk=report.pk).update(state=state, value=Decimal(30), author="dong-department", **changes)
    return fresh([report.pk])[0]


@pytest.mark.parametrize("verb", sorted(REPORTING.verbs))
def test_moves_are_those_of_the_table(campaign, verb):
    subject, actors = campaign.report("annual"), {who: campaign.actor(role) for who, role in ACCOUNTS.items()}
    for state in State.values:
        for who, actor in actors.items():
            point = transaction.savepoint()
            check(verb, state, who, actor, put(subject, state))
            transaction.savepoint_rollback(point)


def check(verb, state, who, actor, report):
    table, case = [move for move in REPORTING.moves if move.verb == verb], f"{verb} from {state} by {who}"
    (mover,), sources = table[0].who, {source for move in table for source in move.sources}
    if verb == "clear" and state == State.RETURNED:
        return  # what was returned stays so however little is left in it
    found = REPORTING.find(verb, state)
    allowed = found is not None and who == mover
    try:
        perform(verb, actor, report)
        done = True
    except PermissionDenied:
        assert who != mover, case
        done = False
    except InputFault:
        assert state not in sources, case
        done = False
    assert done is allowed, case
    report.refresh_from_db()
    assert report.state == (found.target if allowed else state), case
    assert report.events.filter(verb=verb).exists() is allowed, case


def test_every_state_can_be_reached_and_the_table_has_no_other_moves():
    moves = {"require", "draft", "clear", "submit", "zero", "withdraw", "return", "approve", "lock", "reopen"}
    assert set(REPORTING.verbs) == moves
    assert {move.target for move in REPORTING.moves} == set(State) - {State.NOT_DUE}


def test_author_does_not_approve_own_number(campaign):
    report = put(campaign.report("orphan"), State.PENDING)
    office = campaign.actor("office")
    submit(office, [report], today=TODAY)
    with pytest.raises(InputFault, match="自己填报"):
        review.approve(office, fresh([report.pk]))


def test_two_reviewers_at_once(campaign):
    report = put(campaign.report("annual"), State.SUBMITTED)
    mine, theirs = fresh([report.pk])[0], fresh([report.pk])[0]
    review.approve(campaign.actor("office"), [mine])
    with pytest.raises(InputFault, match="他人办理"):
        review.send_back(campaign.actor("office"), [theirs], "晚了一步")
    report.refresh_from_db()
    assert (report.state, report.revision) == (State.APPROVED, 1)


def test_double_submit_counts_once(campaign):
    report = put(campaign.report("annual"), State.PENDING)
    first, second = fresh([report.pk])[0], fresh([report.pk])[0]
    submit(campaign.actor("department"), [first], today=TODAY)
    with pytest.raises(InputFault):
        submit(campaign.actor("department"), [second], today=TODAY)
    assert Entry.objects.filter(action="monitoring.submit").count() == 1


def test_reviewer_does_not_change_the_number(campaign):
    report = put(campaign.report("annual"), State.RETURNED)
    with pytest.raises(PermissionDenied):
        save_draft(campaign.actor("office"), report, value=Decimal(1), today=TODAY)
    review.approve(campaign.actor("office"), [put(report, State.SUBMITTED)])
    report.refresh_from_db()
    assert report.value == 30


def test_office_of_another_county_and_of_the_prefecture_only_read(campaign, world):
    report = put(campaign.report("annual"), State.SUBMITTED)
    from tests.apps.monitoring.campaigns import actor_of

    for account in (world.neighbour.accounts["office"], world.prefecture):
        with pytest.raises(PermissionDenied):
            review.approve(actor_of(account), fresh([report.pk]))


def test_a_return_needs_a_reason_and_keeps_the_number(campaign):
    report = put(campaign.report("annual"), State.SUBMITTED)
    with pytest.raises(InputFault, match="理由"):
        review.send_back(campaign.actor("office"), [report], "  ")
    review.send_back(campaign.actor("office"), fresh([report.pk]), "与统计局不符")
    report.refresh_from_db()
    assert (report.state, report.value, report.reason) == (State.RETURNED, 30, "与统计局不符")


def test_bulk_approval_is_all_or_none(campaign):
    good, bad = put(campaign.report("annual"), State.SUBMITTED), campaign.report("cumulative")
    with pytest.raises(InputFault):
        review.approve(campaign.actor("office"), [good, bad])
    good.refresh_from_db()
    assert good.state == State.SUBMITTED
    zero = put(campaign.report("cumulative"), State.ZERO)
    assert review.approve(campaign.actor("office"), [*fresh([good.pk]), zero]) == 2


def test_late_exception_lets_one_unit_report_after_the_close(campaign, monkeypatch):
    late_day = campaign.period.closes_on + timedelta(days=5)
    report = put(campaign.report("annual"), State.PENDING)
    with pytest.raises(InputFault, match="不在填报期内"):
        submit(campaign.actor("department"), [report], today=late_day)
    monkeypatch.setattr(timezone, "localdate", lambda: late_day)
    unit = campaign.county.departments[0]
    with pytest.raises(InputFault, match="理由"):
        grant_late(campaign.actor("office"), campaign.period, unit, until=late_day, reason="")
    grant_late(campaign.actor("office"), campaign.period, unit, until=late_day, reason="系统故障")
    submit(campaign.actor("department"), fresh([report.pk]), today=late_day)
    report.refresh_from_db()
    assert (report.state, report.late) == (State.SUBMITTED, True)
    second = campaign.report("second")
    with pytest.raises(InputFault):
        save_draft(campaign.actor("department2"), second, value=Decimal(1), today=late_day)


def test_returned_after_the_close_may_be_mended_for_some_days(campaign):
    report = put(campaign.report("annual"), State.RETURNED, returned_at=timezone.now())
    today = timezone.localdate()
    assert today > campaign.period.closes_on
    submit(campaign.actor("department"), [report], today=today + timedelta(days=3))
    again = put(report, State.RETURNED, returned_at=timezone.now())
    with pytest.raises(InputFault):
        submit(campaign.actor("department"), [again], today=today + timedelta(days=4))


def test_locking_a_period_fixes_what_was_approved_and_invents_nothing(campaign):
    waiting = put(campaign.report("annual"), State.SUBMITTED)
    office = campaign.actor("office")
    with pytest.raises(InputFault, match="1 项待审"):
        lock_period(office, campaign.period)
    review.approve(office, fresh([waiting.pk]))
    assert lock_period(office, campaign.period) == 1
    with pytest.raises(InputFault, match="已锁定"):
        lock_period(office, campaign.period)
    missing = campaign.report("cumulative")
    assert (missing.state, missing.value) == (State.PENDING, None)
    with pytest.raises(InputFault, match="已锁定"):
        save_draft(campaign.actor("department"), missing, value=Decimal(1), today=TODAY)


def test_a_locked_number_is_mended_only_by_reopening_it(campaign):
    report = put(campaign.report("annual"), State.APPROVED)
    office, author = campaign.actor("office"), campaign.actor("department")
    lock_period(office, campaign.period)
    review.reopen(office, fresh([report.pk])[0], "统计局更正")
    today = timezone.localdate()
    save_draft(author, fresh([report.pk])[0], value=Decimal(31), today=today)
    submit(author, fresh([report.pk]), today=today)
    review.approve(office, fresh([report.pk]))
    review.lock(office, fresh([report.pk]))
    report.refresh_from_db()
    assert (report.state, report.value) == (State.LOCKED, 31)
    verbs = list(report.events.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["lock", "reopen", "draft", "submit", "approve", "lock"]


def test_an_unknown_verb_is_no_move(campaign):
    with pytest.raises(PermissionDenied):
        take(campaign.actor("office"), campaign.report("annual"), "delete")
    with pytest.raises(InputFault, match="没有“delete”这一步"):
        REPORTING.take(campaign.actor("office"), campaign.report("annual"), "delete")
