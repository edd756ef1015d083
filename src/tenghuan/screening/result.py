"""Screening: who is on which list, and why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TextIO

import ibis
import pyarrow as pa
from ibis import ir

from tenghuan.errors import InputFault
from tenghuan.scoring import spark
from tenghuan.scoring.bulk import identifier
from tenghuan.scoring.columns import BY_KEY, LAND_PARTS
from tenghuan.scoring.duck import Duck, open_columns
from tenghuan.scoring.engines import ENGINES, Keeper, sql_of
from tenghuan.scoring.facts import Facts, facts_from_table, read_facts
from tenghuan.scoring.ordering import cut
from tenghuan.scoring.outfile import write, write_csv
from tenghuan.scoring.result import ROW_GROUP
from tenghuan.screening import judging, looking
from tenghuan.screening.catches import Catch, catches
from tenghuan.screening.judging import COLUMNS
from tenghuan.screening.keys import column_of, is_measured
from tenghuan.screening.limits import place_limits
from tenghuan.screening.rules import Rules
from tenghuan.screening.settling import settle

_OUT = f"SELECT {', '.join(map(identifier, COLUMNS))} FROM out ORDER BY row, place"  # noqa: S608  columns are ours


class Screening:
    """The rows of OUT in input order, each enterprise's in the order of the lists; computed when first asked for."""

    columns = COLUMNS

    def __init__(self, facts: Facts, rules: Rules, engine: str, year: int | None) -> None:
        self.facts, self.rules, self.engine, self.year = facts, rules, engine, year

    @cached_property
    def table(self) -> pa.Table:
        """All rows in memory."""
        return pa.concat_tables(self.tables()).combine_chunks()

    def tables(self, rows: int = ROW_GROUP) -> Iterator[pa.Table]:
        """The rows in order, so many at a time (the last may be fewer), at least one table."""
        if self.engine == "spark":
            with spark.opened(self._facts()) as engine:
                found = self._judge(engine)
                engine.keep("out", sql_of(judging.listing(self.rules, found), engine.dialect))
                yield from cut((self._plain(each) for each in engine.rows("out", "ORDER BY row, place")), rows)
        else:
            with self._judged() as (duck, found):
                duck.show("out", sql_of(judging.listing(self.rules, found), duck.dialect))
                reader = duck.connection.execute(_OUT).to_arrow_reader(rows)
                empty = pa.Table.from_batches([], reader.schema)
                batches = (pa.Table.from_batches([batch]) for batch in reader)
                yield from cut((self._plain(each) for each in (empty, *batches)), rows)

    def catches(self, codes: Collection[str] | None = None) -> tuple[Catch, ...]:
        """Why enterprises stand on lists or cannot be judged, in words for a page; the rows of OUT, one for one.

        Args:
            codes: only these enterprises, by credit code; None for all, which a page of a million would not hold.
        """
        with self._judged() as (duck, _):
            return catches(duck, self.rules, codes)

    def write(self, path: str | Path) -> None:
        """Write OUT by the ending of ``path``: ``.xlsx``, ``.csv`` or ``.parquet``.

        Raises:
            InputFault: another ending, too many rows for a workbook, or a place that cannot be written.
        """
        write(path, self.tables, COLUMNS, few=("town", "list", "verdict", "reason"), sheet="筛查结果")

    def print(self, file: TextIO) -> None:
        """Write OUT as CSV to a stream."""
        write_csv(file, self.tables(), COLUMNS)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """Remarks in Chinese about how the facts were taken."""
        notes = [*self.facts.notes]
        if self.year is None:
            notes.append("数据没有年度，各行都按所评年度筛查")
        elif self.year not in self.facts.years:
            notes.append(f"数据里没有 {self.year} 年的行，没有企业可筛查")
        else:
            undated = sum(part["year"].null_count for part in self.facts.slices(("year",), ROW_GROUP))
            notes += [f"有 {undated} 行没有年度，未筛查"] if undated else []
        absent = [BY_KEY[name].title for name in looking.needed(self.rules) if self._is_asked(name)]
        if absent:
            notes.append(f"规则用到的列没有找到，按未知处理：{'、'.join(absent)}")
        if absent and self.facts.unknown:
            notes.append(f"没有认出的列，已搁置：{'、'.join(' '.join(text.split()) for text in self.facts.unknown)}")
        lacking = sorted(set(looking.table_keys(self.rules)) - {row.key for row in self.rules.thresholds})
        if lacking:
            notes.append(f"阈值表里没有这些指标，凡用到的都不可判：{'、'.join(lacking)}")
        return tuple(notes)

    def _is_asked(self, name: str) -> bool:
        """Whether a column that the rules ask for is not there."""
        if name not in BY_KEY or name in self.facts.known or name in ("name", "year"):
            return False
        if name in ("town", "industry") and not self._goes_by(name):
            return False
        return name != "land_mu" or not any(part in self.facts.known for part, _ in LAND_PARTS)

    def _goes_by(self, name: str) -> bool:
        """Whether a rule or the table of thresholds asks for town or industry."""
        keys = {column_of(key) for key in self.rules.keys if not is_measured(key)}
        keys |= {column_of(group) for group in looking.groups_of(self.rules) if group}
        return name in keys or any(getattr(row, name) for row in self.rules.thresholds)

    def _facts(self) -> AbstractContextManager[Duck]:
        return open_columns(self.facts, {*looking.needed(self.rules), *(part for part, _ in LAND_PARTS)})

    @contextmanager
    def _judged(self) -> Iterator[tuple[Duck, ir.Table]]:
        with self._facts() as duck:
            yield duck, self._judge(duck)

    def _judge(self, engine: Keeper) -> ir.Table:
        """Stage after stage, each reading tables that the ones before it left, up to ``found``."""
        rules = self.rules

        def place(how: Callable[[str, str], None], name: str, expression: ir.Table) -> ir.Table:
            how(name, sql_of(expression, engine.dialect))
            found: ir.Table = ibis.table(expression.schema(), name=name)
            return found

        looked = place(engine.keep, "looked", looking.looked(rules, self.year, self.facts.known))
        limits = place_limits(engine, rules, looked)
        states = place(engine.show, "states", judging.states(rules, looked))
        settle(engine, rules, states, limits)
        settled = place(engine.show, "settled", judging.settled(rules, states))
        earlier = judging.past(rules, settled)
        past = None if earlier is None else place(engine.keep, "past", earlier)
        judged = place(engine.show, "judged", judging.judged(rules, settled, past))
        return place(engine.keep, "found", judging.found(rules, judged))

    @staticmethod
    def _plain(table: pa.Table) -> pa.Table:
        return table.select(list(COLUMNS))


