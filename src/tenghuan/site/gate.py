"""The door of the server as shipped: a request reaches a worker thread only when all of it is here, and not too much.

Granian calls ``application`` by ASGI. The body is received here, outside the worker threads, with a limit of size (of
a page that takes files, of any other page, of a page open to strangers), of time, of requests that one address may be
sending at once, and of what is kept on disk for all of them. Then the platform answers (WSGI) in a thread of its own,
and the answer is sent on here: neither a slow sender nor a slow reader holds up a thread.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import unquote_to_bytes

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
IN_MEMORY = 256 * 1024  # of one body or answer; more goes to a file without a name
CHUNK = 256 * 1024


@dataclass(frozen=True)
class Limits:
    """What one request may take: bytes, seconds, and how many at once."""

    stranger_bytes: int  # to a page that needs no account
    form_bytes: int  # to any other page
    upload_bytes: int  # of a form with files, by somebody with a session
    seconds: float  # for the whole body, apart from what its size allows
    bytes_a_second: int  # that a sender must reach over the whole body
    at_once: int  # requests whose body one address is sending
    kept_bytes: int  # of all bodies being received
    threads: int
    patience: float  # seconds after which a page that is still being made lets the next one begin


class Turns:
    """Pages are made one after the other, as they came; one that takes long does not hold up those behind it.

    Python runs one thread at a time: pages made together all end late, and cost more for being changed between.
    """

    def __init__(self, patience: float) -> None:
        """``patience``: seconds after which the next page begins although this one is not made yet."""
        self.patience, self._free = patience, asyncio.Semaphore(1)

    @asynccontextmanager
    async def mine(self) -> AsyncIterator[None]:
        """Wait for one's turn; it is given on at the end, or when the patience is over."""
        await self._free.acquire()
        given_on = False

        def give_on() -> None:
            nonlocal given_on
            if not given_on:
                given_on = True
                self._free.release()

        later = asyncio.get_running_loop().call_later(self.patience, give_on)
        try:
            yield
        finally:
            later.cancel()
            give_on()


class Refused(Exception):
    """The request goes no further: status, and seconds after which it may come again."""

    def __init__(self, status: int, retry: int = 0) -> None:
        super().__init__(status)
        self.status, self.retry = status, retry


WORDS = {
    400: "请求有误",
    408: "发送太慢，已中止",
    413: "内容太大，未接收",
    429: "同时提交过多，请稍后再试",
    503: "服务繁忙，请稍后再试",
}


