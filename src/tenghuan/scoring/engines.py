"""The scoring rule on an engine: the stages one after another, each reading tables that the ones before it left.

What an engine must be able to do is ``Keeper``; the two that there are stand in ``duck`` and ``spark``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any, Protocol

import ibis
import pyarrow as pa
from ibis import ir

from tenghuan.scoring import grading, kernel
from tenghuan.scoring.bulk import values
from tenghuan.scoring.facts import Facts, FactsFault, Fault
from tenghuan.scoring.members import earlier, members, past
from tenghuan.scoring.remarks import Remark, dead_columns, dead_yardsticks
from tenghuan.scoring.scheme import Scheme
from tenghuan.scoring.vetoes import NO_TRACK, Outcomes, codes, outcomes

ENGINES = ("duckdb", "spark")
_COMPILERS = {"duckdb": "duckdb", "spark": "pyspark"}  # modules of ibis by dialect of sqlglot
ibis.options.sql.fuse_selects = False  # see points.with_points: a step named twice would be computed twice
# name of each stage's table, and its expression; docs/methodology/scoring.md says what each holds
_STAGES: dict[str, Callable[[Scheme], Any]] = {
    "earlier": earlier,
    "members": members,
    "texts": grading.veto_texts,
    "past": past,
    "yardsticks": kernel.yardsticks,
    "pointed": kernel.pointed,
    "given": kernel.given,
    "scored": kernel.scored,
    "sizes": grading.sizes,
    "ranked": grading.ranked,
}

Row = tuple[int | str | None, ...]


class Keeper(Protocol):
    """An engine that runs SQL over the table ``facts`` and keeps small tables under a name."""

    @property
    def dialect(self) -> str:
        """``duckdb`` or ``spark``."""

    def named(self, names: list[str]) -> list[str]:
        """Names of columns as this engine writes them."""

    def fetch(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""

    def keep(self, name: str, sql: str) -> None:
        """Keep the rows of a query, few, as the table ``name``."""

    def show(self, name: str, sql: str) -> None:
        """Show the rows of a query, as many as there are facts, as ``name``; they are computed at each use."""

    def take(self, name: str, columns: str, rows: list[Row]) -> None:
        """Keep rows of our own as the table ``name``; ``columns`` are names and types that both engines understand."""

    def give(self, name: str, table: pa.Table) -> None:
        """Show a table of our own, of any size, as ``name``."""


@dataclass(frozen=True)
class Scores:
    """What an engine found.

    ``scored`` are the rows of ``kernel.scored`` in order, without ``row``; ``ranked`` those of ``grading.ranked`` in no
    order; ``ends`` says ``track``, ``grade`` and ``basis`` at the place of each outcome (``outcomes``); ``remarks`` are
    on yardsticks that measure nothing.
    """

    scored: Iterator[pa.Table]
    ranked: Iterator[pa.Table]
    ends: pa.Table
    outcomes: Outcomes
    remarks: list[Remark]


def ends_of(found: Outcomes) -> str:
    """SQL of the rows that ``Scores.ends`` holds."""
    rows = values((at, *end) for at, end in enumerate(found.ends))
    return f"SELECT track, grade, basis FROM ({rows}) AS ends(place, track, grade, basis) ORDER BY place"  # noqa: S608


def stages(scheme: Scheme, dialect: str) -> dict[str, str]:
    """The SQL of every stage that ``scheme`` has a use for. Kept, for only the scheme decides it."""
    found = {name: _compiled(scheme, dialect, name) for name in _STAGES}
    return {name: sql for name, sql in found.items() if sql is not None}


@lru_cache(maxsize=512)
def _compiled(scheme: Scheme, dialect: str, stage: str) -> str | None:
    expression = _STAGES[stage](scheme)
    return None if expression is None else sql_of(expression, dialect)


def sql_of(expression: ir.Table, dialect: str) -> str:
    """The SQL of an expression in the dialect of an engine."""
    compiler = import_module(f"ibis.backends.sql.compilers.{_COMPILERS[dialect]}").compiler
    sql: str = compiler.to_sqlglot(expression).sql(dialect)
    return sql


def place_members(engine: Keeper, facts: Facts, scheme: Scheme) -> Outcomes:
    """Show ``members``, keep what each veto text does as ``outcomes``, and give that back.

    Raises:
        FactsFault: a veto code that the scheme does not list.
    """
    if before := _compiled(scheme, engine.dialect, "earlier"):
        engine.keep("earlier", before)
    engine.show("members", str(_compiled(scheme, engine.dialect, "members")))
    texts = engine.fetch(str(_compiled(scheme, engine.dialect, "texts")))
    found = _outcomes(texts, facts, scheme)
    rows: list[Row] = [(no, text, first) for (no, text), first in found.first.items()]
    engine.take("outcomes", "of_track tinyint, of_veto string, first int", rows)
    return found


def place_points(engine: Keeper, scheme: Scheme) -> None:
    """Keep ``yardsticks`` and ``given``, show ``past`` and ``pointed``; ``members`` is shown."""
    sql = stages(scheme, engine.dialect)
    places = {"past": engine.show, "yardsticks": engine.keep, "pointed": engine.show, "given": engine.keep}
    for name, place in places.items():
        if name in sql:
            place(name, sql[name])


def remarks(engine: Keeper, scheme: Scheme) -> list[Remark]:
    """What is to be said on ``yardsticks``, which are kept."""
    expression = kernel.yardsticks(scheme)
    asked = dead_columns(scheme)
    if expression is None or not asked:
        return []
    names = [*kernel.keys(scheme), *asked]
    sql = f"SELECT {', '.join(engine.named(names))} FROM yardsticks"  # noqa: S608  names are ours
    return dead_yardsticks(scheme, [dict(zip(names, row, strict=True)) for row in engine.fetch(sql)])


def place_seats(engine: Keeper, scheme: Scheme) -> None:
    """Keep ``sizes``, or ``seats`` where they are counted out; ``standing`` is shown."""
    sql = stages(scheme, engine.dialect)["sizes"]
    if not grading.counts_out(scheme):
        engine.keep("sizes", sql)
        return
    columns = grading.seat_columns(scheme)
    spelled = ", ".join(
        f"{name} {kind}" for name, kind in zip(engine.named(list(columns)), columns.values(), strict=True)
    )
    engine.take("seats", spelled, grading.seats_of(engine.fetch(sql), scheme))


def _outcomes(texts: list[tuple[Any, ...]], facts: Facts, scheme: Scheme) -> Outcomes:
    """The outcomes of the veto texts that occur (track number, text, first row with it)."""
    anywhere = {code for track in scheme.tracks for code in track.vetoes}
    faults = []
    for no, text, row in sorted(texts, key=lambda found: found[2]):
        known = anywhere if no == NO_TRACK else set(scheme.tracks[no].vetoes)
        for code in codes(text):
            if code not in known:
                where = f"类别“{scheme.tracks[no].name}”" if no != NO_TRACK else "方案"
                remedy = f"可用：{'、'.join(sorted(known)) or '（没有）'}；或在方案的 vetoes 中补上"
                faults.append(
                    Fault(facts.name, facts.sheet, facts.place(row), "一票否决", f"{where}没有否决代码“{code}”", remedy)
                )
    if faults:
        raise FactsFault(facts.name, faults)
    return outcomes(((no, text) for no, text, _ in texts if no != NO_TRACK), scheme)
