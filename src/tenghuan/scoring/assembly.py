"""OUT, row by row, from what an engine found: scores in order, ranks in none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tenghuan.scoring.engines import Scores
from tenghuan.scoring.facts import Facts
from tenghuan.scoring.members import ROW
from tenghuan.scoring.remarks import Tally

Whole = np.ndarray[Any, np.dtype[np.int32]]


def graded(facts: Facts, found: Scores, columns: tuple[str, ...], rows: int, tally: Tally) -> Iterator[pa.Table]:
    """Tables of ``rows`` rows with the OUT columns, in order; the tables of ``found.scored`` are as long.

    Every row is counted in ``tally``.
    """
    outcome, rank = _by_row(found.ranked, facts.rows)
    ends = {name: found.ends[name].combine_chunks() for name in found.ends.column_names}
    end = 0
    for who, scored in zip(facts.slices(("uscc", "name"), rows), found.scored, strict=True):
        start, end = end, end + scored.num_rows
        tally.add(outcome[start:end], scored["group"])
        at = _array(outcome[start:end])
        cells = _columns(who) | _columns(scored) | {name: ends[name].take(at) for name in ("track", "grade")}
        cells["rank"] = _array(rank[start:end], rank[start:end] > 0)  # no rank: of no track, or beside
        cells["basis"] = pc.coalesce(scored["basis"].combine_chunks(), ends["basis"].take(at))
        yield pa.table({name: cells[name] for name in columns})


def _columns(table: pa.Table) -> dict[str, Any]:
    return dict(zip(table.column_names, table.columns, strict=True))


def _by_row(ranked: Iterable[pa.Table], rows: int) -> tuple[Whole, Whole]:
    """Outcome and rank at the place of each row."""
    outcome, rank = np.full(rows, -1, dtype=np.int32), np.empty(rows, dtype=np.int32)
    done = 0
    for batch in (batch for table in ranked for batch in table.to_batches()):
        at = np.from_dlpack(batch[ROW])
        outcome[at], rank[at] = np.from_dlpack(batch["outcome"]), np.from_dlpack(batch["rank"])
        done += len(batch)
    assert done == rows, "a row is missing or there twice"
    assert not np.any(outcome < 0), "a row is missing or there twice"
    return outcome, rank


def _array(numbers: Whole, known: np.ndarray[Any, np.dtype[np.bool_]] | None = None) -> pa.Array:
    """The numbers, null where not ``known``; ``pa.array`` would load pandas where it is installed."""
    mask = None if known is None else pa.py_buffer(np.packbits(known, bitorder="little"))
    return pa.Array.from_buffers(pa.int32(), len(numbers), [mask, pa.py_buffer(numbers)])
