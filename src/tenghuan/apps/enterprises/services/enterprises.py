"""What a person says of an enterprise: that it closed or moved, and other names it is called by."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.who import Who, any_of
from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service, snapshot
from tenghuan.apps.enterprises.models import Enterprise, FormerName, Status
from tenghuan.apps.enterprises.projection import tell_former_names
from tenghuan.apps.kit.models import EventKind
from tenghuan.apps.kit.timeline import write
from tenghuan.errors import InputFault


@service("enterprises.set_status", gettext_lazy("变更企业登记状态"), locks=("enterprise",))
def set_status(actor: Actor, enterprise: Enterprise, status: str, reason: str) -> None:
    """Note that an enterprise is in business, deregistered, moved out or moved in, with the reason."""
    _hold_office(actor, enterprise)
    if status not in Status.values:
        raise InputFault(_("没有这种状态"), remedy=_("请从列表中选择"))
    if len(reason.strip()) < 2:
        raise InputFault(_("请写明状态变更的依据"))
    if enterprise.status == status:
        nothing_changed()
        return
    before, enterprise.status = enterprise.status, status
    _write(enterprise, status=status)
    write(actor, enterprise, EventKind.CHANGE, enterprise.get_status_display(), note=reason.strip())
    record(enterprise, before={"status": before}, after={"status": status, "reason": reason.strip()})


@service("enterprises.restore", gettext_lazy("恢复使用企业档案"), locks=("enterprise",))
def restore(actor: Actor, enterprise: Enterprise, reason: str) -> None:
    """Take an enterprise that was retired back into use, with the reason."""
    _hold_office(actor, enterprise)
    if len(reason.strip()) < 2:
        raise InputFault(_("请写明恢复使用的理由"))
    if enterprise.retired_on is None:
        nothing_changed()
        return
    before = snapshot(enterprise, ("retired_on", "retired_because"))
    _write(enterprise, retired_on=None, retired_because="")
    write(actor, enterprise, EventKind.CHANGE, _("恢复使用"), note=reason.strip())
    record(enterprise, before=before, after={"retired_on": None, "retired_because": "", "reason": reason.strip()})


def _hold_office(actor: Actor, enterprise: Enterprise) -> None:
    if not any_of((Who.OFFICE,), actor, enterprise):
        raise InputFault(_("由本县专班办公室办理"), where=enterprise.name)


def _write(enterprise: Enterprise, **told: Any) -> None:
    """Write columns of a row that is held; whoever has it open does not write over it."""
    same = Enterprise.objects.filter(pk=enterprise.pk)
    same.update(**told, revision=F("revision") + 1, changed_at=timezone.now())
    enterprise.refresh_from_db()


@service("enterprises.add_name", gettext_lazy("登记企业名称"), locks=("enterprise",))
def add_name(actor: Actor, enterprise: Enterprise, name: str) -> None:
    """Let another name lead to the enterprise, because a person confirmed that it is meant."""
    name = name.strip()
    if not name or name == enterprise.name or enterprise.former_names.filter(name=name).exists():
        nothing_changed()
        return
    FormerName.objects.create(enterprise=enterprise, name=name[:120])
    tell_former_names([enterprise.pk])
    record(enterprise, after={"former_name": name})
