"""A column of units beside the amounts: each row's unit must be the one that the row is read in."""

from __future__ import annotations

from collections.abc import Iterator

from tenghuan.reading.characters import fold
from tenghuan.reading.checks.model import Context, Fault, Rule, fault
from tenghuan.reading.registers import quantities, quantity_in
from tenghuan.reading.workbooks import units
from tenghuan.reading.workbooks.columns import Column
from tenghuan.reading.workbooks.headings import band_of, normal
from tenghuan.reading.workbooks.rows import Rows
from tenghuan.reading.workbooks.workbook import cell_name

HEADINGS = frozenset({"计量单位", "单位", "数量单位"})


def find(rows: Rows, context: Context, rule: Rule) -> Iterator[Fault]:
    """Yield amounts beside whose cell another unit stands than they are read in, with what the amount would be."""
    yield from _headed(rows, rule)
    at = _column(rows)
    if at is None:
        return
    measured = [column for column in rows.columns.values() if _measured(column)]
    for place, number in enumerate(rows.numbers):
        row = rows.sheet.rows[number - 1]
        said = fold(str(row[at])) if at < len(row) else ""
        for column in measured:
            wanted = _unit(rows, column, place)
            if not said or column.value(place) is None or _same(said, wanted):
                continue
            told = f"{cell_name(number - 1, at)} 写的单位是“{said}”，“{column.field.label}”按“{wanted or '原数'}”读取"
            yield fault(rows, place, column.field.key, rule, told, _mend(column.value(place), said, wanted))


def _headed(rows: Rows, rule: Rule) -> Iterator[Fault]:
    """Yield amounts whose heading says a unit that cannot be converted into the one that their row decides."""
    for key, column in rows.columns.items():
        if column.field.units_by is None or not column.unit:
            continue
        for place in range(len(rows)):
            wanted = units.wanted_by(rows.columns, column, place)
            if wanted and column.value(place) is not None and units.factor(column.unit, wanted) is None:
                told = f"表头写的单位是“{column.unit}”，这一行的“{column.field.label}”应以“{wanted}”计，不能折算"
                yield fault(rows, place, key, rule, told, "请换算后填写，并改表头的单位")


def _column(rows: Rows) -> int | None:
    """Return the column (from 0) that is read as nothing and holds units, None if there is none."""
    used = {column.index for column in rows.columns.values()}
    for at, levels in enumerate(band_of(rows.sheet, rows.configuration.header_rows).headings):
        if at in used or not any(normal(level) in HEADINGS for level in levels):
            continue
        lines = (rows.sheet.rows[number - 1] for number in rows.numbers)
        if any(units.is_unit(str(line[at])) for line in lines if at < len(line)):
            return at
    return None


def _measured(column: Column) -> bool:
    item = column.field
    return item.numeric and column.index >= 0 and (item.quantity is not None or item.units_by is not None)


def _unit(rows: Rows, column: Column, place: int) -> str:
    if column.field.units_by is None:
        return column.unit or ""
    return column.unit or units.wanted_by(rows.columns, column, place)


def _same(said: str, wanted: str) -> bool:
    key = quantity_in(wanted)
    if key is None:
        return said.casefold() == fold(wanted).casefold()
    unit = quantities()[key].unit(said)
    return unit is not None and unit.factor == 1


def _mend(amount: float, said: str, wanted: str) -> str:
    """Say what the amount is in the unit that it must be in, where one can be converted into the other."""
    key = quantity_in(wanted)
    unit = quantities()[key].unit(said) if key else None
    if unit is None:
        return "请换算成这一栏的单位后填写，并改这一格的单位"
    return f"请换算后填写：{amount * float(unit.factor):.15g} {wanted}，并改这一格的单位"
