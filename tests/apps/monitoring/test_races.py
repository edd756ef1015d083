"""Two officers in two threads and two transactions: one wins, the other is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.audit.verify import verify
from tenghuan.apps.kit.models import Event
from tenghuan.apps.monitoring.changes import fresh
from tenghuan.apps.monitoring.models import Period, Report
from tenghuan.apps.monitoring.services import review
from tenghuan.apps.monitoring.services.periods import lock_period, open_due_periods
from tenghuan.apps.monitoring.services.reports import save_draft, submit
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
