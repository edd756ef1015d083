"""The check of a batch, and its rows as they go to the register."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.sinks import most_common_year
from tenghuan.apps.enterprises.table import Table, Values
from tenghuan.apps.intake import cells
from tenghuan.apps.intake.models import Batch
from tenghuan.apps.intake.receiving import reopen
from tenghuan.apps.kit.sinks import SINKS
from tenghuan.errors import InputFault
from tenghuan.reading.checks import Fault, NameOnly, check, queue
from tenghuan.reading.workbooks import Configuration, Rows, read_rows

Say = Callable[[int, str], None]


@dataclass(frozen=True)
class Checked:
    """What a check found: how many rows, of which year, the faults, and the rows that a person must identify."""

    rows: int
    year: int | None
    faults: list[Fault]
    names: list[NameOnly]


def read(batch: Batch) -> Rows:
    """Read the batch's sheet as configured.

    Raises:
        InputFault: the original cannot be read, or holds no row below its headings.
    """
    workbook = cells.kept_workbook(batch) or reopen(batch.workbook)
    rows = read_rows(workbook, Configuration(**batch.configuration))
    if not len(rows):
        raise InputFault(
            _("没有读到数据行"), where=f"{rows.file} {rows.sheet.name}", remedy=_("请检查表头行号和数据是否在表头下方")
        )
    return rows


def run(actor: Actor, batch: Batch, say: Say) -> Checked:
    """Read and check a batch, saying how far it is (per cent, words).

    Raises:
        InputFault: as :func:`read`.
    """
    say(5, _("读取工作簿"))
    rows = read(batch)
    say(40, _("调取企业名录和上年数据"))
    sink = SINKS[batch.register]
    against = sink.context(batch.county, rows, batch.year)
    say(60, _("逐条校验"))
    faults, names = check(rows, against), queue(rows, against)
    faults += sink.find(actor, batch.county, rows)
    say(90, _("整理问题清单"))
    taken = {key: column.read for key, column in rows.columns.items()}
    cells.save(batch, "rows", _mark(batch) | {"numbers": rows.numbers, "columns": taken})
    return Checked(len(rows), batch.year or most_common_year(rows), faults, names)


def _mark(batch: Batch) -> dict[str, Any]:
    """Return what kept rows belong to: other bytes or another configuration make them void."""
    return {"digest": batch.workbook.digest, "configuration": batch.configuration}


def rows_of(batch: Batch) -> tuple[list[int], dict[str, Values]]:
    """Return row numbers and field → values as they were checked; read anew if they are not kept.

    Raises:
        InputFault: as :func:`read`.
    """
    kept = cells.load(batch, "rows")
    if kept and {key: kept[key] for key in ("digest", "configuration")} == _mark(batch):
        columns = kept["columns"].items()
        return kept["numbers"], {key: np.frombuffer(c) if isinstance(c, bytes) else c for key, c in columns}
    rows = read(batch)
    return rows.numbers, {key: column.read for key, column in rows.columns.items()}


def table_of(batch: Batch) -> Table:
    """Return the rows of a batch for the register, with what a person decided of rows without a code.

    Raises:
        InputFault: as :func:`read`; a row is left without code, or repeats another by the code it was given.
    """
    numbers, columns = rows_of(batch)
    fields = SINKS[batch.register].fields
    if not fields.of_enterprises:
        return Table(numbers, columns)
    decided = batch.name_matches.exclude(confirmed=None).select_related("enterprise")
    given_codes = {match.line: match.enterprise.uscc for match in decided if match.enterprise}
    left_out = {match.line for match in decided if not match.confirmed}
    codes = columns.get("uscc", [None] * len(numbers))
    columns = {**columns, "uscc": [given_codes.get(n, code) for n, code in zip(numbers, codes, strict=True)]}
    if left_out:
        kept = [at for at, number in enumerate(numbers) if number not in left_out]
        numbers = [numbers[at] for at in kept]
        columns = {key: c[kept] if isinstance(c, np.ndarray) else [c[at] for at in kept] for key, c in columns.items()}
    table = Table(numbers, columns)
    _no_gaps(table)
    if given_codes:
        _no_repeats(table, fields.key, given_codes)
    return table


def _no_gaps(table: Table) -> None:
    for number, code in zip(table.numbers, table.column("uscc"), strict=True):
        if not code:
            where = _("第 %(n)d 行") % {"n": number}
            raise InputFault(_("这一行没有信用代码"), where=where, remedy=_("请补填，或在待确认清单中确认"))


def _no_repeats(table: Table, key: tuple[str, ...], given_codes: dict[int, str]) -> None:
    """A row whose enterprise a person confirmed may now repeat another row; neither may silently win."""
    first: dict[tuple[object, ...], int] = {}
    for number, *parts in zip(table.numbers, *(table.column(part) for part in key), strict=True):
        earlier = first.setdefault(tuple(parts), number)
        if earlier != number and (number in given_codes or earlier in given_codes):
            raise InputFault(
                _("第 %(a)d 行与第 %(b)d 行是同一企业同一期的数据") % {"a": number, "b": earlier},
                remedy=_("请在待确认清单中改选或不入库其中一行，或合并后重新上传"),
            )
