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
    early: dict[int, pa.RecordBatch] = {}
    ready: list[pa.RecordBatch] = []
    reached = written = 0
    for made in found:
        schema = made.schema
        for batch in made.to_batches():
            early |= _runs(batch)
        del made  # what was written of it is no longer needed while the next is made
        while reached in early:
            run = early.pop(reached)
            ready.append(run)
            reached += len(run)
        while reached - written >= rows:
            table = pa.Table.from_batches(ready)
            yield table.slice(0, rows).drop_columns([ROW]).combine_chunks()
            ready, written = table.slice(rows).to_batches(), written + rows
    assert not early, "a row is missing or there twice"
    if ready or not written:
        yield pa.Table.from_batches(ready, schema).drop_columns([ROW]).combine_chunks()


def _runs(batch: pa.RecordBatch) -> dict[int, pa.RecordBatch]:
    """The rows that follow one another, by the first of them."""
    found = np.from_dlpack(batch[ROW])  # to_numpy() would load pandas
    starts = [0, *(np.flatnonzero(np.diff(found) != 1) + 1).tolist()] if len(found) else []
    ends = [*starts[1:], len(found)]
    return {int(found[start]): batch.slice(start, end - start) for start, end in zip(starts, ends, strict=True)}
