"""A draft's life: handed in, read, under review, published or discarded."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from tenghuan.apps.audit.trail import Actor, nothing_changed, record, service
from tenghuan.apps.kit.jobs import drop
from tenghuan.apps.organization.models import Level, Region
from tenghuan.apps.organization.services.units import resolve_units
from tenghuan.apps.plans.assembling import assemble
from tenghuan.apps.plans.models import (
    Document,
    Draft,
    DraftItem,
    DraftState,
    DraftUnit,
    Indicator,
    ItemState,
    Plan,
    PlanVersion,
)
from tenghuan.apps.plans.proposals import items_of, unit_names, units_of
from tenghuan.apps.plans.registers import DRAFTS
from tenghuan.apps.plans.services.publication import publish_pack
from tenghuan.errors import InputFault
from tenghuan.reading import PlanReading

OPEN_STATES = (DraftState.READING, DraftState.REVIEW)


READER = Actor.platform("reading")  # who reads, whoever handed the document in


@service("plans.upload_document", _lazy("上传方案文件"), locks=("region",))
def upload_document(actor: Actor, region: Region, name: str, content: bytes) -> Draft:
    """Keep a document and open a draft on it; the same file under review already leads to its draft.

    Raises:
        InputFault: not a county.
    """
    if region.level != Level.COUNTY:
        raise InputFault(_("方案由县（市、区）导入"), where=region.name, remedy=_("请使用县级专班办公室账号"))
    digest = hashlib.new("sm3", content).hexdigest()
    document = Document.objects.filter(region=region, digest=digest).first()
    if document is not None:
        present = document.drafts.filter(state__in=OPEN_STATES).first()
        if present is not None:
            nothing_changed()
            return present
    else:
        document = Document(region=region, name=name[:200], digest=digest, size=len(content), uploaded_by=actor.account)
        document.content.save(f"{digest[:24]}{_ending(name)}", ContentFile(content), save=False)
        document.save()
        record(document, after={"name": document.name, "digest": digest, "size": document.size})
    draft = Draft.objects.create(region=region, document=document, created_by=actor.person or actor.account)
    record(draft, after={"document": document.name, "state": draft.state})
    return draft


def _ending(name: str) -> str:
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    return f".{ending}" if ending in {"txt", "docx", "pdf", "html", "htm"} else ""


@service("plans.record_reading", _lazy("记录识读结果"))
def record_reading(actor: Actor, draft: Draft, reading: PlanReading) -> None:
    """Keep what was read and open the review."""
    found = reading.to_json()
    DRAFTS.take(READER, draft, "read", notes=found.get("notes") or [])
    Draft.objects.filter(pk=draft.pk).update(blocks=reading.document.to_json()["blocks"])
    present = Indicator.objects.filter(plan__region=draft.region, plan__is_current=True, retired=False, whole=None)
    items = items_of(draft, found, reading.document.texts(), present)
    DraftItem.objects.filter(draft=draft).delete()
    DraftUnit.objects.filter(draft=draft).delete()
    DraftItem.objects.bulk_create(items)
    names = [name for item in items for name in unit_names(item.kind, item.data)]
    units = units_of(draft, names, resolve_units(draft.region))
    DraftUnit.objects.bulk_create(units)
    record(draft, after={"items": len(items), "units": len(units)}, label=_("识读完成"))


@service("plans.fail_reading", _lazy("记录识读失败"))
def fail_reading(actor: Actor, draft: Draft, error: str) -> None:
    """Note why a document could not be read."""
    DRAFTS.take(READER, draft, "fail", error=error[:400])


@service("plans.restart_reading", _lazy("重新识读"))
def restart_reading(actor: Actor, draft: Draft) -> None:
    """Read again what could not be read."""
    DRAFTS.take(actor, draft, "restart", error="")


@service("plans.discard_draft", _lazy("作废草稿"))
def discard_draft(actor: Actor, draft: Draft) -> None:
    """Put a draft away; it stays on record."""
    DRAFTS.take(actor, draft, "discard")
    drop(draft)


@service("plans.publish_draft", _lazy("发布方案草稿"), locks=("draft",))
def publish_draft(
    actor: Actor, draft: Draft, note: str = "", *, plan: Plan | None = None, accept_open: bool = False
) -> PlanVersion:
    """Publish what the review decided, as a new version of ``plan`` or of the plan that the document continues.

    Args:
        accept_open: take what nobody has looked at as it was read; without it open items are refused.

    Raises:
        InputFault: items are open, the pack breaks the schema, or the publication refuses it.
    """
    still_open = draft.items.filter(state=ItemState.OPEN).count() + draft.units.filter(state=ItemState.OPEN).count()
    if still_open and not accept_open:
        raise InputFault(
            _("还有 %(n)d 项没有审核") % {"n": still_open},
            where=str(draft),
            remedy=_("请逐项审核，或在发布页勾选“未审核的按识读结果采用”"),
        )
    DRAFTS.take(actor, draft, "publish")
    assembled = assemble(draft)
    if assembled.pack is None:
        raise InputFault(
            _("方案包不完整：%(f)s") % {"f": assembled.faults[0]},
            where=str(draft),
            remedy=_("请按发布页列出的问题逐条更正"),
        )
    version = publish_pack(actor, draft.region, assembled.pack, note, plan)
    Draft.objects.filter(pk=draft.pk).update(version=version, plan=version.plan)
    record(draft, after={"version": version.number, "plan": version.plan_id, "open_accepted": still_open})
    return version
