"""Large Parquet facts: checked and read in place by DuckDB, never held in memory as a whole."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tenghuan.scoring.cells import (
    CODE_ALPHABET,
    CODE_WEIGHTS,
    FALSE_WORDS,
    LARGEST,
    SMALLEST,
    TRUE_WORDS,
    CellFault,
    code_fault,
    read_industry,
)
from tenghuan.scoring.columns import BY_KEY, COLUMNS, LAND_PARTS

CORES = 2  # row groups read at once at least: DuckDB gives each core one of its own
LISTED = 100  # faults located; more are only counted
_CODES_AT_ONCE = 20_000  # they and what is made of them stay in the processor's cache
Located = tuple[int, str, str, str]  # row, column, what, remedy
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
            derived = f"CASE WHEN coalesce({known}) IS NOT NULL THEN 0 {total} END"
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

    def scan(self) -> str:
        """The file as a table."""
        return f"read_parquet({quoted(str(self.path))}, file_row_number = true)"


def ranges(end: int, step: int, start: int = 0) -> list[tuple[int, int]]:
    """From ``start`` to ``end`` in steps; one empty range where there is nothing between."""
    return [(at, min(at + step, end)) for at in range(start, max(end, start + 1), step)]


def quoted(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


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


def connect() -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB with a bound on memory, so that what does not fit is spilled."""
    connection = duckdb.connect()
    connection.execute("SET memory_limit = '1200MB'; SET disable_parquet_prefetching = true")
    return connection


def check(facts: Stored) -> tuple[list[Located], int]:
    """The faults of a stored file: the first located, and the number of all."""
    with connect() as connection, ThreadPoolExecutor(1) as thread:
        codes = thread.submit(_codes, facts)  # half of it runs here and not in DuckDB, so both at once
        tests = _tests(facts)
        sql = f"SELECT count(*) FROM {facts.scan()} WHERE {_any_fails(facts, tests)}"  # noqa: S608  tests are ours
        fails = connection.execute(sql).fetchone() != (0,)
        bad, repeated, lacking = codes.result()
        if fails or lacking:
            return _failures(connection, facts, tests)
        located = [*_industries(connection, facts), *bad]
        located += _duplicates(connection, facts) if repeated and not located else []
    return sorted(located)[:LISTED], len(located)


def _any_fails(facts: Stored, tests: list[tuple[str, str, str, str]]) -> str:
    """SQL that is true for a row that fails a test; the tests of a number in one, for every cell goes through it.

    Codes are left to ``_codes``, which reads them all the same.
    """
    screens = [f"({test})" for test, key, _, _ in tests if BY_KEY[key].kind not in ("number", "code")]
    for key, read in facts.reads.items():
        if BY_KEY[key].kind == "number":
            size = f"abs({read})" if BY_KEY[key].negative else read
            screens.append(_outside(size))
    return " OR ".join(screens) or "false"


def _failures(
    connection: duckdb.DuckDBPyConnection, facts: Stored, tests: list[tuple[str, str, str, str]]
) -> tuple[list[Located], int]:
    counts = ", ".join(f"coalesce(count_if({test}), 0)" for test, _, _, _ in tests)
    found = connection.execute(f"SELECT {counts} FROM {facts.scan()}").fetchone() or ()  # noqa: S608
    located: list[Located] = []
    for (test, key, what, remedy), number in zip(tests, found, strict=True):
        if number:
            located += _locate(connection, facts, test, key, what, remedy)
    return sorted(located)[:LISTED], sum(found)


def _outside(size: str) -> str:
    """SQL that is true for a number of that size that no cell may hold; what is no number counts as larger than any."""
    return f"({size} > {LARGEST} OR ({size} < {SMALLEST} AND {size} <> 0))"


def _tests(facts: Stored) -> list[tuple[str, str, str, str]]:
    """(SQL test of a bad cell, key, what, remedy) over the stored columns."""
    tests = [(f"{facts.reads['uscc']} IS NULL", "uscc", "缺统一社会信用代码", "补填；合计、备注行请删去")]
    for key, read in facts.reads.items():
        column = BY_KEY[key]
        if column.kind == "number":
            tests.append((_outside(f"abs({read})"), key, "数值超出范围", f"核对单位（应为{column.unit}）"))
            if not column.negative:
                tests.append((f"{read} < 0", key, "不能为负", "核对数据来源"))
        elif key == "year":
            tests.append((f"NOT {read} BETWEEN 1900 AND 2200", key, "应为四位年份", "如 2022"))
        elif key == "above_scale" and "error(" in read:
            word = f"lower(trim(CAST({identifier(facts.names[key])} AS VARCHAR)))"
            words = ", ".join(map(quoted, sorted({*TRUE_WORDS, *FALSE_WORDS, ""})))
            tests.append((f"{word} NOT IN ({words})", key, "应为 是 或 否", "填 是/否、true/false 或 1/0"))
    return tests


