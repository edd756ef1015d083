"""The same expression on DuckDB (default) and on Spark (extra ``spark``)."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pyarrow as pa
from sqlglot import exp

from tenghuan.errors import InputFault
from tenghuan.scoring import grading, kernel
from tenghuan.scoring.bulk import connect, quoted
from tenghuan.scoring.facts import Facts, FactsFault, Fault
from tenghuan.scoring.scheme import Scheme
from tenghuan.scoring.vetoes import NO_TRACK, codes, outcomes

ENGINES = ("duckdb", "spark")
_COMPILERS = {"duckdb": "duckdb", "spark": "pyspark"}  # modules of ibis by dialect of sqlglot


def open_facts(facts: Facts) -> duckdb.DuckDBPyConnection:
    """A connection in which ``facts`` is a view."""
    connection = connect()
    if facts.stored is not None:
        connection.execute(f"CREATE VIEW facts AS {facts.stored.relation()}")
    else:
        connection.register("facts", facts.table)
    return connection


def out_sql(connection: duckdb.DuckDBPyConnection, facts: Facts, scheme: Scheme) -> str:
    """The SQL on ``connection`` (see ``open_facts``) whose rows are ``row`` and the OUT columns, unordered."""
    texts = connection.execute(_compiled(scheme, "duckdb", "texts")).fetchall()
    connection.register("outcomes", _outcomes(texts, facts, scheme))
    return _compiled(scheme, "duckdb", "score")


def members_sql(scheme: Scheme) -> str:
    """The SQL of ``kernel.members`` on a connection of ``open_facts``."""
    return _compiled(scheme, "duckdb", "members")


def scored_sql(scheme: Scheme) -> str:
    """The SQL of ``kernel.scored`` on a connection of ``open_facts``."""
    return _compiled(scheme, "duckdb", "scored")


def graded_sql(connection: duckdb.DuckDBPyConnection, facts: Facts, scheme: Scheme) -> str:
    """The SQL of ``grading.graded`` on a connection that has the table ``scored`` (``grading.SCORED``)."""
    texts = connection.execute(_compiled(scheme, "duckdb", "scored texts")).fetchall()
    connection.register("outcomes", _outcomes(texts, facts, scheme))
    return _compiled(scheme, "duckdb", "graded")


_EXPRESSIONS: dict[str, Callable[[Scheme], Any]] = {
    "texts": lambda scheme: grading.veto_texts(kernel.scored(scheme)),
    "score": grading.score_expression,
    "members": kernel.members,
    "scored": kernel.scored,
    "scored texts": lambda scheme: grading.veto_texts(grading.SCORED),
    "graded": lambda scheme: grading.graded(grading.SCORED, scheme),
}


@lru_cache(maxsize=256)
def _compiled(scheme: Scheme, dialect: str, what: str) -> str:
    """SQL of one of ``_EXPRESSIONS``; kept, for it depends on the scheme alone."""
    compiler = import_module(f"ibis.backends.sql.compilers.{_COMPILERS[dialect]}").compiler
    query = compiler.to_sqlglot(_EXPRESSIONS[what](scheme))
    for part in query.find_all(exp.CTE):
        # a common part is computed anew, not kept: reading the file again is cheaper than every row in memory
        part.set("materialized", False if dialect == "duckdb" else None)
    sql: str = query.sql(dialect)
    return sql


def _outcomes(texts: list[tuple[int, str, int]], facts: Facts, scheme: Scheme) -> pa.Table:
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


@contextmanager
def spark_rows(facts: Facts, scheme: Scheme) -> Iterator[tuple[duckdb.DuckDBPyConnection, str]]:
    """Score on Spark; yields a DuckDB connection and the SQL that reads Spark's rows there, unordered.

    Raises:
        InputFault: PySpark or Java is not there.
    """
    with tempfile.TemporaryDirectory(prefix="tenghuan-spark-") as folder:
        facts_file, out = Path(folder) / "facts.parquet", Path(folder) / "out"
        with open_facts(facts) as connection:
            connection.execute(f"COPY (SELECT * FROM facts) TO {quoted(str(facts_file))} (FORMAT parquet)")  # noqa: S608
        _score_on_spark(facts, scheme, facts_file, out)
        with connect() as connection:
            yield connection, f"SELECT * FROM read_parquet({quoted(str(out / '*.parquet'))})"  # noqa: S608


def _score_on_spark(facts: Facts, scheme: Scheme, facts_file: Path, out: Path) -> None:
    session = _session()
    ibis.pyspark.connect(session)  # settles the options that its compiler reads
    session.read.parquet(str(facts_file)).createOrReplaceTempView("facts")
    texts = [tuple(row) for row in session.sql(_compiled(scheme, "spark", "texts")).collect()]
    rows = _outcomes(texts, facts, scheme).to_pylist()
    schema = "veto_track tinyint, veto_text string, veto_from tinyint, veto_to tinyint, veto_code string"
    session.createDataFrame([tuple(row.values()) for row in rows], schema).createOrReplaceTempView("outcomes")
    session.sql(_compiled(scheme, "spark", "score")).write.parquet(str(out))


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
