"""A batch moves along its table of transitions by a conditional update, so that two clicks cannot do it twice."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tenghuan.apps.access.moves import switch
from tenghuan.apps.audit.trail import record, snapshot
from tenghuan.apps.intake.models import TRANSITIONS, Batch
from tenghuan.errors import InputFault

AUDITED = ("state", "workbook_id", "register", "sheet", "year", "configuration", "rows", "errors", "warnings", "note")


def move(batch: Batch, to: str, **changes: Any) -> None:
    """Bring a batch into another state (inside a service), changing further columns, and record it.

    Args:
        batch: as the caller saw it; brought up to date.
        to: the state; one that the batch's present state leads to.
        **changes: columns set along with the state.

    Raises:
        InputFault: somebody else moved it meanwhile, or the state does not lead there.
    """
    before = snapshot(batch, AUDITED)
    if to not in TRANSITIONS[batch.state] or not switch(batch, to, **changes):
        raise InputFault(_("批次状态已变化，操作未执行"), where=str(batch), remedy=_("请刷新页面后再试"))
    batch.refresh_from_db()
    after = snapshot(batch, AUDITED)
    changed = [key for key in AUDITED if before[key] != after[key]] or ["state"]
    record(batch, before={k: before[k] for k in changed}, after={k: after[k] for k in changed})
