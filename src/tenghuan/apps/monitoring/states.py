"""The states of a report; its moves stand in ``registers``."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    NOT_DUE = "not_due", _("未到期")
    PENDING = "pending", _("待报")
    DRAFT = "draft", _("草稿")
    ZERO = "zero", _("零报告")
    SUBMITTED = "submitted", _("已报")
    RETURNED = "returned", _("退回")
    APPROVED = "approved", _("已审")
    LOCKED = "locked", _("锁定")


class Phase(TextChoices):
    """What a unit says of a task beside the per cent."""

    NOT_STARTED = "not_started", _("未启动")
    UNDER_WAY = "under_way", _("推进中")
    BLOCKED = "blocked", _("受阻")
    DONE = "done", _("已完成")


EDITABLE = frozenset({State.PENDING, State.DRAFT, State.RETURNED})
WAITING = frozenset({State.SUBMITTED, State.ZERO})
VALID = frozenset({State.APPROVED, State.LOCKED})
REPORTED = WAITING | VALID
