"""What cultivation is, declared: its registers, and its pages in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenghuan.apps.cultivation import challenges, outcomes, titles
from tenghuan.apps.web import menu

menu.declare(
    menu.Entry("policy", _("梯度培育"), "cultivation:ladder", icon="stairs-up", order=8, guide=titles.GUIDE),
    menu.Entry("policy", _("数字化覆盖"), "cultivation:coverage", icon="chart-donut", order=22, guide=titles.GUIDE),
)

ALL = (titles.TITLES, titles.PROFILES, outcomes.OUTCOMES, outcomes.CONTRACTS, challenges.CHALLENGES)