def screen(
    facts: Facts | pa.Table | str | Path, rules: Rules, engine: str = "duckdb", year: int | None = None
) -> Screening:
    """Screen enterprises by rules (contracts.md, "Screening").

    Args:
        facts: checked facts, a table by key or heading, or a file; one row an enterprise and year.
        rules: from ``load_rules`` or ``rule_sets()``.
        engine: ``duckdb`` or ``spark``; the result is the same to the last digit.
        year: the year that is judged, instead of the rules' own.

    Raises:
        InputFault: facts at fault, or of several years where neither rules nor ``year`` say which is judged; or (when
            rows are first asked for) an engine that is not there.
    """
    if engine not in ENGINES:
        raise ValueError(f"engine must be one of {ENGINES}")
    if isinstance(facts, str | Path):
        facts = read_facts(facts)
    elif isinstance(facts, pa.Table):
        facts = facts_from_table(facts)
    return Screening(facts, rules, engine, _year(facts, rules.year if year is None else year))


def _year(facts: Facts, wanted: int | None) -> int | None:
    if not facts.years:
        return None
    if wanted is None and len(facts.years) > 1:
        listed = "、".join(map(str, facts.years))
        raise InputFault(
            f"数据含多个年度（{listed}），规则没有写评哪一年", where=facts.name, remedy="在规则里写 year，或指定年度"
        )
    return facts.years[0] if wanted is None else wanted
