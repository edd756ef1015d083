"""The loop of a draft: read by the platform, reviewed and published by the county's office."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.who import Who
from tenghuan.apps.audit.trail import Actor
from tenghuan.apps.kit.loop import Loop, move
from tenghuan.apps.plans.models import Draft, DraftState

ALIVE = (DraftState.READING, DraftState.REVIEW, DraftState.FAILED)


def _told(_actor: Actor, _draft: Draft, told: dict[str, Any]) -> dict[str, Any]:
    """What the reading noted, or why it failed."""
    kept: dict[str, Any] = {name: told[name] for name in ("notes", "error") if name in told}
    return {**kept, "updated_at": timezone.now()}


DRAFTS = Loop(
    key="drafts",
    model=Draft,
    moves=(
        move("read", _("识读完成"), {DraftState.READING}, DraftState.REVIEW, Who.PLATFORM),
        move("fail", _("识读失败"), {DraftState.READING}, DraftState.FAILED, Who.PLATFORM),
        move("restart", _("重新识读"), {DraftState.FAILED}, DraftState.READING, Who.OFFICE),
        move("publish", _("发布方案"), {DraftState.REVIEW}, DraftState.PUBLISHED, Who.OFFICE),
        move("discard", _("作废草稿"), ALIVE, DraftState.DISCARDED, Who.OFFICE, danger=True),
    ),
    todo={DraftState.REVIEW: _("审核方案草稿"), DraftState.FAILED: _("处理识读失败的方案文件")},
    fills=dict.fromkeys(("read", "fail", "restart", "publish", "discard"), _told),
)
