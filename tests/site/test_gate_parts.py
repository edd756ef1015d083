"""The parts of the door, each by itself: what a request is taken for before the platform sees it."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from tenghuan.site import environment
from tenghuan.site.gate import (
    CHUNK,
    WORDS,
    Gate,
    Limits,
    Refused,
    _answered,
    _environ,
    _headers,
    _refuse,
    _sent,
    address_of,
    allowed_bytes,
)

LIMITS = Limits(
    stranger_bytes=10, form_bytes=100, upload_bytes=1000, seconds=30, bytes_a_second=1000, at_once=2,
    kept_bytes=150, threads=1, patience=30,
)  # fmt: skip


def run(made: Any) -> Any:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, made).result()


def scope(**more: Any) -> dict[str, Any]:
    return {"type": "http", "method": "POST", "path": "/a", "headers": [], "client": ("10.0.0.9", 1), **more}


def test_headers_that_come_twice_are_joined_as_the_standard_says() -> None:
    pairs = [(b"X-A", b"1"), (b"x-a", b"2"), (b"Cookie", b"a=1"), (b"cookie", b"b=2"), (b"X-B", "é".encode("latin-1"))]
    assert _headers({"headers": pairs}) == {"x-a": "1,2", "cookie": "a=1; b=2", "x-b": "é"}


def test_a_request_is_told_as_the_platform_reads_it() -> None:
    asked = scope(
        raw_path="/企业/%E7%94%B2?x".encode(),
        query_string=b"q=1",
        scheme="https",
        server=("a.cn", 443),
        http_version="2",
    )
    told = _environ(asked, {"host": "a.cn", "content-type": "text/plain", "x_evil": "1"}, io.BytesIO(b"abc"), 3)
    assert told["PATH_INFO"].encode("latin-1").decode() == "/企业/甲"
    assert (told["QUERY_STRING"], told["wsgi.url_scheme"], told["SERVER_PORT"]) == ("q=1", "https", "443")
    assert (told["CONTENT_LENGTH"], told["CONTENT_TYPE"], told["HTTP_HOST"]) == ("3", "text/plain", "a.cn")
    assert told["SERVER_PROTOCOL"] == "HTTP/2"
    assert not [key for key in told if "EVIL" in key]  # a name with an underscore could pose as another
    assert told["REMOTE_ADDR"] == "10.0.0.9"


def test_a_request_without_server_or_client_has_names_all_the_same() -> None:
    told = _environ(scope(client=None), {}, io.BytesIO(), 0)
    assert (told["SERVER_NAME"], told["REMOTE_ADDR"], told["CONTENT_TYPE"]) == ("localhost", "", "")


@pytest.mark.parametrize(
    ("hops", "forwarded", "whose"),
    [
        (0, "1.1.1.1", "10.0.0.9"),  # nobody's word is taken where there is no proxy
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),  # what the caller wrote himself stands further left
        (2, "6.6.6.6, 1.1.1.1, 2.2.2.2", "1.1.1.1"),
        (2, "1.1.1.1", "10.0.0.9"),  # fewer hops than proxies: not by way of them
        (1, " , ", "10.0.0.9"),
        (1, "", "10.0.0.9"),
    ],
)
def test_whose_request_it_is(settings: Any, hops: int, forwarded: str, whose: str) -> None:
    settings.PROXY_COUNT = hops
    assert address_of(scope(), {"x-forwarded-for": forwarded}) == whose


def test_a_caller_without_an_address_is_nobody(settings: Any) -> None:
    settings.PROXY_COUNT = 0
    assert address_of(scope(client=None), {}) == ""


@pytest.mark.parametrize(
    ("path", "kind", "most"),
    [
        ("/nowhere/at/all/", "", "nothing"),
        ("/login/", "", "stranger_bytes"),
        ("/enterprises/", "application/json", "form_bytes"),
        ("/enterprises/", "multipart/form-data; boundary=x", "stranger_bytes"),
    ],
)
def test_how_much_a_page_takes_from_somebody_without_a_session(
    db: Any, settings: Any, path: str, kind: str, most: str
) -> None:
    settings.GATE = LIMITS
    expected = 0 if most == "nothing" else getattr(LIMITS, most)
    assert allowed_bytes(path, {"content-type": kind, "cookie": "sessionid=nobody; broken"}) == expected


def test_a_session_that_exists_may_send_files(world: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.db.close_old_connections", lambda: None)  # the tests' own is in use
    settings.GATE = LIMITS
    key = world.client("office").cookies[settings.SESSION_COOKIE_NAME].value
    told = {"content-type": "multipart/form-data; boundary=x", "cookie": f"{settings.SESSION_COOKIE_NAME}={key}"}
    assert allowed_bytes("/enterprises/", told) == LIMITS.upload_bytes


# bodies


def gate(allowed: int = 100) -> Gate:
    return Gate(_echo, LIMITS, lambda path, headers: allowed, lambda asked, headers: "a")


def _echo(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    body = environ["wsgi.input"].read()
    start("200 OK", [("X-Length", environ["CONTENT_LENGTH"])])
    return [b"<", body, b">"]


def answer(door: Gate, parts: list[Any], headers: list[tuple[bytes, bytes]]) -> tuple[int, bytes]:
    """Send a body in parts (None: the sender goes away) and return status and text of the answer."""
    messages = [
        {"type": "http.disconnect"}
        if part is None
        else {"body": part, "more_body": at < len(parts) - 1, "type": "http.request"}
        for at, part in enumerate(parts)
    ]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return messages.pop(0)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def ask() -> None:
        door.turns = type(door.turns)(30)  # belongs to the loop of this call
        await door(scope(headers=headers), receive, send)

    run(ask())
    assert door.kept == 0
    assert not door.sending
    if not sent:
        return 0, b""
    return sent[0]["status"], b"".join(one.get("body", b"") for one in sent[1:])


LENGTH = [(b"transfer-encoding", b"chunked")]


def test_a_body_in_parts_reaches_the_platform_whole() -> None:
    assert answer(gate(), [b"ab", b"", b"cd"], LENGTH) == (200, b"<abcd>")
    assert answer(gate(), [b"x" * 100], [(b"content-length", b"100")]) == (200, b"<" + b"x" * 100 + b">")


@pytest.mark.parametrize(
    ("parts", "headers", "status"),
    [
        ([b"x" * 101], LENGTH, 413),
        ([b"x" * 60, b"x" * 60], LENGTH, 413),
        ([b""], [(b"content-length", b"101")], 413),
        ([b""], [(b"content-length", b"-1")], 400),
        ([b""], [(b"content-length", b"1e3")], 400),
        ([b""], [(b"content-length", "²".encode("latin-1"))], 400),
        ([b""], [(b"content-length", b"9" * 30)], 400),
    ],
)
def test_a_body_too_large_or_of_no_size_is_refused_in_words(parts: list[Any], headers: Any, status: int) -> None:
    assert answer(gate(), parts, headers) == (status, WORDS[status].encode())


def test_what_is_kept_for_all_together_has_a_bound() -> None:
    assert answer(gate(allowed=500), [b"x" * 140, b"x" * 20], LENGTH) == (503, WORDS[503].encode())


def test_who_goes_away_is_answered_nothing() -> None:
    assert answer(gate(), [b"ab", None], LENGTH) == (0, b"")


def test_a_page_without_a_body_takes_none() -> None:
    assert answer(gate(allowed=0), [b""], []) == (200, b"<>")
    assert answer(gate(allowed=0), [b"x"], []) == (413, WORDS[413].encode())


def test_one_address_sends_so_many_at_once() -> None:
    door = gate()
    door.sending["a"] = LIMITS.at_once

    async def ask() -> None:
        with pytest.raises(Refused) as caught:
            await door._received(scope(), {}, None)  # type: ignore[arg-type]  # nothing is received of it
        assert (caught.value.status, caught.value.retry) == (429, 5)

    run(ask())
    assert door.sending["a"] == LIMITS.at_once


def test_an_answer_is_sent_in_parts_with_its_last_one_marked() -> None:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    run(_sent(send, 200, [(b"a", b"b")], io.BytesIO(b"x" * (CHUNK + 1))))
    assert [len(one["body"]) for one in sent[1:]] == [CHUNK, 1]
    assert [one["more_body"] for one in sent[1:]] == [True, False]
    sent.clear()
    run(_sent(send, 204, [], io.BytesIO()))
    assert [one.get("more_body") for one in sent] == [None, False]


def test_a_refusal_says_when_to_come_again_and_is_kept_by_nobody() -> None:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    run(_refuse(send, Refused(503, 10)))
    headers = dict(sent[0]["headers"])
    assert headers[b"retry-after"] == b"10"
    assert headers[b"cache-control"] == b"no-store"
    assert int(headers[b"content-length"]) == len(sent[1]["body"])
    sent.clear()
    run(_refuse(send, Refused(400)))
    assert b"retry-after" not in dict(sent[0]["headers"])


def test_what_a_page_leaves_open_is_closed_though_it_fails() -> None:
    class Parts:
        closed = False

        def __iter__(self) -> Any:
            yield b"a"
            raise RuntimeError("broken")

        def close(self) -> None:
            self.closed = True

    parts = Parts()
    with pytest.raises(RuntimeError, match="broken"):
        _answered(lambda environ, start: parts, {})
    assert parts.closed


# what the environment says


@pytest.mark.parametrize(
    ("told", "flag"),
    [("1", True), ("TRUE", True), ("yes", True), ("On", True), ("0", False), ("no", False), ("2", False)],
)
def test_a_flag(monkeypatch: pytest.MonkeyPatch, told: str, flag: bool) -> None:
    monkeypatch.setenv("TENGHUAN_X", told)
    assert environment.flag("X") is flag
    monkeypatch.setenv("TENGHUAN_X", "")
    assert environment.flag("X", True) is True


def test_a_number_that_is_none_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENGHUAN_X", "12")
    assert environment.number("X", 3) == 12
    monkeypatch.setenv("TENGHUAN_X", "zwölf")
    with pytest.raises(ImproperlyConfigured, match="TENGHUAN_X must be a whole number"):
        environment.number("X", 3)
    monkeypatch.delenv("TENGHUAN_X")
    assert environment.number("X", 3) == 3


def test_words_are_parted_by_commas_without_empty_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENGHUAN_X", " a, ,b ,")
    assert environment.words("X") == ["a", "b"]


def test_a_database_by_its_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("TENGHUAN_DATABASE_URL", "postgresql://me:p%40ss%2F@db.cn:5433/teng")
    found = environment.database(tmp_path)
    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("teng", "me", "p@ss/")
    assert (found["HOST"], found["PORT"]) == ("db.cn", "5433")
    monkeypatch.setenv("TENGHUAN_DATABASE_URL", "mysql://db/teng")
    with pytest.raises(ImproperlyConfigured, match="postgresql"):
        environment.database(tmp_path)
    monkeypatch.delenv("TENGHUAN_DATABASE_URL")
    assert environment.database(tmp_path)["NAME"] == tmp_path / "tenghuan.sqlite3"


@pytest.mark.parametrize(
    ("key", "hosts", "says"),
    [("known" * 8, ["a.cn"], "SECRET_KEY"), ("short", ["a.cn"], "32 characters"), ("s" * 40, ["*"], "ALLOWED_HOSTS")],
)
def test_production_refuses_what_everybody_knows(key: str, hosts: list[str], says: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=says):
        environment.refuse_demonstration(key, "known" * 8, hosts)
    environment.refuse_demonstration("s" * 40, "known" * 8, ["a.cn"])


def test_without_a_server_there_is_no_other_way_to_sign_in() -> None:
    assert environment.single_sign_on("", "甲", "c", "s")["APPS"] == []
    [app] = environment.single_sign_on("https://id.cn", "甲", "c", "s")["APPS"]
    assert app["settings"] == {"server_url": "https://id.cn"}
