"""What the shell shows of units, seats and accounts."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import EVERYONE, Role
from tenghuan.apps.organization.models import Account, Unit
from tenghuan.apps.web.finding import SHOWN, Finder, Hit, Words, matches
from tenghuan.apps.web.finding import declare as declare_finders
from tenghuan.apps.web.menu import Entry, declare

MOST_UNITS = 10_000  # of a province; looked through in memory

declare(
    Entry("campaign", _("专班席位"), "organization:groups", icon="users-group", order=80, guide="08-seats"),
    Entry("system", _("单位"), "organization:units", icon="sitemap", order=20, guide="09-administrators"),
    Entry("system", _("账号"), "organization:accounts", icon="user-cog", order=30, guide="09-administrators", bar=True),
)


def _units(account: Any, words: Words) -> list[Hit]:
    names = Unit.objects.visible_to(account).filter(active=True).values_list("name", "region__name")[:MOST_UNITS]
    found = [(name, place) for name, place in names if matches(name, words)]
    return [Hit(name, f"{reverse('organization:units')}?q={name}", place) for name, place in found[: SHOWN + 1]]


def _accounts(account: Any, words: Words) -> list[Hit]:
    named = Q(name__icontains=words.text) | Q(username__icontains=words.text)
    found = Account.objects.visible_to(account).filter(named).select_related("unit", "region")[: SHOWN + 1]
    return [
        Hit(one.name, reverse("organization:account", args=(one.pk,)), f"{one.username} · {one.unit or one.region}")
        for one in found
    ]


declare_finders(
    Finder("units", _("单位"), _units, EVERYONE - {Role.ENTERPRISE, Role.AUDIT_ADMIN}, 60),
    Finder("accounts", _("账号"), _accounts, {Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN}, 30),
)
