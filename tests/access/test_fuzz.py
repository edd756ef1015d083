"""Nonsense in every field of every page and form is answered, never with an error of the system.

Fields are found, not listed: the forms on the pages as they are served, what the views read by name, all Django forms,
and the columns of every register. All × all would take an hour: each page is asked a few times with another nonsense in
each field, and each field of each form is given one nonsense alone, the next field the next one, everything else as the
page has it. So every field meets nonsense, and every nonsense meets every kind of field.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes, urlsplit

import pytest
from django import forms
from django.core.cache import cache
from django.core.signals import got_request_exception
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse

import tenghuan.apps
from tenghuan.apps.kit.api import tokens
from tenghuan.apps.kit.registry import REGISTERS
from tenghuan.errors import InputFault
from tests.access.expected import PAGES
from tests.access.test_matrix import _client, things  # noqa: F401  (a fixture)
from tests.access.things import Things
from tests.apps.kit.sheds import actor_of
from tests.kit.made import makers
from tests.world import World

FORM = "application/x-www-form-urlencoded"
NONSENSE = (
    *("²", "abc", "\x00", "1e9999999999", "9" * 30, "-1", "0", "NaN", "٣", "１２"),
    *("0000-00-00", "9999-12-31", "0001-01", "9999-12", "2020-13-40", "2147483648", "9223372036854775807"),
    *("x" * 10_000, "中" * 3_000, "a\ud800b", "\u202eabc\u2066\u200b", "' OR 1=1 --", "{{ 7*7 }}", "[" * 500, ""),
)
# for a field alone
WORST = ("²", "\x00", "1e9999999999", "9" * 30, "0000-00-00", "9999-12-31", "x" * 10_000, "a\ud800b")
TURNS, STRIDE = 2, 7  # how often a page is asked; a stride that has no factor in common with the number of nonsense
ACCOUNTS = ("office", "department", "enterprise", "system_admin", "security_admin", "audit_admin")


SOURCES = Path(tenghuan.apps.__path__[0])
READ = re.compile(r"(?:GET|POST|post|params|wanted|query)\.get(?:list)?\(\s*f?\"([^\"]+)\"")


@lru_cache(maxsize=5000)
def _quoted(text: str) -> str:
    """Quote a name or a value: the same ones are sent to every page, some of them long."""
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"))


def _encoded(values: Iterable[tuple[str, str]]) -> str:
    return "&".join("=".join(map(_quoted, pair)) for pair in values)


def names_read() -> list[str]:
    """What views read from query or form by name, and the fields of all Django forms."""
    found = {name for path in SOURCES.rglob("*.py") for name in READ.findall(path.read_text(encoding="utf-8"))}
    pending = [forms.BaseForm]
    while pending:
        kinds = pending.pop().__subclasses__()
        pending += kinds
        found |= {name for kind in kinds for name in getattr(kind, "base_fields", ())}
    return sorted(name.replace("{index}", "1").replace("{report.pk}", "1") for name in found)


class _Forms(HTMLParser):
    """The forms of a page: (method, action, {field: value})."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, dict[str, str]]] = []
        self.open: dict[str, str] | None = None
        self.choice = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.open = {}
            self.found.append((told.get("method", "get").lower(), told.get("action", ""), self.open))
        if self.open is None:
            return
        if tag in ("input", "button", "textarea", "select") and (name := told.get("name")):
            self.open.setdefault(name, told.get("value", ""))
            self.choice = name if tag == "select" else ""
        if tag == "option" and self.choice and not self.open[self.choice]:
            self.open[self.choice] = told.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None


def forms_of(text: str) -> list[tuple[str, str, dict[str, str]]]:
    """The forms on a page, without the token that no one types."""
    parser = _Forms()
    parser.feed(text)
    for _method, _action, fields in parser.found:
        fields.pop("csrfmiddlewaretoken", None)
    return parser.found


