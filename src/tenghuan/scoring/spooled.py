"""Large Parquet facts scored with a bound on memory: wide rows wait in a file while the narrow ones are ranked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import pyarrow as pa

from tenghuan.scoring import engines, grading
from tenghuan.scoring.facts import Facts
from tenghuan.scoring.kernel import ROW
from tenghuan.scoring.scheme import Scheme

_INNER = [name for name in grading.SCORED.columns if name not in (ROW, "group")]


# joins as they are written, the rows streaming past the small tables: so they come out in order but for a few that
# a hash table with a collision lets pass a little later
_NEARLY_IN_ORDER = """
    SET disabled_optimizers = 'join_order,build_side_probe_side';
    SET streaming_buffer_size = '64MB';
"""


def tables(facts: Facts, scheme: Scheme, rows: int, folder: Path | None) -> Iterator[pa.Table]:
    """The OUT rows of stored facts in order, ``rows`` at a time; ``folder`` takes a temporary file as large as OUT."""
    with (
        engines.open_facts(facts) as connection,
        TemporaryDirectory(prefix=".tenghuan-", dir=folder) as place,
    ):
        connection.execute(_NEARLY_IN_ORDER)
        file = str(Path(place) / "scored.arrows")
        narrow = _spool(connection, scheme, rows, file)
        if narrow is None:
            return
        connection.register("scored", narrow)
        graded = connection.execute(engines.graded_sql(connection, facts, scheme)).to_arrow_reader(rows)
        with pa.OSFile(file) as source, pa.ipc.open_stream(source) as wide:
            for batch, added in zip(wide, in_order(graded, rows), strict=True):
                columns = [*batch.columns, *(added[name] for name in grading.ADDED)]
                yield pa.Table.from_arrays(columns, names=[*batch.schema.names, *grading.ADDED])


def _spool(connection: duckdb.DuckDBPyConnection, scheme: Scheme, rows: int, file: str) -> pa.Table | None:
    """Write what is published so far to ``file``, ``rows`` a batch; returns what ranks are made of, if there is any."""
    found = connection.execute(engines.scored_sql(scheme)).to_arrow_reader(rows)
    narrow: list[pa.Table] = []
    start = 0
    with pa.OSFile(file, "wb") as sink:
        writer = None
        for table in in_order(found, rows):
            numbers = pa.array(np.arange(start, start + len(table)))
            narrow.append(table.select(["group", *_INNER]).append_column(ROW, numbers))
            wide = table.drop_columns(_INNER)
            writer = writer or pa.ipc.new_stream(sink, wide.schema)
            writer.write_table(wide, max_chunksize=rows)
            start += len(table)
        if writer is not None:
            writer.close()
    return pa.concat_tables(narrow) if narrow else None


def in_order(batches: Iterable[pa.RecordBatch], rows: int) -> Iterator[pa.Table]:
    """Tables of ``rows`` rows without the column ``row``, in its order, from batches that are nearly so.

    Args:
        batches: together the rows 0, 1, 2, … once each, in the column ``row`` among others.
        rows: of each table but the last.

    Raises:
        AssertionError: a row is missing or there twice.
    """
    held: list[pa.RecordBatch] = []
    start = 0
    for batch in batches:
        held.append(batch)
        if sum(map(len, held)) < rows:
            continue
        table, ready = _sorted(held, start)
        while ready >= rows:
            yield table.slice(0, rows).drop_columns([ROW])
            table, ready, start = table.slice(rows), ready - rows, start + rows
        held = table.to_batches()
    if held:
        table, ready = _sorted(held, start)
        assert ready == table.num_rows, "a row is missing or there twice"
        if ready:
            yield table.drop_columns([ROW])


def _sorted(held: list[pa.RecordBatch], start: int) -> tuple[pa.Table, int]:
    """The rows sorted, and how many of them follow ``start`` without a gap."""
    table = pa.Table.from_batches(held).combine_chunks()
    if not len(table):
        return table, 0
    found = np.from_dlpack(table[ROW].chunk(0))  # to_numpy() would load pandas
    if np.any(np.diff(found) < 0):
        order = np.argsort(found, kind="stable")
        table, found = table.take(pa.array(order)), found[order]
    gaps = np.flatnonzero(found != np.arange(start, start + len(found)))
    return table, int(gaps[0]) if len(gaps) else len(found)
