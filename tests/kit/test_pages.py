"""Every page that a declaration brings × every account × {own, neighbour's, stranger's} record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import lxml.html
import pytest
from django.db import transaction
from django.urls import NoReverseMatch, reverse

from tenghuan.apps.access.scope import scope_of
from tenghuan.apps.kit.registry import REGISTERS
from tenghuan.apps.web import lists
from tests.kit.made import makers
from tests.kit.seen import sees
from tests.world import World

ACCOUNTS = [
    *("office", "department", "department2", "town", "town2", "leader", "enterprise"),
    *("system_admin", "security_admin", "audit_admin", "prefecture"),
]
HOSTILE = '<script>alert("甲")</script>'


def account_of(world: World, name: str) -> Any:
    return world.prefecture if name == "prefecture" else world.home.accounts[name]


def reader_of(register: Any) -> str:
    """A role that may open a register, an official's if there is one."""
    return next(r for r in ("office", "leader", "department", "enterprise", "system_admin") if r in register.readers)


@pytest.fixture
def records(world, settings, tmp_path, key):
    """One record of the first town and unit, one of the second, one of the neighbour's, one of the stranger's."""
    settings.MEDIA_ROOT = tmp_path
    make = makers()[key]
    return {
        "own": make(world.home, 1, 0, 0),
        "second": make(world.home, 2, 1, 1),
        "neighbour": make(world.neighbour, 3, 0, 0),
        "foreign": make(world.foreign, 4, 0, 0),
    }


@pytest.mark.parametrize("key", sorted(REGISTERS))
def test_a_register_has_a_maker(key):
    assert key in makers(), f"say in tests/apps/…/made.py how a record of {key} is made"


def each(world: World, names: Iterable[str] = ACCOUNTS) -> Iterator[tuple[str, Any]]:
    """Each account in turn, in the same world: what one has done is undone before the next one comes."""
    for name in names:
        point = transaction.savepoint()
        yield name, account_of(world, name)
        transaction.savepoint_rollback(point)


@pytest.mark.parametrize("key", sorted(REGISTERS))
def test_a_record_is_seen_by_whom_it_belongs_to_and_by_nobody_else(key, world, records):
    register, wrong = REGISTERS[key], []
    addresses = {
        place: (register.address(thing), reverse(f"{key}:story", args=(thing.pk, register.fields[0])))
        for place, thing in records.items()
    }
    for name, who in each(world):
        client = world.client(who)
        for place, thing in records.items():
            admitted = who.role in register.admitted
            expected = 403 if not admitted else 200 if sees(who, thing, scope_of(register.model)) else 404
            statuses = [client.get(address).status_code for address in addresses[place]]
            wrong += [] if statuses == [expected] * 2 else [(name, place, statuses, expected)]
    assert not wrong


@pytest.mark.parametrize("key", sorted(REGISTERS))
def test_the_list_shows_what_is_in_scope_and_no_more(key, world, records):
    register, wrong = REGISTERS[key], []
    # what the world came with (its units and accounts) counts as well
    every = list(register.model.objects.all())
    for name, who in each(world):
        response = world.client(who).get(reverse(f"{key}:list"))
        if who.role not in register.readers:
            wrong += [] if response.status_code == 403 else [(name, response.status_code)]
            continue
        shown = {row.pk for row in response.context["shown"].object_list}
        expected = {thing.pk for thing in every if sees(who, thing, scope_of(register.model))}
        wrong += [] if shown == expected else [(name, shown, expected)]
    assert not wrong


@pytest.mark.parametrize("key", sorted(REGISTERS))
def test_who_reads_only_cannot_write(key, world, records):
    register = REGISTERS[key]
    if not register.writers:
        with pytest.raises(NoReverseMatch):
            reverse(f"{key}:add")
        return
    for role in set(map(str, ("leader", "audit_admin"))) - set(register.writer_roles):
        client = world.client(role)
        for page in register.verbs & {"change", "retire"}:
            address = reverse(f"{key}:{page}", args=(records["own"].pk,))
            assert client.post(address, {"reason": "试"}).status_code in (403, 404)
        if "add" in register.verbs:
            assert client.get(reverse(f"{key}:add")).status_code == 403


@pytest.mark.parametrize("key", sorted(REGISTERS))
def test_lists_export_every_row(key, world, records):
    client, address = world.client(reader_of(REGISTERS[key])), reverse(f"{key}:list")
    for kind in ("xlsx", "csv"):
        assert b"".join(client.get(address, {"export": kind}).streaming_content)


