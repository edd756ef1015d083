"""From one row of a register to the facts of contracts.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tenghuan.reading.registers.schema import DerivedFact, Register


def fact_columns(register: Register) -> dict[str, tuple[str, ...]]:
    """Return, for every fact key the register feeds, the fields it is taken from (for lineage)."""
    columns: dict[str, tuple[str, ...]] = {f.fact: (f.key,) for f in register.fields if f.fact}
    for rule in register.derived:
        stated = (rule.stated,) if rule.stated else ()
        columns[rule.fact] = (*stated, *rule.plus, *rule.minus)
    return columns


def facts(register: Register, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of one row, by the keys of contracts.md; an unknown fact is left out, never zero.

    Args:
        register: the register the row belongs to.
        values: field key → value in the field's base unit, None or absent where unknown.
    """
    found = {f.fact: values[f.key] for f in register.fields if f.fact and values.get(f.key) is not None}
    for rule in register.derived:
        amount = _derive(rule, values)
        if amount is not None:
            found[rule.fact] = amount
    return found


def _derive(rule: DerivedFact, values: Mapping[str, Any]) -> float | None:
    if rule.stated and values.get(rule.stated) is not None:
        return float(values[rule.stated])
    plus, minus = _parts(rule.plus, values), _parts(rule.minus, values)
    known = [v for v in (*plus, *minus) if v is not None]
    if not known or (rule.blank == "unknown" and len(known) < len(plus) + len(minus)):
        return None
    total = sum(v for v in plus if v is not None) - sum(v for v in minus if v is not None)
    # 15 significant digits, as a workbook keeps them: drops the noise of binary addition
    return float(f"{total:.15g}")


def _parts(keys: Sequence[str], values: Mapping[str, Any]) -> list[float | None]:
    return [values.get(key) for key in keys]
