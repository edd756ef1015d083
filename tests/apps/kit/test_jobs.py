"""Background jobs: asked for once, taken in turn, done as whoever asked, taken up again when a worker dies."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import jobs
from tenghuan.apps.kit.alive import Sign, alive, workers
from tenghuan.apps.kit.models import Job
from tenghuan.apps.organization.models import Region
from tenghuan.errors import InputFault

ROOT = Path(__file__).resolve().parents[3]


class Renaming:
    """A kind of work that renames a region and writes down as whom it was done."""

    def __init__(self) -> None:
        self.actors: list[Actor] = []
        self.failures: list[str] = []
        self.fault: Exception | None = None
        self.may = True

    def work(self, actor, region, say):
        self.actors.append(actor)
        say(50, "改名")
        if self.fault:
            raise self.fault
        return lambda: Region.objects.filter(pk=region.pk).update(name="新名")

    def allowed(self, actor, region):
        if not self.may:
            raise InputFault("无权")

    def failed(self, actor, region, message):
        self.failures.append(message)


@pytest.fixture
def kind(monkeypatch, settings, tmp_path):
    settings.IMMEDIATE_TASKS = False
    settings.DATA_DIR = tmp_path
    made = Renaming()
    declared = jobs.Kind("test.rename", "改名", made.work, made.allowed, made.failed)
    monkeypatch.setitem(jobs.KINDS, "test.rename", declared)
    return made


def _asked(world, account="office"):
    user = world.home.accounts[account]
    actor = Actor(user.username, user.name, "", user.region.path, "10.0.0.1", "a" * 32, user)
    return jobs.ask(actor, "test.rename", world.home.region)


def test_the_effect_and_the_end_of_the_job_come_together_as_the_one_who_asked(world, kind):
    asked = _asked(world)
    jobs.run(jobs.claim("w"))
    asked.refresh_from_db()
    world.home.region.refresh_from_db()
    assert (asked.state, asked.share, asked.attempts, world.home.region.name) == ("done", 100, 1, "新名")
    assert (kind.actors[0].user, kind.actors[0].address) == (world.home.accounts["office"], "10.0.0.1")


def test_a_subject_has_one_open_job_and_a_second_request_is_told_so(world, kind):
    _asked(world)
    with pytest.raises(InputFault, match="正在后台处理"):
        _asked(world)
    jobs.run(jobs.claim("w"))
    assert _asked(world).state == "queued"


def test_the_service_that_marks_the_subject_and_the_job_are_both_or_neither(world, kind):
    _asked(world)
    region, actor = world.home.region, Actor.platform("test")
    with pytest.raises(InputFault):
        jobs.ask(actor, "test.rename", region, lambda: Region.objects.filter(pk=region.pk).update(name="半途"))
    region.refresh_from_db()
    assert region.name == "东县"


def test_an_account_stopped_meanwhile_has_nothing_done_in_its_name(world, kind):
    asked = _asked(world)
    type(world.home.accounts["office"]).objects.filter(pk=asked.account_id).update(is_active=False)
    jobs.run(jobs.claim("w"))
    asked.refresh_from_db()
    assert (asked.state, kind.actors) == ("failed", [])
    assert "账号已停用" in kind.failures[0]


def test_what_the_account_may_no_longer_do_is_not_done(world, kind):
    asked = _asked(world)
    kind.may = False
    jobs.run(jobs.claim("w"))
    asked.refresh_from_db()
    assert (asked.state, asked.error, kind.actors) == ("failed", "无权", [])


@pytest.mark.parametrize(("fault", "words"), [(InputFault("坏表"), "坏表"), (RuntimeError("x"), "未写入任何数据")])
def test_a_fault_ends_the_job_and_gives_the_subject_back(world, kind, fault, words):
    kind.fault = fault
    asked = _asked(world)
    jobs.run(jobs.claim("w"))
    asked.refresh_from_db()
    assert asked.state == "failed"
    assert words in asked.error
    assert kind.failures == [asked.error]


def test_an_attempt_taken_for_dead_cannot_end_what_the_next_began(world, kind):
    asked = _asked(world)
    slow = jobs.claim("elsewhere.1.x")
    Job.objects.update(beat=timezone.now() - timedelta(hours=1))
    again = jobs.claim("w")
    assert (again.pk, again.attempts) == (asked.pk, 2)
    jobs.run(slow)
    asked.refresh_from_db()
    world.home.region.refresh_from_db()
    assert (asked.state, asked.token, world.home.region.name) == ("running", again.token, "东县")


def test_a_worker_elsewhere_that_gave_a_sign_not_long_ago_keeps_its_job(world, kind):
    _asked(world)
    assert jobs.claim("elsewhere.1.x")
    assert jobs.claim("w") is None


def test_a_living_worker_here_keeps_its_job_without_a_beat(world, kind):
    _asked(world)
    with Sign() as sign:
        assert jobs.claim(sign.name)
        Job.objects.update(beat=timezone.now() - timedelta(days=1))  # a long write holds the database
        assert alive(sign.name) is True
        assert workers() == [sign.name]
        assert jobs.claim("w") is None
    assert alive(sign.name) is False
    assert jobs.claim("w").attempts == 2


def test_a_living_worker_whose_job_does_not_go_on_loses_it(world, kind, settings):
    settings.JOB_SILENCE_SECONDS = 600
    asked = _asked(world)
    with Sign() as sign:
        hanging = jobs.claim(sign.name)
        Job.objects.update(spoken_at=timezone.now() - timedelta(seconds=590))
        assert jobs.claim("w") is None
        Job.objects.update(spoken_at=timezone.now() - timedelta(seconds=601))
        again = jobs.claim("w")
        assert (again.pk, again.attempts) == (asked.pk, 2)
        jobs.run(again)
        jobs.run(hanging)  # it wakes up after all
    asked.refresh_from_db()
    world.home.region.refresh_from_db()
    assert (asked.state, asked.attempts, world.home.region.name) == ("done", 2, "新名")


def test_each_word_of_progress_is_noted_with_its_time(world, kind, monkeypatch):
    asked = _asked(world)
    taken = jobs.claim("w")
    Job.objects.update(spoken_at=timezone.now() - timedelta(days=1))
    jobs._Speaker(taken, jobs.Doing())(10, "甲")
    asked.refresh_from_db()
    assert timezone.now() - asked.spoken_at < timedelta(minutes=1)


def test_a_worker_that_hangs_knows_it_by_its_own_clock(settings, monkeypatch):
    settings.JOB_SILENCE_SECONDS = 600
    now = [1000.0]
    monkeypatch.setattr(jobs.time, "monotonic", lambda: now[0])
    doing = jobs.Doing()
    assert not doing.hangs()
    doing.speak()
    now[0] += 600
    assert not doing.hangs()
    now[0] += 1
    assert doing.hangs()
    doing.speak()
    assert not doing.hangs()


def test_a_job_that_ends_its_worker_each_time_is_given_up(world, kind, settings):
    settings.JOB_ATTEMPTS = 2
    asked = _asked(world)
    for _attempt in range(2):
        with Sign() as sign:
            assert jobs.claim(sign.name)
    assert jobs.claim("w") is None
    asked.refresh_from_db()
    assert asked.state == "failed"
    assert "已中断 2 次" in asked.error
    assert kind.failures == [asked.error]


def test_a_subject_that_is_put_away_takes_its_job_with_it(world, kind):
    asked = _asked(world)
    running = jobs.claim("w")
    jobs.drop(world.home.region)
    jobs.run(running)
    asked.refresh_from_db()
    assert (asked.state, asked.error) == ("failed", "事项已取消")
    assert kind.failures == []


def test_each_county_takes_its_turn_and_the_oldest_of_a_county_comes_first():
    queued = [(1, "a"), (2, "a"), (3, "a"), (4, "b"), (5, "c"), (6, "b")]
    # nobody has had a turn: one of each county before the second of any
    assert jobs.in_turn(queued, Counter(), {}, 9) == [1, 4, 5, 2, 6, 3]
    # county a had the last turn: it comes after the others
    assert jobs.in_turn(queued, Counter(), {"a": datetime(2026, 3, 1, tzinfo=UTC)}, 9) == [4, 5, 1, 6, 2, 3]
    # county a has one running: its next stands with the others' second
    assert jobs.in_turn(queued, Counter({"a": 1}), {}, 9) == [4, 5, 1, 6, 2, 3]


def test_one_county_does_not_take_the_last_free_worker():
    # three workers: a county may have two; it has them, so its third waits though a worker is free
    assert jobs.in_turn([(1, "a"), (2, "b")], Counter({"a": 2}), {}, 2) == [2]


def test_an_office_that_queued_much_does_not_hold_up_another(world, kind, settings):
    settings.WORKERS = 2
    _asked(world)
    town = world.home.town_regions
    user = world.home.accounts["office"]
    for region in town:
        jobs.ask(Actor(user.username, user=user), "test.rename", region)
    other = world.neighbour.accounts["office"]
    theirs = jobs.ask(Actor(other.username, user=other), "test.rename", world.neighbour.region)
    first = jobs.claim("elsewhere.1.x")
    assert first.owner == world.home.region.path
    # the second worker goes to the other county, though two of the first were asked for earlier
    assert jobs.claim("elsewhere.2.x").pk == theirs.pk
    assert jobs.claim("elsewhere.3.x") is None


def _worker(folder: Path, verb: str, **settings: str) -> subprocess.Popen:
    known = {key: value for key, value in os.environ.items() if not key.startswith("TENGHUAN_")}
    own = {
        "DJANGO_SETTINGS_MODULE": "tenghuan.site.settings",
        "TENGHUAN_DEMO": "1",
        "TENGHUAN_DATA_DIR": str(folder),
        **settings,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.apps.kit.worker", verb], cwd=ROOT, env={**known, **own}, stderr=subprocess.PIPE
    )


@pytest.fixture(scope="module")
def one_job(blank_database, tmp_path_factory):
    """A folder in which one job waits, made once."""
    folder = tmp_path_factory.mktemp("job")
    shutil.copy(blank_database, folder)
    asking = _worker(folder, "ask")
    assert asking.wait(timeout=120) == 0, asking.stderr.read()
    return folder


@pytest.fixture
def folder(one_job, tmp_path):
    """A copy of it for one test."""
    return shutil.copytree(one_job, tmp_path / "data")


def test_a_worker_stopped_in_the_middle_loses_its_job_and_changes_nothing_when_it_goes_on(folder):
    first = _worker(folder, "work", TENGHUAN_JOB_SILENCE_SECONDS="3600")
    while not (folder / "reached").exists() and first.poll() is None:
        time.sleep(0.1)
    os.kill(first.pid, signal.SIGSTOP)  # it lives and holds its sign, and does nothing
    second = _worker(folder, "work")
    assert second.wait(timeout=120) == 0, second.stderr.read()
    assert _kept(folder) == ("running", 1, "东县")
    with sqlite3.connect(folder / "tenghuan.sqlite3") as database:
        database.execute("UPDATE kit_job SET spoken_at = datetime(spoken_at, '-1 day')")
    third = _worker(folder, "work")
    assert third.wait(timeout=120) == 0, third.stderr.read()
    assert _kept(folder) == ("done", 2, "东县新")
    (folder / "go").touch()
    os.kill(first.pid, signal.SIGCONT)
    assert first.wait(timeout=120) == 0, first.stderr.read()
    assert _kept(folder) == ("done", 2, "东县新")


def test_a_worker_that_hangs_ends_by_itself_so_that_another_is_started(folder):
    hanging = _worker(folder, "work", TENGHUAN_JOB_SILENCE_SECONDS="2")
    assert hanging.wait(timeout=120) == jobs.HUNG
    second = _worker(folder, "work")
    assert second.wait(timeout=120) == 0, second.stderr.read()
    assert _kept(folder) == ("done", 2, "东县新")


def _kept(folder: Path) -> tuple[str, int, str]:
    database = sqlite3.connect(folder / "tenghuan.sqlite3")
    state, attempts = database.execute("SELECT state, attempts FROM kit_job").fetchone()
    name = database.execute("SELECT name FROM organization_region").fetchone()[0]
    database.close()
    return state, attempts, name


def test_a_worker_killed_in_the_middle_is_followed_at_once_by_the_next(folder):
    first = _worker(folder, "work")
    while not (folder / "reached").exists() and first.poll() is None:
        time.sleep(0.1)
    os.kill(first.pid, signal.SIGKILL)
    assert first.wait() == -signal.SIGKILL
    assert _kept(folder) == ("running", 1, "东县")
    second = _worker(folder, "work")
    assert second.wait(timeout=120) == 0, second.stderr.read()
    assert _kept(folder) == ("done", 2, "东县新")
