"""Two officers in two threads and two transactions: one wins, the other is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.audit.verify import verify
from tenghuan.apps.kit.models import Attachment, Event
from tenghuan.apps.monitoring.changes import fresh
from tenghuan.apps.monitoring.models import Period, Report, Upload
from tenghuan.apps.monitoring.parameters import reporting
from tenghuan.apps.monitoring.services import review
from tenghuan.apps.monitoring.services.periods import lock_period, open_due_periods
from tenghuan.apps.monitoring.services.reports import attach, save_draft, submit
from tenghuan.apps.monitoring.services.uploads import commit_upload
from tenghuan.apps.monitoring.states import State
from tenghuan.errors import InputFault
from tests.apps.monitoring.campaigns import TODAY, make_campaign

pytestmark = pytest.mark.django_db(transaction=True)


def together(*calls):
    """Run the calls at once, each in its own thread and connection; return what each said (None: it was done)."""
    barrier = Barrier(len(calls))

    def run(call):
        try:
            barrier.wait(10)
            call()
        except InputFault as fault:
            return str(fault)
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.fixture
def raced(world):
    made = make_campaign(world.home)
    open_due_periods(Actor.platform("periods"), TODAY, [made.plan])
    made.period = Period.objects.get(plan=made.plan)
    save_draft(made.actor("department"), made.report("annual"), value=Decimal(9), today=TODAY)
    return made


def test_two_submits(raced):
    copies = [raced.report("annual") for _ in range(2)]
    author = raced.actor("department")
    said = together(*(lambda one=one: submit(author, [one], today=TODAY) for one in copies))
    assert sum(word is None for word in said) == 1
    assert Event.objects.about(copies[0]).filter(verb="submit").count() == 1
    assert list(verify()) == []


def test_approval_and_return(raced):
    submit(raced.actor("department"), [raced.report("annual")], today=TODAY)
    one, two = raced.report("annual"), raced.report("annual")
    office = raced.actor("office")
    said = together(lambda: review.approve(office, [one]), lambda: review.send_back(office, [two], "有误"))
    assert sum(word is None for word in said) == 1
    assert raced.report("annual").state in (State.APPROVED, State.RETURNED)


def test_a_lock_and_a_submit_do_not_pass_each_other(raced):
    office, author, report = raced.actor("office"), raced.actor("department"), raced.report("annual")
    period = Period.objects.select_related("plan").get(pk=raced.period.pk)
    together(lambda: lock_period(office, period), lambda: submit(author, [report], today=TODAY))
    locked = Period.objects.get(pk=period.pk).locked_at is not None
    waiting = Report.objects.filter(period=period, state=State.SUBMITTED).exists()
    assert locked is not waiting
    assert len(fresh([report.pk])) == 1


def test_two_files_at_once_do_not_pass_the_limit(raced, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    author, report = raced.actor("department"), raced.report("annual")
    limit = reporting().evidence.per_report
    handed = [SimpleUploadedFile(f"{at}.pdf", b"%PDF-1.4 " + str(at).encode()) for at in range(limit + 1)]
    for file in handed[2:]:
        attach(author, report, file, today=TODAY)
    said = together(*(lambda file=file: attach(author, report, file, today=TODAY) for file in handed[:2]))
    assert sum(word is None for word in said) == 1
    assert Attachment.objects.about(report).count() == limit


def test_a_file_and_the_hand_in_do_not_pass_each_other(raced, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    author, report, copy = raced.actor("department"), raced.report("annual"), raced.report("annual")
    file = SimpleUploadedFile("证明.pdf", b"%PDF-1.4")
    said = together(lambda: attach(author, report, file, today=TODAY), lambda: submit(author, [copy], today=TODAY))
    assert said[1] is None
    # either the file was there when the number was handed in, or it came too late and was refused
    assert Attachment.objects.about(report).exists() is (said[0] is None)
    assert list(verify()) == []


def test_two_commits_of_one_workbook_take_it_over_once(raced):
    author, report = raced.actor("department"), raced.report("annual")
    row = {"report": report.pk, "seen": report.revision, "zero": False, "new": "11", "note": "", "phase": ""}
    upload = Upload.objects.create(
        period=raced.period, unit=report.unit, name="表.xlsx", rows=[row], account=author.account
    )
    said = together(*(lambda one=one: commit_upload(author, one, today=TODAY) for one in (upload, upload)))
    assert sum(word is None for word in said) == 1
    assert Event.objects.about(report).filter(verb="draft").count() == 2  # the draft before, and the workbook's
    assert raced.report("annual").value == 11
