"""The register of cards (methodology2 §20): which figures a county shows on its wall, with their thresholds."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenghuan.apps.access.who import Who
from tenghuan.apps.cockpit.models import Card
from tenghuan.apps.kit.register import Menu, Register
from tenghuan.apps.plans.models import Indicator
from tenghuan.apps.plans.wording import number
from tenghuan.errors import InputFault
from tenghuan.publishing.tables import Column


def _hold(card: Card) -> None:
    """Hold that the indicator is one of the plan in force, and that a threshold has both its kind and its value."""
    found = Indicator.objects.filter(plan__region=card.county, plan__is_current=True, retired=False)
    if not found.filter(title=card.indicator).exists():
        words = _("现行方案里没有名为“%(i)s”的指标") % {"i": card.indicator}
        raise InputFault(words, where=_("指标"), remedy=_("请照作战总览里的指标名称填写"))
    for by, at, where in (
        (card.trigger_by, card.trigger_at, _("触警阈值")),
        (card.excellent_by, card.excellent_at, _("优质阈值")),
    ):
        if bool(by) == (at is None):
            raise InputFault(_("“按什么”和数值要同时填写，或都不填"), where=where, remedy=_("请补全"))


CARDS = Register(
    key="cards",
    model=Card,
    natural=("indicator",),
    fields=(
        *("indicator", "meaning", "trigger_by", "trigger_at", "response", "excellent_by", "excellent_at"),
        *("way", "source", "seat", "charge", "topics", "place"),
    ),
    columns=(
        "indicator",
        "meaning",
        Column("trigger", "触警", value=lambda card: _line(card.get_trigger_by_display(), card.trigger_at)),
        Column(
            "excellent",
            "优质",
            value=lambda card: _line(card.get_excellent_by_display(), card.excellent_at),
        ),
        *("response", "way", "source", "seat", "charge", "topics", "place"),
    ),
    search=("indicator", "topics"),
    filters=("way",),
    writers=(Who.OFFICE,),
    hold=_hold,
    menu=Menu("campaign", "cards", 50, "21-cockpit"),
    note=gettext_lazy("每县最多显示前 8 张；没有指标卡的，驾驶舱显示方案里最前面有数的指标"),
)


def _line(by: object, at: Decimal | None) -> str:
    return "" if at is None else f"{by} {number(at)}"
