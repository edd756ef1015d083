"""Sample parcels for a county, laid out as a sketch, town by town; marked 示例数据."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import islice
from math import cos, radians
from typing import Any

from django.db import transaction
from django.utils import timezone

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.enterprises.models import YearFacts
from tenghuan.apps.land.models import Parcel
from tenghuan.apps.land.registers import APPROVALS, BLOCKS, BURDENS, FLOORS, PARCELS
from tenghuan.apps.land.sampling import add, moved
from tenghuan.apps.organization.models import Region, Unit, UnitKind
from tenghuan.apps.remediation.dictionary import renewals

MOST = 36  # parcels of a county
DEGREE = 111_000  # metres of a degree of latitude, near enough for a sketch
CORNER = (120.0, 29.6)  # where the sketch begins: no real place
STREET, SIDE, ROW = 16.0, 160.0, 1200.0  # metres between parcels, of the deepest one, and along a street
USES = ("机械制造", "电气装备", "纺织印染", "新材料", "食品加工", "木制玩具")


def load(actor: Actor, county: Region) -> int:
    """Bring a county's sample parcels in, once; return how many records are new."""
    if Parcel.objects.filter(county=county).exists():
        return 0
    with transaction.atomic():
        own = replace(actor, region_path=county.path)
        parcels = _parcels(own, county)
        made = len(parcels) + _parts(own, county, parcels) + _lists(own, county)
        return made + moved(own, county, parcels)


def bureau(county: Region) -> Unit | None:
    """Return the bureau that manages land, else any department."""
    found = Unit.objects.filter(region=county, kind=UnitKind.DEPARTMENT, active=True)
    return min(found, key=lambda unit: ("自然资源" not in unit.name, unit.pk), default=None)


def _parcels(actor: Actor, county: Region) -> list[Parcel]:
    facts = YearFacts.objects.filter(enterprise__county=county, land_mu__gt=0).select_related("enterprise__town")
    latest = {row.enterprise_id: row for row in facts.order_by("year")}
    rows = sorted(latest.values(), key=lambda row: row.pk)
    towns = list(Region.objects.filter(parent=county, level="town").order_by("code"))
    if not towns:
        return []
    chosen, unit = list(islice(_spread(rows), MOST)), bureau(county)
    found = []
    for at, row in enumerate(chosen, start=1):
        # every eighth parcel differs from what the bureaus reported
        mu = row.land_mu * (Decimal("1.15") if at % 8 == 0 else 1)
        area = (mu * Decimal("666.67")).quantize(Decimal("0.1"))
        told = {"number": f"{county.code}001GB{at:05d}", "place": f"{USES[at % len(USES)]}园{at}号", "area": area}
        where = {"town": row.enterprise.town or towns[at % len(towns)], "unit": unit, "park": row.enterprise.park}
        parcel = add(actor, PARCELS, county, enterprise=row.enterprise, **told, **where, **_days(at, area))
        found.append(parcel)
    _draw(found)
    return found


