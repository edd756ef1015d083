"""What the platform does by itself each day: by one worker, once a day, again when it failed, and health says so."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tenghuan.apps.audit.models import Head
from tenghuan.apps.audit.sealing import new_key, public_key, seal_breaks
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import chores, jobs
from tenghuan.apps.kit.models import Chore, Job
from tenghuan.apps.organization.models import Account, Session
from tenghuan.apps.organization.services.first import make_link
from tenghuan.errors import InputFault
from tenghuan.site.operations import health

CHINA = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def clock(monkeypatch):
    """The clock stands until it is set; 2 March 2026, 12:00 in China."""
    told = {"now": datetime(2026, 3, 2, 12, tzinfo=CHINA)}
    monkeypatch.setattr(timezone, "now", lambda: told["now"])
    return told


@pytest.fixture
def only(monkeypatch, db):
    """One chore alone, which notes when it was done; ``fault`` is raised while it is set."""
    done: list[str] = []
    fault: list[Exception] = []

    def work() -> str:
        if fault:
            raise fault[0]
        done.append("x")
        return "第 3 行"

    monkeypatch.setattr(chores, "KINDS", {"audit.seal": chores.Kind("导出", work)})
    return done, fault


def test_every_chore_has_its_time_and_every_time_its_chore():
    assert chores.KINDS.keys() == chores.schedule().daily.keys()
    with pytest.raises(KeyError):
        chores.chore("nobody.knows", "甲")


def test_a_chore_is_done_at_the_first_look_and_then_once_a_day_at_its_time(only, clock):
    done, _fault = only
    assert chores.do_due(at_once=True) == ["audit.seal"]
    kept = Chore.objects.get()
    # 01:00 of the next day by the file
    assert kept.due == datetime(2026, 3, 3, 1, tzinfo=CHINA)
    assert (kept.well, kept.found, kept.done_at) == (True, "第 3 行", clock["now"])
    clock["now"] = datetime(2026, 3, 3, 0, 59, tzinfo=CHINA)
    assert chores.do_due(at_once=True) == []
    clock["now"] = datetime(2026, 3, 3, 1, tzinfo=CHINA)
    assert chores.do_due(at_once=True) == ["audit.seal"]
    assert len(done) == 2


def test_between_looks_the_database_is_left_alone(only, django_assert_num_queries):
    chores.do_due(at_once=True)
    with django_assert_num_queries(0):
        assert chores.do_due() == []


def test_what_another_worker_has_taken_is_not_done_twice(only, clock):
    done, _fault = only
    Chore.objects.create(name="audit.seal", due=clock["now"] + timedelta(minutes=60))
    assert chores._do("audit.seal", clock["now"]) is False
    assert done == []


@pytest.mark.parametrize(("error", "words"), [(InputFault("链头不符"), "链头不符"), (OSError("x"), "OSError")])
def test_what_fails_is_shown_and_done_again_after_an_hour(only, clock, error, words):
    done, fault = only
    fault.append(error)
    chores.do_due(at_once=True)
    kept = Chore.objects.get()
    assert (kept.well, kept.due) == (False, clock["now"] + timedelta(minutes=60))
    assert words in health.chores().found
    assert not health.chores().well
    fault.clear()
    clock["now"] += timedelta(minutes=59)
    assert chores.do_due(at_once=True) == []
    clock["now"] += timedelta(minutes=1)
    assert chores.do_due(at_once=True) == ["audit.seal"]
    assert health.chores().well
    assert len(done) == 1


def test_what_nobody_has_done_for_a_day_is_unwell(only, clock):
    chores.do_due(at_once=True)
    due = Chore.objects.get().due
    clock["now"] = due + timedelta(days=1)
    assert health.chores().well
    clock["now"] += timedelta(minutes=1)
    assert not health.chores().well


def test_the_head_of_the_trail_is_signed_and_written_each_day(world, settings, tmp_path, clock):
    heads = tmp_path / "heads.jsonl"
    settings.AUDIT_KEY, settings.AUDIT_HEADS = str(tmp_path / "key"), str(heads)
    public = new_key(tmp_path / "key")
    make_link(Actor.platform("test"), world.home.accounts["town"])
    chores.do_due(at_once=True)
    make_link(Actor.platform("test"), world.home.accounts["office"])
    clock["now"] += timedelta(days=1)
    chores.do_due(at_once=True)
    lines = heads.read_text().splitlines()
    numbers = [json.loads(line)["number"] for line in lines]
    assert numbers == [Head.objects.get().number - 1, Head.objects.get().number]
    assert list(seal_breaks(lines, public_key(public))) == []


def test_a_trail_that_no_longer_agrees_is_not_signed_over(world, settings, tmp_path, clock):
    heads = tmp_path / "heads.jsonl"
    settings.AUDIT_KEY, settings.AUDIT_HEADS = str(tmp_path / "key"), str(heads)
    new_key(tmp_path / "key")
    make_link(Actor.platform("test"), world.home.accounts["town"])
    chores.do_due(at_once=True)
    heads.write_text(heads.read_text().replace('"digest":"', '"digest":"0'))
    clock["now"] += timedelta(days=1)
    chores.do_due(at_once=True)
    assert len(heads.read_text().splitlines()) == 1
    assert "签名不符" in Chore.objects.get(name="audit.seal").found


def test_jobs_are_dropped_when_they_ended_long_enough_ago(world, settings, clock):
    settings.JOB_KEPT_DAYS = 30
    region, now = world.home.region, clock["now"]
    for state, days in (("done", 31), ("failed", 31), ("done", 29)):
        Job.objects.create(kind=state, subject=region, state=state, ended_at=now - timedelta(days=days))
    waiting = Job.objects.create(kind="x", subject=region)
    Job.objects.filter(pk=waiting.pk).update(asked_at=now - timedelta(days=99))
    assert chores.prune_jobs() == "2 件"
    assert sorted(Job.objects.values_list("kind", flat=True)) == ["done", "x"]


def test_sessions_that_are_over_are_dropped(world, clock):
    account = Account.objects.get(pk=world.home.accounts["town"].pk)
    for n, hours in enumerate((-1, 1)):
        ends = clock["now"] + timedelta(hours=hours)
        Session.objects.create(session_key=str(n), session_data="", expire_date=ends, account=account)
    assert chores.KINDS["sessions.prune"].work() == "1 个"
    assert [row.session_key for row in Session.objects.all()] == ["1"]


def test_a_worker_with_nothing_to_do_does_what_is_due(only, monkeypatch, settings, tmp_path):
    done, _fault = only
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(chores, "_looked", -chores.LOOK)
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)  # the test's own is to live on

    class Once:
        """A stop that is told after one round."""

        def __init__(self):
            self.rounds = 0

        def is_set(self):
            self.rounds += 1
            return self.rounds > 1

        def wait(self, _seconds=0):
            return True

        def set(self):
            pass

    jobs.work(Once())
    assert done == ["x"]
