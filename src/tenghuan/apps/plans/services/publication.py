"""Publishing a plan pack: a new version, its items brought up to date, units and the task force set up."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service, snapshot
from tenghuan.apps.organization.models import Level, Region, Unit
from tenghuan.apps.organization.services.seats import set_group
from tenghuan.apps.organization.services.units import add_alias, create_unit, resolve_units
from tenghuan.apps.plans.changes import compare, groups_picture, picture
from tenghuan.apps.plans.identity import continued
from tenghuan.apps.plans.models import Plan, PlanVersion
from tenghuan.apps.plans.rows import held, switches, write_items, write_parameters
from tenghuan.errors import InputFault
from tenghuan.plan.schema import Group, PlanPack

SEAT_ROLES = ("leader", "deputy", "members", "liaison")


@service("plans.publish_pack", _lazy("发布方案"), locks=("region",))
def publish_pack(actor: Actor, region: Region, pack: PlanPack, note: str = "", plan: Plan | None = None) -> PlanVersion:
    """Publish a pack in a county: the first version of a new plan, or the next version of ``plan``.

    Without ``plan`` the county's plan with the same document number, else the same title, is continued. The
    same pack again changes nothing. Items keep their rows (and with them what was reported) by key; what the
    pack no longer names is retired. Missing units, aliases, groups and seats are created.

    Raises:
        InputFault: not a county; or a caliber or unit would change under data that hang on it.
    """
    if region.level != Level.COUNTY:
        raise InputFault(_("方案只能发布到县（市、区）"), where=region.name, remedy=_("请由县级专班办公室发布"))
    plan = plan or continued(region, pack.plan)
    data = pack.model_dump(mode="json")
    digest = _digest(data)
    if plan is not None:
        plan = Plan.objects.select_for_update().get(pk=plan.pk)
        if plan.current_version is not None and plan.current_version.digest == digest:
            nothing_changed()
            return plan.current_version
        _refuse_switches(plan, pack)
    group_names = [group.name for group in pack.groups]
    before = {**picture(plan), **groups_picture(region, group_names)} if plan else {}
    was = snapshot(plan) if plan else None
    plan = _plan(region, pack, plan)
    units = _units(actor, region, pack)
    groups = {group.name: _group(actor, region, group, order, units, pack) for order, group in enumerate(pack.groups)}
    write_items(plan, pack, units, groups)
    write_parameters(plan, pack)
    after = {**picture(plan), **groups_picture(region, group_names)}
    changes = compare(before, after) if was else {}
    version = _version(actor, plan, data, digest, note, changes)
    plan.current_version = version
    plan.save(update_fields=("current_version",))
    counts = {key: len(rows) for key, rows in changes.items()}
    record(version, after={"number": version.number, "digest": digest, "note": note, "changes": counts})
    record(plan, before=was, after=snapshot(plan))
    return version


def _digest(data: dict[str, Any]) -> str:
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.new("sm3", text.encode()).hexdigest()


def _refuse_switches(plan: Plan, pack: PlanPack) -> None:
    found = switches(plan, pack)
    if found:
        others = _("；另有 %(n)d 项同样如此") % {"n": len(found) - 1} if len(found) > 1 else ""
        raise InputFault(
            f"{found[0].words}{others}",
            where=found[0].title,
            remedy=_("请恢复原口径和单位；确需更换的，停用原指标、另立新指标"),
        )


def _plan(region: Region, pack: PlanPack, plan: Plan | None) -> Plan:
    """Write what the document says of itself; a new plan takes over unless it ends before the current one."""
    told = pack.plan
    plan = plan or Plan(region=region, is_current=False)
    plan.title, plan.issuer = told.title, told.issuer or ""
    plan.document_number = told.document_number or ""
    plan.issued_on, plan.effective_from, plan.effective_until = (
        told.issued_on,
        told.effective_from,
        told.effective_until,
    )
    plan.start_year, plan.end_year = told.period.start, told.period.end
    if not plan.is_current:
        current = Plan.objects.filter(region=region, is_current=True).first()
        if current is None or not _of_before(plan, current):
            Plan.objects.filter(region=region, is_current=True).update(is_current=False)
            plan.is_current = True
    held(plan, plan.title).save()
    return plan


def _of_before(plan: Plan, current: Plan) -> bool:
    """Tell whether a plan ends before the current one; where one has no end, whether it begins before it."""
    if plan.end_year is not None and current.end_year is not None:
        return plan.end_year < current.end_year
    ended = plan.end_year is not None and current.start_year is not None and plan.end_year < current.start_year
    return ended or (plan.start_year is not None and (current.start_year or 0) > plan.start_year)


def _units(actor: Actor, region: Region, pack: PlanPack) -> dict[str, Unit]:
    """Return every name, alias and key of the pack's units → unit, creating what the county lacks."""
    known, found = resolve_units(region), dict[str, Unit]()
    for told in pack.units:
        unit = next((known[name] for name in told.names if name in known), None)
        if unit is None:
            unit = create_unit(actor, region, told.name, told.kind.value)
            known[unit.name] = unit
        for name in told.names:
            if name not in known:
                add_alias(actor, unit, name)
                known[name] = unit
            found[name] = known[name]
        found[told.key] = unit
    return found


def _group(actor: Actor, region: Region, told: Group, order: int, units: dict[str, Unit], pack: PlanPack) -> Any:
    seats = []
    for role in SEAT_ROLES:
        for seat in dict.fromkeys(getattr(told, role)):
            unit = pack.unit_of_post(seat.post)
            seats.append((role, seat.post, units[unit.key] if unit else None))
    lead = units.get(told.lead_unit) if told.lead_unit else None
    return set_group(actor, region, told.name, seats, lead_unit=lead, order=order)


def _version(
    actor: Actor, plan: Plan, data: dict[str, Any], digest: str, note: str, changes: dict[str, Any]
) -> PlanVersion:
    last = PlanVersion.objects.filter(plan=plan).aggregate(last=Max("number"))["last"] or 0
    return PlanVersion.objects.create(
        plan=plan,
        number=last + 1,
        pack=data,
        digest=digest,
        published_at=timezone.now(),
        published_by=f"{actor.person}（{actor.account}）" if actor.person else _("平台"),
        note=note,
        changes=changes,
    )