@pytest.mark.parametrize("key", sorted(REGISTERS))
def test_every_column_has_a_chinese_label(key):
    for column in REGISTERS[key].list_columns:
        assert re.search(r"[\u4e00-\u9fff]", column.label), column.key
    for field in (REGISTERS[key].model._meta.get_field(name) for name in REGISTERS[key].fields):
        assert re.search(r"[\u4e00-\u9fff]", str(field.verbose_name)), field


@pytest.mark.parametrize("key", sorted(REGISTERS))
def test_nonsense_in_the_address_never_breaks_a_list(key, world, records):
    register = REGISTERS[key]
    reader = reader_of(register)
    client, address = world.client(reader), reverse(f"{key}:list")
    names = ["q", "sort", "page", "columns", "export", "measure", *_filter_names(register)]
    for text in ("²", "abc", "\x00", "1e9999999999", "0000-00-00", "9999-12-31", "9" * 400, "<b>", "‮"):
        status = client.get(address, dict.fromkeys(names, text)).status_code
        # a text that no database can hold is refused as a whole
        assert status == (400 if "\x00" in text else 200), text


def _filter_names(register: Any) -> list[str]:
    found: list[str] = []
    for name in register.filterset.base_filters:
        found += [name, f"{name}_min", f"{name}_max", f"{name}_after", f"{name}_before"]
    return found


@pytest.mark.parametrize("key", sorted(REGISTERS))
def test_a_search_sends_no_filter_that_nobody_set(key, world, records):
    page = world.client(reader_of(REGISTERS[key])).get(reverse(f"{key}:list")).content.decode()
    form = lxml.html.fromstring(page).xpath("//form[contains(@class, 'list-form')]")[0]
    # what a browser sends of a form that was not touched: a select sends its first option
    assert {name: value for name, value in form.form_values() if value} == {}


@pytest.mark.parametrize("key", sorted(REGISTERS))
def test_hostile_text_is_shown_as_text(key, world, records):
    register, thing = REGISTERS[key], records["own"]
    texts = [
        field.attname
        for field in (register.model._meta.get_field(name) for name in register.fields)
        if field.get_internal_type() in ("CharField", "TextField") and not field.choices
        and (field.max_length or 999) >= len(HOSTILE)
    ]  # fmt: skip
    register.model.objects.filter(pk=thing.pk).update(**dict.fromkeys(texts, HOSTILE))
    reader = reader_of(register)
    client = world.client(reader)
    for address in (register.address(thing), reverse(f"{key}:list")):
        body = client.get(address).content.decode()
        assert HOSTILE not in body


@pytest.mark.parametrize("key", sorted(REGISTERS))
def test_queries_of_a_list_do_not_grow_with_its_rows(key, world, settings, tmp_path, django_assert_max_num_queries):
    settings.MEDIA_ROOT = tmp_path
    register, make = REGISTERS[key], makers()[key]
    reader = reader_of(register)
    client, address = world.client(reader), reverse(f"{key}:list")
    make(world.home, 1, 0, 0)
    few = _queries(client, address)
    for number in range(2, 12):
        make(world.home, number, 0, 0)
    assert _queries(client, address) <= few
    assert few <= 14


@pytest.mark.parametrize("key", sorted(REGISTERS))
def test_a_list_sorts_by_every_column_that_says_so_and_a_long_one_shows_the_same_rows_in_the_same_order(
    key, world, settings, tmp_path, monkeypatch
):
    settings.MEDIA_ROOT = tmp_path
    register, make = REGISTERS[key], makers()[key]
    for number in range(1, 6):
        make(world.home, number, 0, 0)
    client, address = world.client(reader_of(register)), reverse(f"{key}:list")
    orders = [
        {},
        *({"sort": sign + column.key} for column in register.list_columns if column.sort for sign in ("", "-")),
    ]

    def bodies() -> list[str]:
        answers = [client.get(address, order) for order in orders]
        assert {answer.status_code for answer in answers} == {200}
        found = [answer.content.decode() for answer in answers]
        return [body[body.index("<table") : body.rindex("</table>")] for body in found]

    short = bodies()
    monkeypatch.setattr(lists, "LONG", 0)
    assert bodies() == short
    assert short[0].count("<tr") > 5


def _queries(client: Any, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)
