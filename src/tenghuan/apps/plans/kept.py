"""Boards that were worked out, kept in the process until the trail tells of a change that could alter them.

The board of a county is the same for whoever may see its plan, and is asked for by the first page, the board and the
wall; working it out takes longer than showing it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from tenghuan.apps.audit.trail import in_service
from tenghuan.apps.audit.watching import watch

R = TypeVar("R")
Key = tuple[object, ...]
# what stands on no board: things of businesses above plans, and what a unit notes before it hands in
OTHER_APPS = frozenset({"enterprises", "intake", "evaluation", "ledgers", "remediation", "screening", "sandtable"})
QUIET = frozenset({"monitoring.save_draft", "organization.note_login", "organization.note_failure"})

_rows: OrderedDict[int, tuple[Key, Sequence[object]]] = OrderedDict()
_lock = threading.Lock()


def rows_of(plans: Sequence[int], work_out: Callable[[Sequence[int]], dict[int, list[R]]]) -> dict[int, list[R]]:
    """Return the rows of plans, kept or worked out (all that lack, at once).

    Rows are shared between requests: read them, never write to them.

    Args:
        plans: numbers of plans.
        work_out: the rows of some plans, by plan.
    """
    if in_service() or not settings.BOARDS_KEPT:  # what a service has just written is in no row of the trail yet
        return work_out(plans)
    key = (watch.mark(but_apps=OTHER_APPS, but_actions=QUIET), timezone.localdate(), get_language())
    found: dict[int, list[R]] = {}
    with _lock:
        for plan in plans:
            kept = _rows.get(plan)
            if kept is not None and kept[0] == key:
                _rows.move_to_end(plan)
                found[plan] = kept[1]  # type: ignore[assignment]  # one kind of rows is kept here
    lacking = [plan for plan in plans if plan not in found]
    if lacking:
        made = work_out(lacking)
        with _lock:
            for plan in lacking:
                _rows[plan] = key, made[plan]
                _rows.move_to_end(plan)
            while len(_rows) > settings.BOARDS_KEPT:
                _rows.popitem(last=False)
        found |= made
    return found
