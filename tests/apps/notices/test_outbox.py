"""The outbox: written with the change, each message once at its receiver whoever is killed when, retried, then dead."""

from __future__ import annotations

import contextlib
import json
import threading
from collections import Counter
from datetime import datetime, time, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenghuan.apps.kit import keeping
from tenghuan.apps.kit.models import Task
from tenghuan.apps.notices import digest, outbox, services
from tenghuan.apps.notices.channels import signature
from tenghuan.apps.notices.habits import habits
from tenghuan.apps.notices.models import Channel, Delivery, DeliveryState, Notice, Wish
from tenghuan.apps.notices.nudging import nudge
from tenghuan.apps.notices.telling import tell
from tests.apps.kit.sheds import actor_of, by, shed

NOON = timezone.make_aware(datetime(2026, 10, 12, 12))  # a Monday
FAR = timedelta(days=30)


class Killed(BaseException):
    """A process that ends at once, wherever it is."""


@pytest.fixture(autouse=True)
def _noon(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.EMAIL_HOST, settings.WEBHOOK_URL, settings.WEBHOOK_SECRET = "", "", "k"
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    monkeypatch.setattr(timezone, "localdate", lambda *_: NOON.date())


@pytest.fixture
def task(world) -> Task:
    return Task.objects.about(shed(world.home)).get()


def wishing(account: Any, **more: Any) -> Wish:
    told = {"mail": "town@example.org", "muted": [], "mail_kinds": [], "digest": True, "quiet_from": None}
    return services.wish(actor_of(account), {**told, "quiet_until": None, **more})


def waiting(account: Any, number: int) -> Delivery:
    return Delivery.objects.create(
        account=account, channel=Channel.WEBHOOK, key=f"notice:{number}", subject="甲", body="乙", due_at=NOON
    )


def test_a_nudge_goes_by_mail_once_and_names_itself_to_the_mail_server(world, task, settings):
    settings.EMAIL_HOST, settings.PUBLIC_URL = "mail.example.org", "https://th.example.gov.cn/"
    wishing(world.home.accounts["town"])
    nudge(by(world.home, "office"), task, "请本周办")
    assert outbox.deliver() == 1
    assert outbox.deliver(NOON + FAR) == 0
    (sent,) = mail.outbox
    notice = Notice.objects.get(kind="nudge")
    assert sent.to == ["town@example.org"]
    assert sent.subject == f"【催办】{task.title}"
    assert "请本周办" in sent.body
    assert f"https://th.example.gov.cn/r/sheds/{task.object_id}/" in sent.body
    assert sent.extra_headers["Message-ID"] == f"<notice.{notice.pk}@localhost>"


def test_what_is_told_in_quiet_hours_waits_for_the_morning_outside_and_not_inside(world, task, settings, monkeypatch):
    settings.EMAIL_HOST = "mail.example.org"
    night = timezone.make_aware(datetime(2026, 10, 12, 22))
    monkeypatch.setattr(timezone, "now", lambda: night)
    wishing(world.home.accounts["town"])
    nudge(by(world.home, "office"), task, "")
    assert Notice.objects.filter(kind="nudge").exists()
    assert outbox.deliver(night + timedelta(hours=9, minutes=59)) == 0
    assert outbox.deliver(night + timedelta(hours=10)) == 1
    wishing(world.home.accounts["town"], quiet_from=time(23), quiet_until=time(6))
    Notice.objects.filter(kind="nudge").delete()
    nudge(by(world.home, "office"), task, "")
    assert Delivery.objects.latest("pk").due_at == night


def test_nothing_goes_outside_of_what_was_rolled_back(world, task, settings):
    settings.WEBHOOK_URL = "https://messenger.example.gov.cn/"
    with transaction.atomic():
        tell([world.home.accounts["town"]], "nudge", task, "x", "甲", leads=task)
        assert Delivery.objects.count() == 1
        transaction.set_rollback(True)
    assert not Delivery.objects.exists()


def test_a_failure_is_retried_further_and_further_off_and_dead_in_the_end(world):
    held = waiting(world.home.accounts["town"], 1)

    def refused(_one: Delivery) -> None:
        raise OSError("no route")

    now, tries = NOON, []
    while True:
        before = Delivery.objects.get().attempts
        outbox.deliver(now, refused)
        held.refresh_from_db()
        tries.append(held.attempts - before)
        if held.state == DeliveryState.DEAD:
            break
        assert outbox.deliver(held.due_at - timedelta(seconds=1), refused) == 0
        held.refresh_from_db()
        now = held.due_at
    assert tries == [1] * (len(habits()["retry_minutes"]) + 1)
    # 1 + 5 + 30 + 120 + 720 minutes after the first try
    assert now == NOON + timedelta(minutes=876)
    assert held.error == "OSError：no route"
    assert outbox.deliver(now + FAR, refused) == 0
    services.retry(by(world.home, "system_admin"), held)
    assert outbox.deliver(NOON, lambda _one: None) == 1


def test_two_processes_never_hold_the_same_message(world):
    held = waiting(world.home.accounts["town"], 1)
    assert outbox.claim(held.pk, NOON) is not None
    assert outbox.claim(held.pk, NOON) is None
    lease = timedelta(seconds=habits()["lease_seconds"])
    assert outbox.claim(held.pk, NOON + lease + timedelta(seconds=1)) is not None


# each turn of a worker: it lives, is killed before the sending, is killed after it, or the network fails
FATES = st.lists(st.sampled_from(["lives", "before", "after", "fails"]), min_size=1, max_size=12)


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fates=FATES, count=st.integers(1, 4))
def test_whoever_is_killed_when_each_notice_is_there_once(world, task, settings, fates, count):
    settings.WEBHOOK_URL = "https://messenger.example.gov.cn/"
    point = transaction.savepoint()
    received: Counter[str] = Counter()
    for number in range(count):
        for _twice in range(2):
            tell([world.home.accounts["town"]], "nudge", task, f"line:{number}", "甲", leads=task)
    now = NOON
    for fate in fates:
        _turn(fate, received, now)
        now += timedelta(minutes=1)
    _turn("lives", received, now + FAR)
    keys = {f"notice:{notice.pk}" for notice in Notice.objects.filter(key__startswith="line:")}
    assert len(keys) == count
    # nothing is lost; what came a second time came under the same key, by which the receiver drops it
    assert set(received) == keys
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SENT}
    transaction.savepoint_rollback(point)


