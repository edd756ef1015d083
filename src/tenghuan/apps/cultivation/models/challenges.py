"""揭榜挂帅: a need that is posted, taken up by others, signed, looked at half-way and accepted."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import scoped
from tenghuan.apps.cultivation.models.titles import NOT_NEGATIVE, SCOPE, enterprise_field, unit_field
from tenghuan.apps.kit.fields import Amount
from tenghuan.apps.kit.models import Kept


class Challenge(Kept):
    """A technical need of an enterprise and what became of it."""

    class State(models.TextChoices):
        NEED = "need", _("需求")
        POSTED = "posted", _("已发榜")
        TAKEN = "taken", _("已揭榜")
        SIGNED = "signed", _("已签约")
        MIDDLE = "middle", _("中期已查")
        ACCEPTED = "accepted", _("已验收")
        DROPPED = "dropped", _("已终止")

    number = models.CharField(_("榜单编号"), max_length=20, editable=False)
    name = models.CharField(_("需求名称"), max_length=120)
    enterprise = enterprise_field()
    unit = unit_field()
    need = models.TextField(_("技术需求"), max_length=2000)
    budget = Amount(_("榜金"), _("万元"), decimal_places=2, validators=NOT_NEGATIVE)
    closes_on = models.DateField(_("揭榜截止"), null=True, blank=True)
    taker = models.CharField(_("揭榜方"), max_length=120, blank=True)
    signed_on = models.DateField(_("签约日期"), null=True, blank=True)
    contract_amount = Amount(_("签约金额"), _("万元"), decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE)
    finding = models.TextField(_("中期检查情况"), max_length=2000, blank=True)
    result = models.TextField(_("验收成果"), max_length=2000, blank=True)
    accepted_on = models.DateField(_("验收日期"), null=True, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.NEED, editable=False)

    objects = scoped(SCOPE)

    class Meta:
        verbose_name = verbose_name_plural = _("揭榜挂帅")
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("county", "number"), name="challenge_number_once"),)

    def __str__(self) -> str:
        return self.name
