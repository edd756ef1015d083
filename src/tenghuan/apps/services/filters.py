"""Filters of the list of requests: its columns, and whether a step is or was past its limit."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.kit.filters import filterset
from tenghuan.apps.services.models import EVER_LATE, Request, late_now

NAMES = ("state", "source", "kind", "lead", "town", "outcome", "score", "hard", "redone", "asked_on", "closed_on")
WORDS = {
    "now": (_("现已超时"), late_now),
    "ever": (_("有环节超时"), lambda: EVER_LATE),
    "answer": (_("答复超时"), lambda: Q(answer_late=True)),
    "answered": (_("答复过的"), lambda: Q(answered_at__isnull=False)),
}


class RequestFilters(filterset(Request, NAMES)):  # type: ignore[misc]  # the base is made from the model's columns
    """The columns, and ``late``: how a request stands by its limits."""

    late = django_filters.ChoiceFilter(
        label=_("时限"),
        choices=[(key, word) for key, (word, _condition) in WORDS.items()],
        empty_label=_("全部"),
        method="by_late",
    )

    def by_late(self, rows: Any, name: str, value: str) -> Any:
        """Keep the requests that are past a limit now, or were once."""
        return rows.filter(WORDS[value][1]())