class _Watch:
    """A client that asks within a savepoint and remembers what failed."""

    def __init__(self, client: Client) -> None:
        self.client, self.errors, self.asked, self.status = client, [], 0, 0
        client.raise_request_exception = False
        got_request_exception.connect(self._note)
        self.last = ""

    def _note(self, **kwargs: object) -> None:
        import sys

        kind, error, _trace = sys.exc_info()
        self.last = f"{kind.__name__ if kind else ''}: {str(error)[:120]}"

    def ask(self, method: str, address: str, pairs: list[tuple[str, str]], where: str) -> bytes:
        if method == "post":
            return self.send(address, _encoded(pairs), FORM, where)
        return self._told(lambda: self.client.get(address, query_string=_encoded(pairs)), f"get {address} {where}")

    def send(self, address: str, body: bytes | str, content_type: str, where: str, verb: str = "POST") -> bytes:
        return self._told(
            lambda: self.client.generic(verb, address, body, content_type=content_type), f"{verb} {address} {where}"
        )

    def _told(self, ask: Callable[[], HttpResponse], where: str) -> bytes:
        self.asked, self.last = self.asked + 1, ""
        point = transaction.savepoint()
        answer = ask()
        body = b"" if answer.streaming else answer.content
        transaction.savepoint_rollback(point)
        self.status = answer.status_code
        if answer.status_code >= 500:
            self.errors.append(f"{where[:120]!r}: {self.last}")
        return body


def _addresses(account: str, things: dict[str, Things]) -> Iterator[tuple[str, str]]:  # noqa: F811
    mine = things["home"][account if account in ("department", "town") else "department"]
    for name, page in PAGES.items():
        if account not in page.roles.split():
            continue
        named = {key: mine[value[1:]] if str(value)[:1] == "@" else value for key, value in page.extra}
        if page.thing:
            named[page.parameter] = mine[page.thing]
        yield ("post" if page.method == "post" else "get"), reverse(name, kwargs=named)


def _mixes(names: list[str]) -> Iterator[list[tuple[str, str]]]:
    """Each name with another nonsense, a few times."""
    for turn in range(TURNS):
        yield [(name, NONSENSE[(at + turn * STRIDE) % len(NONSENSE)]) for at, name in enumerate(names)]


def _mix(watch: _Watch, method: str, address: str, names: list[str]) -> None:
    """All names at once, each with a nonsense of its own; once where the account is not let in."""
    for turn, pairs in enumerate(_mixes(names)):
        watch.ask(method, address, pairs, f"turn {turn}")
        if watch.status in (403, 404):
            break


def _fields(watch: _Watch, page: str, form: tuple[str, str, dict[str, str]]) -> None:
    method, action, fields = form
    address = page if action in ("", "?") else urlsplit(action).path
    if action.startswith("http") or address == reverse("organization:logout"):
        return
    for name in fields:
        value = WORST[watch.asked % len(WORST)]
        pairs = [*((key, old) for key, old in fields.items() if key != name), (name, value)]
        watch.ask(method, address, pairs, f"{name}={value}")


def _record(world: World, key: str, at: int) -> int:
    """Make a record of the first enterprise, or of another one where another register's maker has made that one."""
    try:
        with transaction.atomic():
            return int(makers()[key](world.home, 1, 0, 0).pk)
    except (InputFault, IntegrityError):
        return int(makers()[key](world.home, at, 0, 0).pk)


def _declared(world: World) -> Iterator[tuple[str, str]]:
    """The pages of every register, with a record of the home county."""
    for at, (key, register) in enumerate(sorted(REGISTERS.items()), start=2):
        pk = _record(world, key, at)
        verbs = register.loop.verbs if register.loop is not None else ()
        asked: list[tuple[str, str, tuple[Any, ...]]] = [("get", "list", ()), ("get", "add", ()), ("get", "stages", ())]
        asked += [("get", "detail", (pk,)), ("get", "change", (pk,)), ("post", "bulk", ())]
        asked += [("post", name, (pk,)) for name in ("retire", "comment", "attach")]
        asked += [("post", "take", (pk, verb)) for verb in verbs]
        for method, name, arguments in asked:
            with suppress(NoReverseMatch):  # not every register has every page
                yield method, reverse(f"{key}:{name}", args=arguments)


