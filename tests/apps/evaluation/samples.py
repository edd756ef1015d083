"""A county's register filled from sample facts (示例数据), without the detour over workbooks."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa

from tenghuan.apps.enterprises.merging import FACTS
from tenghuan.apps.enterprises.models import Enterprise, YearFacts
from tenghuan.apps.organization.models import Region
from tenghuan.sampling import sample_facts


def fill(county: Region, towns: list[Region], tables: dict[int, pa.Table]) -> None:
    """Put facts by year into the register; towns that the county lacks are mapped onto those it has, in turn."""
    named = {town.name: town for town in towns}
    known: dict[str, Enterprise] = {}
    for _year, table in sorted(tables.items()):
        for row in table.to_pylist():
            if row["uscc"] not in known:
                town = named.get(row["town"]) or towns[len(known) % len(towns)]
                known[row["uscc"]] = Enterprise(county=county, uscc=row["uscc"], town=town)
            enterprise = known[row["uscc"]]
            enterprise.name, enterprise.park, enterprise.industry = row["name"], row["park"] or "", row["industry"]
            enterprise.above_scale, enterprise.registered_on = row["above_scale"], row["registered_on"]
    Enterprise.objects.bulk_create(known.values(), batch_size=500)
    facts = [
        YearFacts(
            enterprise=known[row["uscc"]],
            year=year,
            **{f: None if row[f] is None else Decimal(str(round(row[f], 6))) for f in FACTS},
        )
        for year, table in tables.items()
        for row in table.to_pylist()
    ]
    YearFacts.objects.bulk_create(facts, batch_size=500)


def two_years(county_id: str = "shengzhou", enterprises: int = 320, seed: int = 7) -> dict[int, pa.Table]:
    """Sample facts of 2021 and 2022."""
    return {year: sample_facts(county_id, enterprises, seed, year) for year in (2021, 2022)}
