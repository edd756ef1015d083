"""Decisions of a review: each is one small change on record, and a stale one is refused."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from tenghuan.apps.audit.trail import Actor, hold_rows, nothing_changed, record, service
from tenghuan.apps.organization.models import Unit
from tenghuan.apps.organization.services.units import resolve_units
from tenghuan.apps.plans.models import Draft, DraftItem, DraftState, DraftUnit, ItemState
from tenghuan.apps.plans.proposals import unit_names, units_of
from tenghuan.apps.plans.settings import review_settings
from tenghuan.errors import InputFault


def _decider(actor: Actor) -> str:
    return actor.person or actor.account


def _write(actor: Actor, item: DraftItem, revision: int, **fields: Any) -> None:
    """Decide on exactly the revision that the officer saw, while the draft is under review."""
    hold_rows(item.draft, item)
    if item.revision != revision or item.draft.state != DraftState.REVIEW:
        raise _stale(item)
    before = {"state": item.state, "corrected": item.corrected}
    mine = DraftItem.objects.filter(pk=item.pk)
    mine.update(revision=F("revision") + 1, decided_by=_decider(actor), decided_at=timezone.now(), **fields)
    item.refresh_from_db()
    Draft.objects.filter(pk=item.draft_id).update(updated_at=timezone.now())
    record(item, before=before, after={key: fields[key] for key in fields})


def _stale(item: DraftItem) -> InputFault:
    if item.draft.state != DraftState.REVIEW:
        return InputFault(_("草稿现为“%(s)s”，不能再改") % {"s": item.draft.get_state_display()}, where=str(item))
    return InputFault(
        _("%(who)s 已把这一条处理为“%(state)s”，您的操作没有生效")
        % {"who": item.decided_by, "state": item.get_state_display()},
        where=str(item),
        remedy=_("下面已换成最新内容，请核对后再办"),
    )


@service("plans.decide_item", _lazy("审定条目"))
def decide_item(actor: Actor, item: DraftItem, revision: int, state: str) -> DraftItem:
    """Accept an item as read, drop it, or open it again (which takes a correction back).

    Raises:
        InputFault: somebody decided in the meantime, or the draft is no longer under review.
    """
    if state not in (ItemState.ACCEPTED, ItemState.DROPPED, ItemState.OPEN):
        raise InputFault(_("没有这种处理"), where=str(item))
    fields: dict[str, Any] = {"state": state}
    if item.read is None and state != ItemState.DROPPED:
        fields["state"] = ItemState.ADDED  # what a person added is never open: there is nothing read to return to
    elif state == ItemState.OPEN:
        fields["corrected"] = None
    elif state == ItemState.ACCEPTED and item.corrected is not None:
        fields["state"] = ItemState.CORRECTED
    _write(actor, item, revision, **fields)
    return item


@service("plans.correct_item", _lazy("更正条目"))
def correct_item(actor: Actor, item: DraftItem, revision: int, data: dict[str, Any]) -> DraftItem:
    """Keep a correction beside what was read; names of units that are new to the draft get their own row.

    Raises:
        InputFault: somebody decided in the meantime, or the draft is no longer under review.
    """
    state = ItemState.ADDED if item.read is None else ItemState.CORRECTED
    _write(actor, item, revision, corrected=data, state=state)
    _note_units(item)
    return item


@service("plans.add_item", _lazy("补录条目"), locks=("draft",))
def add_item(actor: Actor, draft: Draft, kind: str, data: dict[str, Any]) -> DraftItem:
    """Add what the reading missed."""
    if not Draft.objects.filter(pk=draft.pk, state=DraftState.REVIEW).exists():
        raise InputFault(_("草稿不在审核中"), where=str(draft), remedy=_("请刷新页面查看最新进展"))
    present = draft.items.filter(kind=kind, state=ItemState.ADDED, corrected=data).first()
    if present is not None:  # the same form, sent twice
        nothing_changed()
        return present
    last = draft.items.filter(kind=kind).order_by("-order").first()
    item = DraftItem.objects.create(
        draft=draft,
        kind=kind,
        order=last.order + 1 if last else 0,
        corrected=data,
        state=ItemState.ADDED,
        decided_by=_decider(actor),
        decided_at=timezone.now(),
    )
    record(item, after={"kind": kind, "data": data})
    _note_units(item)
    return item


def _note_units(item: DraftItem) -> None:
    known = set(item.draft.units.values_list("name", flat=True))
    new = [name for name in unit_names(item.kind, item.data) if name not in known]
    if new:
        DraftUnit.objects.bulk_create(
            units_of(item.draft, new, resolve_units(item.draft.region)), ignore_conflicts=True
        )


@service("plans.accept_sure", _lazy("采纳把握大的条目"), locks=("draft",))
def accept_sure(actor: Actor, draft: Draft, kind: str = "") -> int:
    """Accept at once every open item of a kind (or of all) that the reader was sure of; return how many."""
    limit = review_settings().sure_at_least
    wanted = draft.items.filter(state=ItemState.OPEN, confidence__gte=limit, draft__state=DraftState.REVIEW)
    if kind:
        wanted = wanted.filter(kind=kind)
    keys = list(wanted.values_list("pk", flat=True))
    if not keys:
        nothing_changed()
        return 0
    changed = DraftItem.objects.filter(pk__in=keys, state=ItemState.OPEN).update(
        state=ItemState.ACCEPTED, revision=F("revision") + 1, decided_by=_decider(actor), decided_at=timezone.now()
    )
    Draft.objects.filter(pk=draft.pk).update(updated_at=timezone.now())
    label = _("一次采纳 %(n)d 项") % {"n": changed}
    record(draft, label=label, after={"accepted": keys, "kind": kind, "sure_at_least": limit})
    return changed


@service("plans.map_unit", _lazy("对应单位"))
def map_unit(
    actor: Actor, row: DraftUnit, revision: int, *, unit: Unit | None = None, same_as: str = "", kind: str = ""
) -> DraftUnit:
    """Say which unit a name of the document stands for: one the county has, another name here, or a new unit.

    Raises:
        InputFault: somebody decided in the meantime, the unit is another county's, or names would merge in a ring.
    """
    if unit is not None and unit.region_id != row.draft.region_id:
        raise InputFault(_("“%(u)s”不是本县的单位") % {"u": unit}, where=row.name)
    hold_rows(row.draft, row)
    if row.revision != revision or row.draft.state != DraftState.REVIEW:
        raise InputFault(
            _("%(who)s 已处理这个单位，您的操作没有生效") % {"who": row.decided_by or _("他人")},
            where=row.name,
            remedy=_("下面已换成最新内容，请核对后再办"),
        )
    if same_as and (same_as == row.name or not row.draft.units.filter(name=same_as, same_as="").exists()):
        raise InputFault(_("不能并入“%(n)s”") % {"n": same_as}, where=row.name, remedy=_("请选另一个未并入他处的名称"))
    if same_as and row.draft.units.filter(same_as=row.name).exists():
        raise InputFault(_("已有名称并入“%(n)s”") % {"n": row.name}, where=row.name, remedy=_("请先改那些名称"))
    before = {"unit": row.unit_id, "same_as": row.same_as, "state": row.state}
    DraftUnit.objects.filter(pk=row.pk).update(
        unit=unit,
        same_as="" if unit else same_as,
        kind=kind or row.kind,
        state=ItemState.ACCEPTED,
        reason=_("人工确认"),
        revision=F("revision") + 1,
        decided_by=_decider(actor),
    )
    row.refresh_from_db()
    record(row, before=before, after={"unit": row.unit_id, "same_as": row.same_as, "kind": row.kind})
    return row


@service("plans.accept_units", _lazy("采纳单位对应建议"), locks=("draft",))
def accept_units(actor: Actor, draft: Draft) -> int:
    """Accept every proposed mapping that is still open; return how many."""
    wanted = draft.units.filter(state=ItemState.OPEN, draft__state=DraftState.REVIEW)
    names = list(wanted.values_list("name", flat=True))
    if not names:
        nothing_changed()
        return 0
    changed = draft.units.filter(state=ItemState.OPEN, name__in=names).update(
        state=ItemState.ACCEPTED, revision=F("revision") + 1, decided_by=_decider(actor)
    )
    record(draft, label=_("采纳 %(n)d 个单位的建议") % {"n": changed}, after={"units": names})
    return changed
