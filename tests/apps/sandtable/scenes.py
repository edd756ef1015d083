"""A county of seven enterprises for the sand table, small enough to be reckoned by hand."""

from __future__ import annotations

from typing import Any

from tenghuan.apps.enterprises.models import Enterprise, YearFacts
from tenghuan.apps.kit import records
from tenghuan.apps.plans.models import Indicator
from tenghuan.apps.sandtable.models import Scenario
from tenghuan.apps.sandtable.registers import SCENARIOS
from tests.apps.decomposition.breakdowns import target
from tests.apps.kit.sheds import by
from tests.world import County

# land (mu), tax (万元), workers, town: 100 mu with 2,000 of tax, 20 a mu
FIRMS = (
    (10, 600, 50, 0),
    (10, 500, 40, 1),
    (10, 400, 30, 0),
    (20, 300, 60, 1),
    (20, 150, 20, 0),
    (15, 40, 10, 1),
    (15, 10, 5, 0),
)


def firms(county: County) -> None:
    """The enterprises, with 2,000 of value added, 700 of energy in all."""
    for at, (land, tax, workers, town) in enumerate(FIRMS):
        one = Enterprise.objects.create(
            county=county.region, uscc=f"9133060{county.region.code}A{at:04}", name=f"{county.region.name}{at}厂",
            town=county.town_regions[town], above_scale=True,
        )  # fmt: skip
        facts = {"land_mu": land, "tax": tax, "employees": workers, "value_added": 2 * tax, "energy_tce": 100}
        YearFacts.objects.create(enterprise=one, year=2025, revenue=10 * tax, **facts)


def per_mu(county: County) -> Indicator:
    """亩均税收 of the plan: 28 by its last year."""
    known = Indicator.objects.filter(plan__region=county.region, catalogue_key="tax_per_mu").first()
    if known is not None:
        return known
    made = target(county, "tax_per_mu", "level", value="28", frequency="year_end")
    Indicator.objects.filter(pk=made.pk).update(catalogue_key="tax_per_mu", unit="万元/亩", title="规上工业亩均税收")
    return Indicator.objects.get(pk=made.pk)


def scenario(county: County, name: str = "亩均税收28", **more: Any) -> Scenario:
    told = {
        "name": name, "kind": "solve", "pool": "all", "closing": True, "uplifting": False, "projects": False,
        "uplift": "20", "project_tax": "0", "growth": "0", **more,
    }  # fmt: skip
    if told["kind"] == "solve":
        told.setdefault("goal", "tax_per_mu")
        per_mu(county)
    return records.add(by(county, "office"), SCENARIOS, county.region, told)
