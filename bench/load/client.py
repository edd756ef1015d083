"""Fifty people at work: each opens a page, thinks for 1–3 seconds, opens the next. Loopback only, a thread each."""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from urllib.parse import urlencode

PASSWORD = "Tenghuan-2026"
# what an official does: share of all requests in per cent
MIX = {"home": 20, "board": 15, "list": 20, "cases": 10, "grid": 10, "enterprise": 15, "cell": 10}
THINK = (1.0, 3.0)  # seconds between two requests of one person: 25 a second from fifty
REVISION = re.compile(r'name="revision-(\d+)" value="(\d+)"')
KEPT = 5.0  # seconds after which a connection is opened anew
COUNTIES = ("shengzhou", "yunhe", "cixi", "lanxi")
UNITS = ("shengzhou-jingxinju", "yunhe-jingshangju", "cixi-jingxinju", "lanxi-jingxinju")
FURTHER = ("shengzhou-fagaiju", "yunhe-fagaiju", "cixi-kejiju", "lanxi-fagaiju")


class Person:
    """One signed-in browser: a connection that is kept, cookies, what is open."""

    def __init__(self, port: int, name: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.name = name
        self.cookies: dict[str, str] = {}
        self.asked = time.monotonic()
        self.firms: list[str] = []
        self.cells: list[str] = []
        self.seen: dict[str, str] = {}  # report → the revision that the page holds

    def ask(self, method: str, address: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """Send one request; return its status and text."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Host": "localhost"}
        body = None
        if form is not None:
            body = urlencode({**form, "csrfmiddlewaretoken": self.cookies.get("csrftoken", "")})
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
        if time.monotonic() - self.asked > KEPT:
            self.connection.close()  # the server may have closed it meanwhile
        self.asked = time.monotonic()
        self.connection.request(method, address, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode(errors="replace")
        for told in answer.headers.get_all("Set-Cookie") or ():
            key, _equals, value = told.partition(";")[0].partition("=")
            self.cookies[key] = value
        return answer.status, text

    def sign_in(self) -> None:
        """Log in by the form and look around."""
        self.ask("GET", "/login/")
        status, _text = self.ask("POST", "/login/", {"username": self.name, "password": PASSWORD})
        if status != 302:
            raise RuntimeError(f"{self.name} cannot sign in: {status}")
        self.firms = re.findall(r'href="(/enterprises/\d+/)"', self.ask("GET", "/enterprises/")[1])
        sheet = self.ask("GET", "/monitoring/grid/")[1]
        self.cells = re.findall(r'hx-post="(/monitoring/cells/\d+/)"', sheet)
        self.seen = dict(REVISION.findall(sheet))

    def do(self, kind: str) -> tuple[str, int]:
        """Open one page or save one cell; return the kind that was done and the status."""
        if kind == "cell" and not self.cells:
            kind = "grid"
        if kind == "cell":
            return kind, self._save(random.choice(self.cells))
        if kind == "enterprise":
            return kind, self.ask("GET", random.choice(self.firms or ["/enterprises/"]))[0]
        addresses = {"home": "/", "board": "/board/", "list": "/enterprises/", "cases": "/r/cases/"}
        return kind, self.ask("GET", addresses.get(kind, "/monitoring/grid/"))[0]

    def _save(self, cell: str) -> int:
        """Save a row of the month's grid as the open page does: with the revision it was told last."""
        pk = cell.strip("/").split("/")[-1]
        form = {f"value-{pk}": str(random.randint(1, 99)), f"note-{pk}": "载荷测试"}
        status, text = self.ask("POST", cell, {**form, f"revision-{pk}": self.seen.get(pk, "0")})
        self.seen |= dict(REVISION.findall(text))
        return status if "已存草稿" in text else 599


@dataclass
class Answers:
    """Seconds of every answer by kind, and what was no answer."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)

    def table(self) -> list[tuple[str, int, float, float, float]]:
        """Return (kind, number, p50, p95, p99 in milliseconds), all together last."""
        kinds = {
            **{kind: self.seconds[kind] for kind in sorted(self.seconds)},
            "all": list(chain.from_iterable(self.seconds.values())),
        }
        return [
            (kind, len(found), *(1000 * _share(found, p) for p in (0.5, 0.95, 0.99))) for kind, found in kinds.items()
        ]


def _share(found: Sequence[float], share: float) -> float:
    return sorted(found)[min(len(found) - 1, int(len(found) * share))] if found else 0.0


def people(port: int, number: int) -> list[Person]:
    """Sign in, half of them offices and half of them departments of the demonstration's counties."""
    made = []
    for at in range(number):
        county = at // 2 % len(COUNTIES)
        person = Person(port, UNITS[county] if at % 2 else f"{COUNTIES[county]}-office")
        person.sign_in()
        made.append(person)
    share_cells(made)
    return made


def share_cells(persons: Sequence[Person]) -> None:
    """Give those who share an account cells of their own, so that nobody is told of a change meanwhile."""
    by_name: dict[str, list[Person]] = defaultdict(list)
    for person in persons:
        by_name[person.name].append(person)
    for same in by_name.values():
        for at, person in enumerate(same):
            person.cells = person.cells[at :: len(same)]


def work(persons: Sequence[Person], seconds: float, think: tuple[float, float] = THINK, only: str = "") -> Answers:
    """Let everybody work for some seconds; ``only``: nothing but this kind."""
    answers, until = Answers(), time.monotonic() + seconds
    noting = threading.Lock()

    def live(person: Person, seed: int) -> None:
        chance = random.Random(seed)
        time.sleep(chance.uniform(0, think[1]))
        while time.monotonic() < until:
            kind = only or chance.choices(list(MIX), list(MIX.values()))[0]
            begun = time.perf_counter()
            try:
                kind, status = person.do(kind)
            except OSError as error:
                status = 0
                person.connection.close()
                with noting:
                    answers.errors.append(f"{kind}: {error!r}")
            took = time.perf_counter() - begun
            with noting:
                answers.seconds[kind].append(took)
                if status not in (0, 200):
                    answers.errors.append(f"{kind}: {status}")
            time.sleep(chance.uniform(*think))

    threads = [threading.Thread(target=live, args=(person, at)) for at, person in enumerate(persons)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