@pytest.mark.slow
@pytest.mark.timeout(1500)  # some ten thousand requests
@pytest.mark.parametrize("account", ACCOUNTS)
def test_nonsense_is_answered(account, world: World, things, settings, tmp_path):  # noqa: F811
    settings.TRIES_BY_ACCOUNT = settings.TRIES_BY_ADDRESS = 10**9
    settings.MEDIA_ROOT = tmp_path
    watch, names, seen = _Watch(_client(world, account)), names_read(), set()
    declared = _declared(world) if account in ("office", "enterprise") else ()
    addresses = [*_addresses(account, things), *declared]
    for method, address in addresses:
        _mix(watch, method, address, names)
        if method == "post":
            continue
        for form in forms_of(watch.ask("get", address, [], "").decode(errors="replace")):
            key = (form[0], re.sub(r"\d+", "N", form[1] or address), tuple(re.sub(r"\d+", "N", k) for k in form[2]))
            if key not in seen:
                seen.add(key)
                _fields(watch, address, form)
    assert watch.asked >= len(addresses) > 0
    assert not watch.errors, "\n".join([f"{len(watch.errors)} of {watch.asked}", *sorted(set(watch.errors))[:60]])


def _filters(register: Any) -> Iterable[str]:
    return register.filters if isinstance(register.filters, tuple) else register.filters.base_filters


@pytest.mark.parametrize("key", sorted(REGISTERS))
def test_nonsense_at_the_api_is_answered(key, world: World, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    register, office = REGISTERS[key], world.home.accounts["office"]
    pk = makers()[key](world.home, 1, 0, 0).pk
    text = tokens.make(actor_of(office), name="试", until=date.today(), writes=True)
    watch = _Watch(Client(headers={"authorization": f"Bearer {text}"}))
    names, base = [*register.fields, "revision", "seen", "once", "reason", "opinion", "document"], f"/api/v1/{key}"
    verbs = [f"/{pk}/moves/{verb}" for verb in (register.loop.verbs if register.loop else ())]
    for turn, pairs in enumerate(_mixes(names)):
        cache.clear()  # the limit of calls a minute is not what is tried here
        asked = [
            *pairs,
            *((name, pairs[0][1]) for name in ("search", "sort", "page", "limit", "offset", *_filters(register))),
        ]
        watch.ask("get", base, asked, f"turn {turn}")
        for body in (
            dict(pairs),
            dict.fromkeys(names),
            {name: [{}] for name in names},
            dict.fromkeys(names, 1e308),
            pairs,
            "x",
        ):
            for place in ("", f"/{pk}/retire", *verbs):
                watch.send(base + place, json.dumps(body), "application/json", f"turn {turn}")
            watch.send(f"{base}/{pk}", json.dumps(body), "application/json", f"turn {turn}", "PATCH")
    assert watch.asked >= TURNS * 19
    assert not watch.errors, "\n".join(sorted(set(watch.errors))[:40])


FILES = (
    *("\x00.pdf", "x" * 300 + ".xlsx", "\u202egnp.exe", "../../etc/passwd", "a\ud800.pdf", ".", "con.txt"),
    *("=1+1.xlsx", "", "中" * 200 + ".pdf"),
)
FIELDS = ("file", "workbook", "document")
LINE = '--edge\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n%PDF-1.4 \n%%EOF\r\n'


def _with_files(name: str) -> bytes:
    """A form with files under a name that no careful program would send."""
    lines = "".join(LINE.format(field=field, name=name) for field in FIELDS)
    return f"{lines}--edge--\r\n".encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("account", ["office", "department", "enterprise"])
def test_names_of_files_are_answered(account, world: World, things, settings, tmp_path):  # noqa: F811
    """Each page that takes a form is sent the next two names: every name goes to many pages."""
    settings.MEDIA_ROOT = tmp_path
    watch = _Watch(_client(world, account))
    for method, address in _addresses(account, things):
        if method != "post":
            continue
        for _each in range(2):
            name = FILES[watch.asked % len(FILES)]
            watch.send(address, _with_files(name), "multipart/form-data; boundary=edge", name)
    assert not watch.errors, "\n".join(watch.errors[:40])


@pytest.mark.parametrize("value", NONSENSE)
def test_nonsense_at_the_log_in_is_answered(value, world: World):
    watch = _Watch(Client())
    for name in ("username", "password", "next"):
        pairs = [*((key, "x") for key in ("username", "password") if key != name), (name, value)]
        watch.ask("post", reverse("organization:login"), pairs, value)
        watch.ask("get", reverse("organization:login"), [(name, value)], value)
    assert not watch.errors
