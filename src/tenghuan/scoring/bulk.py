"""Large Parquet facts: read in place by DuckDB, never held in memory as a whole."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from tenghuan.scoring.cells import FALSE_WORDS, TRUE_WORDS
from tenghuan.scoring.columns import BY_KEY, COLUMNS, LAND_PARTS

SETTLED = 1e9  # land made of its parts has nine decimals
LARGE_LAND = 1e6  # mu; beyond, a double has not many more
CORES = 2  # at least: row groups are read and written by one core each
_SQL_TYPES = {
    "code": "VARCHAR",
    "text": "VARCHAR",
    "industry": "VARCHAR",
    "integer": "BIGINT",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "number": "DOUBLE",
}


@dataclass(frozen=True)
class Stored:
    """A Parquet file, the rows of its row groups and, per known column, its name there and the SQL that reads it."""

    path: Path
    groups: tuple[int, ...]
    names: dict[str, str]
    reads: dict[str, str]

    @property
    def rows(self) -> int:
        """The number of all rows."""
        return sum(self.groups)

    def slices(self, most: int) -> list[tuple[int, int]]:
        """The rows as ranges of about ``most``: whole row groups, a core each, unless one alone is larger than that."""
        edges, end, taken = [0], 0, 0
        for group in self.groups:
            end, taken = end + group, taken + 1
            if end - edges[-1] >= most and taken >= CORES:
                edges.append(end)
                taken = 0
        edges += [end] if end > edges[-1] or end == 0 else []
        return [part for first, last in pairwise(edges) for part in ranges(last, CORES * most, first)]

    def relation(self, scan: str | None = None) -> str:
        """SELECT of ``row`` and all columns of the facts in their order; absent ones are null.

        ``scan`` is a table with the rows of ``raw``, to be read instead of the file.
        """
        reads = {column.key: f"CAST(NULL AS {_SQL_TYPES[column.kind]})" for column in COLUMNS} | self.reads
        parts = [(reads[key], sign) for key, sign in LAND_PARTS if key in self.reads]
        if parts:
            total = " ".join(f"{'+' if sign > 0 else '-'} coalesce({read}, 0)" for read, sign in parts)
            known = ", ".join(read for read, _ in parts)
            settled = f"round(abs(0 {total}) * {SETTLED}) / {SETTLED} * sign(0 {total})"
            settled = f"CASE WHEN abs(0 {total}) < {LARGE_LAND} THEN {settled} ELSE 0 {total} END"
            derived = f"CASE WHEN coalesce({known}) IS NOT NULL THEN {settled} END"
            reads["land_mu"] = f"coalesce({reads['land_mu']}, {derived})"
        columns = ", ".join(f'{read} AS "{key}"' for key, read in reads.items())
        return f"SELECT file_row_number AS row, {columns} FROM {scan or self.scan()}"  # noqa: S608  quoted by us

    def only(self, keys: Collection[str]) -> Stored:
        """The same file, of which no columns are known but ``keys``."""
        names, reads = ({key: text for key, text in part.items() if key in keys} for part in (self.names, self.reads))
        return replace(self, names=names, reads=reads)

    def raw(self) -> str:
        """SELECT of the known columns as they stand in the file, and ``file_row_number``."""
        return f"SELECT {', '.join(['file_row_number', *map(identifier, self.names.values())])} FROM {self.scan()}"  # noqa: S608

    def tables(self, kinds: dict[str, pa.DataType], rows: int) -> Iterator[pa.Table]:
        """Known columns by key as the types given, in order, at most ``rows`` rows at a time, at least one table.

        By pyarrow, which takes half the time of DuckDB for a few columns as they stand.
        """
        names = [self.names[key] for key in kinds if key in self.names]
        schema = pa.schema(kinds)
        yield pa.Table.from_batches([], schema)  # empty_table() would load pandas
        with pq.ParquetFile(self.path) as file:
            for batch in file.iter_batches(rows, columns=names, use_threads=False):
                columns = [self._column(batch, key, kind) for key, kind in kinds.items()]
                yield pa.Table.from_arrays(columns, schema=schema)

    def _column(self, batch: pa.RecordBatch, key: str, kind: pa.DataType) -> pa.Array:
        if key not in self.names:
            return pa.nulls(len(batch), kind)
        column = batch.column(self.names[key])
        return column if column.type == kind else column.cast(kind, safe=False)

    def scan(self) -> str:
        """The file as a table."""
        return f"read_parquet({quoted(str(self.path))}, file_row_number = true)"


def ranges(end: int, step: int, start: int = 0) -> list[tuple[int, int]]:
    """From ``start`` to ``end`` in steps; one empty range where there is nothing between."""
    return [(at, min(at + step, end)) for at in range(start, max(end, start + 1), step)]


def quoted(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def values(rows: Iterable[Iterable[int | str | None]]) -> str:
    """SQL VALUES, at least one row.

    Spelled out: a call with parameters, like a table handed over, would load pandas where it is installed.
    """
    cells = (", ".join(map(_literal, row)) for row in rows)
    return f"VALUES {', '.join(f'({row})' for row in cells)}"


def _literal(cell: int | str | None) -> str:
    return "NULL" if cell is None else quoted(cell) if isinstance(cell, str) else str(cell)


def identifier(text: str) -> str:
    """A SQL identifier."""
    return '"' + text.replace('"', '""') + '"'


def stored(path: Path, metadata: pq.FileMetaData, names: dict[str, str]) -> Stored | None:
    """The file as ``Stored`` if its types are fit to be read in place, else None."""
    schema = metadata.schema.to_arrow_schema()
    reads: dict[str, str] = {}
    for key, name in names.items():
        kind = "name" if key == "name" else BY_KEY[key].kind
        read = _read(kind, schema.field(name).type, identifier(name))
        if read is None:
            return None
        reads[key] = read
    groups = tuple(metadata.row_group(at).num_rows for at in range(metadata.num_row_groups))
    return Stored(path, groups, names, reads)


def _read(kind: str, found: pa.DataType, name: str) -> str | None:
    if pa.types.is_dictionary(found):
        found = found.value_type
    if pa.types.is_null(found):
        return f"CAST(NULL AS {_SQL_TYPES.get(kind, 'VARCHAR')})"
    text = pa.types.is_string(found) or pa.types.is_large_string(found)
    whole = pa.types.is_integer(found)
    if kind in ("code", "name"):
        # as they stand: trimming a million of them costs as much as scoring; a code with a blank fails its check
        return f"CAST({name} AS VARCHAR)" if text else None
    if kind in ("text", "industry"):
        return f"nullif(trim({name}, ' \t\n\r'), '')" if text else None
    if kind == "boolean":
        if pa.types.is_boolean(found):
            return name
        return _words(name) if text or whole else None
    fits = {
        "integer": whole,
        "date": pa.types.is_date(found) or pa.types.is_timestamp(found),
        "number": whole or pa.types.is_floating(found) or pa.types.is_decimal(found),
    }
    return f"CAST({name} AS {_SQL_TYPES[kind]})" if fits[kind] else None


def _words(name: str) -> str:
    word = f"lower(trim(CAST({name} AS VARCHAR)))"
    yes, no = (", ".join(map(quoted, sorted(words))) for words in (TRUE_WORDS, FALSE_WORDS))
    # an unknown word must not pass for an empty cell: error() stops the run, check() names the row before
    return (
        f"CASE WHEN {word} IN ({yes}) THEN true WHEN {word} IN ({no}) THEN false "
        f"WHEN {word} = '' THEN NULL WHEN {word} IS NOT NULL THEN error('above_scale') END"
    )


@contextmanager
def connect() -> Iterator[duckdb.DuckDBPyConnection]:
    """An in-memory DuckDB with a bound on memory; what does not fit is spilled to a folder that only we may read."""
    # by default all would share a folder below the working directory, open to everybody on the machine
    private = tempfile.TemporaryDirectory(prefix="tenghuan-", ignore_cleanup_errors=True)
    with private as folder, duckdb.connect() as connection:
        connection.execute("SET memory_limit = '1200MB'; SET disable_parquet_prefetching = true")
        connection.execute(f"SET temp_directory = {quoted(folder)}")
        yield connection
