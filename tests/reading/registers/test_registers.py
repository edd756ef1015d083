"""The register definitions: complete, unambiguous, and true to the contract's facts."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from tenghuan.reading.registers import fact_columns, facts, quantities, registers
from tenghuan.reading.registers.reference import markdown
from tenghuan.reading.workbooks.headings import normal

REGISTERS = list(registers().values())
BUREAUS = {"base", "tax", "statistics", "power", "land", "environment", "science"}
# keys of contracts.md that a bureau's register must feed; the rest belongs to the evaluation itself
FACTS = {
    *{"uscc", "name", "year", "town", "park", "industry", "above_scale", "registered_on"},
    *{"land_mu", "land_owned_mu", "land_leased_in_mu", "land_leased_out_mu", "land_other_mu"},
    *{"tax", "value_added", "revenue", "employees", "energy_tce", "electricity", "emissions", "rd"},
}


CONTRACTS = Path(__file__).parents[3].parent / "shared" / "contracts.md"


def test_every_bureau_has_its_register() -> None:
    assert set(registers()) == BUREAUS


def test_the_registers_feed_every_fact_a_bureau_can_know() -> None:
    assert {fact for r in REGISTERS for fact in fact_columns(r)} == FACTS


@pytest.mark.parametrize("register", REGISTERS, ids=lambda r: r.id)
def test_no_heading_means_two_fields(register) -> None:
    words = [(normal(text), f.key) for f in register.fields for text in f.names]
    owners: dict[str, set[str]] = {}
    for word, key in words:
        owners.setdefault(word, set()).add(key)
    assert {w: k for w, k in owners.items() if len(k) > 1} == {}


@pytest.mark.parametrize(
    ("quantity", "unit", "amount", "base"),
    [
        ("money", "元", "123456.78", "12.345678"),
        ("money", "亿元", "1.5", "15000"),
        ("electricity", "kWh", "25000", "2.5"),
        ("electricity", "万度", "3", "3"),
        ("area", "平方米", "10000", "15"),
        ("area", "公顷", "1", "15"),
        ("mass", "千克", "2500", "2.5"),
        ("coal", "kgce", "1000", "1"),
    ],
)
def test_units_convert_exactly(quantity: str, unit: str, amount: str, base: str) -> None:
    found = quantities()[quantity].unit(unit)
    assert found is not None
    assert Decimal(amount) * found.factor == Decimal(base)


def test_area_agrees_with_the_rounded_figure_of_the_methodology() -> None:
    square_metre = quantities()["area"].unit("平方米")
    assert square_metre is not None
    assert abs(Decimal("666.67") * square_metre.factor - 1) < Decimal("0.00001")


def test_evaluated_tax_is_computed_from_its_parts_and_may_be_negative() -> None:
    tax = registers()["tax"]
    assert facts(tax, {"vat": 100.0, "stamp_duty": 0.2, "exempt_offset": 10.0, "excluded": 30.0})["tax"] == 80.2
    assert facts(tax, {"vat": -50.5, "relief_added": 0.0})["tax"] == -50.5
    assert facts(tax, {"vat": 1.0, "tax": 7.0})["tax"] == 7.0


def test_unknown_is_left_out_and_never_zero() -> None:
    assert "tax" not in facts(registers()["tax"], {"uscc": "x", "vat": None})
    assert "emissions" not in facts(registers()["environment"], {"cod": 1.0, "so2": None, "ammonia": 0.1, "nox": 0.2})
    assert facts(registers()["environment"], {"cod": 0.1, "so2": 0.2, "ammonia": 0.1, "nox": 0.2})["emissions"] == 0.6


@pytest.mark.shared
@pytest.mark.skipif(not CONTRACTS.exists(), reason="needs ../shared/contracts.md")
def test_every_heading_of_the_contract_is_accepted() -> None:
    headings = {
        fact: {normal(n) for r in REGISTERS for f in r.fields if f.key in columns for n in f.names}
        for r in REGISTERS
        for fact, columns in fact_columns(r).items()
    }
    lost = []
    for line in CONTRACTS.read_text(encoding="utf-8").split("## Facts")[1].split("## Scheme")[0].splitlines():
        cells = [c.strip() for c in line.strip("|").split("|")]
        keys = re.findall(r"`(\w+)`", cells[0]) if line.startswith("| `") else []
        words = cells[1].split(", ") if keys else []
        lost += [(k, w) for k, w in _pairs(keys, words) if k in FACTS and normal(w) not in headings[k]]
    assert lost == []


def _pairs(keys: list[str], words: list[str]) -> list[tuple[str, str]]:
    """Pair keys with headings: one key with many, or as many keys as headings."""
    return list(zip(keys, words, strict=True)) if len(keys) > 1 else [(keys[0], word) for word in words if keys]


def test_the_reference_is_up_to_date() -> None:
    page = Path(__file__).parents[3] / "docs" / "registers.md"
    assert page.read_text(encoding="utf-8") == markdown(), "run: python -m tenghuan.reading.registers.reference"
