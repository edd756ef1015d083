"""How one sheet is read: the decisions of the preview, kept with the batch and shown to the officer."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from tenghuan.errors import InputFault
from tenghuan.reading.registers import Register, Unit, find_register, quantities, registers
from tenghuan.reading.workbooks.spread import hold_one_way
from tenghuan.reading.workbooks.workbook import column_letters


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ColumnChoice(_Model):
    """Column ``index`` (from 0) holds ``field`` in ``unit`` (None: the field has no unit).

    Of a date, ``unit`` says whether numbers count days: one of ``serials.CHOICES``, None where nobody said.
    """

    index: int
    field: str
    unit: str | None = None


class Configuration(_Model):
    """What is read from a sheet. Rows count from 1, as Excel shows them.

    ``constants`` gives fields without a column one value for all rows (year of the whole workbook).
    ``undecided``: fields that several columns claim (from 0) and nobody has chosen one for; a check refuses such rows.
    ``unsaid``: fields whose heading does not say in which of their units they are, with the question; refused as well.
    """

    register_id: str
    sheet: str
    header_rows: tuple[int, int]
    columns: tuple[ColumnChoice, ...]
    constants: dict[str, str | int] = {}
    undecided: dict[str, tuple[int, ...]] = {}
    unsaid: dict[str, str] = {}

    @property
    def register(self) -> Register:
        """Return the register; InputFault if there is none of that id."""
        found = find_register(self.register_id)
        if found is None:
            raise InputFault(f"没有编号为 {self.register_id} 的台账", remedy=f"可选：{'、'.join(registers())}")
        return found

    def checked(self) -> Configuration:
        """Return itself; InputFault names what cannot be read (unknown field or unit, a field or column used twice)."""
        keys = [c.field for c in self.columns] + list(self.constants)
        for key in keys:
            if key not in self.register.by_key:
                raise InputFault(f"台账“{self.register.name}”没有字段 {key}", where=self.sheet)
            if keys.count(key) > 1:
                label = self.register.field(key).label
                raise InputFault(f"字段“{label}”对应了不止一列", where=self.sheet, remedy="请只保留一列")
        hold_one_way(self.register, keys)
        for choice in self.columns:
            unit_of(self.register, choice)
        return self


def unit_of(register: Register, choice: ColumnChoice) -> Unit | None:
    """Return the unit a column is written in (the base unit by default), None for a field without units.

    Raises:
        InputFault: the unit does not measure this field.
    """
    item = register.field(choice.field)
    if item.quantity is None:
        return None
    quantity = quantities()[item.quantity]
    unit = quantity.unit(choice.unit or quantity.base)
    if unit is None:
        accepted = "、".join(u.name for u in quantity.units)
        raise InputFault(
            f"“{item.label}”不能用单位“{choice.unit}”",
            where=f"{column_letters(choice.index)} 列",
            remedy=f"可选单位：{accepted}",
        )
    return unit