def _locate(
    connection: duckdb.DuckDBPyConnection, facts: Stored, test: str, key: str, what: str, remedy: str
) -> list[Located]:
    name = identifier(facts.names[key])
    sql = f"SELECT file_row_number, {name} FROM {facts.scan()} WHERE {test} ORDER BY 1 LIMIT {LISTED}"  # noqa: S608
    found = connection.execute(sql).fetchall()
    heading = facts.names[key]
    return [(row + 2, heading, what if cell is None else f"{what}，现为“{cell}”", remedy) for row, cell in found]


def _industries(connection: duckdb.DuckDBPyConnection, facts: Stored) -> list[Located]:
    read = facts.reads.get("industry")
    if read is None:
        return []
    sql = f"SELECT {read} AS code, min(file_row_number) FROM {facts.scan()} GROUP BY 1 HAVING code IS NOT NULL"  # noqa: S608
    located = []
    for code, row in connection.execute(sql).fetchall():
        try:
            read_industry(code, BY_KEY["industry"])
        except CellFault as fault:
            located.append((row + 2, facts.names["industry"], fault.what, fault.remedy))
    return located


def _codes(facts: Stored) -> tuple[list[Located], bool, bool]:
    """Credit codes, checked a batch at a time on their bytes.

    Returns:
        those that fail; whether a code and year may stand twice; whether a row lacks its code.
    """
    code = facts.reads["uscc"]
    sql = f"SELECT file_row_number, {code}, hash({code}, {_year(facts)}) FROM {facts.scan()} WHERE {code} IS NOT NULL"  # noqa: S608
    located: list[Located] = []
    hashes, done = np.empty(facts.rows, dtype=np.uint64), 0
    with connect() as connection:
        for batch in connection.execute(sql).to_arrow_reader(_CODES_AT_ONCE):
            rows, codes = batch.column(0), batch.column(1).cast(pa.string())
            hashes[done : done + len(batch)] = np.from_dlpack(batch.column(2))  # to_numpy() would load pandas
            done += len(batch)
            for at in np.flatnonzero(~valid_codes(codes)):
                fault = code_fault(str(codes[int(at)].as_py()))
                if fault and len(located) < LISTED:
                    row = int(rows[int(at)].as_py()) + 2
                    located.append((row, facts.names["uscc"], fault.what, fault.remedy))
    hashes = np.sort(hashes[:done])
    return located, bool(np.any(hashes[1:] == hashes[:-1])), done < facts.rows


def _year(facts: Stored) -> str:
    return facts.reads.get("year", "NULL")


_PLACES = np.full(256, 255, dtype=np.uint8)
for _place, _char in enumerate(CODE_ALPHABET):
    _PLACES[ord(_char)] = _place


def valid_codes(codes: pa.StringArray) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which of the codes (none null) have 18 characters of the alphabet and the right check character."""
    ends = np.frombuffer(codes.buffers()[1], dtype=np.int32)[codes.offset : codes.offset + len(codes) + 1]
    if len(codes) == 0 or not np.all(np.diff(ends) == 18):
        return np.array([code_fault(code) is None for code in codes.to_pylist()], dtype=bool)
    data = np.frombuffer(codes.buffers()[2], dtype=np.uint8)[ends[0] : ends[-1]]
    places = _PLACES[data].reshape(-1, 18)
    # the sum with the check character itself, weight 1, is a multiple of 31
    weights = np.array([*CODE_WEIGHTS, 1], dtype=np.float32)  # sums stay below 2^24: exact in 32 bits
    sums = (places.astype(np.float32) @ weights).astype(np.uint32)
    result: np.ndarray[Any, np.dtype[np.bool_]] = sums % 31 == 0
    if places.max() > 30:  # rarely: the largest of each row takes longer than all the rest
        result &= places.max(axis=1) < 31
    return result


def _duplicates(connection: duckdb.DuckDBPyConnection, facts: Stored) -> list[Located]:
    sql = (
        f"SELECT max(file_row_number), min(file_row_number), {facts.reads['uscc']} AS code "  # noqa: S608
        f"FROM {facts.scan()} GROUP BY code, {_year(facts)} HAVING count(*) > 1 ORDER BY 1 LIMIT {LISTED}"
    )
    return [
        (last + 2, facts.names["uscc"], f"与第 {first + 2} 行重复：{code}", "同一企业同一年度只留一行")
        for last, first, code in connection.execute(sql).fetchall()
    ]


def years(facts: Stored) -> list[int]:
    """The years that occur, in order."""
    if "year" not in facts.reads:
        return []
    sql = f"SELECT DISTINCT {facts.reads['year']} AS y FROM {facts.scan()} WHERE y IS NOT NULL ORDER BY 1"  # noqa: S608
    return [int(row[0]) for row in connect().execute(sql).fetchall()]
