"""Large lists: rows leave in the order they came, whatever an engine does in between."""

from __future__ import annotations

import tempfile

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.scoring.data import write
from bench.scoring.ours import SCHEME
from tenghuan.scoring import duck, evaluate, load_scheme, read_facts
from tenghuan.scoring.bulk import connect
from tenghuan.scoring.ordering import in_order


@settings(max_examples=100)
@given(st.permutations(range(40)), st.integers(1, 45), st.integers(1, 45))
def test_any_order_is_put_right(order, rows, size):
    table = pa.table({"row": order, "cell": [f"c{at}" for at in order]})
    found = list(in_order([pa.Table.from_batches([part]) for part in table.to_batches(max_chunksize=size)], rows))
    assert [cell for part in found for cell in part["cell"].to_pylist()] == [f"c{at}" for at in range(40)]
    assert all(part.num_rows == rows for part in found[:-1])


def test_a_lost_row_is_no_list():
    with pytest.raises(AssertionError):
        list(in_order([pa.table({"row": [0, 2]})], 5))


def test_a_file_of_many_row_groups_keeps_its_order(tmp_path):
    write(tmp_path / "facts.parquet", 60_000)
    facts = read_facts(tmp_path / "facts.parquet")
    assert facts.stored is not None
    scheme = load_scheme(SCHEME)
    evaluate(facts, scheme).write(tmp_path / "out.parquet")
    out = pq.read_table(tmp_path / "out.parquet")
    # written in two halves, taken in one: the same
    assert out.equals(evaluate(facts, scheme).table)
    assert out["uscc"].equals(pq.read_table(tmp_path / "facts.parquet")["uscc"])
    score, rank = (out[key].to_numpy(zero_copy_only=False) for key in ("score", "rank"))
    large = np.array(out["track"].to_pylist(), dtype=object) == "规上"
    falling = np.sort(score[large])[::-1]
    assert np.array_equal(rank[large], 1 + np.searchsorted(-falling, -score[large], side="left"))


@pytest.mark.parametrize("row_group", [999, 7_000, 30_000])
def test_a_file_too_large_to_hold_is_graded_slice_by_slice(tmp_path, monkeypatch, row_group):
    write(tmp_path / "facts.parquet", 30_000)
    held = evaluate(tmp_path / "facts.parquet", load_scheme(SCHEME)).table
    pq.write_table(pq.read_table(tmp_path / "facts.parquet"), tmp_path / "cut.parquet", row_group_size=row_group)
    monkeypatch.setattr(duck, "HELD_ROWS", 1_000)
    monkeypatch.setattr(duck, "SLICE", 5_000)
    facts = read_facts(tmp_path / "cut.parquet")
    assert facts.stored is not None
    slices = facts.stored.slices(duck.SLICE)
    assert len(slices) > 2
    assert [start for start, _ in slices[1:]] == [end for _, end in slices[:-1]]
    assert (slices[0][0], slices[-1][1]) == (0, 30_000)
    assert evaluate(facts, load_scheme(SCHEME)).table.equals(held)


def test_what_does_not_fit_goes_to_folders_for_temporary_files_each_to_its_own(tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with connect() as one, connect() as other:
        for connection in (one, other):
            connection.execute("SET memory_limit = '30MB'; CREATE TABLE t AS SELECT range a FROM range(9000000)")
        places = list(tmp_path.glob("tenghuan-*"))
        assert len(places) == 2
        assert all(any(place.iterdir()) and place.stat().st_mode & 0o077 == 0 for place in places)
        assert one.execute("SELECT sum(a) FROM t").fetchone() == other.execute("SELECT sum(a) FROM t").fetchone()
    assert list(tmp_path.iterdir()) == [tmp_path / "here"]
    assert not list((tmp_path / "here").iterdir())