def _turn(fate: str, received: Counter[str], now: datetime) -> None:
    def send(held: Delivery) -> None:
        if fate == "before":
            raise Killed
        if fate == "fails":
            raise OSError("down")
        received[held.key] += 1
        if fate == "after":
            raise Killed

    with contextlib.suppress(Killed):
        outbox.deliver(now, send)


# -- webhook -------------------------------------------------------------------------------------------------------
class Messenger(HTTPServer):
    """A messenger on this machine: keeps what it gets, answers as told."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 204


class _Answer(BaseHTTPRequestHandler):
    server: Messenger

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def messenger(settings):
    server = Messenger()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.WEBHOOK_URL = f"http://127.0.0.1:{server.server_port}/in"
    yield server
    server.shutdown()
    server.server_close()


def test_the_messenger_gets_a_signed_message_that_names_itself(world, task, messenger):
    nudge(by(world.home, "office"), task, "请办")
    assert outbox.deliver() == 1
    ((headers, body),) = messenger.got
    told = json.loads(body)
    notice = Notice.objects.get(kind="nudge")
    assert told["id"] == headers["X-Tenghuan-Delivery"] == f"notice:{notice.pk}"
    assert (told["kind"], told["to"], told["title"]) == ("nudge", "dong-town", task.title)
    at, _sep, signed = headers["X-Tenghuan-Signature"].partition(",v1=")
    assert signed == signature("k", at.removeprefix("t="), body)
    # worked out once with openssl dgst -sha256 -hmac k
    assert signature("k", "1", b"{}") == "3dd49b2593d0f9a349e9e71c4bde3e2b862c2be4003fe9b4ba81332029310158"


@pytest.mark.parametrize("status", [302, 400, 500])
def test_any_other_answer_is_a_failure_and_no_redirect_is_followed(world, task, messenger, status):
    messenger.status = status
    nudge(by(world.home, "office"), task, "请办")
    assert outbox.deliver() == 0
    held = Delivery.objects.get()
    assert (held.state, held.attempts) == (DeliveryState.WAITING, 1)
    assert str(status) in held.error


def test_a_messenger_that_is_not_there_is_a_failure(world, task, settings):
    settings.WEBHOOK_URL = "http://127.0.0.1:1/"
    nudge(by(world.home, "office"), task, "请办")
    assert outbox.deliver() == 0
    assert Delivery.objects.get().state == DeliveryState.WAITING


# -- digest --------------------------------------------------------------------------------------------------------
def test_the_digest_comes_once_a_working_day_and_never_empty(world, settings):
    settings.EMAIL_HOST = "mail.example.org"
    town, town2 = world.home.accounts["town"], world.home.accounts["town2"]
    wishing(town)
    wishing(town2, mail="two@example.org")
    task = Task.objects.about(shed(world.home)).get()
    morning = NOON.replace(hour=0, minute=0)  # 08:00 in China
    Notice.objects.filter(account=town).update(at=morning)
    assert digest.collect(timezone.make_aware(datetime(2026, 10, 12, 8, 30))) == 1  # the second town has nothing
    assert digest.collect(timezone.make_aware(datetime(2026, 10, 12, 17))) == 0
    held = Delivery.objects.get()
    assert (held.account, task.title in held.body) == (town, True)
    assert held.due_at == timezone.make_aware(datetime(2026, 10, 12, 8, 30))
    assert digest.collect(timezone.make_aware(datetime(2026, 10, 17, 9))) == 0  # a Saturday
    assert digest.collect(timezone.make_aware(datetime(2026, 10, 13, 9))) == 1


def test_read_notices_and_far_tasks_make_no_digest(world, settings):
    settings.EMAIL_HOST = "mail.example.org"
    town = world.home.accounts["town"]
    wish = wishing(town)
    Task.objects.filter(pk=Task.objects.about(shed(world.home)).get().pk).update(due=NOON.date() + FAR)
    Notice.objects.update(read_at=NOON)
    assert digest.written(wish, NOON) == []
    Task.objects.update(due=NOON.date())
    assert len(digest.written(wish, NOON)) == 3


# -- duties --------------------------------------------------------------------------------------------------------
def test_a_duty_has_its_turn_when_its_time_has_come_and_one_that_fails_hinders_no_other(monkeypatch):
    calls: list[str] = []

    def broken() -> None:
        calls.append("broken")
        raise RuntimeError("no")

    duties = {
        "broken": keeping.Duty("broken", 10, broken),
        "often": keeping.Duty("often", 10, lambda: calls.append("often")),
        "seldom": keeping.Duty("seldom", 100, lambda: calls.append("seldom")),
    }
    monkeypatch.setattr(keeping, "DUTIES", duties)
    last: dict[str, float] = {}
    for now in (0.0, 5.0, 10.0, 100.0):
        keeping.turn(last, now)
    assert Counter(calls) == {"broken": 3, "often": 3, "seldom": 2}
