"""The graded list and its files."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import xlsxwriter

from tenghuan.errors import InputFault
from tenghuan.scoring import duck, engines, rowgroups, spark
from tenghuan.scoring.assembly import graded
from tenghuan.scoring.columns import BY_KEY, LAND_PARTS
from tenghuan.scoring.facts import Facts, facts_from_table, read_facts
from tenghuan.scoring.remarks import Remark, Tally, on_scheme
from tenghuan.scoring.scheme import Scheme

XLSX_ROWS = 1_048_575  # below the heading
ROW_GROUP = 122_880
SHOWN = 30  # remarks in a message; ``Result.remarks`` has all
ENDINGS = (".xlsx", ".csv", ".parquet")


class Result:
    """The rows of OUT in input order; computed when first asked for, large ones only while they are written."""

    def __init__(self, facts: Facts, scheme: Scheme, engine: str) -> None:
        self.facts, self.scheme, self.engine = facts, scheme, engine
        self._remarks: tuple[Remark, ...] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The OUT columns in their order."""
        keys = self.scheme.keys
        points = tuple(f"{key}_points" for key in keys)
        tail = ("bonus", "deduction", "score", "rank", "grade", "basis")
        return ("uscc", "name", "track", "group", *keys, *points, *tail)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What is to be known of scheme and groups: weights, dead yardsticks, seats overrun; scores if nobody has."""
        if self._remarks is None:
            for _table in self.tables():
                pass
        return self._remarks or ()

    @property
    def notes(self) -> tuple[str, ...]:
        """Remarks in Chinese about how the facts were taken, and the first of ``remarks``."""
        back = f"只评 {self.scheme.year} 年的行，其他年度的行仅供与上年比较"
        notes = [back] if self.scheme.looks_back else [*self.facts.notes]
        absent = [BY_KEY[key].title for key in sorted(self.scheme.columns) if not _found(key, self.facts.known)]
        if absent:
            notes.append(f"方案用到的列没有找到，按未知处理：{'、'.join(absent)}")
        if absent and self.facts.unknown:
            notes.append(f"没有认出的列，已搁置：{'、'.join(' '.join(text.split()) for text in self.facts.unknown)}")
        notes += [str(remark) for remark in self.remarks[:SHOWN]]
        if len(self.remarks) > SHOWN:
            notes.append(f"……另有 {len(self.remarks) - SHOWN} 条同类提示")
        return tuple(notes)

    @cached_property
    def table(self) -> pa.Table:
        """All rows in memory."""
        return pa.concat_tables(self.tables()).combine_chunks()

    def rows_of(self, uscc: str) -> list[dict[str, Any]]:
        """The rows of one enterprise, with ``row`` (place in the facts) and ``year``."""
        found: list[dict[str, Any]] = []
        start = 0
        for table, facts in zip(self.tables(), self.facts.slices(("uscc", "year"), ROW_GROUP), strict=True):
            for at, code in enumerate(facts["uscc"].to_pylist()):
                if code == uscc:
                    own = {"row": start + at, "year": facts["year"][at].as_py()}
                    found += [own | row for row in table.slice(at, 1).to_pylist()]
            start += table.num_rows
        return found

    def tables(self, rows: int = ROW_GROUP) -> Iterator[pa.Table]:
        """The rows in order, so many at a time (the last may be fewer); of a large file few more are held in memory."""
        engine = spark if self.engine == "spark" else duck
        with engine.scores(self.facts, self.scheme, rows) as found:
            tally = Tally(self.scheme, found.outcomes)
            yield from graded(self.facts, found, self.columns, rows, tally)
            self._remarks = (*on_scheme(self.scheme), *found.remarks, *tally.overruns())

    def write(self, path: str | Path) -> None:
        """Write OUT by the ending of ``path``: ``.xlsx``, ``.csv`` or ``.parquet``.

        Raises:
            InputFault: another ending, too many rows for a workbook, or a place that cannot be written.
        """
        path = Path(path)
        writers = {".parquet": self._write_parquet, ".csv": self._write_csv, ".xlsx": self._write_xlsx}
        if path.suffix.lower() not in writers:
            raise InputFault(
                f"不能写 {path.suffix or '无扩展名'} 文件", where=str(path), remedy="用 .xlsx、.csv 或 .parquet"
            )
        part = path.with_name(f".{path.name}.part")
        try:
            writers[path.suffix.lower()](part)
            part.replace(path)
        except (OSError, duckdb.IOException, xlsxwriter.exceptions.FileCreateError) as error:
            raise InputFault("结果文件写不进去", where=str(path), remedy="核对目录、权限和剩余空间") from error
        finally:
            part.unlink(missing_ok=True)

    def _write_parquet(self, path: Path) -> None:
        # a dictionary is worth it where few values repeat; ends of columns help nobody find rows in a list by place
        few = ["track", "group", "grade", "basis"]
        rowgroups.write(path, self.tables(), use_dictionary=few, write_statistics=False)

    def _write_csv(self, path: Path) -> None:
        # loads much that no other kind of file needs
        from tenghuan.reading.workbooks.raw.harmless import for_text_table

        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(self.columns)
            for row in self._plain_rows():
                writer.writerow(map(for_text_table, row))

    def _write_xlsx(self, path: Path) -> None:
        if self.facts.rows > XLSX_ROWS:
            raise InputFault(f"{self.facts.rows} 行超出工作表的上限 {XLSX_ROWS} 行", remedy="改用 .parquet 或 .csv")
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(str(path), options) as book:
            sheet, bold = book.add_worksheet("评价结果"), book.add_format({"bold": True})
            plain = book.add_format({"num_format": "0.0000"})
            sheet.freeze_panes(1, 2)
            sheet.write_row(0, 0, self.columns, bold)
            for at, row in enumerate(self._plain_rows(), start=1):
                for column, cell in enumerate(row):
                    _write_cell(sheet, at, column, cell, plain)

    def _plain_rows(self) -> Iterator[tuple[Any, ...]]:
        for table in self.tables():
            yield from zip(*(column.to_pylist() for column in table.columns), strict=True)


def _found(key: str, known: frozenset[str]) -> bool:
    return key in known or (key == "land_mu" and any(part in known for part, _ in LAND_PARTS))


def _write_cell(sheet: Any, row: int, column: int, cell: Any, number_format: Any) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif isinstance(cell, float):
        sheet.write_number(row, column, cell, number_format)
    elif cell is not None:
        sheet.write_number(row, column, cell)


def evaluate(facts: Facts | pa.Table | str | Path, scheme: Scheme, engine: str = "duckdb") -> Result:
    """Score, rank and grade (contracts.md, "Scheme").

    Args:
        facts: checked facts, a table by key or heading, or a file.
        scheme: from ``load_scheme`` or ``schemes()``.
        engine: ``duckdb`` or ``spark``; the result is the same to the last digit.

    Raises:
        InputFault: facts at fault, among them a veto code that the scheme does not list (raised when the rows are
            first asked for); or an engine that is not there.
    """
    if engine not in engines.ENGINES:
        raise ValueError(f"engine must be one of {engines.ENGINES}")
    if isinstance(facts, str | Path):
        facts = read_facts(facts)
    elif isinstance(facts, pa.Table):
        facts = facts_from_table(facts)
    return Result(facts, scheme, engine)
