"""Sample parks for a county with a year's returns; marked 示例数据."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.land.demonstration import bureau
from tenghuan.apps.land.models import Parcel
from tenghuan.apps.land.sampling import add
from tenghuan.apps.organization.models import Region
from tenghuan.apps.parks.models import Park
from tenghuan.apps.parks.registers import PARKS, RECOGNISING, RETURNS

# kind, stage, level, stars, digital, how far its recognition went, tax in 10⁴ CNY a mu
SAMPLES = (
    ("making", "running", "province", 4, True, "pass", "38"),
    ("making", "running", "province", 3, True, "pass", "24"),
    ("making", "running", "city", 3, False, "pass", "17"),
    ("science", "running", "province", 3, True, "pass", "45"),
    ("digital", "running", "county", None, True, "forward", "20"),
    ("making", "running", "city", None, False, "pass", "6"),
    ("service", "building", "none", None, False, "submit", "0"),
    ("making", "planned", "none", None, False, "", "0"),
)
STEPS = ("submit", "forward", "pass")
TOLD: dict[str, dict[str, Any]] = {
    "submit": {}, "forward": {"opinion": "资料齐全，同意上报"}, "pass": {"document": "市认定文件（示例）"},
}  # fmt: skip


def load(actor: Actor, county: Region) -> int:
    """Bring a county's sample parks in, once; return how many records are new."""
    if Park.objects.filter(county=county).exists():
        return 0
    towns = list(Region.objects.filter(parent=county, level="town").order_by("code"))
    if not towns:
        return 0
    with transaction.atomic():
        return _load(replace(actor, region_path=county.path), county, towns)


def _load(actor: Actor, county: Region, towns: list[Region]) -> int:
    made, unit, year = 0, bureau(county), timezone.localdate().year
    for at, (kind, stage, level, stars, digital, way, tax) in enumerate(SAMPLES):
        known = _names(county)
        name = known[at] if at < len(known) else f"{towns[at % len(towns)].name}小微企业园"
        told = {
            "name": name,
            "town": towns[at % len(towns)],
            "unit": unit,
            "kind": kind,
            "stage": stage,
            "level": level,
        }
        day = date(year - 2, 6, 1)
        known_as = {
            "stars": stars,
            "starred_on": day if stars else None,
            "digital_on": day if digital else None,
            "recognised_on": day if level != "none" else None,
            "opened_on": date(year - 3, 9, 1) if stage == "running" else None,
        }
        park = add(
            actor, PARKS, county, digital=digital, area=60 + 15 * at, operator="园区运营公司（示例）",
            industry=("高端装备", "智能家电", "新材料", "轴承")[at % 4], **told, **known_as,
        )  # fmt: skip
        made += 1
        if way:
            for step in STEPS[: STEPS.index(way) + 1]:
                RECOGNISING.take(actor, park, step, **TOLD[step])
        if stage == "running":
            made += _returns(actor, county, park, Decimal(tax), at, year - 1)
    return made


def _names(county: Region) -> list[str]:
    """Return the parks that the county's parcels lie in already."""
    rows = Parcel.objects.filter(county=county).exclude(park="").order_by("park")
    return list(rows.values_list("park", flat=True).distinct()[:6])


def _returns(actor: Actor, county: Region, park: Park, tax: Decimal, at: int, year: int) -> int:
    """Add four quarters and the year; the third park lacks a quarter."""
    terms = [term for term in ("1", "2", "3", "4", "y") if not (at == 2 and term == "2")]
    for term in terms:
        part = park.area * tax / (1 if term == "y" else 4)
        counts = {"firms": 20 + at, "above_scale": 3 + at % 4, "high_tech": 4, "tech_small": 6, "patents": 30 + at}
        given = {"service": 6 + at % 4, "other": 2, "accidents": 1 if at == 5 else 0, "giants": at % 3}
        add(
            actor, RETURNS, county, park=park, year=year, term=term, tax=part.quantize(Decimal("0.01")),
            output=(part * 14).quantize(Decimal("0.01")), staff=400 + 50 * at, **counts,
            **(given if term == "y" else {}),
        )  # fmt: skip
    return len(terms)
