"""The same expression on DuckDB (default) and on Spark (extra ``spark``)."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import duckdb
import ibis
import pyarrow as pa

from tenghuan.errors import InputFault
from tenghuan.scoring import grading, kernel
from tenghuan.scoring.bulk import connect, quoted, ranges
from tenghuan.scoring.columns import LAND_PARTS
from tenghuan.scoring.facts import Facts, FactsFault, Fault
from tenghuan.scoring.members import members
from tenghuan.scoring.scheme import Scheme
from tenghuan.scoring.vetoes import NO_TRACK, OUTCOME_COLUMNS, codes, outcomes

# A Parquet file of so many rows may be a single row group, which one core reads alone; and it is read several times.
HELD_ROWS = 1_000_000
HELD_SLICE, SLICE = 250_000, 1_000_000  # rows made at once: of a table, of a file
_ALWAYS_READ = {"uscc", "name", "year", "bonus", "deduction", "veto", "exempt"}
ENGINES = ("duckdb", "spark")
_COMPILERS = {"duckdb": "duckdb", "spark": "pyspark"}  # modules of ibis by dialect of sqlglot
ibis.options.sql.fuse_selects = False  # see points.with_points: a step named twice would be computed twice
# joins as they are written, the rows streaming past the small tables: so they come out in order but for a few that
# a hash table with a collision lets pass a little later
_NEARLY_IN_ORDER = """
    SET GLOBAL disabled_optimizers = 'join_order,build_side_probe_side';
