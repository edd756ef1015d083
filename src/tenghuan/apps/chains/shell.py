"""What the shell shows of chains beside their registers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.web.menu import Entry, declare

declare(
    Entry("projects", _("产业链总览"), "chain:overview", icon="affiliate", order=50, guide="29-chains"),
    Entry("projects", _("招引需求清单"), "chain:lacking", icon="puzzle", order=46, guide="29-chains"),
    Entry("projects", _("产业链一键通"), "chain:board", icon="plug-connected", order=54, guide="29-chains"),
)
