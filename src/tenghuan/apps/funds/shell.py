"""What the shell shows of policy money beside its registers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.web.menu import Entry, declare

GUIDE = "25-funds"

declare(
    Entry("policy", _("我的政策"), "funds:mine", icon="gift", order=5, guide=GUIDE, bar=True),
    Entry("policy", _("政策资金"), "funds:board", icon="coins", order=6, guide=GUIDE),
    Entry("policy", _("兑付公示"), "funds:public", icon="speakerphone", order=34, guide=GUIDE),
)
