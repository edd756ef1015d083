"""Requests of former years come in as they ended: closed, with their days, and nobody owes a task for them."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from tenghuan.apps.intake.models import Batch
from tenghuan.apps.kit.models import Task
from tenghuan.apps.services.models import Outcome, Request, State
from tests.apps.intake.workbooks import book, taken_in
from tests.apps.remediation.cases import enterprise
from tests.kit.test_workbooks import checked

HEAD = ["信用代码", "问题", "问题描述", "受理日期", "承办单位", "办理状态", "办结日期", "处理结果", "解决情况"]


@pytest.fixture(autouse=True)
def _kept_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def row(world):
    """Return the row of a request of one enterprise, with what else is told of it."""
    code = enterprise(world.home, 0, 0).uscc

    def made(title, *told):
        return [code, title, f"{title}，请协调", *told]

    return made


def batch_of(world, *rows) -> Batch:
    return checked(world.client("office"), "requests", book([HEAD, *rows], "诉求"))


def taken(world, *rows) -> list[Request]:
    """Bring rows in; days are texts here, which a person waives."""
    client, batch = world.client("office"), batch_of(world, *rows)
    taken_in(client, batch)
    return list(Request.objects.order_by("number"))


def test_what_was_closed_stays_closed_with_its_days_and_owes_no_task(world, row):
    unit = world.home.departments[0]
    (old,) = taken(world, row("用工难", "2024-03-01", unit.name, "已办结", "2024-03-20", "已对接招聘", "解决"))
    assert (old.state, old.asked_on, old.closed_on) == (State.CLOSED, date(2024, 3, 1), date(2024, 3, 20))
    assert timezone.localdate(old.asked_at) == date(2024, 3, 1)
    assert timezone.localdate(old.closed_at) == date(2024, 3, 20)
    assert (old.lead, old.result, old.outcome) == (unit, "已对接招聘", Outcome.SOLVED)
    assert (old.due_by, old.late_now, old.ever_late, old.satisfied) == (None, False, False, None)
    assert not Task.objects.about(old).open().exists()


def test_a_day_of_closing_alone_closes_and_a_new_one_is_new(world, row):
    closed, new, open_still = taken(
        world,
        row("用工难", "2024-03-01", None, None, "2024-03-20", None, None),
        row("用电难", None, None, None, None, None, None),
        row("融资难", "2024-05-01", None, None, None, None, None),
    )
    assert [one.state for one in (closed, new, open_still)] == [State.CLOSED, State.ASKED, State.ASKED]
    assert new.asked_on == timezone.localdate()
    assert open_still.asked_on == date(2024, 5, 1)
    # its clock begins with the platform: nobody is late on the day that it comes in
    assert not open_still.late_now
    assert not new.late_now
    assert [Task.objects.about(one).open().count() for one in (closed, new, open_still)] == [0, 1, 1]


def test_the_same_matter_may_have_been_closed_before(world, row):
    first, again = taken(
        world,
        row("用工难", "2023-03-01", None, "办结", "2023-03-20", None, None),
        row("用工难", None, None, None, None, None, None),
    )
    assert (first.state, again.state) == (State.CLOSED, State.ASKED)


@pytest.mark.parametrize(
    ("word", "state"), [("不受理", State.DECLINED), ("撤销", State.WITHDRAWN), ("结案", State.CLOSED)]
)
def test_words_of_offices_are_known(world, row, word, state):
    (old,) = taken(world, row("用工难", "2024-03-01", None, word, "2024-03-02", None, None))
    assert old.state == state


@pytest.mark.parametrize(
    ("told", "cell", "said"),
    [
        (("2024-03-01", None, "办理中", None, None, None), "F2", "“办理中”的诉求不能用工作簿登记"),
        (("2024-03-01", None, "已办结", None, None, None), "G2", "“已结案”的须填结案日期"),
        ((None, None, "已办结", "2024-03-20", None, None), "D2", "“已结案”的须填提出日期"),
        (("2024-03-21", None, "已办结", "2024-03-20", None, None), "G2", "结案日期早于提出日期"),
        (("2199-03-21", None, None, None, None, None), "D2", "提出日期晚于今天"),
        (("2024-03-01", None, None, None, "已对接", None), "H2", "有办理结果，却没有结案"),
        (("2024-03-01", None, None, None, None, "解决"), "I2", "有办理结果，却没有结案"),
        (("2024-03-01", "查无此局", None, None, None, None), "E2", "“查无此局”没有登记"),
    ],
)
def test_what_cannot_have_been_is_marked_in_its_cell(world, row, told, cell, said):
    batch = batch_of(world, row("用工难", *told))
    found = list(batch.faults.values_list("cell", "message"))
    assert any(at == cell and said in message for at, message in found), found
    assert batch.state == "faulty"


def test_old_requests_count_in_their_year_and_not_among_the_open_ones(world, row):
    taken(world, row("用工难", "2024-03-01", None, "已办结", "2024-03-20", None, None))
    client = world.client("office")
    found = client.get(reverse("requests:list"), {"measure": "requests.open"}).content.decode()
    assert "用工难" not in found
    whole = client.get(reverse("requests:list")).content.decode()
    assert "已结案" in whole
