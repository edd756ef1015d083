"""What a county's figures are held against: price indices, industry means, and its own totals of energy."""

from __future__ import annotations

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.energy.models.use import IN_USE, MONTHS, NOT_NEGATIVE, YEARS, carrier_field
from tenghuan.apps.kit.fields import Amount
from tenghuan.apps.kit.models import Kept

DIVISION = [RegexValidator(r"^\d{2}$", _("填行业大类代码，两位数字"))]


class PriceIndex(Kept):
    """A year's price index of industrial value added, by which amounts of different years are compared."""

    year = models.PositiveSmallIntegerField(_("年度"), validators=YEARS)
    value = Amount(
        _("价格指数"), "", decimal_places=4, validators=[MinValueValidator(1)], help_text=_("上年价格为 100")
    )
    source = models.CharField(_("依据"), max_length=120)

    objects = scoped(Scope(region="county", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("增加值价格指数")
        ordering = ("-year",)
        constraints = (models.UniqueConstraint(fields=("county", "year"), condition=IN_USE, name="price_index_once"),)

    def __str__(self) -> str:
        return f"{self.year}"


class IndustryMean(Kept):
    """The carbon per value added of an industry, as published; it stands before the county's own mean."""

    year = models.PositiveSmallIntegerField(_("年度"), validators=YEARS)
    division = models.CharField(
        _("行业大类"), max_length=2, validators=DIVISION, help_text=_("GB/T 4754—2017，两位数字")
    )
    value = Amount(_("单位增加值碳排放平均值"), _("吨/万元"), decimal_places=6, validators=NOT_NEGATIVE)
    source = models.CharField(_("依据"), max_length=120)

    objects = scoped(Scope(region="county", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("行业碳效平均值")
        ordering = ("-year", "division")
        constraints = (
            models.UniqueConstraint(fields=("county", "year", "division"), condition=IN_USE, name="industry_mean_once"),
        )

    def __str__(self) -> str:
        return f"{self.year} {self.division}"


class Total(Kept):
    """What a county used of a carrier in a month by its supplier or the statistics, to be reconciled with the parts."""

    class State(models.TextChoices):
        OPEN = "open", _("待核对")
        SETTLED = "settled", _("已核对")

    year = models.PositiveSmallIntegerField(_("年度"), validators=YEARS)
    month = models.PositiveSmallIntegerField(_("月份"), validators=MONTHS)
    carrier = carrier_field()
    amount = Amount(_("全县总量"), "", validators=NOT_NEGATIVE, help_text=_("单位见能源品种"))
    outside = Amount(
        _("范围外用量"),
        "",
        default=0,
        validators=NOT_NEGATIVE,
        help_text=_("不在企业名录内的用量，如居民、农业、第三产业"),
    )
    source = models.CharField(_("来源"), max_length=120)
    settled = Amount(_("核定差额"), "", null=True, blank=True, editable=False)
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.OPEN, editable=False)

    objects = scoped(Scope(region="county", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("全县用能总量")
        ordering = ("-year", "-month", "carrier")
        constraints = (
            models.UniqueConstraint(
                fields=("county", "year", "month", "carrier"), condition=IN_USE, name="county_total_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d} {self.get_carrier_display()}"
