"""Parcels for tests: made as officers make them, through the services."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tenghuan.apps.evaluation.models import Graded, Method, Run
from tenghuan.apps.evaluation.states import RunState
from tenghuan.apps.kit import records
from tenghuan.apps.land.models import Parcel
from tenghuan.apps.land.registers import FLOORS, PARCELS
from tests.apps.kit.sheds import by
from tests.apps.remediation.cases import enterprise
from tests.world import County


def parcel(county: County, number: int = 1, town: int = 0, unit: int = 0, **values: Any) -> Parcel:
    """A parcel of 20 mu; the first one is held by the enterprise whose account the county has."""
    told = {
        "number": f"{county.region.code}001GB{number:05d}",
        "place": f"工业大道{number}号",
        "town": county.town_regions[town],
        "unit": county.departments[unit],
        "enterprise": enterprise(county, 0 if number == 1 else number, town),
        "area": "13333.3",
        **values,
    }
    return records.add(by(county, "office"), PARCELS, county.region, told)


def floor(thing: Parcel, county: County, level: str = "1层", area: str = "6000", **values: Any) -> Any:
    told = {"parcel": thing, "building": "1幢", "level": level, "area": area, **values}
    return records.add(by(county, "office"), FLOORS, county.region, told)


def square(at: int, side: float = 0.001) -> dict[str, Any]:
    """A square shape; each number lies beside the one before."""
    west, south = 120 + at * 0.002, 30.0
    ring = [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def graded(county: County, firm: Any, year: int, grade: str) -> Graded:
    """A grade of a final evaluation."""
    region = county.region
    columns = {"name": "办法", "year": year, "version": 1, "scheme": "x", "digest": "x", "source": "x"}
    method = Method.objects.filter(county=region).first() or Method.objects.create(county=region, **columns)
    told = {"method": method, "state": RunState.FINAL, "frozen_at": timezone.now(), "snapshot": "x"}
    run, _made = Run.objects.get_or_create(county=region, year=year, defaults=told)
    return Graded.objects.create(run=run, enterprise=firm, grade=grade)
