"""What the shell shows of the assessment beside the lists of its registers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.web.menu import Entry, declare

declare(Entry("reporting", _("赛马榜"), "assessment:board", icon="flag", order=56, guide="19-assessment"))
