"""The menu: who sees what, how much of it, and what waits."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from tenghuan.apps.access.roles import Role
from tenghuan.apps.web import menu
from tenghuan.apps.web.menu import Entry, Shown, grouped
from tests.apps.kit.sheds import claimed, shed

VENDOR = settings.PACKAGE / "site" / "static" / "vendor"


@pytest.mark.parametrize("role", Role.values)
def test_a_role_sees_at_most_seven_groups_of_seven_entries(role):
    shown = [Shown(entry, address) for entry, address in menu.open_to(role)]
    groups = grouped(shown)
    assert 1 <= len(groups) <= 7
    assert all(len(group.entries) <= 7 for group in groups)
    told = [one for group in groups for one in (*group.entries, *group.more)]
    for key in menu.GROUPS:  # nothing is lost, and each group keeps its order
        assert [one for one in told if one.entry.group == key] == [one for one in shown if one.entry.group == key]


def test_two_groups_in_one_place_take_turns_so_that_neither_is_hidden_behind_the_other():
    groups = {one.key: one for one in grouped(_many(list(menu.GROUPS), 5))}
    assert [one.address for one in groups["land"].entries] == [
        *("/land/0", "/projects/0", "/land/1", "/projects/1", "/land/2", "/projects/2", "/land/3"),
    ]
    uneven = grouped([*_many(list(menu.GROUPS), 1), *_many(["projects"], 2)])
    assert [one.address for one in next(one for one in uneven if one.key == "land").entries] == [
        *("/land/0", "/projects/0", "/projects/0", "/projects/1"),
    ]


def _many(groups: list[str], each: int) -> list[Shown]:
    return [
        Shown(Entry(group, f"{group}{n}", "home", icon="home"), f"/{group}/{n}")
        for group in groups
        for n in range(each)
    ]


def test_what_is_too_much_is_put_together_and_folded_and_nothing_is_lost():
    shown = _many(list(menu.GROUPS), 5)
    groups = grouped(shown)
    assert [group.key for group in groups] == [
        "desk",
        "campaign",
        "enterprises",
        "clearing",
        "land",
        "energy",
        "system",
    ]
    assert (len(groups[1].entries), len(groups[1].more)) == (7, 3)
    kept = {one.address for group in groups for one in (*group.entries, *group.more)}
    assert kept == {one.address for one in shown}


def test_a_group_of_the_present_page_is_open_whatever_was_folded():
    shown = [*_many(["desk", "land"], 2), Shown(Entry("policy", "政策", "home", icon="home"), "/p/", here=True)]
    assert [group.open for group in grouped(shown, opened=[])] == [False, False, True]
    assert [group.open for group in grouped(shown, opened=["land"])] == [False, True, True]
    assert [group.open for group in grouped(shown)] == [True, True, True]
    assert [group.open for group in grouped(_many(["desk", "land"], 9))] == [True, False]


def test_only_the_longest_address_is_where_one_is(world):
    office = world.home.accounts["office"]
    here = {
        path: [one.address for one in menu.shown_to(office, path) if one.here]
        for path in ("/", "/monitoring/grid/", "/x/")
    }
    assert here == {"/": ["/"], "/monitoring/grid/": ["/monitoring/grid/"], "/x/": []}


def test_counts_say_what_waits_for_the_account_in_one_query(world, django_assert_num_queries):
    shed(world.home, "S1")
    shed(world.home, "S2")
    shed(world.neighbour, "S3")
    counts = {}
    for name in ("town", "town2", "office", "leader"):
        with django_assert_num_queries(1):
            shown = menu.shown_to(world.home.accounts[name], "/")
        counts[name] = {one.entry.url: one.count for one in shown if one.entry.url in ("kit:inbox", "sheds:list")}
    two, none = {"kit:inbox": 2, "sheds:list": 2}, {"kit:inbox": 0, "sheds:list": 0}
    assert counts == {"town": two, "town2": none, "office": none, "leader": none}


def test_a_kept_statement_counts_anew_each_time_and_belongs_to_its_account_as_it_is(world):
    town, office = world.home.accounts["town"], world.home.accounts["office"]

    def inbox(account):
        return next(one.count for one in menu.shown_to(account, "/") if one.entry.url == "kit:inbox")

    assert (inbox(town), inbox(office)) == (0, 0)
    shed(world.home, "S1")
    assert (inbox(town), inbox(office)) == (1, 0)
    town.region = world.home.region
    town.unit = None
    assert inbox(town) == 0


def test_the_statement_of_a_town_without_a_unit_follows_the_units_of_its_region(world, monkeypatch):
    town = world.home.accounts["town"]
    town.unit = None
    built = []
    monkeypatch.setattr(menu, "_built", lambda *told, build=menu._built: built.append(told) or build(*told))
    menu.shown_to(town, "/")
    menu.shown_to(town, "/")
    assert len(built) == 2


@pytest.mark.parametrize("role", ["office", "department", "town", "leader", "enterprise"])
def test_each_count_is_what_its_entry_would_count_alone(world, role):
    for number in ("S1", "S2"):
        claimed(world.home, number)
    shed(world.home, "S3")
    shed(world.neighbour, "S4")
    account = world.home.accounts[role]
    told = {}
    for one in menu.shown_to(account, "/"):
        entry, alone = one.entry, 0
        if entry.waiting:
            alone = entry.waiting(account).distinct().count()
        elif entry.part:
            wanted = dict(zip(entry.part.by, entry.part.of, strict=True))
            alone = entry.part.rows(account).filter(**wanted).distinct().count()
        assert one.count == alone, entry.url
        told[entry.url] = one.count
    assert told.get("sheds:list", 0) == {"office": 2, "town": 1}.get(role, 0)


def test_a_menu_that_is_kept_as_drawn_shows_the_next_number_and_the_next_language(world):
    client = world.client("town")
    counts = []
    for number in ("S1", "S2"):
        shed(world.home, number)
        for _again in range(2):
            body = client.get(reverse("kit:inbox")).content.decode()
            entry = re.search(r'<a class="side-entry" href="/inbox/".*?</a>', body)
            bar = re.search(r'<nav class="bar.*?</nav>', body, re.S)
            assert entry is not None
            assert bar is not None
            counts.append((re.findall(r'side-count">(\d+)<', entry[0]), re.findall(r"<b>(\d+)</b>", bar[0])[:1]))
    assert counts == [(["1"], ["1"])] * 2 + [(["2"], ["2"])] * 2
    summaries = {}
    for language in ("zh-hans", "en"):
        body = client.get(reverse("kit:inbox"), headers={"accept-language": language}).content.decode()
        summaries[language] = re.findall(r"<summary>(.*?)<", body)
    assert summaries["zh-hans"][-1] in ("更多", "系统")
    with override("en"):
        assert str(menu.GROUPS["desk"]) in summaries["en"]


def test_the_menu_on_the_page_shows_the_count_and_where_one_is(world):
    shed(world.home)
    body = world.client("town").get(reverse("kit:inbox")).content.decode()
    entry = re.search(r'<a class="side-entry" href="/inbox/" aria-current="page">.*?</a>', body)
    assert entry is not None
    assert '<span class="side-count">1</span>' in entry.group()


def test_what_was_left_open_is_remembered(world):
    client = world.client("office")
    client.cookies["menu"] = "system"
    body = client.get(reverse("kit:inbox")).content.decode()
    opened = re.findall(r'<details class="side-group" data-group="(\w+)" open>', body)
    assert opened == ["desk", "system"]


def test_an_entry_must_stand_in_a_group_that_exists():
    with pytest.raises(KeyError):
        menu.declare(Entry("nowhere", "甲", "home", icon="home"))


@pytest.mark.skipif(not (VENDOR / "icons.css").exists(), reason="the icons are drawn by make install")
def test_every_icon_that_is_named_is_drawn():
    drawn = set(re.findall(r"^\.ti-([a-z0-9-]+)\{", (VENDOR / "icons.css").read_text(), re.M))
    named = {entry.icon for entry in menu.ENTRIES if not entry.url.startswith("sheds:")}
    for path in Path(settings.PACKAGE).rglob("*.html"):
        named |= set(re.findall(r"\bti-([a-z0-9-]+[a-z0-9])", path.read_text(encoding="utf-8")))
    assert named - drawn == set()
