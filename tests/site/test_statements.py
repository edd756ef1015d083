"""Statements that are kept by account: built once, anew when the account or the day is another, never after a look."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from tenghuan.apps.web.statements import Statements


def test_a_statement_is_built_once_for_an_account_as_it_is(world, monkeypatch):
    kept, built = Statements(), []
    office, town = world.home.accounts["office"], world.home.accounts["town"]

    def ask(account, *more):
        return kept.of(account, lambda: built.append(account) or (f"select {len(built)}", ()), *more)

    first = ask(office)
    assert ask(office) == first
    assert len(built) == 1
    assert ask(town) != first
    assert ask(office, "more") != first
    assert len(built) == 3
    unit, office.unit_id = office.unit_id, world.home.departments[1].pk
    assert ask(office) != first
    office.unit_id = unit
    assert ask(office) == first
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *_: tomorrow)
    assert ask(office) != first
    assert len(built) == 5
    kept.forget()
    ask(office)
    assert len(built) == 6


def test_what_was_read_on_the_way_is_read_again(world):
    kept, built = Statements(), []

    def build():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        built.append(1)
        return "select 1", ()

    for _again in range(2):
        kept.of(world.home.accounts["office"], build)
    assert len(built) == 2
