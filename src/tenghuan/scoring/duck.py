"""The scoring rule on DuckDB, in slices of which only two are ever held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from tenghuan.scoring import engines
from tenghuan.scoring.bulk import CORES, Stored, connect, identifier, quoted, ranges, values
from tenghuan.scoring.columns import LAND_PARTS
from tenghuan.scoring.engines import Row, Scores
from tenghuan.scoring.facts import Facts
from tenghuan.scoring.ordering import in_order
from tenghuan.scoring.scheme import Scheme
from tenghuan.scoring.shelf import shelf

HELD_ROWS = 1_000_000  # of a file with a row group that makes one core read most of it, and that several times
HELD_SLICE, SLICE = 250_000, 1_000_000  # rows made at once: of a table, of a file
_SCORED_BY = {"bonus", "deduction", "veto", "exempt"} | {part for part, _ in LAND_PARTS}  # in every scheme
# joins as they are written, the rows streaming past the small tables: so they come out in order but for a few that
# a hash table with a collision lets pass a little later
_NEARLY_IN_ORDER = """
    SET GLOBAL disabled_optimizers = 'join_order,build_side_probe_side';
"""


class Duck:
    """DuckDB as a ``Keeper``; its connection is there as soon as ``loading`` has made ``facts`` in it."""

    dialect = "duckdb"

    def __init__(self, loading: Future[duckdb.DuckDBPyConnection]) -> None:
        self._loading = loading

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """Waits until the facts are loaded."""
        return self._loading.result()

    def named(self, names: list[str]) -> list[str]:
        """See ``Keeper``."""
        return [identifier(name) for name in names]

    def fetch(self, sql: str) -> list[tuple[Any, ...]]:
        """See ``Keeper``."""
        rows: list[tuple[Any, ...]] = self.connection.execute(sql).fetchall()
        return rows

    def rows(self, sql: str) -> pa.Table:
        """The rows of a query."""
        # a relation's rows become Arrow on all cores, those of execute() on one
        return self.connection.sql(sql).to_arrow_table()

    def slices(self, name: str, edges: Iterable[tuple[int, int]]) -> Iterator[pa.Table]:
        """The rows of a table from each first to before each last, nearly in order; made while the last are used."""
        with ThreadPoolExecutor(1) as thread:
            made: Future[pa.Table] | None = None
            for start, end in edges:
                sql = f"SELECT * FROM {name} WHERE row >= {start} AND row < {end}"  # noqa: S608
                last, made = made, thread.submit(self.rows, sql)
                if last is not None:
                    yield last.result()
                del last
            assert made is not None
            yield made.result()

    def keep(self, name: str, sql: str) -> None:
        """See ``Keeper``."""
        self.connection.execute(f"CREATE TABLE {name} AS {sql}")

    def show(self, name: str, sql: str) -> None:
        """See ``Keeper``."""
        self.connection.execute(f"CREATE VIEW {name} AS {sql}")

    def take(self, name: str, columns: str, rows: list[Row]) -> None:
        """See ``Keeper``."""
        self.connection.execute(f"CREATE TABLE {name} ({columns})")
        self.connection.execute(f"INSERT INTO {name} {values(rows)}")

    def give(self, name: str, table: pa.Table) -> None:
        """See ``Keeper``."""
        # by way of a file: a table handed over would load pandas where it is installed
        (folder,) = self.connection.execute("SELECT current_setting('temp_directory')").fetchone() or ("",)
        path = f"{folder}/{name}.parquet"
        pq.write_table(table, path)
        self.show(name, f"SELECT * FROM read_parquet({quoted(path)})")  # noqa: S608


@contextmanager
def open_facts(facts: Facts, scheme: Scheme, *others: str) -> Iterator[Duck]:
    """DuckDB with the view ``facts``, with the columns that ``scheme`` scores by and ``others``; more may be null."""
    with open_columns(facts, {*scheme.columns, *_SCORED_BY, *others}) as duck:
        yield duck


@contextmanager
def open_columns(facts: Facts, columns: set[str]) -> Iterator[Duck]:
    """DuckDB with the view ``facts`` of at least these columns; others may be null."""
    with connect() as connection, ThreadPoolExecutor(1) as thread:
        # meanwhile the SQL may be made, which takes as long for some hundred thousand rows
        yield Duck(thread.submit(_load, connection, facts, columns))


def _load(connection: duckdb.DuckDBPyConnection, facts: Facts, columns: set[str]) -> duckdb.DuckDBPyConnection:
    connection.execute(_NEARLY_IN_ORDER)
    if facts.stored is None:
        connection.register("facts", facts.table)
    elif _is_held(facts.stored):
        held = facts.stored.only(columns)
        connection.execute(f"CREATE TABLE held AS {held.raw()}")
        connection.execute(f"CREATE VIEW facts AS {held.relation('held')}")
    else:
        connection.execute(f"CREATE VIEW facts AS {facts.stored.relation()}")
    return connection


def _is_held(file: Stored) -> bool:
    return file.rows <= HELD_ROWS and CORES * max(file.groups, default=0) >= file.rows


@contextmanager
def scores(facts: Facts, scheme: Scheme, rows: int) -> Iterator[Scores]:
    """Score on DuckDB: every row once, then its rank off all of them.

    Args:
        rows: of each table of ``Scores.scored`` but the last.
    """
    with open_facts(facts, scheme) as duck, shelf(scheme) as kept:
        sql = engines.stages(scheme, duck.dialect)  # all at once: meanwhile the facts are loaded
        outcomes = engines.place_members(duck, facts, scheme)
        engines.place_points(duck, scheme)
        remarks = engines.remarks(duck, scheme)
        duck.show("scored", sql["scored"])
        kept.put(in_order(duck.slices("scored", _edges(facts)), rows))
        duck.show("standing", kept.standing())
        engines.place_seats(duck, scheme)
        ends = duck.rows(engines.ends_of(outcomes))
        yield Scores(kept.take(), iter([duck.rows(sql["ranked"])]), ends, outcomes, remarks)


def _edges(facts: Facts) -> list[tuple[int, int]]:
    if facts.stored is None:
        return [(0, facts.rows)]
    return ranges(facts.rows, HELD_SLICE) if _is_held(facts.stored) else facts.stored.slices(SLICE)
