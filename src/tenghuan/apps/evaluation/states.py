"""Where a run and an objection may stand (methodology §1.8); the moves between are in ``registers``."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RunState(TextChoices):
    FROZEN = "frozen", _("数据已冻结")
    SCORED = "scored", _("已初评")
    CONFIRMING = "confirming", _("企业确认中")
    PUBLISHED = "published", _("公示中")
    REVIEWING = "reviewing", _("复核中")
    FINAL = "final", _("已审定")
    ABANDONED = "abandoned", _("已作废")


class ObjectionState(TextChoices):
    FILED = "filed", _("待镇街初核")
    FORWARDED = "forwarded", _("待复核")
    ACCEPTED = "accepted", _("采纳")
    REJECTED = "rejected", _("不采纳")


# objections that are not decided yet
WAITING = (ObjectionState.FILED, ObjectionState.FORWARDED)
# an enterprise sees its sheet from the moment it is asked to confirm it
SHOWN_TO_ENTERPRISES = frozenset({RunState.CONFIRMING, RunState.PUBLISHED, RunState.REVIEWING, RunState.FINAL})
# enterprises confirm or object while one of these stands
OPEN_TO_ENTERPRISES = frozenset({RunState.CONFIRMING, RunState.PUBLISHED})
# a list may still be corrected by a decision on an objection
UNDER_REVIEW = (*OPEN_TO_ENTERPRISES, RunState.REVIEWING)
