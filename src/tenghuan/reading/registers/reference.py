"""The reference of registers, units, checks and limits (docs/registers.md), written from the data itself.

``python -m tenghuan.reading.registers.reference > docs/registers.md``; a test holds the file against it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from tenghuan.energy.factors import carriers, shipped
from tenghuan.plan.parameters import LOCAL_NOTE
from tenghuan.reading.registers.load import quantities, registers, shipped_quantities
from tenghuan.reading.registers.schema import Register, RegisterField

_INTRO = """# Registers

Generated from `src/tenghuan/reading/registers/data`; do not edit. Regenerate:
`python -m tenghuan.reading.registers.reference > docs/registers.md`.

A workbook's columns are found by any accepted heading, with or without unit, year and brackets. Empty is unknown, not
zero. Amounts are converted to the base unit; `fact` is the column of the evaluation that a field feeds.
"""


def markdown() -> str:
    """Return the reference as Markdown."""
    parts = [_INTRO]
    parts += [_register(register) for register in registers().values()]
    parts += [_units(), _factors()]
    return "\n".join(parts)


def _table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    rows = [head, ["--"] * len(head), *lines]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows) + "\n"


def _register(register: Register) -> str:
    lines = [
        (
            f"`{f.key}`",
            f.label,
            "、".join(f.headings),
            _type(f),
            "yes" if f.required else "",
            f"`{f.fact}`" if f.fact else "",
            f.help,
        )
        for f in register.fields
    ]
    text = [
        f"## `{register.id}` {register.name}（{register.bureau}）\n",
        f"Key: {', '.join(f'`{k}`' for k in register.key)}. {register.note}\n",
        _table(("key", "label", "also accepted", "type", "required", "fact", "note"), lines),
    ]
    text += [
        f"- `{rule.total}` = {_sum(rule.plus, rule.minus)}, within {rule.tolerance:g}. {rule.source}"
        for rule in register.sums
    ]
    for fact in register.derived:
        stated = f"`{fact.stated}` where stated, else " if fact.stated else ""
        blank = "an empty part counts as none" if fact.blank == "zero" else "unknown if a part is empty"
        text.append(f"- fact `{fact.fact}`: {stated}{_sum(fact.plus, fact.minus)}; {blank}. {fact.source}")
    return "\n".join(text) + "\n"


def _type(item: RegisterField) -> str:
    kind = f"{item.type}, {quantities()[item.quantity].base}" if item.quantity else item.type
    if item.choices:
        kind += f" ({'/'.join(item.choices)})"
    return kind + (f", ≥ {item.minimum:g}" if item.minimum is not None else "")


def _sum(plus: Sequence[str], minus: Sequence[str]) -> str:
    return " + ".join(f"`{k}`" for k in plus) + "".join(f" − `{k}`" for k in minus)


def _units() -> str:
    lines = [
        (q.key, u.name, "、".join(u.aliases), f"{u.factor.normalize():f}", q.base, q.source)
        for q in shipped_quantities().values()
        for u in q.units
    ]
    return "## Units\n\n" + _table(("quantity", "unit", "also written", "× factor", "= base", "source"), lines)


def _factors() -> str:
    names = {"calorific": "当量值", "equal_value": "等价值", "carbon": "碳排放"}
    known = carriers()
    lines = [
        (
            *(known[f.carrier].name, names[f.basis], f.since, f"{f.value.normalize():f}", known[f.carrier].unit),
            *(f.version, f.source, LOCAL_NOTE if f.status == "local" else ""),
        )
        for f in shipped()
    ]
    head = ("carrier", "basis", "from", "t (standard coal, carbon dioxide)", "per", "version", "source", "note")
    return "## Factors of energy and carbon\n\n" + _table(head, lines)


if __name__ == "__main__":
    sys.stdout.write(markdown())