class Gate:
    """An ASGI application around a WSGI one."""

    def __init__(
        self,
        platform: Callable[..., Iterable[bytes]],
        limits: Limits,
        allowed: Callable[[str, dict[str, str]], int],
        address: Callable[[Message, dict[str, str]], str],
    ) -> None:
        """``allowed`` gives the most bytes of a path's body, ``address`` whose request it is."""
        self.platform, self.limits, self.allowed, self.address = platform, limits, allowed, address
        self.pool = ThreadPoolExecutor(limits.threads, thread_name_prefix="page")
        self.turns = Turns(limits.patience)
        self.sending: Counter[str] = Counter()
        self.kept = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Receive, answer, send; or refuse."""
        if scope["type"] != "http":
            return
        headers = _headers(scope)
        try:
            body, size = await self._received(scope, headers, receive)
        except Refused as refused:
            await _refuse(send, refused)
            return
        except ConnectionError:
            return
        try:
            with body:
                loop = asyncio.get_running_loop()
                environ = _environ(scope, headers, body, size)
                async with self.turns.mine():
                    status, told, answer = await loop.run_in_executor(self.pool, _answered, self.platform, environ)
                with answer:
                    await _sent(send, status, told, answer)
        finally:
            self.kept -= size

    async def _received(self, scope: Message, headers: dict[str, str], receive: Receive) -> tuple[IO[bytes], int]:
        stated = headers.get("content-length", "0")
        if not (stated.isascii() and stated.isdigit() and len(stated) < 19):
            raise Refused(400)
        most = await self._most(scope, headers, int(stated))
        whose = self.address(scope, headers)
        if self.sending[whose] >= self.limits.at_once:
            raise Refused(429, 5)
        self.sending[whose] += 1
        body: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  (closed by whoever answers)
        size = 0
        try:
            async for part in self._parts(receive, most):
                body.write(part)
                size += len(part)
        except BaseException:
            self.kept -= size
            body.close()
            raise
        finally:
            self.sending[whose] -= 1
            if not self.sending[whose]:
                del self.sending[whose]
        body.seek(0)
        return body, size

    async def _most(self, scope: Message, headers: dict[str, str], stated: int) -> int:
        if stated == 0 and "transfer-encoding" not in headers:
            return 0
        loop = asyncio.get_running_loop()
        most = await loop.run_in_executor(self.pool, self.allowed, scope["path"], headers)
        if stated > most:
            raise Refused(413)
        return most

    async def _parts(self, receive: Receive, most: int) -> Any:
        began, size = time.monotonic(), 0
        while True:
            left = self.limits.seconds + size / self.limits.bytes_a_second - (time.monotonic() - began)
            try:
                message = await asyncio.wait_for(receive(), max(left, 0))
            except TimeoutError as error:
                raise Refused(408) from error
            if message["type"] == "http.disconnect":
                raise ConnectionError
            part = message.get("body", b"")
            size += len(part)
            if size > most:
                raise Refused(413)
            if self.kept + len(part) > self.limits.kept_bytes:
                raise Refused(503, 10)
            self.kept += len(part)
            yield part
            if not message.get("more_body", False):
                return


def _headers(scope: Message) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, told = name.decode("latin-1").lower(), value.decode("latin-1")
        found[key] = f"{found[key]}{'; ' if key == 'cookie' else ','}{told}" if key in found else told
    return found


def _environ(scope: Message, headers: dict[str, str], body: IO[bytes], size: int) -> dict[str, Any]:
    """PEP 3333's dictionary of a request; header names with an underscore are dropped, they could pose as others."""
    raw = scope.get("raw_path") or scope["path"].encode()
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(raw.split(b"?", 1)[0]).decode("latin-1"),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin-1"),
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "REMOTE_ADDR": str(client[0]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in headers.items():
        if "_" not in name and name not in ("content-length", "content-type", "transfer-encoding"):
            environ["HTTP_" + name.upper().replace("-", "_")] = value
    environ["CONTENT_LENGTH"], environ["CONTENT_TYPE"] = str(size), headers.get("content-type", "")
    return environ


def _answered(platform: Callable[..., Iterable[bytes]], environ: dict[str, Any]) -> tuple[int, list[Any], IO[bytes]]:
    """Run the platform in this thread to its end; its answer is kept until the reader has taken it."""
    told: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], None]:
        told[:] = [int(status.split(" ", 1)[0]), [(k.encode("latin-1"), v.encode("latin-1")) for k, v in headers]]
        return answer.write

    answer: Any = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  (closed by who sends it)
    parts = platform(environ, start)
    try:
        for part in parts:
            answer.write(part)
    finally:
        if hasattr(parts, "close"):
            parts.close()
    answer.seek(0)
    return told[0], told[1], answer


async def _sent(send: Send, status: int, headers: list[Any], answer: IO[bytes]) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    part = answer.read(CHUNK)
    while True:
        following = answer.read(CHUNK) if part else b""
        await send({"type": "http.response.body", "body": part, "more_body": bool(following)})
        if not following:
            return
        part = following


async def _refuse(send: Send, refused: Refused) -> None:
    text = WORDS[refused.status].encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(text)).encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    if refused.retry:
        headers.append((b"retry-after", str(refused.retry).encode()))
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": text, "more_body": False})


def allowed_bytes(path: str, headers: dict[str, str]) -> int:
    """The most that a body to this path may have, by who may open the page and what is sent.

    A large form with files is taken only from a session that exists: strangers cannot fill the disk.
    """
    from django.conf import settings
    from django.urls import Resolver404, resolve

    try:
        view = resolve(path).func
    except Resolver404:
        return 0
    limits: Limits = settings.GATE
    if getattr(view, "public", False):
        return limits.stranger_bytes
    if not headers.get("content-type", "").startswith("multipart/form-data"):
        return limits.form_bytes
    return limits.upload_bytes if _signed_in(headers) else limits.stranger_bytes


def _signed_in(headers: dict[str, str]) -> bool:
    from http.cookies import CookieError, SimpleCookie
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import SESSION_KEY
    from django.db import close_old_connections

    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return False
    if cookie is None:
        return False
    close_old_connections()
    return SESSION_KEY in import_module(settings.SESSION_ENGINE).SessionStore(cookie.value)


def address_of(scope: Message, headers: dict[str, str]) -> str:
    """Whose request it is: the caller's address, behind PROXY_COUNT trusted proxies what the outermost saw."""
    from django.conf import settings

    hops = settings.PROXY_COUNT
    chain = [hop.strip() for hop in headers.get("x-forwarded-for", "").split(",") if hop.strip()]
    return chain[-hops] if hops and len(chain) >= hops else str((scope.get("client") or ("",))[0])


def build() -> Gate:
    """The platform behind its gate."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tenghuan.site.settings")
    from django.conf import settings

    from tenghuan.site.wsgi import application as platform

    return Gate(platform, settings.GATE, allowed_bytes, address_of)


def __getattr__(name: str) -> Any:
    # the application is made when the server asks for it, so that importing this module starts nothing
    if name != "application":
        raise AttributeError(name)
    made = globals()["application"] = build()
    return made
