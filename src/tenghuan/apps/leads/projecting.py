"""From a landed lead to its project: the one it names, else the form of a new one with what the lead knows."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from tenghuan.apps.leads.models import Lead, State
from tenghuan.apps.projects.models import Project
from tenghuan.apps.projects.registers import PROJECTS

ROLES = {Lead.Part.STRONG: "strengthen", Lead.Part.MEND: "supplement", Lead.Part.SUPPORT: "support"}


def project_of(lead: Lead, account: Any) -> Project | None:
    """Return the project of the lead's county that the lead names by code, else by name; None if there is none."""
    if not lead.project and not lead.project_number:
        return None
    named = Q(pk__in=())
    if lead.project_number:
        named |= Q(code=lead.project_number)
    if lead.project:
        named |= Q(name=lead.project)
    rows: list[Project] = list(PROJECTS.rows(account).filter(named, county=lead.county_id).order_by("pk")[:20])
    return next((one for one in rows if one.code == lead.project_number), rows[0] if rows else None)


def new_project(lead: Lead) -> str:
    """Return the address of a new project with what the lead says of it; "" while the lead has not landed."""
    if lead.state != State.LANDED:
        return ""
    told = {
        "name": lead.project or lead.name, "code": lead.project_number, "owner": lead.company, "chain": lead.chain,
        "chain_role": ROLES.get(Lead.Part(lead.part), "") if lead.part else "", "total": lead.total,
        "fixed": lead.fixed, "land": lead.land, "energy": lead.energy, "unit": lead.unit_id,
        "signed_on": lead.signed_on, "landed_on": lead.landed_on, "land_contract": lead.site,
        "attracted": "True",
    }  # fmt: skip
    return f"{reverse('projects:add')}?{urlencode({key: value for key, value in told.items() if value})}"
