"""The yearly figures of the fictional enterprises, in the smallest units that bureaus write: 元, kWh, m², 千元.

Every figure is a whole number of its smallest unit, so that what the flat facts hold and what a workbook converts
to agree to the last digit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from tenghuan.energy.factors import Basis, shipped
from tenghuan.sampling.enterprises import Bools, Floats, Ints, Population, generator
from tenghuan.sampling.profiles import CountyProfile, Level, model

M2_PER_MU = 10_000 / 15  # 1 公顷 = 15 亩 = 10000 平方米


@dataclass(frozen=True)
class Year:
    """One year's figures; ``known_*`` tells where a bureau has the figure at all.

    land in m²: owned + leased_in − leased_out + other = land. tax in 元: Σ items + offset + relief − excluded.
    value_added, revenue, output, profit in 千元; rd in 元; energy in 10⁻² tce; power in kWh; pollutants in 10⁻⁴ t.
    """

    year: int
    exists: Bools
    above: Bools
    owned: Ints
    leased_in: Ints
    leased_out: Ints
    other: Ints
    tax: Ints
    tax_items: dict[str, Ints]
    offset: Ints
    relief: Ints
    excluded: Ints
    value_added: Ints
    revenue: Ints
    employees: Ints
    energy: Ints
    energy_calorific: Ints
    power: Ints
    pollutants: dict[str, Ints]
    rd: Ints
    known_emissions: Bools
    known_rd: Bools

    @property
    def land(self) -> Ints:
        """Land in use, m² (methodology §1.2)."""
        return self.owned + self.leased_in - self.leased_out + self.other

    @property
    def emissions(self) -> Ints:
        """COD + SO₂ + NH₃-N + NOₓ in 10⁻⁴ t."""
        return np.asarray(np.sum([*self.pollutants.values()], axis=0), dtype=np.int64)


def _whole(values: Floats) -> Ints:
    return np.rint(values).astype(np.int64)


@cache
def _tce_per_10_000_kwh(basis: Basis) -> float:
    """Tonnes of standard coal per 10⁴ kWh, from the factors that ship."""
    return float(next(f.value for f in shipped() if f.carrier == "power" and f.basis == basis))


def _equal_less_calorific() -> float:
    return _tce_per_10_000_kwh("equal_value") - _tce_per_10_000_kwh("calorific")


def _calibrated(values: Floats, weights: Floats, level: float, where: Bools) -> Floats:
    """Scale ``values`` so that Σ values ÷ Σ weights over ``where`` is ``level``; unchanged where that has no sense."""
    total, base = float(values[where].sum()), float(weights[where].sum())
    return values * (level * base / total) if total > 0 and base > 0 else values


class _Years:
    """Draws the years in order, since a year leans on the one before."""

    def __init__(self, profile: CountyProfile, people: Population, seed: int) -> None:
        self.profile, self.people, self.m = profile, people, model()
        self.rng = generator(profile, seed, 2)
        self.n = len(people)
        self.factor = {
            key: np.array([float(getattr(f, key)) for f in people.factors])
            for key in ("tax", "value_added", "energy", "emission", "listed", "va_rate", "labour", "rd", "electric")
        }
        self.quality = self._normal()
        self.drift = {key: self._normal() for key in self.m.spread}
        self.known_emissions = self.rng.random(self.n) < self.factor["listed"]
        self.reports_rd = np.where(people.above, ~self._share("no_rd"), self._share("rd_below"))
        self.exporter = self._share("exporter")
        self.owned, self.leased_in, self.leased_out, self.other = self._land()

    def _normal(self) -> Floats:
        return self.rng.standard_normal(self.n)

    def _share(self, key: str) -> Bools:
        return self.rng.random(self.n) < self.m.shares[key]

    def _land(self) -> tuple[Ints, Ints, Ints, Ints]:
        land, above = self.profile.land, self.people.above
        median = np.where(above, land.above[0], land.below[0])
        sigma = np.where(above, land.above[1], land.below[1])
        mu = np.clip(median * np.exp(sigma * self._normal()), *self.m.land_bounds_mu)
        total = np.rint(mu * M2_PER_MU).astype(np.int64)
        leased_in = np.where(self._share("leased_only"), total, 0)
        part = self._share("partly_leased") & (leased_in == 0)
        leased_in = np.where(part, (total * self.rng.uniform(0.1, 0.6, self.n)).astype(np.int64), leased_in)
        other = np.where(self._share("other_land"), (total * 0.04).astype(np.int64), 0)
        other = np.where(leased_in == total, 0, other)
        out = np.where(self._share("leases_out") & (leased_in == 0), self.rng.uniform(0.1, 0.5, self.n), 0.0)
        leased_out = (total * out).astype(np.int64)
        return total - leased_in - other + leased_out, leased_in, leased_out, other

    def _wave(self, key: str, weight: float = 0.0) -> Floats:
        """exp(σ·z): lasting quality with ``weight``, the rest a deviation that persists from year to year."""
        deviation = self.drift[key]
        z = weight * self.quality + np.sqrt(1 - weight**2) * deviation
        return np.asarray(np.exp(self.m.spread[key] * z), dtype=np.float64)

    def _step(self) -> None:
        rho = self.m.persistence
        for key in self.drift:
            self.drift[key] = rho * self.drift[key] + np.sqrt(1 - rho**2) * self._normal()
        grows = self._share("land_grows") & (self.owned > 0)
        self.owned = self.owned + np.where(grows, (self.owned * 0.15).astype(np.int64), 0)

    def _value_added(self, mu: Floats, level: Level, above: Bools, exists: Bools) -> Floats:
        value = mu * self.factor["value_added"] * self._wave("value_added", self.m.quality_weight)
        value = np.where(self._share("negative_value_added") & (np.arange(self.n) > 0), -0.2 * value, value)
        value = np.where(above, value, value * self.profile.below.tax_ratio)
        return _calibrated(value, mu, level.value_added_per_mu, above & exists)

    def _tax(self, mu: Floats, level: Level, above: Bools, exists: Bools) -> Floats:
        value = mu * self.factor["tax"] * self._wave("tax", self.m.quality_weight)
        value = np.where(self._share("negative_tax") & (np.arange(self.n) > 0), -0.15 * value, value)
        large = _calibrated(value, mu, level.tax_per_mu, above & exists)
        small = _calibrated(value, mu, level.tax_per_mu * self.profile.below.tax_ratio, ~above & exists)
        return np.where(above, large, small)

    def _revenue(self, value_added: Floats, above: Bools) -> Floats:
        revenue = np.abs(value_added) / self.factor["va_rate"] * self._wave("revenue")
        floor = self.m.revenue_floor_above
        over = floor * (1 + 0.5 * self.rng.random(self.n))
        under = floor * (0.5 + 0.49 * self.rng.random(self.n))
        revenue = np.where(above & (revenue < floor), over, revenue)
        return np.where(~above & (revenue >= floor), under, revenue)

    def _energy(self, value_added: Floats, level: Level, where: Bools) -> Floats:
        energy = np.abs(value_added) * self.factor["energy"] * self._wave("energy")
        return _calibrated(energy, value_added, 1 / level.value_added_per_tce, where)

    def _power(self, tax: Floats, mu: Floats, energy: Floats, above: Bools, exists: Bools) -> Floats:
        small = mu * self.factor["energy"] * self._wave("electricity")
        small = _calibrated(small, tax, 1 / self.profile.below.tax_per_kwh, ~above & exists)
        share = np.clip(self.factor["electric"] * (0.9 + 0.2 * self.rng.random(self.n)), 0.05, 0.98)
        return np.where(above, energy * share / _tce_per_10_000_kwh("equal_value"), small)

    def _amounts(self, level: Level, above: Bools, exists: Bools) -> dict[str, Floats]:
        """Return the year's figures in the units of contracts.md (10⁴ CNY, tce, 10⁴ kWh, persons, t)."""
        mu = (self.owned + self.leased_in - self.leased_out + self.other) / M2_PER_MU
        where = above & exists
        value_added = self._value_added(mu, level, above, exists)
        tax = self._tax(mu, level, above, exists)
        revenue = self._revenue(value_added, above)
        labour = np.abs(value_added) / (self.factor["labour"] * self._wave("labour"))
        energy = self._energy(value_added, level, where)
        rd = np.where(self.reports_rd, revenue * self.factor["rd"] * self._wave("rd"), 0.0)
        pollution = np.abs(value_added) * self.factor["emission"] * self._wave("emission")
        listed = where & self.known_emissions
        return {
            "value_added": value_added,
            "tax": tax,
            "revenue": revenue,
            "labour": _calibrated(labour, value_added, 1 / level.labour, where),
            "energy": energy,
            "power": self._power(tax, mu, energy, above, exists),
            "rd": _calibrated(rd, revenue, level.rd_ratio, where),
            "pollution": _calibrated(pollution, value_added, 1 / level.value_added_per_emission, listed),
        }

    def year(self, year: int) -> Year:
        """Return the figures of ``year`` and step on to the next."""
        exists, above = self.people.exists(year), self.people.above_scale(year)
        raw = self._amounts(self.profile.levels[year], above, exists)
        tax = _whole(raw["tax"] * 10_000)
        offset, relief, excluded = self._adjustments(tax)
        made = Year(
            year=year,
            exists=exists,
            above=above,
            owned=self.owned,
            leased_in=self.leased_in,
            leased_out=self.leased_out,
            other=self.other,
            tax=tax,
            tax_items=self._tax_items(tax - offset - relief + excluded),
            offset=offset,
            relief=relief,
            excluded=excluded,
            value_added=_whole(raw["value_added"] * 10),
            revenue=_whole(raw["revenue"] * 10),
            employees=np.maximum(1, _whole(raw["labour"])),
            energy=np.maximum(1, _whole(raw["energy"] * 100)),
            energy_calorific=np.maximum(1, _whole((raw["energy"] - raw["power"] * _equal_less_calorific()) * 100)),
            power=np.maximum(1, _whole(raw["power"] * 10_000)),
            pollutants={k: _whole(raw["pollution"] * s * 10_000) for k, s in self.m.pollutants.items()},
            rd=_whole(raw["rd"] * 100) * 100,
            known_emissions=self.known_emissions & above,
            known_rd=above | self.reports_rd,
        )
        self._step()
        return made

    def _adjustments(self, tax: Ints) -> tuple[Ints, Ints, Ints]:
        size = np.abs(tax)
        offset = np.where(self.exporter, size * self.rng.uniform(0.15, 0.35, self.n), 0.0)
        relief = np.where(self._share("relief"), size * 0.03, 0.0)
        excluded = np.where(self._share("excluded"), size * self.rng.uniform(0.05, 0.3, self.n), 0.0)
        return _whole(offset), _whole(relief), _whole(excluded)

    def _tax_items(self, paid: Ints) -> dict[str, Ints]:
        noise = {key: np.exp(0.3 * self._normal()) for key in self.m.tax_items}
        items = {key: _whole(np.abs(paid) * share * noise[key]) for key, share in self.m.tax_items.items()}
        rest = paid - np.sum([*items.values()], axis=0)
        return {"vat": rest.astype(np.int64), **items}


def years(profile: CountyProfile, people: Population, seed: int) -> dict[int, Year]:
    """Return the figures of every year of the profile, the same for the same seed."""
    draw = _Years(profile, people, seed)
    return {year: draw.year(year) for year in profile.years}
