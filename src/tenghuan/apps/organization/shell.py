"""What the shell shows of seats; units and accounts are registers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.web.menu import Entry, declare

declare(Entry("campaign", _("专班席位"), "organization:groups", icon="users-group", order=80, guide="08-seats"))
