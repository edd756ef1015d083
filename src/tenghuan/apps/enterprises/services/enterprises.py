"""What a person says of an enterprise: that it closed or moved, and other names it is called by."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service
from tenghuan.apps.enterprises.models import Enterprise, FormerName, Status
from tenghuan.errors import InputFault


@service("enterprises.set_status", gettext_lazy("变更企业登记状态"), locks=("enterprise",))
def set_status(actor: Actor, enterprise: Enterprise, status: str, reason: str) -> None:
    """Note that an enterprise is in business, deregistered, moved out or moved in, with the reason."""
    if status not in Status.values:
        raise InputFault(_("没有这种状态"), remedy=_("请从列表中选择"))
    if len(reason.strip()) < 2:
        raise InputFault(_("请写明状态变更的依据"))
    if enterprise.status == status:
        nothing_changed()
        return
    before, enterprise.status = enterprise.status, status
    enterprise.save(update_fields=("status",))
    record(enterprise, before={"status": before}, after={"status": status, "reason": reason.strip()})


@service("enterprises.add_name", gettext_lazy("登记企业名称"), locks=("enterprise",))
def add_name(actor: Actor, enterprise: Enterprise, name: str) -> None:
    """Let another name lead to the enterprise, because a person confirmed that it is meant."""
    name = name.strip()
    if not name or name == enterprise.name or enterprise.former_names.filter(name=name).exists():
        nothing_changed()
        return
    FormerName.objects.create(enterprise=enterprise, name=name[:120])
    record(enterprise, after={"former_name": name})
