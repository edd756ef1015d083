"""How tests make a case and an item of its review."""

from __future__ import annotations

from typing import Any

from tenghuan.apps.remediation.models import Compliance
from tests.apps.remediation.cases import by, case
from tests.world import County


def make_case(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    # the first town's first enterprise is the one whose account the county has
    return case(county, 0 if number == 1 else number, town, lead=county.departments[unit])


def make_item(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    from tenghuan.apps.remediation.registers import CLEARING

    thing = make_case(county, number, town, unit)
    CLEARING.take(by(county, "town" if town == 0 else "town2"), thing, "verify", opinion="属实")
    item = Compliance.objects.filter(case=thing).first()
    Compliance.objects.filter(pk=item.pk).update(unit=county.departments[unit])
    Compliance.objects.filter(case=thing).exclude(pk=item.pk).delete()
    item.refresh_from_db()
    return item


def make_part(county: County, number: int, town: int = 0, unit: int = 0) -> Any:
    from tenghuan.apps.kit import records
    from tenghuan.apps.remediation.models import Case
    from tenghuan.apps.remediation.parting import PARTS

    thing = make_case(county, number, town, unit)
    Case.objects.filter(pk=thing.pk).update(state="working")
    told = {"case": thing, "freed_on": "2026-11-02", "land": "1.5", "document": f"收储合同〔2026〕{number}号"}
    return records.add(by(county, "office"), PARTS, county.region, told)


MAKERS = {"cases": make_case, "compliance": make_item, "parts": make_part}