def _spread(rows: list[Any]) -> Iterator[Any]:
    step = max(1, len(rows) // MOST)
    return iter(rows[::step])


def _days(at: int, area: Decimal) -> dict[str, Any]:
    """Return what was agreed and what became of it; every ninth was never begun, every eleventh stopped half-way."""
    year = timezone.localdate().year
    acquired = date(year - 2 - at % 9, 1 + at % 12, 10)
    start, finish = date(acquired.year + 1, acquired.month, 10), date(acquired.year + 3, acquired.month, 10)
    told: dict[str, Any] = {
        "acquired_on": acquired, "deliver_by": acquired, "delivered_on": acquired, "start_by": start,
        "finish_by": finish, "expires_on": date(acquired.year + (20 if at % 5 == 0 else 50), acquired.month, 9),
        "tenure": "flexible" if at % 5 == 0 else "granted", "standard": at % 3 == 0, "ratio_low": "1.0",
        "ratio_high": "2.5", "control_line": "outside" if at % 6 == 0 else "inside",
        "price": (area * Decimal("0.06")).quantize(Decimal("0.01")), "contract": f"示例出让{at:03d}",
        "planned_investment": (area * Decimal("0.5")).quantize(Decimal(1)),
    }  # fmt: skip
    if at % 7 == 0:
        told["expires_on"] = date(year + (1 if at % 2 else 0), 12, 20)
    if at % 9 == 0:
        return told
    told["started_on"] = start
    share = Decimal("0.2") if at % 11 == 0 else Decimal("0.9")
    told |= {"built": (area * share).quantize(Decimal("0.1")), "invested": told["planned_investment"] * share}
    told |= {
        "base": (area * share * Decimal("0.5")).quantize(Decimal("0.1")),
        "yards": (area / 20).quantize(Decimal("0.1")),
    }
    if at % 11 == 0:
        return {**told, "stopped_on": date(start.year + 1, 2, 1)}
    return {**told, "finished_on": finish} if finish < timezone.localdate() else told


def _draw(parcels: list[Parcel]) -> None:
    """Lay parcels out along streets, each a rectangle of its area, at most ``SIDE`` deep: a sketch, no survey."""
    across, west, south = DEGREE * cos(radians(CORNER[1])), 0.0, 0.0
    for parcel in parcels:
        deep = min(SIDE, float(parcel.area) ** 0.5 * 1.2)
        wide = float(parcel.area) / deep
        if west + wide > ROW:
            west, south = 0.0, south + SIDE + STREET
        corners = (
            (west, south),
            (west + wide, south),
            (west + wide, south + deep),
            (west, south + deep),
            (west, south),
        )
        ring = [[round(CORNER[0] + x / across, 8), round(CORNER[1] + y / DEGREE, 8)] for x, y in corners]
        west += wide + STREET
        parcel.shape, parcel.sketch = {"type": "Polygon", "coordinates": [ring]}, True
        Parcel.objects.filter(pk=parcel.pk).update(shape=parcel.shape, sketch=True)


def _parts(actor: Actor, county: Region, parcels: list[Parcel]) -> int:
    """Add floors to what is finished, with tenants on some, and burdens to a few."""
    made, built = 0, [one for one in parcels if one.finished_on is not None]
    for at, parcel in enumerate(built):
        for level, height in ((1, "8.6" if at % 2 else "7.2"), (2, "4.5"), (3, "3.6")):
            tenant = parcels[(at + 5) % len(parcels)].enterprise if level == 2 and at % 3 == 0 else None
            told = {
                "building": "1幢",
                "level": f"{level}层",
                "area": (parcel.area * Decimal("0.4")).quantize(Decimal("0.1")),
            }
            rented = {"tenant": tenant, "rented_on": date(timezone.localdate().year - 1, 3, 1)} if tenant else {}
            add(
                actor, FLOORS, county, parcel=parcel, height=height, office=level == 3 and at % 4 == 0, **told, **rented
            )
            made += 1
    for at, parcel in enumerate(built[:4], start=1):
        kind, party = ("seizure", "人民法院（示例）") if at == 4 else ("mortgage", "银行（示例）")
        add(
            actor, BURDENS, county, parcel=parcel, kind=kind, party=party, document=f"示例他项{at:02d}",
            amount="" if at == 4 else "800", since=date(timezone.localdate().year - 1, 5, 1),
        )  # fmt: skip
        made += 1
    return made


def _lists(actor: Actor, county: Region) -> int:
    towns = list(Region.objects.filter(parent=county, level="town").order_by("code"))[:4]
    year, unit, ways = timezone.localdate().year, bureau(county), renewals(county) or ("整治提升",)
    for at, town in enumerate(towns):
        told = {"year": year - 1 - at, "lot": f"第{at + 1}批次（示例）", "approved_on": date(year - 1 - at, 5, 20)}
        areas = {"area": 120 + at * 15, "supplied": (120 + at * 15) * (at % 3) // 2}
        document = f"示例土字〔{year - 1 - at}〕{at + 1}号"
        add(actor, APPROVALS, county, document=document, town=town, unit=unit, **told, **areas)
        begun = {"stage": "begun", "begun_on": date(year, 3, 1)} if at % 2 == 0 else {}
        told = {"name": f"{town.name}连片改造区块（示例）", "year": year, "area": 90 + 30 * at, "firms": 8 + at}
        ratios = {"ratio_before": "0.8", "ratio_after": "2.0", "mode": ways[at % len(ways)]}
        add(actor, BLOCKS, county, town=town, unit=unit, **told, **ratios, **begun)
    return 2 * len(towns)
