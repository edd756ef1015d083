"""Parts of a case's page that the kit does not know: the plan with its progress, and the joint acceptance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.kit import files
from tenghuan.apps.kit.columns import column
from tenghuan.apps.kit.parameters import parameter
from tenghuan.apps.remediation import dictionary
from tenghuan.apps.remediation.models import Case, State

STEPS_TITLE, PHOTOS_TITLE = _("闭环步骤"), _("整治前后照片")
PLAN_TITLE, ACCEPTANCE_TITLE = _("一企一策和进展"), _("联合验收")
SHOWN = (
    *("route", "plan_version", "first_due", "due_on", "extensions", "expected_land", "expected_energy"),
    *("expected_carbon", "measures", "supplement", "before", "watched_until"),
)
RESULT = (
    "actual_land",
    "after_tax_per_mu",
    "after_energy",
    "after_energy_per_value",
    "published_on",
    "publication_ends",
)


@dataclass(frozen=True)
class Steps:
    """Where the case stands in the county's own closed loop."""

    title: Any = STEPS_TITLE
    key: str = "steps"
    template: str = "remediation/steps.html"

    def context(self, account: Any, thing: Case) -> dict[str, Any]:
        """Return the steps, each with whether it is past or present."""
        steps = dictionary.steps(thing.county)
        now = next((at for at, step in enumerate(steps) if thing.state in step.states), None)
        return {"steps": [(step.name, now is not None and at < now, at == now) for at, step in enumerate(steps)]}


@dataclass(frozen=True)
class Photos:
    """The photos before and after, side by side."""

    title: Any = PHOTOS_TITLE
    key: str = "photos"
    template: str = "remediation/photos.html"

    def context(self, account: Any, thing: Case) -> dict[str, Any] | None:
        """Return kind → its photos; nothing where there are none."""
        kinds = dictionary.photos()
        found = files.attached(thing).filter(kind__in=kinds)
        sides = [(kind, [one for one in found if one.kind == kind]) for kind in kinds]
        return {"sides": sides} if any(shown for _kind, shown in sides) else None


@dataclass(frozen=True)
class Plan:
    """The plan of the case and what its town reported month by month."""

    title: Any = PLAN_TITLE
    key: str = "plan"
    template: str = "remediation/plan.html"

    def context(self, account: Any, thing: Case) -> dict[str, Any]:
        """Return the plan's columns and the months."""
        mine = account.role == Role.TOWN and account.region_id == thing.town_id
        running = thing.state in (State.WORKING, State.LASTING, State.MENDING)
        return {
            "columns": [column(Case, name) for name in SHOWN],
            "months": thing.progress.all(),
            "may_report": mine and running,
            "responsible": thing.responsible,
            "remaining": thing.remaining_area,
        }


@dataclass(frozen=True)
class Acceptance:
    """What stands before and after, and the word of each department."""

    title: Any = ACCEPTANCE_TITLE
    key: str = "acceptance"
    template: str = "remediation/acceptance.html"

    def context(self, account: Any, thing: Case) -> dict[str, Any] | None:
        """Return the figures before and after with the verdicts; nothing before acceptance was asked for."""
        if thing.after_tax_per_mu is None and thing.actual_land is None and thing.state != State.CLAIMED:
            return None
        return {
            "rows": [
                (_("亩均税收"), _("万元/亩"), thing.tax_per_mu, thing.after_tax_per_mu),
                (_("综合能耗（等价值）"), _("吨标准煤"), thing.energy, thing.after_energy),
                (_("单位增加值能耗"), _("吨标准煤/万元"), thing.energy_per_value, thing.after_energy_per_value),
            ],
            "columns": [column(Case, name) for name in RESULT],
            "freed": thing.freed_energy,
            "saved": thing.saved_energy,
            "verdicts": thing.verdicts.filter(version=thing.plan_version).select_related("unit"),
            "least": parameter(thing.county, "acceptance_units", thing.made_at.date()).days,
            "may_judge": thing.state == State.CLAIMED
            and account.role in (Role.DEPARTMENT, Role.OFFICE)
            and account.unit is not None
            and account.unit.region_id == thing.county_id,
        }
