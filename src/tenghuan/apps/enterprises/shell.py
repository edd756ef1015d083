"""What the shell shows of enterprises: the list, and each by name, former name, credit code or initials."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import OFFICIALS
from tenghuan.apps.enterprises.models import Enterprise, FormerName
from tenghuan.apps.kit.finding import found_by
from tenghuan.apps.web.finding import SHOWN, Finder, Hit, Words
from tenghuan.apps.web.finding import declare as declare_finders
from tenghuan.apps.web.menu import Entry, declare

declare(
    Entry(
        *("enterprises", _("企业档案"), "enterprises:list"),
        icon="building-factory-2",
        order=10,
        guide="06-enterprises",
        bar=True,
    ),
    Entry("enterprises", _("我的档案"), "enterprises:own", icon="id", order=15, guide="06-enterprises", bar=True),
)


def _find(account: Any, words: Words) -> list[Hit]:
    rows = Enterprise.objects.visible_to(account)
    former = FormerName.objects.filter(enterprise=OuterRef("pk"), name__icontains=words.text)
    found = found_by(rows, ("name", "uscc"), words, "name").values("pk")
    both = rows.filter(pk__in=found) | rows.filter(Exists(former))
    return [
        Hit(one.name, reverse("enterprises:enterprise", args=(one.pk,)), f"{one.uscc} · {one.town or one.county}")
        for one in both.select_related("town", "county").order_by("name")[: SHOWN + 1]
    ]


declare_finders(
    Finder(
        *("enterprises", _("企业"), _find, OFFICIALS, 10),
        whole=lambda words: f"{reverse('enterprises:list')}?{urlencode({'text': words.text})}",
    )
)
