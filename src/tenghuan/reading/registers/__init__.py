"""Registers that bureaus hand in as workbooks, as data: fields, headings, units, sums and the facts they feed."""

from __future__ import annotations

from tenghuan.reading.registers.facts import fact_columns, facts
from tenghuan.reading.registers.load import energy_factors, quantities, registers
from tenghuan.reading.registers.schema import (
    DerivedFact,
    EnergyFactor,
    Quantity,
    Register,
    RegisterField,
    SumRule,
    Unit,
)

__all__ = [
    "DerivedFact",
    "EnergyFactor",
    "Quantity",
    "Register",
    "RegisterField",
    "SumRule",
    "Unit",
    "energy_factors",
    "fact_columns",
    "facts",
    "quantities",
    "registers",
]
