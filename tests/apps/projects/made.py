"""How tests make what is kept of projects."""

from __future__ import annotations

from typing import Any

from tenghuan.apps.kit import records
from tenghuan.apps.projects.following import MONTHS, NODES, PROBLEMS
from tenghuan.apps.projects.registers import PROJECTS
from tests.apps.kit.sheds import by
from tests.world import County


def project(county: County, number: int = 1, town: int = 0, unit: int = 0, **values: Any) -> Any:
    told = {
        "name": f"第{number}项目", "town": county.town_regions[town], "unit": county.departments[unit],
        "owner": f"业主{number}公司", "industry": "3854", "total": "20000", "fixed": "15000", **values,
    }  # fmt: skip
    return records.add(by(county, "office"), PROJECTS, county.region, told)


def node(county: County, number: int = 1, town: int = 0, unit: int = 0, **values: Any) -> Any:
    told = {"stage": "started", "planned": "2026-12-01", "unit": county.departments[unit], **values}
    thing = told.pop("project", None) or project(county, number, town, unit)
    return records.add(by(county, "office"), NODES, county.region, {"project": thing, **told})


def month(county: County, number: int = 1, town: int = 0, unit: int = 0, **values: Any) -> Any:
    told = {"year": 2026, "month": 9, "planned": "900", "invested": "800.5", "image": "基础完成", **values}
    thing = told.pop("project", None) or project(county, number, town, unit)
    return records.add(by(county, "office"), MONTHS, county.region, {"project": thing, **told})


def problem(county: County, number: int = 1, town: int = 0, unit: int = 0, **values: Any) -> Any:
    told = {"matter": f"第{number}项目用电未通", "unit": county.departments[unit], "due_on": "2026-12-20", **values}
    thing = told.pop("project", None) or project(county, number, town, unit)
    return records.add(by(county, "office"), PROBLEMS, county.region, {"project": thing, **told})


MAKERS = {"projects": project, "project_nodes": node, "project_months": month, "project_problems": problem}


def _days(**told: str) -> Any:
    def ready(county: County, thing: Any, patch: Any) -> dict[str, Any]:
        return told

    return ready


def _columns(told: dict[str, str], **columns: Any) -> Any:
    def ready(county: County, thing: Any, patch: Any) -> dict[str, Any]:
        type(thing).objects.filter(pk=thing.pk).update(**columns)
        return told

    return ready


WALKS: dict[str, dict[str, Any]] = {
    "projects": {
        "sign": _days(signed_on="2025-03-01"),
        "file": _columns(
            {"filed_on": "2025-04-01", "code": "2504-990101-04-01-123456"}, signed_on="2025-03-01", attracted=False
        ),
        "land": _days(landed_on="2025-06-01"),
        "start": _days(started_on="2025-08-01"),
        "top": _days(topped_on="2026-03-01"),
        "complete": _columns({"completed_on": "2026-06-01"}, builds=False),
        "produce": _days(produced_on="2026-07-01"),
        "scale": _days(scaled_on="2026-08-01"),
        "reach": _days(reached_on="2026-09-01"),
    },
    "project_problems": {},
}
