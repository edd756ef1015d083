"""What energy keeps: meters and who shares them, readings by month, periods, and what was counted of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.kit.fields import Amount
from tenghuan.apps.kit.models import Kept
from tenghuan.energy.factors import carriers, month_number

ENTERPRISE = _("企业")
IN_USE = models.Q(retired_on=None)
MONTHS = [MinValueValidator(1), MaxValueValidator(12)]
YEARS = [MinValueValidator(2000), MaxValueValidator(2100)]
NOT_NEGATIVE = [MinValueValidator(Decimal(0))]
OF_ENTERPRISE = Scope(region="county", town="enterprise__town", enterprise="enterprise__uscc", inherit=True)


def carrier_choices() -> list[tuple[str, str]]:
    """Return key and name of every carrier, as the data has them."""
    return [(one.key, f"{one.name}（{one.unit}）") for one in carriers().values()]


def carrier_field() -> models.CharField:
    """Return the column of a carrier."""
    return models.CharField(_("能源品种"), max_length=16, choices=carrier_choices)


def enterprise_field(label: Any = ENTERPRISE) -> models.ForeignKey:
    """Return the column of an enterprise."""
    return models.ForeignKey(Enterprise, verbose_name=label, on_delete=models.PROTECT, related_name="+")


class Meter(Kept):
    """A meter (户号) and who holds the contract; several enterprises may share what it shows."""

    number = models.CharField(_("户号"), max_length=40)
    carrier = carrier_field()
    enterprise = enterprise_field(_("立户企业"))
    place = models.CharField(_("用能地址"), max_length=120, blank=True)

    objects = scoped(OF_ENTERPRISE)

    class Meta:
        verbose_name = verbose_name_plural = _("用能户号")
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("county", "number"), condition=IN_USE, name="meter_number_once"),
        )

    def __str__(self) -> str:
        return self.number


class Share(models.Model):
    """What an enterprise carries of a shared meter from a month on; those of one meter and month sum to one."""

    meter = models.ForeignKey(Meter, verbose_name=_("户号"), on_delete=models.PROTECT, related_name="shares")
    since = models.DateField(_("起始月"))
    enterprise = enterprise_field()
    share = models.DecimalField(_("分摊比例"), max_digits=7, decimal_places=6)

    objects = scoped(
        Scope(region="meter__county", town="enterprise__town", enterprise="enterprise__uscc", inherit=True)
    )

    class Meta:
        verbose_name = verbose_name_plural = _("户号分摊")
        ordering = ("-since", "pk")
        constraints = (
            models.UniqueConstraint(fields=("meter", "since", "enterprise"), name="share_once"),
            models.CheckConstraint(condition=models.Q(share__gt=0, share__lte=1), name="share_of_one"),
        )

    def __str__(self) -> str:
        return f"{self.meter} {self.enterprise}"


class Reading(Kept):
    """What an enterprise, or a meter, used of a carrier in a month, as it was reported."""

    class Source(models.TextChoices):
        SUPPLIER = "supplier", _("供能单位")
        STATISTICS = "statistics", _("统计")
        REPORT = "report", _("企业填报")

    enterprise = enterprise_field()
    carrier = carrier_field()
    year = models.PositiveSmallIntegerField(_("年度"), validators=YEARS)
    month = models.PositiveSmallIntegerField(_("月份"), validators=MONTHS)
    meter = models.CharField(
        _("户号"), max_length=40, blank=True, help_text=_("共用的户号按登记的比例分摊；没有户号的留空")
    )
    amount = Amount(_("消费量"), "", validators=NOT_NEGATIVE, help_text=_("单位见能源品种"))
    source = models.CharField(_("来源"), max_length=10, choices=Source.choices, default=Source.REPORT)

    objects = scoped(OF_ENTERPRISE)

    class Meta:
        verbose_name = verbose_name_plural = _("月度用能")
        ordering = ("-year", "-month", "enterprise", "carrier", "meter")
        constraints = (
            models.UniqueConstraint(
                fields=("county", "enterprise", "carrier", "year", "month", "meter"),
                condition=IN_USE,
                name="reading_once",
            ),
        )
        indexes = (
            models.Index(fields=("county", "year", "month"), name="reading_of_month"),
            models.Index(fields=("county", "retired_on"), name="readings_in_use"),
        )

    def __str__(self) -> str:
        return f"{self.enterprise} {self.year}-{self.month:02d} {self.get_carrier_display()}"


class Period(Kept):
    """A month of a county's energy: open, then published; published it moves only by a correction, as a new version."""

    class State(models.TextChoices):
        OPEN = "open", _("采集中")
        PUBLISHED = "published", _("已发布")
        CORRECTING = "correcting", _("更正中")

    year = models.PositiveSmallIntegerField(_("年度"), validators=YEARS)
    month = models.PositiveSmallIntegerField(_("月份"), validators=MONTHS)
    version = models.PositiveSmallIntegerField(_("版本"), default=1, editable=False)
    counted_at = models.DateTimeField(_("计算时间"), null=True, editable=False)
    published_on = models.DateField(_("首次发布"), null=True, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN, editable=False)

    objects = scoped(Scope(region="county", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("用能期")
        ordering = ("-year", "-month")
        constraints = (
            models.UniqueConstraint(fields=("county", "year", "month"), condition=IN_USE, name="energy_month_once"),
        )

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"

    @property
    def first_day(self) -> date:
        """The first day of the month."""
        return date(self.year, self.month, 1)

    @property
    def number(self) -> int:
        """The month as the pure room counts it."""
        return month_number(self.year, self.month)


class Consumption(models.Model):
    """What was counted: an enterprise's use of a carrier in a month, both bases and carbon, with the factors used.

    ``factors``: basis → [value, version]. The rows of an earlier version stay, so that a report can be told as it was.
    """

    period = models.ForeignKey(Period, verbose_name=_("用能期"), on_delete=models.PROTECT, related_name="rows")
    version = models.PositiveSmallIntegerField(_("版本"))
    enterprise = models.ForeignKey(Enterprise, verbose_name=_("企业"), on_delete=models.PROTECT, related_name="energy")
    carrier = carrier_field()
    amount = Amount(_("消费量"))
    calorific = Amount(_("当量值"), _("吨标准煤"), null=True)
    equal_value = Amount(_("等价值"), _("吨标准煤"), null=True)
    carbon = Amount(_("碳排放"), _("吨"), null=True)
    factors = models.JSONField(_("系数"), default=dict)

    objects = scoped(
        Scope(region="enterprise__county", town="enterprise__town", enterprise="enterprise__uscc", inherit=True)
    )

    class Meta:
        verbose_name = verbose_name_plural = _("用能核算")
        ordering = ("period", "enterprise", "carrier")
        constraints = (
            models.UniqueConstraint(fields=("period", "version", "enterprise", "carrier"), name="counted_once"),
        )

    def __str__(self) -> str:
        return f"{self.enterprise} {self.period} {self.carrier}"


class OwnFactor(Kept):
    """A county's own factor from a month on; it holds for months that are not published when it is taken into use."""

    class Basis(models.TextChoices):
        CALORIFIC = "calorific", _("当量值（吨标准煤）")
        EQUAL_VALUE = "equal_value", _("等价值（吨标准煤）")
        CARBON = "carbon", _("碳排放（吨二氧化碳）")

    class State(models.TextChoices):
        DRAFT = "draft", _("待启用")
        ADOPTED = "adopted", _("已启用")
        DROPPED = "dropped", _("不启用")

    number = models.CharField(_("编号"), max_length=20, editable=False)
    carrier = carrier_field()
    basis = models.CharField(_("口径"), max_length=12, choices=Basis.choices)
    year = models.PositiveSmallIntegerField(_("起始年度"), validators=YEARS)
    month = models.PositiveSmallIntegerField(_("起始月份"), validators=MONTHS, default=1)
    value = Amount(_("系数"), "", decimal_places=6, validators=NOT_NEGATIVE, help_text=_("每单位能源品种折多少吨"))
    version = models.CharField(_("版本"), max_length=40)
    source = models.CharField(_("依据"), max_length=120)
    adopted_on = models.DateField(_("启用日期"), null=True, editable=False)
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.DRAFT, editable=False)

    objects = scoped(Scope(region="county", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("折算和排放系数")
        ordering = ("carrier", "basis", "-year", "-month")
        constraints = (models.UniqueConstraint(fields=("county", "number"), name="own_factor_number_once"),)

    def __str__(self) -> str:
        return f"{self.get_carrier_display()} {self.get_basis_display()} {self.version}"
