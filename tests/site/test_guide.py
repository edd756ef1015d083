"""The guide as pages: every chapter opens, its links and pictures lead somewhere, help opens the right one."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tenghuan.apps.web import menu
from tenghuan.site import guide

NAMES = [one.name for one in guide.chapters()]
EVERY = [guide.FIRST, guide.GLOSSARY, *NAMES]


@pytest.mark.parametrize("name", EVERY)
def test_a_chapter_opens_and_what_it_leads_to_is_there(name, world):
    client = world.client("office")
    body = client.get(reverse("guide", args=(name,))).content.decode()
    article = body.split("<article")[1].split("</article>")[0]
    assert guide.chapter(name).title in article
    for address in re.findall(r'(?:href|src)="(/guide/[^"#]*)', article):
        assert client.get(address).status_code == 200, address


def test_help_opens_the_chapter_about_the_page(world):
    client = world.client("office")
    for address, name in (
        ("/board/", "02-board"),
        ("/enterprises/", "06-enterprises"),
        ("/r/units/", "09-administrators"),
    ):
        assert f'href="/guide/{name}/" data-drawer' in client.get(address).content.decode()
    assert 'href="/guide/13-desk/" data-drawer' in client.get("/").content.decode()
    assert 'href="/guide/" data-drawer' in client.get("/search/").content.decode()


def test_every_entry_names_a_chapter_that_exists():
    assert {entry.guide for entry in menu.ENTRIES} - {""} <= set(NAMES)


@pytest.mark.parametrize("name", ["nothing", "README.md", "..", "%2e%2e"])
def test_nothing_but_the_guide_is_shown(world, name):
    assert world.client("office").get(f"/guide/{name}/").status_code == 404
    assert world.client("office").get(f"/guide/pictures/{name}").status_code == 404


def test_html_in_a_chapter_is_text():
    assert "&lt;b&gt;" in guide._rendered("a <b>c</b>")
