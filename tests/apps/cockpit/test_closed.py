"""A month that was closed is shown as it was closed, and the wall says so."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from tenghuan.apps.closing.models import Figure, Snapshot
from tenghuan.apps.cockpit.closed import as_closed
from tenghuan.apps.plans import queries
from tests.apps.closing.months import closed, opened
from tests.apps.monitoring.campaigns import TODAY


@pytest.fixture
def june(world, monkeypatch):
    return closed(world.home)


def _rows(world):
    return queries.board([queries.current_plans(world.home.accounts["leader"])[0]])


def _scope(world) -> str:
    page = html.fromstring(world.client("leader").get(reverse("cockpit:wall")).content.decode())
    return page.xpath("//*[@data-scope]")[0].text


def test_the_figures_of_a_closed_month_are_the_snapshots(world, june):
    viewer, before = world.home.accounts["leader"], _rows(world)
    snapshot = Snapshot.objects.latest("version")
    rows, found = as_closed(viewer, before)
    assert list(found.values()) == [snapshot]
    # unchanged since the close: what the board says is what the snapshot says, to its six decimals
    for row, shown in zip(before, rows, strict=True):
        assert shown.standing.lamp == row.standing.lamp
        assert shown.standing.as_of == row.standing.as_of
        if row.standing.progress is not None:
            assert abs(shown.standing.progress - row.standing.progress) < 1e-5
    assert "2022年6月结账第1版" in _scope(world)


def test_what_changed_after_the_close_is_not_on_the_wall(world, june):
    viewer = world.home.accounts["leader"]
    figure = Figure.objects.filter(item__whole=None, value__isnull=False).first()
    Figure.objects.filter(pk=figure.pk).update(value=figure.value + 7, lamp="yellow")
    rows, _found = as_closed(viewer, _rows(world))
    row = next(row for row in rows if row.item.pk == figure.item_id)
    assert (row.standing.actual, row.standing.lamp) == (figure.value + 7, "yellow")
    # the numbers behind another figure would explain nothing
    assert (row.standing.parts, row.standing.due, row.standing.total) == (None, None, None)
    # the board's own rows, shared by all pages, stay what they are
    assert next(one for one in _rows(world) if one.item.pk == figure.item_id).standing.actual == figure.value


def test_an_open_month_and_another_countys_close_leave_the_board_as_it_is(world):
    opened(world.home)
    rows = _rows(world)
    shown, found = as_closed(world.home.accounts["leader"], rows)
    assert (shown, found) == (rows, {})
    assert "结账" not in _scope(world)
    assert timezone.localdate() >= TODAY


def test_a_stranger_is_told_of_no_snapshot(world, june):
    assert as_closed(world.foreign.accounts["leader"], _rows(world))[1] == {}
