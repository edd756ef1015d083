"""Sample scenarios of a county, played: how its tax per mu gets to the target, and what its open cases bring."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit import records
from tenghuan.apps.organization.models import Region
from tenghuan.apps.plans.models import Indicator
from tenghuan.apps.sandtable.models import Kind, Pool, Scenario
from tenghuan.apps.sandtable.playing import keep_answer, play
from tenghuan.apps.sandtable.registers import SCENARIOS

GOAL = "tax_per_mu"
WIDE: dict[str, Any] = {
    "kind": Kind.SOLVE, "goal": GOAL, "pool": Pool.ALL, "closing": True, "uplifting": True, "projects": True,
    "uplift": "20", "project_tax": "20", "growth": "0",
}  # fmt: skip
TIGHT = {**WIDE, "closing": True, "uplifting": False, "projects": False, "cases": 10, "town_cases": 3, "jobs": "500"}
CASES = {
    **WIDE,
    "goal": "",
    "kind": Kind.WHAT_IF,
    "pool": Pool.CASES,
    "uplifting": False,
    "projects": True,
    "growth": "3",
}


def load(actor: Actor, county: Region) -> int:
    """Bring a county's sample scenarios in, once; return how many there are new."""
    if Scenario.objects.filter(county=county).exists():
        return 0
    found = Indicator.objects.filter(plan__region=county, plan__is_current=True, retired=False, whole=None)
    if not found.filter(catalogue_key=GOAL).exists():
        return 0
    actor = replace(actor, region_path=county.path)
    stories = (
        ("亩均税收达标：关停、提升、投产不限", WIDE),
        ("亩均税收达标：每镇街至多 3 家", TIGHT),
        ("在办案件全部销号、项目投产", CASES),
    )
    for name, values in stories:
        made = records.add(actor, SCENARIOS, county, {"name": name, **values})
        Scenario.objects.filter(pk=made.pk).update(sample=True)
        made.refresh_from_db()
        keep_answer(actor, made, play(made), made.revision)
    return len(stories)
