"""The scoring rule on Spark (extra ``spark``), for facts that a cluster holds; each stage's rows stay in files."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from tenghuan.errors import InputFault
from tenghuan.scoring import engines
from tenghuan.scoring.bulk import connect, quoted
from tenghuan.scoring.duck import Duck, open_facts
from tenghuan.scoring.engines import Row, Scores
from tenghuan.scoring.facts import Facts
from tenghuan.scoring.grading import inner
from tenghuan.scoring.ordering import in_order
from tenghuan.scoring.scheme import Scheme


@dataclass(frozen=True)
class Spark:
    """Spark as a ``Keeper``; what it keeps are files in ``folder``."""

    session: Any
    folder: Path
    dialect: str = "spark"

    def named(self, names: list[str]) -> list[str]:
        return [f"`{name}`" for name in names]

    def fetch(self, sql: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.session.sql(sql).collect()]

    def keep(self, name: str, sql: str) -> None:
        self.session.sql(sql).write.parquet(str(self.folder / name))
        self.session.read.parquet(str(self.folder / name)).createOrReplaceTempView(name)

    def show(self, name: str, sql: str) -> None:
        self.session.sql(sql).createOrReplaceTempView(name)

    def take(self, name: str, columns: str, rows: list[Row]) -> None:
        self.session.createDataFrame(rows, columns).createOrReplaceTempView(name)

    def give(self, name: str, table: pa.Table) -> None:
        pq.write_table(table, self.folder / f"{name}.parquet")
        self.session.read.parquet(str(self.folder / f"{name}.parquet")).createOrReplaceTempView(name)

    def rows(self, name: str, order: str = "") -> Iterator[pa.Table]:
        """What is kept under a name; at least one table."""
        with connect() as connection:
            sql = f"SELECT * FROM read_parquet({quoted(str(self.folder / name / '*.parquet'))}) {order}"  # noqa: S608
            reader = connection.execute(sql).to_arrow_reader()
            yield pa.Table.from_batches([], reader.schema)
            yield from (pa.Table.from_batches([batch]) for batch in reader)


@contextmanager
def opened(source: AbstractContextManager[Duck]) -> Iterator[Spark]:
    """Spark with the ``facts`` that a DuckDB shows; what Spark keeps is gone afterwards.

    Raises:
        InputFault: PySpark or Java is not there.
    """
    with tempfile.TemporaryDirectory(prefix="tenghuan-spark-") as folder:
        spark = Spark(_session(), Path(folder))
        with source as duck:
            place = quoted(f"{folder}/facts.parquet")
            duck.connection.execute(f"COPY (SELECT * FROM facts) TO {place} (FORMAT parquet)")  # noqa: S608
        spark.session.read.parquet(f"{folder}/facts.parquet").createOrReplaceTempView("facts")
        yield spark


@contextmanager
def scores(facts: Facts, scheme: Scheme, rows: int) -> Iterator[Scores]:
    """Score on Spark.

    Args:
        rows: of each table of ``Scores.scored`` but the last.

    Raises:
        InputFault: PySpark or Java is not there.
    """
    with opened(open_facts(facts, scheme)) as spark:
        sql = engines.stages(scheme, spark.dialect)
        outcomes = engines.place_members(spark, facts, scheme)
        engines.place_points(spark, scheme)
        remarks = engines.remarks(spark, scheme)
        spark.keep("scored", sql["scored"])
        spark.show("standing", "SELECT * FROM scored")
        engines.place_seats(spark, scheme)
        spark.keep("ranked", sql["ranked"])
        scored = (table.drop_columns(list(inner(scheme))) for table in spark.rows("scored", "ORDER BY row"))
        with connect() as connection:
            ends = connection.sql(engines.ends_of(outcomes)).to_arrow_table()
        yield Scores(in_order(scored, rows), spark.rows("ranked"), ends, outcomes, remarks)


def _session() -> Any:
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise InputFault("没有安装 Spark", remedy="pip install 'tenghuan[spark]'，并安装 Java 17") from error
    try:
        session = (
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
    ibis.pyspark.connect(session)  # settles the options that its compiler reads
    return session
