"""What each bureau's workbook holds: rows of the register's fields in the units that bureau writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeAlias

import numpy as np

from tenghuan.reference import industry
from tenghuan.sampling.enterprises import Bools, Ints, Population, generator
from tenghuan.sampling.layouts import Layout, layouts
from tenghuan.sampling.model import Year
from tenghuan.sampling.profiles import CountyProfile, model

Cell: TypeAlias = str | int | float | date | None
YES = {True: "是", False: "否"}


@dataclass
class Grid:
    """A workbook's rows below its headings, one list of cells a row, in the order of the layout's columns."""

    layout: Layout
    rows: list[list[Cell]]


def _grid(key: str, fields: dict[str, Sequence[Any]]) -> Grid:
    layout = layouts()[key]
    length = len(next(iter(fields.values())))
    blank: list[Cell] = [None] * length
    columns = [
        list(range(1, length + 1)) if c.field == "seq" else list(fields.get(c.field, blank)) for c in layout.columns
    ]
    return Grid(layout, [list(row) for row in zip(*columns, strict=True)])


def _who(people: Population, rows: Ints) -> dict[str, list[str]]:
    return {"uscc": [people.uscc[i] for i in rows], "name": [people.name[i] for i in rows]}


def _rows(where: Bools) -> Ints:
    return np.flatnonzero(where).astype(np.int64)


def base(people: Population, last: Year) -> Grid:
    """Return the directory of all enterprises."""
    named = [industry(code) for code in people.industry]
    return _grid(
        "base",
        {
            "uscc": people.uscc,
            "name": people.name,
            "former_names": [name or None for name in people.former_name],
            "town": people.town,
            "park": [park or None for park in people.park],
            "industry": people.industry,
            "industry_name": [entry.name if entry else None for entry in named],
            "above_scale": [YES[bool(flag)] for flag in last.above],
            "registered_on": people.registered,
            "address": people.address,
            "contact": people.contact,
            "phone": people.phone,
        },
    )


def tax(people: Population, year: Year, rng: np.random.Generator) -> Grid:
    """Return the tax workbook, in 元; a tax nobody pays stays blank, and so does an adjustment of zero."""
    rows, reasons = _rows(year.exists), model().excluded_reasons
    items = {key: values[rows] for key, values in year.tax_items.items()}
    excluded = year.excluded[rows]
    reason = [reasons[int(i)] for i in rng.integers(len(reasons), size=len(rows))]
    return _grid(
        "tax",
        {
            **_who(people, rows),
            **{key: values.tolist() for key, values in items.items()},
            "paid_total": np.sum([*items.values()], axis=0).tolist(),
            "exempt_offset": _blank_zero(year.offset[rows]),
            "relief_added": _blank_zero(year.relief[rows]),
            "excluded": _blank_zero(excluded),
            "excluded_reason": [r if e else None for r, e in zip(reason, excluded, strict=True)],
            "tax": year.tax[rows].tolist(),
        },
    )


def _blank_zero(values: Ints) -> list[int | None]:
    return [int(v) or None for v in values]


def statistics(people: Population, year: Year, rng: np.random.Generator) -> Grid:
    """Return the workbook of enterprises above scale, in 千元 and tce."""
    rows = _rows(year.exists & year.above)
    revenue, value_added = year.revenue[rows], year.value_added[rows]
    output = np.rint(revenue * rng.uniform(0.96, 1.06, len(rows))).astype(np.int64)
    profit = np.rint(value_added * rng.uniform(0.05, 0.45, len(rows)) - revenue * 0.01).astype(np.int64)
    return _grid(
        "statistics",
        {
            **_who(people, rows),
            "output": output.tolist(),
            "value_added": value_added.tolist(),
            "revenue": revenue.tolist(),
            "profit": profit.tolist(),
            "employees": year.employees[rows].tolist(),
            "energy_tce": (year.energy[rows] / 100).tolist(),
            "energy_tce_calorific": (year.energy_calorific[rows] / 100).tolist(),
        },
    )


def statistics_below(people: Population, year: Year) -> Grid:
    """Return the workbook of enterprises below scale: revenue in 千元 and employees, nothing more is surveyed."""
    rows = _rows(year.exists & ~year.above)
    return _grid(
        "statistics_below",
        {
            **_who(people, rows),
            "revenue": year.revenue[rows].tolist(),
            "employees": year.employees[rows].tolist(),
        },
    )


def _split(rows: Ints, twice: Bools) -> tuple[Ints, Bools]:
    """Repeat the rows where ``twice``; the flags tell which of the result is a second line."""
    repeated = np.repeat(rows, np.where(twice, 2, 1))
    second = np.concatenate([[False], repeated[1:] == repeated[:-1]]) if len(repeated) else np.zeros(0, dtype=bool)
    return repeated, second


def power(people: Population, year: Year, twice: Bools, county: str, rng: np.random.Generator) -> Grid:
    """Return the power workbook in kWh; enterprises with two meters have two rows that add up."""
    exists = _rows(year.exists)
    rows, second = _split(exists, twice[exists])
    smaller = (year.power * 3) // 10
    use = np.where(second, smaller[rows], year.power[rows] - np.where(twice[rows], smaller[rows], 0))
    peak = np.rint(use * rng.uniform(0.45, 0.75, len(rows))).astype(np.int64)
    return _grid(
        "power",
        {
            **_who(people, rows),
            "meter": [f"{county[-4:]}{2 * int(i) + int(s):06d}" for i, s in zip(rows, second, strict=True)],
            "electricity": use.tolist(),
            "peak": peak.tolist(),
            "valley": (use - peak).tolist(),
        },
    )


def _lessors(rows: Ints, exists: Ints, drawn: Ints) -> Ints:
    """Return of whom each row leases: an enterprise of the year other than itself; −1 where there is no other."""
    if len(exists) < 2:
        return np.full(len(rows), -1, dtype=np.int64)
    at = drawn % len(exists)
    return np.where(exists[at] == rows, exists[at - 1], exists[at])


def land(people: Population, year: Year, twice: Bools, county: str, rng: np.random.Generator) -> Grid:
    """Return the land workbook in m²; own land in two parcels has two rows that add up."""
    exists = _rows(year.exists)
    rows, second = _split(exists, (twice & (year.owned > 1))[exists])
    split = np.isin(rows, rows[second])
    smaller = (year.owned * 2) // 5
    owned = np.where(second, smaller[rows], year.owned[rows] - np.where(split, smaller[rows], 0))
    first = ~second
    parts = {
        "land_leased_in_mu": year.leased_in[rows] * first,
        "land_leased_out_mu": year.leased_out[rows] * first,
        "land_other_mu": year.other[rows] * first,
    }
    leased, total = parts["land_leased_in_mu"], owned + sum(parts.values()) - 2 * parts["land_leased_out_mu"]
    lessor = _lessors(rows, exists, rng.integers(len(people), size=len(rows)))
    until = [date(year.year, 12, 31) + timedelta(days=int(d)) for d in rng.integers(200, 2000, size=len(rows))]
    serial = [f"{2 * int(i) + int(s):05d}" for i, s in zip(rows, second, strict=True)]
    return _grid(
        "land",
        {
            **_who(people, rows),
            "parcel": [f"{county}GB{number}" for number in serial],
            "certificate": [f"示例不动产权第{n}号" if o else None for n, o in zip(serial, owned, strict=True)],
            "land_owned_mu": owned.tolist(),
            **{key: values.tolist() for key, values in parts.items()},
            "land_mu": total.tolist(),
            "land_use": ["工业"] * len(rows),
            "lessor": [people.name[k] if v and k >= 0 else None for k, v in zip(lessor.tolist(), leased, strict=True)],
            "lease_until": [d if v else None for d, v in zip(until, leased, strict=True)],
        },
    )


def environment(people: Population, year: Year) -> Grid:
    """Return the workbook of enterprises whose emissions are registered, in t."""
    rows = _rows(year.exists & year.known_emissions)
    return _grid(
        "environment",
        {
            **_who(people, rows),
            **{key: (values[rows] / 10_000).tolist() for key, values in year.pollutants.items()},
            "emissions": (year.emissions[rows] / 10_000).tolist(),
        },
    )


def science(people: Population, year: Year, rng: np.random.Generator) -> Grid:
    """Return the workbook of enterprises that report R&D, in 万元, with their titles."""
    rows = _rows(year.exists & year.known_rd)
    high = (year.rd[rows] > 0) & (rng.random(len(rows)) < 0.45)
    titles = list(model().titles)
    shares = np.array([model().titles[t] for t in titles])
    picks = rng.choice(len(titles) + 1, size=len(rows), p=[*shares, 1 - shares.sum()])
    when = [
        date(max(year.year - int(back), year.year - 3), 9, 1 + int(day))
        for back, day in rng.integers(0, 20, size=(len(rows), 2))
    ]
    founded = [people.registered[i] for i in rows]
    held = [
        titles[int(k)] if h and k < len(titles) and since <= day else None
        for k, h, since, day in zip(picks, high, founded, when, strict=True)
    ]
    patents = np.where(high, rng.poisson(6, size=len(rows)), rng.poisson(0.4, size=len(rows)))
    return _grid(
        "science",
        {
            **_who(people, rows),
            "rd": (year.rd[rows] / 10_000).tolist(),
            "high_tech": [YES[bool(h)] for h in high],
            "tech_sme": [YES[bool(f)] for f in rng.random(len(rows)) < 0.5],
            "title": held,
            "titled_on": [day if t else None for day, t in zip(when, held, strict=True)],
            "patents": patents.tolist(),
        },
    )


def grids(profile: CountyProfile, people: Population, made: dict[int, Year], seed: int) -> dict[tuple[str, int], Grid]:
    """Return every workbook by (layout, year), those without a single row left out; the directory has the last year."""
    fixed, shares, last = generator(profile, seed, 4), model().shares, max(made)
    meters = fixed.random(len(people)) < shares["second_meter"]
    parcels = fixed.random(len(people)) < shares["second_parcel"]
    found = {("base", last): base(people, made[last])}
    for number, year in made.items():
        rng = generator(profile, seed, 5_000 + number)
        found |= {
            ("tax", number): tax(people, year, rng),
            ("statistics", number): statistics(people, year, rng),
            ("statistics_below", number): statistics_below(people, year),
            ("power", number): power(people, year, meters, profile.code, rng),
            ("land", number): land(people, year, parcels, profile.code, rng),
            ("environment", number): environment(people, year),
            ("science", number): science(people, year, rng),
        }
    return {key: grid for key, grid in found.items() if grid.rows}
