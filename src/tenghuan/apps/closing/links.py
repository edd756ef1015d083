"""Where other pages lead into the month close."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import OFFICIALS
from tenghuan.apps.closing.models import Closing
from tenghuan.apps.kit.further import Further
from tenghuan.apps.plans.models import Indicator


def analysis(account: Any, thing: models.Model) -> Further | None:
    """Return the way from an indicator to its month's analysis, and from a close to its report."""
    if getattr(account, "role", "") not in OFFICIALS:
        return None
    if isinstance(thing, Indicator):
        return Further(_("月度分析"), "chart-dots", reverse("closing:indicator", args=(thing.pk,)))
    if isinstance(thing, Closing):
        return Further(_("指标月报"), "report", reverse("closing:month", args=(thing.pk,)))
    return None
