"""Rows that leave an engine nearly in order, put in order with little of them in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa

from tenghuan.scoring.members import ROW


def in_order(found: Iterable[pa.Table], rows: int) -> Iterator[pa.Table]:
    """Tables of ``rows`` rows without the column ``row``, in its order.

    Each thread of an engine hands on runs of rows that follow one another; runs that come too early wait.

    Args:
        found: at least one table; together the rows 0, 1, 2, … once each, in the column ``row`` among others.
        rows: of each table but the last; where there are no rows at all, one empty table comes.

    Raises:
        AssertionError: a row is missing or there twice.
    """
    return cut((table.drop_columns([ROW]) for table in _ordered(found)), rows)


def cut(tables: Iterable[pa.Table], rows: int) -> Iterator[pa.Table]:
    """The same rows (of at least one table) in tables of ``rows`` rows, the last of fewer; each column one array."""
    ready: list[pa.RecordBatch] = []
    waiting, made = 0, False
    for given in tables:
        schema = given.schema
        ready += given.to_batches()
        waiting += given.num_rows
        while waiting >= rows:
            table = pa.Table.from_batches(ready)
            yield table.slice(0, rows).combine_chunks()
            ready, waiting, made = table.slice(rows).to_batches(), waiting - rows, True
    if waiting or not made:
        yield pa.Table.from_batches(ready, schema).combine_chunks()


def _ordered(found: Iterable[pa.Table]) -> Iterator[pa.Table]:
    early: dict[int, pa.RecordBatch] = {}
    reached = 0
    for made in found:
        schema = made.schema
        for batch in made.to_batches():
            early |= _runs(batch)
        del made  # what was handed on of it is no longer needed while the next is made
        runs = []
        while reached in early:
            runs.append(early.pop(reached))
            reached += len(runs[-1])
        yield pa.Table.from_batches(runs, schema)
    assert not early, "a row is missing or there twice"


def _runs(batch: pa.RecordBatch) -> dict[int, pa.RecordBatch]:
    """The rows that follow one another, by the first of them."""
    found = np.from_dlpack(batch[ROW])  # to_numpy() would load pandas
    starts = [0, *(np.flatnonzero(np.diff(found) != 1) + 1).tolist()] if len(found) else []
    ends = [*starts[1:], len(found)]
    return {int(found[start]): batch.slice(start, end - start) for start, end in zip(starts, ends, strict=True)}