"""


Row = tuple[int | str | None, ...]


class Keeper(Protocol):
    """An engine that runs SQL over the table ``facts`` and keeps small tables under a name."""

    @property
    def dialect(self) -> str:
        """``duckdb`` or ``spark``."""

    def fetch(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""

    def keep(self, name: str, sql: str) -> None:
        """Keep the rows of a query, few, as the table ``name``."""

    def show(self, name: str, sql: str) -> None:
        """Show the rows of a query, as many as there are facts, as ``name``; they may be computed at each use."""

    def take(self, name: str, columns: str, rows: list[Row]) -> None:
        """Keep rows of our own as the table ``name``; ``columns`` are names and types that both engines understand."""


class Duck:
    """DuckDB as a ``Keeper``; its connection is there as soon as ``loading`` has made ``facts`` in it."""

    dialect = "duckdb"

    def __init__(self, loading: Future[duckdb.DuckDBPyConnection]) -> None:
        self._loading = loading

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """Waits until the facts are loaded."""
        return self._loading.result()

    def fetch(self, sql: str) -> list[tuple[Any, ...]]:
        """See ``Keeper``."""
        rows: list[tuple[Any, ...]] = self.connection.execute(sql).fetchall()
        return rows

    def rows(self, sql: str) -> pa.Table:
        """The rows of a query."""
        # a relation's rows become Arrow on all cores, those of execute() on one
        return self.connection.sql(sql).to_arrow_table()

    def keep(self, name: str, sql: str) -> None:
        """See ``Keeper``."""
        self.connection.execute(f"CREATE TABLE {name} AS {sql}")

    def show(self, name: str, sql: str) -> None:
        """See ``Keeper``."""
        self.connection.execute(f"CREATE VIEW {name} AS {sql}")

    def take(self, name: str, columns: str, rows: list[Row]) -> None:
        """See ``Keeper``."""
        # spelled out: a call with parameters or a registered table would load pandas where it is installed
        cells = (", ".join(map(_literal, row)) for row in rows)
        self.connection.execute(f"CREATE TABLE {name} ({columns})")
        self.connection.execute(f"INSERT INTO {name} VALUES {', '.join(f'({row})' for row in cells)}")  # noqa: S608


@contextmanager
def open_facts(facts: Facts, scheme: Scheme) -> Iterator[Duck]:
    """DuckDB with the view ``facts``, of which at least the columns that ``scheme`` reads hold what the facts say."""
    with connect() as connection, ThreadPoolExecutor(1) as thread:
        # meanwhile the SQL may be made, which takes as long for some hundred thousand rows
        yield Duck(thread.submit(_load, connection, facts, scheme))


def _load(connection: duckdb.DuckDBPyConnection, facts: Facts, scheme: Scheme) -> duckdb.DuckDBPyConnection:
    connection.execute(_NEARLY_IN_ORDER)
    if facts.stored is None:
        connection.register("facts", facts.table)
    elif facts.rows > HELD_ROWS:
        connection.execute(f"CREATE VIEW facts AS {facts.stored.relation()}")
    else:
        held = facts.stored.only(scheme.columns | _ALWAYS_READ | {part for part, _ in LAND_PARTS})
        connection.execute(f"CREATE TABLE held AS {held.raw()}")
        connection.execute(f"CREATE VIEW facts AS {held.relation('held')}")
    return connection


def _literal(cell: int | str | None) -> str:
    return "NULL" if cell is None else quoted(cell) if isinstance(cell, str) else str(cell)


def graded_sql(engine: Keeper, facts: Facts, scheme: Scheme) -> str:
    """The SQL whose rows are ``row`` and the OUT columns, when all that it reads is kept.

    Raises:
        FactsFault: a veto code that the scheme does not list.
    """
    # all at once: meanwhile the facts are loaded
    queries = {name: _compiled(scheme, engine.dialect, name) for name in ("yardsticks", "given", *_OF_ALL)}
    scored, tally, graded = (str(queries.pop(name)) for name in _OF_ALL)
    check_vetoes(engine, facts, scheme)
    for name, sql in queries.items():
        if sql is not None:
            engine.keep(name, sql)
    engine.show("scored", scored)
    engine.keep("tally", tally)
    return graded


def check_vetoes(engine: Keeper, facts: Facts, scheme: Scheme) -> None:
    """Keep what each veto text does; raises ``FactsFault`` for a code that the scheme does not list."""
    texts = engine.fetch(str(_compiled(scheme, engine.dialect, "texts")))
    engine.take("outcomes", OUTCOME_COLUMNS, _outcomes(texts, facts, scheme))


def members_sql(scheme: Scheme) -> str:
    """The SQL of ``members.members`` on DuckDB."""
    return str(_compiled(scheme, "duckdb", "members"))


_OF_ALL = ("scored", "tally", "graded")  # every scheme has these
_EXPRESSIONS: dict[str, Callable[[Scheme], Any]] = {
    "texts": grading.veto_texts,
    "yardsticks": kernel.yardsticks,
    "given": kernel.given,
    "scored": kernel.scored,
    "tally": grading.tally,
    "graded": grading.graded,
    "members": members,
}


@lru_cache(maxsize=512)
def _compiled(scheme: Scheme, dialect: str, what: str) -> str | None:
    """SQL of one of ``_EXPRESSIONS``, None if the scheme has no use for it; kept, for only the scheme decides it."""
    expression = _EXPRESSIONS[what](scheme)
    if expression is None:
        return None
    compiler = import_module(f"ibis.backends.sql.compilers.{_COMPILERS[dialect]}").compiler
    sql: str = compiler.to_sqlglot(expression).sql(dialect)
    return sql


def _outcomes(texts: list[tuple[Any, ...]], facts: Facts, scheme: Scheme) -> list[Row]:
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


@dataclass(frozen=True)
class _Spark:
    """Spark as a ``Keeper``; what it keeps are files in ``folder``, so that nothing is computed twice."""

    session: Any
    folder: Path
    dialect: str = "spark"

    def fetch(self, sql: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.session.sql(sql).collect()]

    def keep(self, name: str, sql: str) -> None:
        place = str(self.folder / name)
        self.session.sql(sql).write.parquet(place)
        self.session.read.parquet(place).createOrReplaceTempView(name)

    def show(self, name: str, sql: str) -> None:
        self.keep(name, sql)

    def take(self, name: str, columns: str, rows: list[Row]) -> None:
        self.session.createDataFrame(rows, columns).createOrReplaceTempView(name)


def duck_tables(facts: Facts, scheme: Scheme) -> Iterator[pa.Table]:
    """Score on DuckDB; the rows in order, but within a table only nearly so."""
    with open_facts(facts, scheme) as duck:
        sql = graded_sql(duck, facts, scheme)
        if facts.stored is None:
            yield duck.rows(sql)
            return
        held = facts.rows <= HELD_ROWS
        with ThreadPoolExecutor(1) as thread:
            made: Future[pa.Table] | None = None  # while it is written the next is made
            for start, end in ranges(facts.rows, HELD_SLICE) if held else facts.stored.slices(SLICE):
                part = f"SELECT * FROM ({sql}) WHERE row >= {start} AND row < {end}"  # noqa: S608
                last, made = made, thread.submit(duck.rows, part)
                if last is not None:
                    yield last.result()
                del last
            assert made is not None
            yield made.result()


def spark_tables(facts: Facts, scheme: Scheme) -> Iterator[pa.Table]:
    """Score on Spark; the rows in order, some at a time.

    Raises:
        InputFault: PySpark or Java is not there.
    """
    with tempfile.TemporaryDirectory(prefix="tenghuan-spark-") as place:
        folder, out = Path(place), Path(place) / "out"
        with open_facts(facts, scheme) as duck:
            given = quoted(str(folder / "facts.parquet"))
            duck.connection.execute(f"COPY (SELECT * FROM facts) TO {given} (FORMAT parquet)")  # noqa: S608
        session = _session()
        ibis.pyspark.connect(session)  # settles the options that its compiler reads
        session.read.parquet(str(folder / "facts.parquet")).createOrReplaceTempView("facts")
        engine = _Spark(session, folder)
        session.sql(graded_sql(engine, facts, scheme)).write.parquet(str(out))
        with connect() as connection:
            sql = f"SELECT * FROM read_parquet({quoted(str(out / '*.parquet'))}) ORDER BY row"  # noqa: S608
            reader = connection.execute(sql).to_arrow_reader()
            yield reader.schema.empty_table()
            yield from (pa.Table.from_batches([batch]) for batch in reader)


def _session() -> Any:
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise InputFault("没有安装 Spark", remedy="pip install 'tenghuan[spark]'，并安装 Java 17") from error
    try:
        return (
            SparkSession.builder.appName("tenghuan")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", str(2 * (os.cpu_count() or 1)))
            .config("spark.sql.session.timeZone", "UTC")
            .getOrCreate()
        )
    except Exception as error:  # the gateway's own kinds, raised when no Java answers
        raise InputFault(
            f"Spark 启动失败（{type(error).__name__}）", remedy="安装 Java 17，并设置 JAVA_HOME"
        ) from error
