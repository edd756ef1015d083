"""The same call made by several sessions at once, and what became of it.

The sessions start together and wait for one another again before the first of them writes: whatever a service reads
before it writes, all of them have read it. So a check that another session can pass at the same time fails in the
first round, not in one of a thousand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, replace
from threading import Barrier, BrokenBarrierError
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import connection, transaction

from tenghuan.apps.audit.models import Entry
from tenghuan.apps.audit.rows import row_breaks
from tenghuan.apps.audit.trail import SERVICES, Actor
from tenghuan.apps.audit.verify import verify
from tenghuan.apps.kit.ledger import drift
from tenghuan.errors import InputFault

SESSIONS = 3
PATIENCE = 20  # seconds until a session that waits for the others goes on alone, or for a lock is a fault
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b|.*\bFOR (NO KEY )?UPDATE\b", re.DOTALL)
TRAIL = ("audit.entry", "audit.head")


@dataclass(frozen=True)
class Said:
    """What a session was told: done (``wrote``: the trail has a row of it), refused in words, or broken."""

    wrote: bool
    refused: str = ""
    broken: str = ""


@dataclass(frozen=True)
class Call:
    """One call of a service, stopped before it did anything."""

    name: str
    actor: Actor
    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    def make(self, request: str) -> Any:
        """Call the service with arguments of its own: sessions share nothing but the database."""
        args, kwargs = deepcopy((self.args, self.kwargs))
        return SERVICES[self.name](replace(self.actor, request=request), *args, **kwargs)


class _StoppedError(BaseException):
    """Carries the arguments out; nothing between the service and the scenario may catch it."""


def stopped(name: str, run: Callable[[], object]) -> Call | None:
    """Run what calls the service ``name``, up to its first call; None if it never came to it."""
    service = SERVICES[name]
    cell = service.__closure__[service.__code__.co_freevars.index("function")]
    inside = cell.cell_contents

    def stop(*args: Any, **kwargs: Any) -> None:
        raise _StoppedError(args, kwargs)

    cell.cell_contents = stop
    try:
        run()
    except _StoppedError as stop_:
        (actor, *args), kwargs = stop_.args
        return Call(name, actor, tuple(args), kwargs)
    finally:
        cell.cell_contents = inside
    return None


def together(calls: Iterable[Callable[[str], object]]) -> list[Said]:
    """Make calls at once, each in a session of its own; a call is given the number that its rows of the trail bear."""
    calls = list(calls)
    start, write = Barrier(len(calls)), Barrier(len(calls))
    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(lambda call: _session(call, start, write), calls))


def _session(call: Callable[[str], object], start: Barrier, write: Barrier) -> Said:
    request, refused, broken = uuid4().hex, "", ""
    met = False

    def meet(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal met
        if not met and WRITES.match(sql):
            met = True
            with suppress(BrokenBarrierError):  # another session ended without writing
                write.wait(PATIENCE)
        return execute(sql, params, many, context)

    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{PATIENCE}s'")
        start.wait(PATIENCE)
        with connection.execute_wrapper(meet):
            call(request)
    except InputFault as fault:
        refused = str(fault)
    except Exception as error:
        broken = f"{type(error).__name__}: {str(error)[:300]}"
    finally:
        if not met:
            write.abort()
    try:
        return Said(Entry.objects.filter(request=request).exists(), refused, broken)
    finally:
        connection.close()


def counted() -> dict[str, int]:
    """Return how many rows each table has, but for the trail's own: one query, because every race asks six times."""
    every = (model._meta for model in apps.get_models() if model._meta.managed)
    tables = {meta.label_lower: meta.db_table for meta in every if meta.label_lower not in TRAIL}
    name = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{label}', count(*) FROM {name(table)}" for label, table in tables.items())
        )
        return dict(cursor.fetchall())


def alone(call: Call) -> dict[str, int]:
    """Return what one call adds to each table (it is undone again)."""
    before = counted()
    with transaction.atomic():
        call.make("alone")
        after = counted()
        transaction.set_rollback(True)
    return {table: after[table] - before[table] for table in after if after[table] != before[table]}


def faults_of(call: Call, double: str, sessions: int = SESSIONS) -> list[str]:
    """Race a call against itself; return what is wrong with the outcome.

    Args:
        double: what the same call twice means: ``once`` (one does it, the others are refused in words), ``same`` (it is
            done once, whether the others do it again, find it done or are refused), ``each`` (all do it).
    """
    one, before = alone(call), counted()
    said = together([call.make] * sessions)
    after = counted()
    added = {table: after[table] - before[table] for table in after if after[table] != before[table]}
    return [*_words(said, double), *_rows(one, added, double, sessions), *_standing()]


def _words(said: list[Said], double: str) -> list[str]:
    wrong = [one.broken for one in said if one.broken]
    wrote, refused = sum(one.wrote for one in said), sum(bool(one.refused) for one in said)
    expected = {
        "once": wrote == 1 and refused == len(said) - 1,
        "same": wrote >= 1,
        "each": wrote == len(said),
    }[double]
    return wrong if wrong or expected else [f"meant {double}, was {said}"]


def _rows(one: dict[str, int], added: dict[str, int], double: str, sessions: int) -> list[str]:
    if double == "each":  # some rows are shared: a file's bytes, a balance
        wrong = {t: n for t, n in added.items() if n not in (one.get(t, 0), sessions * one.get(t, 0))}
        return [f"one call adds {one}, {sessions} added {added}"] if wrong else []
    return [] if added == one else [f"one call adds {one}, {sessions} at once added {added}"]


def _standing() -> list[str]:
    """What must hold after anything: the chain, rows as the trail says, balances as their entries say."""
    chain = [broken.message for broken in (*verify(), *row_breaks())]
    return [*chain, *(f"{balance} is not {total}" for balance, total in drift())]
