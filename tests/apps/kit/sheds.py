"""Sheds for tests: made as an officer makes them, through the services."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import records
from tests.workshop.models import Shed
from tests.workshop.registers import REBUILDING, SHEDS
from tests.world import County

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


def actor_of(account: Any) -> Actor:
    return Actor(
        account=account.username,
        person=account.name,
        unit=str(account.unit or ""),
        region_path=account.region.path,
        user=account,
    )


def by(county: County, role: str) -> Actor:
    return actor_of(county.accounts[role])


def shed(county: County, number: str = "S1", *, town: int = 0, **values: Any) -> Shed:
    told = {
        "number": number,
        "name": f"厂房{number}",
        "town": county.town_regions[town],
        "area": Decimal("12.5"),
        **values,
    }
    return records.add(by(county, "office"), SHEDS, county.region, told)


def photos() -> dict[str, list[SimpleUploadedFile]]:
    kinds = ("改造前照片", "改造后照片")
    return {kind: [SimpleUploadedFile(f"{kind}.png", PNG + kind.encode())] for kind in kinds}


def claimed(county: County, number: str = "S1", freed: str = "4.5") -> Shed:
    """A shed that was verified, begun and claimed: it waits for acceptance."""
    thing = shed(county, number)
    REBUILDING.take(by(county, "town"), thing, "verify", opinion="属实")
    REBUILDING.take(by(county, "office"), thing, "start", plan="拆除重建")
    REBUILDING.take(by(county, "town"), thing, "claim", freed=Decimal(freed), files=photos())
    return thing
