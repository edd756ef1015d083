"""The centre, wishes, the nudge and what did not get through, as people open them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tenghuan.apps.kit.models import Task
from tenghuan.apps.notices.models import Channel, Delivery, DeliveryState, Notice, Wish
from tests.apps.kit.sheds import shed

CENTRE = "/notices/"


@pytest.fixture
def task(world, settings, tmp_path) -> Task:
    settings.MEDIA_ROOT = tmp_path
    return Task.objects.about(shed(world.home)).get()


def test_a_notice_is_unread_until_it_is_opened_and_leads_to_its_thing(world, task):
    client, notice = world.client("town"), Notice.objects.get()
    body = client.get(CENTRE).content.decode()
    assert task.title in body
    assert '<span class="side-count">1</span>' in body
    response = client.post(reverse("notices:open", args=(notice.pk,)))
    assert response.url == f"/r/sheds/{task.object_id}/"
    body = client.get(CENTRE).content.decode()
    assert "未读</span>" not in body
    assert client.get(CENTRE, {"unread": "1"}).context["shown"].paginator.count == 0
    assert client.get(CENTRE, {"kind": "todo"}).context["shown"].paginator.count == 1
    assert client.get(CENTRE, {"kind": "²", "page": "²"}).status_code == 200


def test_nobody_opens_or_marks_another_s_notice(world, task):
    notice = Notice.objects.get()
    for name in ("office", "town2", "leader"):
        assert world.client(name).post(reverse("notices:open", args=(notice.pk,))).status_code == 404
        world.client(name).post(reverse("notices:read_all"))
    assert Notice.objects.get().read_at is None
    assert world.client("system_admin").get(CENTRE).status_code == 403
    world.client("town").post(reverse("notices:read_all"))
    assert Notice.objects.get().read_at is not None


def test_the_centre_asks_the_same_queries_for_a_full_page(world, task, django_assert_max_num_queries):
    town = world.home.accounts["town"]
    link = {"content_type_id": task.content_type_id, "object_id": task.object_id}
    Notice.objects.bulk_create(
        Notice(account=town, kind="due", key=f"k{n}", title=f"第{n}条", **link) for n in range(60)
    )
    client = world.client("town")
    client.get(CENTRE)
    with django_assert_max_num_queries(12):
        response = client.get(CENTRE, {"page": "2"})
    assert len(response.context["shown"].object_list) == 30


def test_wishes_are_kept_and_a_bad_address_is_refused(world):
    client = world.client("town")
    assert client.get(reverse("notices:wishes")).status_code == 200
    told = {"mail": "zhen@example.org", "muted": ["happened"], "digest": "on", "quiet_from": "", "quiet_until": ""}
    assert client.post(reverse("notices:wishes"), told).status_code == 302
    wish = Wish.objects.get()
    assert (wish.account, wish.muted, wish.digest) == (world.home.accounts["town"], ["happened"], True)
    for wrong in ({"mail": "no"}, {"quiet_from": "20:00"}, {"muted": ["nothing"]}):
        assert client.post(reverse("notices:wishes"), {**told, **wrong}).status_code == 422


def test_two_clicks_nudge_from_the_page_of_the_thing(world, task):
    client = world.client("office")
    address = reverse("notices:nudge", args=(task.pk,))
    assert address in client.get(f"/r/sheds/{task.object_id}/").content.decode()
    assert address not in world.client("town").get(f"/r/sheds/{task.object_id}/").content.decode()
    assert client.get(address).status_code == 200
    assert client.post(address, {"words": "请抓紧"}).url == f"/r/sheds/{task.object_id}/"
    assert client.post(address, {"words": "请抓紧"}).status_code == 422
    body = client.get(f"/r/sheds/{task.object_id}/").content.decode()
    assert "请抓紧" in body
    for account in (world.neighbour.accounts["office"], world.foreign.accounts["office"], world.prefecture):
        assert world.client(account).get(address).status_code == 404
    for name in ("town", "leader", "department"):
        assert world.client(name).post(address).status_code == 403


def test_what_did_not_get_through_is_shown_without_what_it_says_and_sent_again(world, task):
    dead = Delivery.objects.create(
        account=world.home.accounts["town"], channel=Channel.WEBHOOK, key="notice:1", subject="密", body="内容",
        state=DeliveryState.DEAD, attempts=6, error="HTTP 500",
    )  # fmt: skip
    client = world.client("system_admin")
    body = client.get(reverse("notices:undelivered")).content.decode()
    assert "HTTP 500" in body
    assert "内容" not in body
    assert "密" not in body.split("<main")[1].split("</main>")[0]
    foreign = world.client(world.foreign.accounts["system_admin"])
    assert "HTTP 500" not in foreign.get(reverse("notices:undelivered")).content.decode()
    assert foreign.post(reverse("notices:retry", args=(dead.pk,))).status_code == 404
    assert client.post(reverse("notices:retry", args=(dead.pk,))).status_code == 302
    assert Delivery.objects.get().state == DeliveryState.WAITING
    assert client.post(reverse("notices:retry", args=(dead.pk,))).status_code == 422
    assert world.client("office").get(reverse("notices:undelivered")).status_code == 403
