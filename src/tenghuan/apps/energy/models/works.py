"""What is done about energy: saving projects, photovoltaics, diagnoses."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.energy.models.use import IN_USE, NOT_NEGATIVE, OF_ENTERPRISE, YEARS, enterprise_field
from tenghuan.apps.kit.fields import Amount
from tenghuan.apps.kit.models import Kept
from tenghuan.apps.organization.models import Unit

PERCENT = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))]
WITH_UNIT = Scope(region="county", duty=("unit",), town="enterprise__town", enterprise="enterprise__uscc", inherit=True)


def unit_field() -> models.ForeignKey:
    """Return the column of the responsible unit."""
    return models.ForeignKey(
        Unit, verbose_name=_("责任单位"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


class SavingProject(Kept):
    """A retrofit that saves energy or carbon: planned, built, finished, accepted."""

    class State(models.TextChoices):
        PLANNED = "planned", _("计划")
        BUILDING = "building", _("实施中")
        FINISHED = "finished", _("待验收")
        ACCEPTED = "accepted", _("已验收")
        DROPPED = "dropped", _("已取消")

    number = models.CharField(_("项目编号"), max_length=20, editable=False)
    name = models.CharField(_("项目名称"), max_length=120)
    enterprise = enterprise_field()
    unit = unit_field()
    year = models.PositiveSmallIntegerField(_("计划年度"), validators=YEARS)
    measure = models.CharField(_("改造内容"), max_length=200, blank=True)
    investment = Amount(_("投资"), _("万元"), decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE)
    planned = Amount(_("预计年节能量（等价值）"), _("吨标准煤"), decimal_places=2, validators=NOT_NEGATIVE)
    actual = Amount(
        _("实际年节能量（等价值）"), _("吨标准煤"), decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE
    )
    carbon = Amount(_("实际年减碳量"), _("吨"), decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE)
    accepted_on = models.DateField(_("验收日期"), null=True, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.PLANNED, editable=False)

    objects = scoped(WITH_UNIT)

    class Meta:
        verbose_name = verbose_name_plural = _("节能减碳技术改造项目")
        ordering = ("-year", "number")
        constraints = (models.UniqueConstraint(fields=("county", "number"), name="saving_number_once"),)

    def __str__(self) -> str:
        return self.name


class Photovoltaic(Kept):
    """A photovoltaic plant on an enterprise's roof or land."""

    number = models.CharField(_("备案编号"), max_length=40)
    enterprise = enterprise_field()
    capacity = Amount(_("装机容量"), _("千瓦"), decimal_places=2, validators=NOT_NEGATIVE)
    roof = Amount(_("屋顶面积"), _("平方米"), decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE)
    generation = Amount(_("年发电量"), _("万千瓦时"), decimal_places=4, null=True, blank=True, validators=NOT_NEGATIVE)
    own_use = Amount(_("自用比例"), "%", decimal_places=2, null=True, blank=True, validators=PERCENT)
    grid_on = models.DateField(_("并网日期"), null=True, blank=True)

    objects = scoped(OF_ENTERPRISE)

    class Meta:
        verbose_name = verbose_name_plural = _("光伏项目")
        ordering = ("-grid_on", "number")
        constraints = (
            models.UniqueConstraint(fields=("county", "number"), condition=IN_USE, name="photovoltaic_once"),
        )

    def __str__(self) -> str:
        return self.number


class Diagnosis(Kept):
    """A diagnosis of an enterprise's energy use: who looked, what was found, what was mended and checked."""

    class State(models.TextChoices):
        PLANNED = "planned", _("待诊断")
        REPORTED = "reported", _("待整改")
        FIXED = "fixed", _("待复核")
        CLOSED = "closed", _("已办结")
        DROPPED = "dropped", _("已取消")

    number = models.CharField(_("编号"), max_length=20, editable=False)
    enterprise = enterprise_field()
    unit = unit_field()
    year = models.PositiveSmallIntegerField(_("年度"), validators=YEARS)
    body = models.CharField(_("诊断机构"), max_length=80)
    findings = models.TextField(_("诊断结论"), blank=True)
    potential = Amount(_("节能潜力"), _("吨标准煤"), decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE)
    done = models.TextField(_("整改情况"), blank=True)
    saved = Amount(_("整改后年节能量"), _("吨标准煤"), decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE)
    closed_on = models.DateField(_("办结日期"), null=True, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.PLANNED, editable=False)

    objects = scoped(WITH_UNIT)

    class Meta:
        verbose_name = verbose_name_plural = _("能效诊断")
        ordering = ("-year", "number")
        constraints = (models.UniqueConstraint(fields=("county", "number"), name="diagnosis_number_once"),)

    def __str__(self) -> str:
        return f"{self.enterprise} {self.year}"
