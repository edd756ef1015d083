"""The graded list and its files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa

from tenghuan.scoring import duck, engines, spark
from tenghuan.scoring.assembly import graded
from tenghuan.scoring.columns import BY_KEY
from tenghuan.scoring.facts import Facts, facts_from_table, read_facts
from tenghuan.scoring.outfile import XLSX_ROWS, too_long, write
from tenghuan.scoring.remarks import Remark, Tally, on_scheme
from tenghuan.scoring.scheme import Scheme

ROW_GROUP = 122_880
SHOWN = 30  # remarks in a message; ``Result.remarks`` has all


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
        notes = [*self.facts.notes]
        if self.scheme.looks_back:
            notes.append(f"只评 {self.scheme.year} 年的行，其他年度的行仅供与上年比较")
        elif len(self.facts.years) > 1:
            listed = "、".join(map(str, self.facts.years))
            notes.append(f"数据含多个年度（{listed}），各行一并评价；只评一年请在方案的参评条件中写 year")
        absent = [BY_KEY[key].title for key in sorted(self.scheme.columns) if not self.facts.has(key)]
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
        if self.facts.rows > XLSX_ROWS and Path(path).suffix.lower() == ".xlsx":
            raise too_long(self.facts.rows)
        # a dictionary is worth it where few values repeat
        few = ("track", "group", "grade", "basis")
        write(path, self.tables, self.columns, few=few, sheet="评价结果")


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
