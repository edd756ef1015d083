"""Boards that were worked out, kept in the process until the trail tells of a change that could alter them.

The board of a county is the same for whoever may see its plan, and is asked for by the first page, the board and the
wall; working it out takes longer than showing it. Rows are shared between requests: read them, never write to them.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings

from tenghuan.apps.audit.memory import Memory

# what stands on no board: things of businesses above plans, and what a unit notes before it hands in
OTHER_APPS = frozenset(
    {"enterprises", "intake", "evaluation", "ledgers", "remediation", "screening", "cockpit", "sandtable"}
)
QUIET = frozenset({"monitoring.save_draft", "organization.note_login", "organization.note_failure"})

# plan → the rows of its board
boards: Memory[int, list[Any]] = Memory(lambda: settings.BOARDS_KEPT, but_apps=OTHER_APPS, but_actions=QUIET)
