"""Registers that bureaus hand in as workbooks, as data: fields, headings, units, sums and the facts they feed."""

from __future__ import annotations

from tenghuan.reading.registers.facts import fact_columns, facts
from tenghuan.reading.registers.load import (
    add_register,
    find_register,
    quantities,
    quantity_in,
    registers,
    shipped_quantities,
    unit_words,
)
from tenghuan.reading.registers.schema import (
    DerivedFact,
    Quantity,
    Register,
    RegisterField,
    SumRule,
    Unit,
    Wide,
)

__all__ = [
    "DerivedFact",
    "Quantity",
    "Register",
    "RegisterField",
    "SumRule",
    "Unit",
    "Wide",
    "add_register",
    "fact_columns",
    "facts",
    "find_register",
    "quantities",
    "quantity_in",
    "registers",
    "shipped_quantities",
    "unit_words",
]
