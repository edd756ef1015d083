"""What a month asks of units and office stands among their tasks; joint leads countersign; the office takes back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tenghuan.apps.kit.models import Attachment, Event, Task
from tenghuan.apps.monitoring.changes import fresh
from tenghuan.apps.monitoring.models import Report
from tenghuan.apps.monitoring.registers import REPORTING
from tenghuan.apps.monitoring.services import review
from tenghuan.apps.monitoring.services.periods import lock_period
from tenghuan.apps.monitoring.services.reports import countersign, report_zero, save_draft, submit
from tenghuan.apps.monitoring.states import State
from tenghuan.apps.organization.models import Unit
from tenghuan.apps.plans.models import Responsibility
from tenghuan.errors import InputFault
from tests.apps.monitoring.campaigns import TODAY
from tests.migrating import former_steps

MINE = ("annual", "cumulative", "stock", "task")


def titles(account):
    return sorted(Task.objects.open().held_by(account).values_list("title", flat=True))


def hand_in(campaign, *keys):
    author = campaign.actor("department")
    for key in keys:
        save_draft(author, campaign.report(key), value=Decimal(20), note="属实", today=TODAY)
    submit(author, [campaign.report(key) for key in keys], today=TODAY)


def test_a_month_is_one_task_of_each_unit_however_many_reports_it_has(campaign, world):
    accounts = world.home.accounts
    for name in ("department", "department2", "town"):
        assert titles(accounts[name]) == ["填报2022年6月报送表"], name
    # the office files what no unit does
    (task,) = Task.objects.open().held_by(accounts["office"]).filter(role="office")
    assert (task.title, task.due) == ("填报2022年6月报送表", campaign.period.due_on)
    assert world.client("department").get(task.thing.get_absolute_url()).url.startswith(reverse("monitoring:grid"))
    assert world.client("office").get(task.thing.get_absolute_url()).url.startswith(reverse("monitoring:review"))
    assert world.client(world.foreign.accounts["office"]).get(task.thing.get_absolute_url()).status_code == 404


def test_the_task_goes_with_the_last_number_and_comes_back_with_a_return(campaign, world):
    unit, office = world.home.accounts["department"], world.home.accounts["office"]
    hand_in(campaign, *MINE[:3])
    assert titles(unit) == ["填报2022年6月报送表"]
    assert "审核2022年6月报送" in titles(office)
    report_zero(campaign.actor("department"), campaign.report("task"), today=TODAY)
    assert titles(unit) == []
    review.send_back(campaign.actor("office"), [campaign.report("annual")], "与统计局不符")
    assert titles(unit) == ["填报2022年6月报送表"]
    review.approve(campaign.actor("office"), [campaign.report(key) for key in MINE[1:]])
    assert "审核2022年6月报送" not in titles(office)
    lock_period(campaign.actor("office"), campaign.period)
    assert not Task.objects.open().exists()  # nobody can write on it any more


def test_a_locked_number_that_is_reopened_is_owed_again(campaign, world):
    hand_in(campaign, "annual")
    office = campaign.actor("office")
    review.approve(office, [campaign.report("annual")])
    lock_period(office, campaign.period)
    review.reopen(office, campaign.report("annual"), "统计局更正")
    assert titles(world.home.accounts["department"]) == ["填报2022年6月报送表"]
    assert titles(world.home.accounts["department2"]) == []


def test_approving_many_settles_the_tasks_once(campaign, django_assert_max_num_queries):
    hand_in(campaign, *MINE)
    reports = fresh([campaign.report(key).pk for key in MINE])
    # each: hold the row, move it, read it, its event, whom to tell, told before, the notice, and two savepoints
    with django_assert_max_num_queries(14 + 10 * len(reports)):
        review.approve(campaign.actor("office"), reports)


def test_the_office_takes_its_last_step_back(campaign, world):
    hand_in(campaign, "annual")
    office = campaign.actor("office")
    review.approve(office, [campaign.report("annual")])
    url = reverse("monitoring:act", args=(campaign.report("annual").pk, "undo"))
    assert world.client("department").post(url).status_code == 422
    assert world.client("office").post(url).status_code == 302
    report = campaign.report("annual")
    assert (report.state, report.reviewer, report.reviewed_at) == (State.SUBMITTED, "", None)
    assert "审核2022年6月报送" in titles(world.home.accounts["office"])
    page = world.client("office").get(reverse("monitoring:report", args=(report.pk,))).content.decode()
    assert "已撤销" in page
    review.send_back(office, [report], "有误")
    REPORTING.undo(office, campaign.report("annual"))
    assert (campaign.report("annual").state, campaign.report("annual").reason) == (State.SUBMITTED, "")


def test_a_step_before_the_lock_is_not_taken_back_after_it(campaign):
    hand_in(campaign, "annual")
    office = campaign.actor("office")
    review.send_back(office, [campaign.report("annual")], "有误")
    lock_period(office, campaign.period)
    with pytest.raises(InputFault):
        REPORTING.undo(office, campaign.report("annual"))
    assert campaign.report("annual").state == State.RETURNED


@pytest.fixture
def joint(campaign):
    """The first department files, the second leads with it."""
    Responsibility.objects.create(
        item=campaign.items["annual"], unit=campaign.county.departments[1], role="lead", order=1
    )
    return campaign


def test_joint_leads_countersign_what_the_first_filed(joint, world):
    hand_in(joint, "annual")
    second = world.home.accounts["department2"]
    assert "会签2022年6月共同牵头事项" in titles(second)
    queue = world.client("office").get(reverse("monitoring:review"), {"period": joint.period.pk}).content.decode()
    assert "会签：同意 0，未会签 1" in queue
    url = reverse("monitoring:act", args=(joint.report("annual").pk, "object"))
    seen = {f"revision-{joint.report('annual').pk}": joint.report("annual").revision}
    assert world.client("department2").post(url, seen).status_code == 422  # an objection says why
    assert world.client("department2").post(url, {**seen, "reason": "漏计两家"}).status_code == 302
    assert "会签2022年6月共同牵头事项" not in titles(second)
    queue = world.client("office").get(reverse("monitoring:review"), {"period": joint.period.pk}).content.decode()
    assert "漏计两家" in queue
    assert "会签：同意 0，未会签 0" in queue


def test_nobody_can_sign_for_a_collective(joint, world):
    Unit.objects.filter(pk=joint.county.departments[1].pk).update(kind="collective")
    hand_in(joint, "annual")
    assert "会签2022年6月共同牵头事项" not in titles(world.home.accounts["department2"])


def test_a_word_stands_for_the_number_it_was_given_to(joint, world):
    hand_in(joint, "annual")
    countersign(joint.actor("department2"), joint.report("annual"), agrees=True)
    second = world.home.accounts["department2"]
    assert "会签2022年6月共同牵头事项" not in titles(second)
    review.send_back(joint.actor("office"), [joint.report("annual")], "再核")
    save_draft(joint.actor("department"), joint.report("annual"), value=Decimal(21), today=timezone.localdate())
    submit(joint.actor("department"), [joint.report("annual")], today=timezone.localdate())
    assert "会签2022年6月共同牵头事项" in titles(second)


def test_only_a_joint_lead_countersigns_and_only_what_is_handed_in(joint):
    with pytest.raises(InputFault, match="不能会签"):
        countersign(joint.actor("department2"), joint.report("annual"), agrees=True)
    hand_in(joint, "annual")
    for role in ("department", "town", "office", "leader"):
        with pytest.raises(PermissionDenied):
            countersign(joint.actor(role), joint.report("annual"), agrees=True)


BEFORE = ("monitoring", "0003_draft_and_total")
GONE = ("Revision", "Comment", "Evidence")


@pytest.fixture
def old(transactional_db):
    """The models of before, with the tables that are gone."""
    found = former_steps().loader.project_state(BEFORE).apps
    tables = [found.get_model("monitoring", name) for name in GONE]
    with connection.schema_editor() as editor:
        for table in tables:
            editor.create_model(table)
    yield found
    with connection.schema_editor() as editor:
        for table in tables:
            editor.delete_model(table)


def test_history_comments_and_files_of_before_are_carried_over_without_loss(old, campaign, world):
    """The step itself, on rows as the tables of before held them."""
    step = import_module("tenghuan.apps.monitoring.migrations.0004_history_comments_and_evidence_to_the_kit")
    report, account = campaign.report("annual"), world.home.accounts["department"]
    day = timezone.now() - timedelta(days=40)
    revision, comment, evidence = (old.get_model("monitoring", name) for name in GONE)
    common = {"report_id": report.pk, "account": account.username}
    for number, verb, state, value in ((1, "draft", "draft", "9"), (2, "submit", "submitted", "9")):
        revision.objects.create(**common, number=number, verb=verb, state=state, value=Decimal(value), person="张某")
    comment.objects.create(**common, text="请核对", person="李某")
    for name, removed in (("证明.pdf", False), ("同一份.pdf", True)):
        digest = {"digest": "ab" * 32, "size": 7, "content": f"evidence/ab/{'ab' * 32}"}
        evidence.objects.create(**common, **digest, name=name, removed=removed)
    for model in (revision, comment, evidence):
        model.objects.update(at=day)

    step.carry_over(_Both(old), None)

    told = list(Event.objects.about(report).values_list("kind", "verb", "before", "after", "by", "note"))
    assert told == [
        ("move", "draft", "", "draft", "张某", ""),
        ("move", "submit", "draft", "submitted", "张某", ""),
        ("comment", "", "", "", "李某", "请核对"),
    ]
    assert {event.at for event in Event.objects.about(report)} == {day}
    assert {event.account_id for event in Event.objects.about(report)} == {account.pk}
    kept = list(Attachment.objects.about(report))
    assert [(one.name, one.file.content.name, one.at, one.withdrawn_at) for one in kept] == [
        ("证明.pdf", f"evidence/ab/{'ab' * 32}", day, None),
        ("同一份.pdf", f"evidence/ab/{'ab' * 32}", day, day),
    ]
    assert kept[0].file == kept[1].file
    page = world.client("office").get(reverse("monitoring:report", args=(report.pk,))).content.decode()
    for word in ("张某", "请核对", "证明.pdf"):
        assert word in page
    assert Report.objects.filter(pk=report.pk).exists()


class _Both:
    """The models of before for monitoring, today's for the rest, as the step finds them in a database with rows."""

    def __init__(self, old):
        self.old = old

    def get_model(self, app, name):
        return (self.old if app == "monitoring" else apps).get_model(app, name)
