"""Boards that a process keeps are never those of before: whatever a service changes, the next page shows it."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tenghuan.apps.audit import trail
from tenghuan.apps.audit.models import Entry
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.audit.watching import Watch
from tenghuan.apps.monitoring.states import EDITABLE, VALID
from tenghuan.apps.organization.services.first import make_link
from tenghuan.apps.organization.services.units import create_unit
from tenghuan.apps.plans import kept, queries
from tenghuan.apps.plans.models import Plan
from tenghuan.apps.plans.services.publication import publish_pack
from tests.apps.plans.packs import large
from tests.apps.test_services import NAMES, _scenarios

# services of the rooms that a board is made of
ROOMS = ("plans", "monitoring", "organization", "kit")


@pytest.fixture
def keeping(settings, monkeypatch):
    """Boards are kept, from none on."""
    settings.BOARDS_KEPT = 8
    monkeypatch.setattr(kept.boards, "_kept", type(kept.boards._kept)())


def _told(rows: list[queries.Row]) -> list[Any]:
    return [
        (
            *(row.item.pk, row.item.title, row.standing, row.year, row.item.plan.current_version_id),
            *([unit.name for unit in row.lead], row.unit_ids, str(row.goal), str(row.final)),
        )
        for row in rows
    ]


def _same_as_fresh(settings: Any) -> None:
    plans = list(Plan.objects.filter(is_current=True))
    seen = _told(queries.board(plans))
    settings.BOARDS_KEPT = 0
    fresh = _told(queries.board(plans))
    settings.BOARDS_KEPT = 8
    assert seen == fresh


@pytest.mark.parametrize("name", [name for name in NAMES if name.partition(".")[0] in ROOMS])
def test_after_each_service_the_kept_board_is_the_one_worked_out_anew(
    name, world, actor, settings, tmp_path, monkeypatch, keeping
):
    settings.MEDIA_ROOT = tmp_path
    append = trail._append

    def appended(told: Any) -> None:
        append(told)
        token = trail._current.set(None)  # as the next request sees it
        try:
            _same_as_fresh(settings)
        finally:
            trail._current.reset(token)

    monkeypatch.setattr(trail, "_append", appended)
    _scenarios()[name](world, actor)
    assert Entry.objects.filter(action=name).exists()


def test_a_kept_board_is_not_worked_out_again_until_something_changes(world, actor, keeping, monkeypatch):
    plan = publish_pack(actor, world.home.region, large(3, 2)).plan
    made = []
    monkeypatch.setattr(queries, "_worked_out", lambda told, make=queries._worked_out: made.append(told) or make(told))
    first = queries.board([plan])
    assert queries.board([plan]) == first
    assert len(made) == 1
    create_unit(actor, world.home.region, "县新局", "bureau")
    queries.board([plan])
    assert len(made) == 2


def test_a_service_sees_what_it_has_just_written(world, actor, keeping):
    plan = publish_pack(actor, world.home.region, large(3, 2)).plan
    queries.board([plan])
    item = plan.items.first()

    @trail.service("test.rename_item")
    def rename(actor):
        type(item).objects.filter(pk=item.pk).update(title="新名")
        trail.record(item, after={"title": "新名"})
        return [row.item.title for row in queries.board([plan]) if row.item.pk == item.pk]

    try:
        assert rename(actor) == ["新名"]
    finally:
        del trail.SERVICES["test.rename_item"]
    assert "新名" in [row.item.title for row in queries.board([plan])]


def test_what_stands_on_a_board_is_never_written_by_a_draft():
    # monitoring.save_draft does not count as a change: it writes only what no board shows
    assert not EDITABLE & VALID


def test_no_more_boards_are_kept_than_are_set(world, actor, settings, keeping):
    settings.BOARDS_KEPT = 1
    plans = [publish_pack(actor, place.region, large(2, 1)).plan for place in (world.home, world.neighbour)]
    assert {row.item.plan_id for row in queries.board(plans)} == {plan.pk for plan in plans}
    assert list(kept.boards._kept) == [plans[1].pk]


def test_the_mark_of_the_trail_moves_with_what_matters_alone(world):
    watch = Watch()
    platform = Actor.platform("test")
    make_link(platform, world.home.accounts["town"])
    first = watch.mark()
    assert watch.mark() == first
    make_link(platform, world.home.accounts["office"])
    assert watch.mark(but_apps={"organization"}) == watch.mark(but_actions={"organization.make_link"})
    assert watch.mark() > first


def test_another_trail_than_the_one_known_changes_everything(world):
    watch = Watch()
    make_link(Actor.platform("test"), world.home.accounts["town"])
    before = watch.mark()
    last = Entry.objects.order_by("-number").first()
    watch._digest = "0" * 64  # as after a restore: the same number, another row
    after = watch.mark()
    assert after != before
    assert watch._digest == last.digest


def test_the_pages_show_the_kept_board(world, actor, keeping, django_assert_max_num_queries):
    publish_pack(actor, world.home.region, large(30, 20))
    client = world.client("office")
    first = client.get(reverse("plans:board"))
    with django_assert_max_num_queries(6):
        again = client.get(reverse("plans:board"))
    assert len(again.context["table"].rows) == 30
    assert again.context["table"].rows == first.context["table"].rows
    client.get("/")
    with django_assert_max_num_queries(9):
        client.get("/")
