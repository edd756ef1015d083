"""The checks of large Parquet facts: the file is read through, column by column, and nothing of it is held."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from tenghuan.scoring.bulk import Stored, connect, identifier, quoted
from tenghuan.scoring.cells import (
    FALSE_WORDS,
    LARGEST,
    SMALLEST,
    TRUE_WORDS,
    CellFault,
    code_fault,
    is_empty,
    read_industry,
)
from tenghuan.scoring.codes import marks, valid_codes
from tenghuan.scoring.columns import BY_KEY

LISTED = 100  # faults located; more are only counted
_CODES_AT_ONCE = 20_000  # they and what is made of them stay in the processor's cache
_CONTROL = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F]"
_IS_CONTROL = np.zeros(256, dtype=bool)
_IS_CONTROL[[*range(9), 11, 12, *range(14, 32), 127]] = True
Located = tuple[int, str, str, str]  # row, column, what, remedy


@dataclass(frozen=True)
class Checked:
    """``faults`` are the first, located; ``total`` is the number of all; ``years`` are those that occur, in order."""

    faults: list[Located]
    total: int
    years: list[int]


def check(facts: Stored) -> Checked:
    """Look at every cell of a stored file that the facts have a column for."""
    with connect() as connection, ThreadPoolExecutor(1) as thread:
        codes = thread.submit(_codes, facts)  # half of it runs here and not in DuckDB, so both at once
        tests = _tests(facts)
        sql = f"SELECT count(*) FROM {facts.scan()} WHERE {_any_fails(facts, tests)}"  # noqa: S608  tests are ours
        fails = connection.execute(sql).fetchone() != (0,)
        bad, repeated, lacking = codes.result()
        if fails or lacking:
            return Checked(*_failures(connection, facts, tests), [])
        located = [*_industries(connection, facts), *_controls(connection, facts), *bad]
        located += _duplicates(connection, facts) if repeated and not located else []
        return Checked(sorted(located)[:LISTED], len(located), _years(connection, facts))


def _years(connection: duckdb.DuckDBPyConnection, facts: Stored) -> list[int]:
    if "year" not in facts.reads:
        return []
    sql = f"SELECT DISTINCT {facts.reads['year']} AS y FROM {facts.scan()} WHERE y IS NOT NULL ORDER BY 1"  # noqa: S608
    return [int(row[0]) for row in connection.execute(sql).fetchall()]


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
    if "industry" not in facts.reads:
        return []
    name = identifier(facts.names["industry"])
    # as they stand: what DuckDB need not change of a column with few values it need not look at row by row
    sql = f"SELECT CAST({name} AS VARCHAR) AS code, min(file_row_number) FROM {facts.scan()} GROUP BY 1"  # noqa: S608
    located = []
    for code, row in connection.execute(sql).fetchall():
        try:
            if not is_empty(code) and read_industry(code, BY_KEY["industry"]) != code.strip():
                raise CellFault(f"应为半角大写，现为“{code}”", "如 3311 或 C33")
        except CellFault as fault:
            located.append((row + 2, facts.names["industry"], fault.what, fault.remedy))
    return located


def _controls(connection: duckdb.DuckDBPyConnection, facts: Stored) -> list[Located]:
    """Texts with control characters: looked for byte by byte, which costs a tenth of a pattern."""
    keys = [key for key in facts.reads if BY_KEY[key].kind == "text"]
    hit: set[str] = set()
    for table in facts.tables(dict.fromkeys(keys, pa.string()), _CODES_AT_ONCE) if keys else ():
        for key in {*keys} - hit:
            if any(_has_control(chunk) for chunk in table.column(key).chunks):
                hit.add(key)
    located: list[Located] = []
    for key in sorted(hit):
        test = f"regexp_matches(CAST({facts.reads[key]} AS VARCHAR), '{_CONTROL}')"
        located += _locate(connection, facts, test, key, "含有控制字符", "删去后重新填写")
    return [(row, heading, "含有控制字符", remedy) for row, heading, _what, remedy in located]


def _has_control(texts: pa.StringArray) -> bool:
    data = texts.buffers()[2]
    if data is None:
        return False
    found = np.frombuffer(data, dtype=np.uint8)
    return bool(np.any(_IS_CONTROL[found]))


def _codes(facts: Stored) -> tuple[list[Located], bool, bool]:
    """Credit codes, checked a batch at a time on their bytes.

    Returns:
        those that fail; whether a code and year may stand twice; whether a row lacks its code (then nothing else is
        told).
    """
    located: list[Located] = []
    found, start, done = np.empty(facts.rows, dtype=np.uint64), 0, 0
    tables = facts.tables({"uscc": pa.string(), "year": pa.int64()}, _CODES_AT_ONCE)
    for batch in (batch for table in tables for batch in table.to_batches()):
        codes, years = batch.columns
        if codes.null_count:
            return [], False, True
        for at in np.flatnonzero(~valid_codes(codes)):
            fault = code_fault(str(codes[int(at)].as_py()))
            if fault and len(located) < LISTED:
                located.append((start + int(at) + 2, facts.names["uscc"], fault.what, fault.remedy))
        # to_numpy() would load pandas
        made = marks(codes, np.asarray(np.from_dlpack(years.fill_null(0) if years.null_count else years)))
        found[done : done + len(made)] = made
        start, done = start + len(batch), done + len(made)
    found = np.sort(found[:done])
    return located, bool(np.any(found[1:] == found[:-1])), False


def _duplicates(connection: duckdb.DuckDBPyConnection, facts: Stored) -> list[Located]:
    year = facts.reads.get("year", "NULL")
    sql = (
        f"SELECT max(file_row_number), min(file_row_number), {facts.reads['uscc']} AS code "  # noqa: S608
        f"FROM {facts.scan()} GROUP BY code, {year} HAVING count(*) > 1 ORDER BY 1 LIMIT {LISTED}"
    )
    return [
        (last + 2, facts.names["uscc"], f"与第 {first + 2} 行重复：{code}", "同一企业同一年度只留一行")
        for last, first, code in connection.execute(sql).fetchall()
    ]
