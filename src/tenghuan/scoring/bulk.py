"""Large Parquet facts: checked and read in place by DuckDB, never held in memory as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

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
    """A Parquet file and, per known column, its name there and the SQL that reads it."""

    path: Path
    names: dict[str, str]
    reads: dict[str, str]

    def relation(self) -> str:
        """SELECT of ``row`` and all columns of the facts in their order; absent ones are null."""
        reads = {column.key: f"CAST(NULL AS {_SQL_TYPES[column.kind]})" for column in COLUMNS} | self.reads
        parts = [(reads[key], sign) for key, sign in LAND_PARTS if key in self.reads]
        if parts:
            total = " ".join(f"{'+' if sign > 0 else '-'} coalesce({read}, 0)" for read, sign in parts)
            known = ", ".join(read for read, _ in parts)
            derived = f"CASE WHEN coalesce({known}) IS NOT NULL THEN 0 {total} END"
            reads["land_mu"] = f"coalesce({reads['land_mu']}, {derived})"
        columns = ", ".join(f'{read} AS "{key}"' for key, read in reads.items())
        return f"SELECT file_row_number AS row, {columns} FROM {self.scan()}"  # noqa: S608  quoted by us

    def scan(self) -> str:
        """The file as a table."""
        return f"read_parquet({quoted(str(self.path))}, file_row_number = true)"


def quoted(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def identifier(text: str) -> str:
    """A SQL identifier."""
    return '"' + text.replace('"', '""') + '"'


def stored(path: Path, schema: pa.Schema, names: dict[str, str]) -> Stored | None:
    """The file as ``Stored`` if its types are fit to be read in place, else None."""
    reads: dict[str, str] = {}
    for key, name in names.items():
        kind = "name" if key == "name" else BY_KEY[key].kind
        read = _read(kind, schema.field(name).type, identifier(name))
        if read is None:
            return None
        reads[key] = read
    return Stored(path, names, reads)


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
    connection.execute("SET memory_limit = '1200MB'; SET enable_progress_bar = false")
    return connection


def check(facts: Stored) -> tuple[list[Located], int, int]:
    """The faults of a stored file: the first located, the number of all, and the number of rows."""
    connection = connect()
    tests = _tests(facts)
    sql = f"SELECT count(*), {', '.join(_screens(facts, tests))} FROM {facts.scan()}"  # noqa: S608
    rows, *good = connection.execute(sql).fetchone() or (0,)
    located: list[Located] = []
    found: list[int] = []
    if rows and not all(good):
        counts = ", ".join(_failing(test) for test, _, _, _ in tests)
        found = list(connection.execute(f"SELECT {counts} FROM {facts.scan()}").fetchone() or ())  # noqa: S608
    for (test, key, what, remedy), number in zip(tests, found, strict=False):
        if number:
            located += _locate(connection, facts, test, key, what, remedy)
    total = sum(found)
    if not total:
        bad, repeated = _codes(connection, facts, rows)
        located = [*_industries(connection, facts), *bad]
        located += _duplicates(connection, facts) if repeated and not located else []
        total = len(located)
    return sorted(located)[:LISTED], total, rows


def _screens(facts: Stored, tests: list[tuple[str, str, str, str]]) -> list[str]:
    """SQL aggregates that are true where no row fails a test; ends of a column cost less than a test of each cell."""
    screens = [f"{_failing(test)} = 0" for test, key, _, _ in tests if BY_KEY[key].kind != "number"]
    for key, read in facts.reads.items():
        if BY_KEY[key].kind == "number":
            least = -LARGEST if BY_KEY[key].negative else 0
            ends = f"min({read}) >= {least} AND max({read}) <= {LARGEST}"  # what is no number counts as the largest
            tiny = f"{read} BETWEEN -{SMALLEST} AND {SMALLEST} AND {read} <> 0 AND abs({read}) < {SMALLEST}"
            screens.append(f"coalesce({ends}, true) AND {_failing(tiny)} = 0")
    return screens


def _failing(test: str) -> str:
    """SQL count of the rows that fail a test; count_if of a column without any value is NULL, not 0."""
    return f"coalesce(count_if({test}), 0)"


def _tests(facts: Stored) -> list[tuple[str, str, str, str]]:
    """(SQL test of a bad cell, key, what, remedy) over the stored columns."""
    tests = [(f"{facts.reads['uscc']} IS NULL", "uscc", "缺统一社会信用代码", "补填；合计、备注行请删去")]
    for key, read in facts.reads.items():
        column = BY_KEY[key]
        if column.kind == "number":
            outside = f"abs({read}) > {LARGEST} OR ({read} <> 0 AND abs({read}) < {SMALLEST})"
            tests.append((f"isnan({read}) OR {outside}", key, "数值超出范围", f"核对单位（应为{column.unit}）"))
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


def _codes(connection: duckdb.DuckDBPyConnection, facts: Stored, count: int) -> tuple[list[Located], bool]:
    """Credit codes that fail, checked a batch at a time on their bytes; and whether a code and year may stand twice."""
    code = facts.reads["uscc"]
    sql = f"SELECT file_row_number, {code}, hash({code}, {_year(facts)}) FROM {facts.scan()}"  # noqa: S608
    located: list[Located] = []
    hashes, done = np.empty(count, dtype=np.uint64), 0
    for batch in connection.execute(sql).to_arrow_reader(_CODES_AT_ONCE):
        rows, codes = batch.column(0), batch.column(1).cast(pa.string())
        hashes[done : done + len(batch)] = np.from_dlpack(batch.column(2))  # to_numpy() would load pandas
        done += len(batch)
        for at in np.flatnonzero(~valid_codes(codes)):
            fault = code_fault(str(codes[int(at)].as_py()))
            if fault and len(located) < LISTED:
                row = int(rows[int(at)].as_py()) + 2
                located.append((row, facts.names["uscc"], fault.what, fault.remedy))
    hashes.sort()
    return located, bool(np.any(hashes[1:] == hashes[:-1]))


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
        (last + 2, facts.names["uscc"], f"与前面第 {first + 1} 条重复：{code}", "同一企业同一年度只留一行")
        for last, first, code in connection.execute(sql).fetchall()
    ]


def years(facts: Stored) -> list[int]:
    """The years that occur, in order."""
    if "year" not in facts.reads:
        return []
    sql = f"SELECT DISTINCT {facts.reads['year']} AS y FROM {facts.scan()} WHERE y IS NOT NULL ORDER BY 1"  # noqa: S608
    return [int(row[0]) for row in connect().execute(sql).fetchall()]
