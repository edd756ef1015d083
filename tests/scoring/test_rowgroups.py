"""A Parquet file of row groups that were encoded apart is the file that one writer writes."""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tenghuan.scoring import rowgroups
from tenghuan.scoring.compact import read_struct, written


def table(rows: int) -> pa.Table:
    chance = np.random.default_rng(rows)
    numbers = pa.array(chance.random(rows), mask=chance.random(rows) < 0.4)
    texts = pa.array([f"企业{at}" if at % 3 else None for at in range(rows)], pa.string())
    few = pa.array([["A", "B", None][at % 3] for at in range(rows)], pa.string())
    return pa.table({"数": numbers, "name": texts, "grade": few, "rank": pa.array(range(rows), pa.int32())})


OPTIONS = {"use_dictionary": ["grade"], "write_statistics": False}


@pytest.mark.parametrize("sizes", [[1000], [0], [3000, 3000, 17], [50] * 40, [1, 70_000, 2]])
def test_the_bytes_are_those_of_one_writer(tmp_path, sizes):
    tables = [table(rows) for rows in sizes]
    with pq.ParquetWriter(tmp_path / "one.parquet", tables[0].schema, **OPTIONS) as writer:
        for part in tables:
            if part.num_rows:
                writer.write_table(part)
    rowgroups.write(tmp_path / "many.parquet", iter(tables), **OPTIONS)
    assert (tmp_path / "many.parquet").read_bytes() == (tmp_path / "one.parquet").read_bytes()


def test_others_read_it(tmp_path):
    tables = [table(500), table(700)]
    rowgroups.write(tmp_path / "f.parquet", tables)  # with statistics and dictionaries everywhere
    assert pq.read_table(tmp_path / "f.parquet").equals(pa.concat_tables(tables))
    assert pq.ParquetFile(tmp_path / "f.parquet").num_row_groups == 2
    read = duckdb.sql(f"SELECT count(*), max(rank), count(name) FROM '{tmp_path / 'f.parquet'}'").fetchone()
    assert read == (1200, 699, sum(part["name"].drop_null().length() for part in tables))


def test_a_table_that_fails_is_told(tmp_path):
    def tables():
        yield table(5)
        raise ValueError("broken off")

    with pytest.raises(ValueError, match="broken off"):
        rowgroups.write(tmp_path / "f.parquet", tables())


def test_footers_are_written_as_they_were_read(tmp_path):
    for version in ("1.0", "2.6"):
        pq.write_table(table(300), tmp_path / "f.parquet", version=version, write_page_index=True, row_group_size=40)
        data = memoryview((tmp_path / "f.parquet").read_bytes())
        end = len(data) - 8
        start = end - int.from_bytes(data[end : end + 4], "little")
        assert written(read_struct(data, start)) == bytes(data[start:end])
