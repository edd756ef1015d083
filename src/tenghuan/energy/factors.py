"""Energy carriers and their factors as data: which factor holds in which month, with version and source (§4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

Basis = Literal["calorific", "equal_value", "carbon"]
Kind = Literal["fuel", "power", "heat", "deduction"]
BASES: tuple[Basis, ...] = ("calorific", "equal_value", "carbon")
# molar masses of carbon dioxide and carbon
CARBON_DIOXIDE, CARBON = Decimal(44), Decimal(12)
QUANTUM = Decimal("0.000001")  # what a factor keeps
DATA = Path(__file__).parent / "data"


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Carrier(_Data):
    """One kind of energy, or what is taken off the carbon account; amounts are in ``unit``."""

    key: str
    name: str
    kind: Kind
    unit: str
    quantity: str = ""


class Factor(_Data):
    """A factor that holds from a month on: ``stated × scale`` per unit of the carrier.

    ``since``: "2023-01". ``heat × carbon × oxidation × 44/12`` states a fuel's carbon factor by its parts.
    """

    carrier: str
    basis: Basis
    since: str = Field(pattern=r"^\d{4}-\d{2}$")
    stated: Decimal | None = Field(default=None, ge=0)
    heat: Decimal | None = None
    carbon: Decimal | None = None
    oxidation: Decimal | None = None
    per: str
    scale: Decimal = Decimal(1)
    version: str
    source: str
    status: Literal["public", "local"]

    @model_validator(mode="after")
    def _stated_one_way(self) -> Factor:
        parts = [part is None for part in (self.heat, self.carbon, self.oxidation)]
        if any(parts) != all(parts) or all(parts) == (self.stated is None):
            raise ValueError(f"factor {self.carrier} {self.basis}: state the number or all of its parts")
        return self

    @property
    def value(self) -> Decimal:
        """Tonnes of standard coal or of carbon dioxide per unit of the carrier, to six decimals."""
        if self.stated is not None:
            found = self.stated * self.scale
        else:
            found = CARBON_DIOXIDE / CARBON
            for part in (self.heat, self.carbon, self.oxidation):
                assert part is not None
                found *= part
        return found.quantize(QUANTUM, ROUND_HALF_UP)

    @property
    def month(self) -> int:
        """The month from which it holds, as :func:`month_number` counts."""
        year, month = self.since.split("-")
        return month_number(int(year), int(month))


def month_number(year: int, month: int) -> int:
    """Return a month as one whole number, so that later is greater: 2023, 1 → 24276."""
    return year * 12 + month - 1


@cache
def _read(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


@cache
def carriers() -> dict[str, Carrier]:
    """Return every carrier by key, in the order of forms and tables."""
    return {row["key"]: Carrier(**row) for row in _read("carriers")}


@cache
def shipped() -> tuple[Factor, ...]:
    """Return the factors that ship with the product."""
    found = tuple(Factor(**{**row, "since": str(row["since"])}) for row in _read("factors"))
    unknown = {one.carrier for one in found} - carriers().keys()
    if unknown:
        raise ValueError(f"factors of unknown carriers {sorted(unknown)}")
    return found


class Factors:
    """Factors that hold together: those shipped, and those of a county, which stand above them.

    Args:
        own: the county's own factors; of two for the same month the county's holds, of two of its own the later one.
    """

    def __init__(self, own: Iterable[Factor] = ()) -> None:
        self._lines: dict[tuple[str, str], list[Factor]] = defaultdict(list)
        for one in (*shipped(), *own):
            self._lines[one.carrier, one.basis].append(one)
        for line in self._lines.values():
            line.sort(key=lambda one: one.month)  # stable: of one month, what came later stands last

    def find(self, carrier: str, basis: Basis, month: int) -> Factor | None:
        """Return the factor of a carrier in a month (:func:`month_number`), None where none holds.

        Equal value is the calorific value where no factor of its own holds (only power has one, §4.3).
        """
        held = [one for one in self._lines.get((carrier, basis), ()) if one.month <= month]
        if held:
            return held[-1]
        return self.find(carrier, "calorific", month) if basis == "equal_value" else None
