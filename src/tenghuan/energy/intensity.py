"""Energy per value added, at comparable prices, and its fall (methodology §4.3, §3.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tenghuan.pace.numbers import HUNDRED, ONE, divide
from tenghuan.pace.progress import drop


def comparable(value_added: Mapping[int, Decimal], indices: Mapping[int, Decimal], base: int) -> dict[int, Decimal]:
    """Return value added at the prices of the base year: nominal ÷ Π of the price indices since (or × before).

    Args:
        value_added: by year, at current prices (10⁴ CNY).
        indices: by year, last year's prices = 100.
        base: the year whose prices count.

    Years that no unbroken line of indices leads to the base are left out.
    """
    found = {}
    for year, amount in value_added.items():
        steps = range(base + 1, year + 1) if year >= base else range(year + 1, base + 1)
        if any(not indices.get(step) for step in steps):
            continue
        level = ONE
        for step in steps:
            level *= indices[step] / HUNDRED
        value = divide(amount, level) if year >= base else amount * level
        if value is not None:
            found[year] = value
    return found


def change(before: Decimal, after: Decimal) -> Decimal | None:
    """Return by how much per cent the later amount is above the earlier one, None where that is not above zero."""
    found = divide(after, before) if before > 0 else None
    return None if found is None else (found - ONE) * HUNDRED


def fall(energy_growth: Decimal, value_growth: Decimal) -> Decimal | None:
    """Return the change of energy per value added in per cent, negative for a fall: (1+e)/(1+v) − 1 (§4.3).

    Args:
        energy_growth: of energy, per cent (+3 of 3 %).
        value_growth: of value added at comparable prices, per cent.

    None where value added fell to nothing. +3 and +8 give −4.63.
    """
    found = divide(ONE + energy_growth / HUNDRED, ONE + value_growth / HUNDRED) if value_growth > -HUNDRED else None
    return None if found is None else (found - ONE) * HUNDRED


@dataclass(frozen=True)
class Year:
    """A year's energy (tce), value added at comparable prices (10⁴ CNY), what follows; None is unknown.

    ``intensity``: tce per 10⁴ CNY. ``change``: against the year before, per cent. ``cumulative``: the fall since the
    first year of the row, per cent, positive for a fall.
    """

    year: int
    energy: Decimal | None
    value_added: Decimal | None
    intensity: Decimal | None
    change: Decimal | None
    cumulative: Decimal | None

    @property
    def yielded(self) -> Decimal | None:
        """Value added per energy (10⁴ CNY per tce), the other way round; None without energy."""
        return divide(self.value_added, self.energy) if self.value_added is not None and self.energy else None


def years(energy: Mapping[int, Decimal], value_added: Mapping[int, Decimal]) -> list[Year]:
    """Return the years of a county or an enterprise, each with its fall; a missing year breaks the cumulative fall."""
    found: list[Year] = []
    falls: Sequence[Decimal] | None = None
    for year in sorted({*energy, *value_added}):
        used, made = energy.get(year), value_added.get(year)
        whole = used is not None and made is not None and made > 0
        intensity = divide(used, made) if used is not None and made is not None and whole else None
        before = found[-1] if found and found[-1].year == year - 1 else None
        rate = change(before.intensity, intensity) if before and before.intensity and intensity is not None else None
        falls = [*(falls or []), -rate] if rate is not None else [] if whole else None
        found.append(Year(year, used, made, intensity, rate, drop(falls) if falls else None))
    return found
