"""Outcomes that targets count (standards, products, projects, robots, talents, loans), and technology contracts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import scoped
from tenghuan.apps.cultivation.models.titles import (
    IN_USE,
    NOT_NEGATIVE,
    SCOPE,
    enterprise_field,
    level_choices,
    unit_field,
)
from tenghuan.apps.kit.fields import Amount
from tenghuan.apps.kit.models import Kept
from tenghuan.laddering.kinds import kinds


def outcome_choices() -> list[tuple[str, str]]:
    """Return key and name of every kind of outcome, as the data has them."""
    return [(one.key, one.name) for one in kinds("outcomes").values()]


class Outcome(Kept):
    """One outcome: planned, under way, reported with proof, confirmed by another person, ended.

    ``amount`` is what its kind says it is (台数, 万元, 人次). ``ended_on`` is the last day on which it counts.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("谋划")
        WORKING = "working", _("推进中")
        REPORTED = "reported", _("待核实")
        CONFIRMED = "confirmed", _("已核实")
        ENDED = "ended", _("已失效")
        DROPPED = "dropped", _("已取消")

    kind = models.CharField(_("类别"), max_length=24, choices=outcome_choices, db_index=True)
    name = models.CharField(_("名称"), max_length=160)
    enterprise = enterprise_field(null=True, blank=True)
    holder = models.CharField(_("其他承担单位"), max_length=120, blank=True)
    unit = unit_field()
    level = models.CharField(_("级别"), max_length=8, choices=level_choices, blank=True)
    amount = Amount(_("数额"), "", decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE)
    number = models.CharField(_("文号或证书号"), max_length=80, blank=True)
    achieved_on = models.DateField(_("取得日期"), null=True, blank=True, db_index=True)
    ended_on = models.DateField(_("有效期止"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.PLANNED, editable=False)

    objects = scoped(SCOPE)

    class Meta:
        verbose_name = verbose_name_plural = _("培育成果")
        ordering = ("-achieved_on", "kind", "name", "pk")
        indexes = (models.Index(fields=("county", "kind", "achieved_on")),)
        constraints = (
            models.UniqueConstraint(fields=("county", "kind", "name"), condition=IN_USE, name="outcome_once"),
        )

    def __str__(self) -> str:
        return self.name


class Contract(Kept):
    """A technology contract, registered once where the seller is; its number is one of the whole register."""

    class Kind(models.TextChoices):
        DEVELOP = "develop", _("技术开发")
        TRANSFER = "transfer", _("技术转让")
        LICENSE = "license", _("技术许可")
        CONSULT = "consult", _("技术咨询")
        SERVICE = "service", _("技术服务")

    number = models.CharField(_("登记编号"), max_length=40)
    name = models.CharField(_("合同名称"), max_length=160)
    enterprise = enterprise_field()
    buyer = models.CharField(_("买方"), max_length=120)
    kind = models.CharField(_("合同类别"), max_length=10, choices=Kind.choices)
    amount = Amount(_("成交额"), _("万元"), decimal_places=2, validators=NOT_NEGATIVE)
    technical = Amount(_("其中技术交易额"), _("万元"), decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE)
    unit = unit_field()
    accepted_on = models.DateField(_("受理日期"))
    registered_on = models.DateField(_("登记日期"), db_index=True)

    objects = scoped(SCOPE)

    class Meta:
        verbose_name = verbose_name_plural = _("技术合同")
        ordering = ("-registered_on", "number")
        constraints = (
            # of all counties: the seller's place registers it, the buyer's must not count it again
            models.UniqueConstraint(
                fields=("number",),
                condition=IN_USE,
                name="contract_registered_once",
                violation_error_message=_("该登记编号已经登记过（含其他县）"),
            ),
        )

    def __str__(self) -> str:
        return self.name
