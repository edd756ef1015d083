"""Energy, carbon and land of a project: the gate of the ledgers, and the application for what was freed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import Actor, record, service, snapshot
from tenghuan.apps.kit import records
from tenghuan.apps.kit.ledger import plain
from tenghuan.apps.kit.parameters import Found, parameter
from tenghuan.apps.ledgers import gate
from tenghuan.apps.ledgers.models import Allocation, AllocationState, Priority
from tenghuan.apps.ledgers.registers import ALLOCATIONS
from tenghuan.apps.projects.models import ChainRole, Nature, Project
from tenghuan.apps.projects.stages import DROPPED
from tenghuan.errors import InputFault


def bound(project: Project) -> Found:
    """Return the new energy (tce a year) from which a project must have an allocation."""
    return parameter(project.county, "project_energy_gate", timezone.localdate())


def needs_allocation(project: Project) -> bool:
    """Tell whether a project must be given energy before it gets land: two-high ones, and those that use much."""
    return gate.is_two_high(project.industry) or (project.energy or Decimal(0)) >= bound(project).number


def hindrance(project: Project) -> str:
    """Say what a project still needs of the ledgers, "" if nothing."""
    if not needs_allocation(project):
        return ""
    if project.allocation is None:
        return _("两高或年新增用能 %(b)s 吨标准煤及以上的项目，先申请要素配置") % {"b": plain(bound(project).number)}
    if project.allocation.state != AllocationState.ALLOCATED:
        told = {"n": project.allocation.number, "s": project.allocation.get_state_display()}
        return _("要素配置申请 %(n)s 为“%(s)s”，审定配置后方可落地") % told
    if project.allocation.energy < (project.energy or Decimal(0)):
        told = {"g": plain(project.allocation.energy), "e": plain(project.energy)}
        return _("已配置用能 %(g)s 吨标准煤，少于项目的 %(e)s 吨标准煤") % told
    return ""


def priority(project: Project) -> str:
    """Return the class of the plans that a project applies in."""
    if project.chain_role in (ChainRole.STRENGTHEN, ChainRole.SUPPLEMENT):
        return Priority.CHAIN
    return Priority.RENOVATION if project.nature == Nature.RENOVATION else Priority.OTHER


def draft(project: Project, **more: Any) -> Allocation:
    """Return the application that a project would make, unsaved: the gate judges it just so."""
    return Allocation(county=project.county, **_values(project), **more)


def _values(project: Project) -> dict[str, Any]:
    return {
        "project": project.name, "town": project.town, "unit": project.unit, "industry": project.industry,
        "priority": str(priority(project)), "energy": project.energy or Decimal(0),
        "value_added": project.value_added or Decimal(0), "carbon": project.carbon, "land": project.land,
    }  # fmt: skip


@service("projects.apply_elements", gettext_lazy("申请要素配置"), locks=("project",))
def apply(actor: Actor, project: Project, *, approvals: str = "", exception: str = "") -> Allocation:
    """Apply for the energy, carbon and land of a project; one application of a project is open or given at a time.

    Raises:
        InputFault: no energy is known, an application stands already, or it is not this actor's.
    """
    if project.retired_on is not None or project.state == DROPPED:
        raise InputFault(_("项目已终止或停用"), where=str(project))
    over = (AllocationState.REFUSED, AllocationState.RETURNED)
    if project.allocation is not None and project.allocation.state not in over:
        raise InputFault(_("已有要素配置申请 %(n)s") % {"n": project.allocation.number}, where=str(project))
    if not project.energy or not project.value_added:
        raise InputFault(_("请先填写年新增用能和达产年增加值"), where=str(project))
    values = {**_values(project), "approvals": approvals.strip(), "exception": exception.strip()}
    with transaction.atomic():
        made: Allocation = records.add(actor, ALLOCATIONS, project.county, values)
        before = snapshot(project, ("allocation_id",))
        Project.objects.filter(pk=project.pk).update(allocation=made)
        project.allocation = made
        record(project, before=before, after={"allocation_id": made.pk})
    return made
