"""What the shell shows of plans: board, tasks, versions; indicators, tasks and plans by name or document number."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import OFFICIALS
from tenghuan.apps.kit.finding import found_by
from tenghuan.apps.plans.models import Item, ItemKind, Plan
from tenghuan.apps.web.finding import SHOWN, Finder, Hit, Words
from tenghuan.apps.web.finding import declare as declare_finders
from tenghuan.apps.web.menu import Entry, declare

declare(
    Entry("campaign", _("作战总览"), "plans:board", icon="layout-dashboard", order=10, guide="02-board", bar=True),
    Entry("campaign", _("任务清单"), "plans:tasks", icon="list-check", order=20, guide="02-board"),
    Entry("campaign", _("县际对比"), "plans:counties", icon="map-2", order=30, guide="10-counties"),
    Entry("campaign", _("方案导入"), "plans:drafts", icon="file-import", order=60, guide="01-plan"),
    Entry("campaign", _("方案版本"), "plans:versions", icon="versions", order=70, guide="01-plan"),
)


def _items(indicators: bool) -> Any:
    def find(account: Any, words: Words) -> list[Hit]:
        rows = Item.objects.visible_to(account).filter(retired=False, plan__is_current=True)
        kind = Q(kind=ItemKind.INDICATOR)
        found = found_by(rows.filter(kind if indicators else ~kind), ("title", "number"), words, "title")
        name = "plans:indicator" if indicators else "plans:duty"
        return [
            Hit(item.title, reverse(name, args=(item.pk,)), f"{item.plan.region} · {item.campaign or item.section}")
            for item in found.select_related("plan__region").order_by("plan", "order")[: SHOWN + 1]
        ]

    return find


def _plans(account: Any, words: Words) -> list[Hit]:
    named = Q(title__icontains=words.text) | Q(document_number__icontains=words.text)
    found = Plan.objects.visible_to(account).filter(named).select_related("region")[: SHOWN + 1]
    board = reverse("plans:board")
    return [Hit(plan.title, f"{board}?region={plan.region.code}", plan.document_number) for plan in found]


declare_finders(
    Finder("indicators", _("指标"), _items(True), OFFICIALS, 30),
    Finder("duties", _("任务"), _items(False), OFFICIALS, 32),
    Finder("plans", _("方案和文号"), _plans, OFFICIALS, 34),
)
