"""A county with its shipped plan: sample figures of the past years and a few enterprises with facts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.models import Enterprise, YearFacts
from tenghuan.apps.organization.models import Region
from tenghuan.apps.plans.services.publication import publish_pack
from tenghuan.plan import load_pack, packs
from tenghuan.reference import regions
from tenghuan.site.demonstration.reports import load_reports
from tenghuan.site.demonstration.shifting import shifted, years_to

PLATFORM = Actor.platform("test")
FACTS = {
    "tax": 33, "land_mu": 7, "value_added": 90, "energy_tce": 41, "rd": 3, "revenue": 1234, "employees": 11,
    "electricity": 17, "emissions": 2,
}  # fmt: skip


def shipped(key: str) -> Any:
    """The plan of a county (shengzhou, …) brought to the present, as the demonstration has it."""
    told = load_pack(packs()[key])
    pack = shifted(told, years_to(told, timezone.localdate()))
    county = _county(told.plan.region.code)
    made = publish_pack(PLATFORM, county, pack).plan
    load_reports(PLATFORM, made, pack)
    for number in (1, 2):
        firm = Enterprise.objects.create(
            county=county, uscc=f"91330600MA0000{number:04d}", name=f"示例{number}厂", above_scale=True, industry="3812"
        )
        for year in range(date.today().year - 2, date.today().year):
            values = {name: Decimal(value * number + year % 7) for name, value in FACTS.items()}
            YearFacts.objects.create(enterprise=firm, year=year, **values)
    return made


def _county(code: str) -> Region:
    known, line, place = {one.code: one for one in regions()}, [], code
    while place:
        line.append(known[place])
        place = known[place].parent or ""
    made = None
    for one in reversed(line):
        made = Region.objects.create(code=one.code, name=one.name, level=one.level, parent=made)
    assert made is not None
    return made
