"""Titles of enterprises on their way and held, and the yearly facts that their thresholds ask for."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.kit.fields import Amount
from tenghuan.apps.kit.models import Kept
from tenghuan.apps.organization.models import Unit
from tenghuan.laddering.kinds import LEVELS, kinds

IN_USE = models.Q(retired_on=None)
YEARS = [MinValueValidator(2000), MaxValueValidator(2100)]
NOT_NEGATIVE = [MinValueValidator(Decimal(0))]
PERCENT = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))]
SCOPE = Scope(region="county", duty=("unit",), town="enterprise__town", enterprise="enterprise__uscc", inherit=True)


def title_choices() -> list[tuple[str, str]]:
    """Return key and name of every kind of title, as the data has them."""
    return [(one.key, one.name) for one in kinds("titles").values()]


def level_choices() -> list[tuple[str, str]]:
    """Return key and name of every level."""
    return list(LEVELS.items())


def enterprise_field(**rest: Any) -> models.ForeignKey:
    """Return the column of an enterprise."""
    return models.ForeignKey(Enterprise, verbose_name=_("企业"), on_delete=models.PROTECT, related_name="+", **rest)


def unit_field() -> models.ForeignKey:
    """Return the column of the responsible unit."""
    return models.ForeignKey(
        Unit, verbose_name=_("责任单位"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


class Title(Kept):
    """A title of an enterprise for one term: in reserve, applied for, recognised, run out.

    A renewal is a record of its own that leads to the former one (``renews``), so that each term has its number and
    days. ``stands_until`` is the last day on which it counts: the printed end, or the day before it was revoked.
    """

    class State(models.TextChoices):
        RESERVE = "reserve", _("储备")
        COACHED = "coached", _("辅导")
        APPLIED = "applied", _("已申报")
        PUBLICATION = "publication", _("公示中")
        RECOGNISED = "recognised", _("已认定")
        EXPIRING = "expiring", _("即将到期")
        RENEWING = "renewing", _("已转复核")
        EXPIRED = "expired", _("已到期")
        REVOKED = "revoked", _("已失效")
        DROPPED = "dropped", _("已退出储备")

    enterprise = enterprise_field()
    kind = models.CharField(_("称号"), max_length=24, choices=title_choices, db_index=True)
    level = models.CharField(_("级别"), max_length=8, choices=level_choices, blank=True)
    unit = unit_field()
    name = models.CharField(_("产品或机构名称"), max_length=120, blank=True)
    number = models.CharField(_("证书编号"), max_length=60, blank=True)
    document = models.CharField(_("认定文号"), max_length=80, blank=True)
    recognised_on = models.DateField(_("认定日期"), null=True, blank=True, db_index=True)
    valid_until = models.DateField(_("有效期止"), null=True, blank=True)
    revoked_on = models.DateField(_("失效日期"), null=True, blank=True)
    stands_until = models.DateField(_("计数截止"), null=True, editable=False, db_index=True)
    version = models.CharField(_("门槛版本"), max_length=20, blank=True, editable=False)
    renews = models.ForeignKey(
        "self", verbose_name=_("接续"), null=True, on_delete=models.PROTECT, related_name="renewals", editable=False
    )
    state = models.CharField(_("状态"), max_length=12, choices=State.choices, default=State.RESERVE, editable=False)

    objects = scoped(SCOPE)

    class Meta:
        verbose_name = verbose_name_plural = _("企业称号")
        ordering = ("-recognised_on", "enterprise", "kind", "pk")
        indexes = (models.Index(fields=("county", "kind", "recognised_on")),)
        constraints = (
            models.UniqueConstraint(
                fields=("county", "enterprise", "kind", "name"),
                condition=IN_USE & models.Q(state__in=("reserve", "coached", "applied", "publication")),
                name="title_sought_once",
            ),
            models.UniqueConstraint(
                fields=("renews",), condition=IN_USE & ~models.Q(state="dropped"), name="title_renewed_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.enterprise} {self.get_kind_display()}"


ON_THE_WAY = (Title.State.RESERVE, Title.State.COACHED, Title.State.APPLIED, Title.State.PUBLICATION)
# a title that was recognised once, whatever became of it
HELD = (
    *(Title.State.RECOGNISED, Title.State.EXPIRING, Title.State.RENEWING, Title.State.EXPIRED, Title.State.REVOKED),
)


class Profile(Kept):
    """What thresholds ask of an enterprise and year beyond the bureaus' facts; what is empty is unknown."""

    enterprise = enterprise_field()
    year = models.PositiveSmallIntegerField(_("年度"), validators=YEARS)
    output = Amount(_("工业总产值"), _("万元"), decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE)
    assets = Amount(_("资产总额"), _("万元"), decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE)
    profit = Amount(_("净利润"), _("万元"), decimal_places=2, null=True, blank=True)
    equity = Amount(_("当年股权融资"), _("万元"), decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE)
    technical = models.PositiveIntegerField(_("科技（研发）人员"), null=True, blank=True)
    hightech_ratio = Amount(_("高新收入占比"), "%", decimal_places=2, null=True, blank=True, validators=PERCENT)
    main_ratio = Amount(_("主营收入占比"), "%", decimal_places=2, null=True, blank=True, validators=PERCENT)
    debt_ratio = Amount(_("资产负债率"), "%", decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE)
    niche_years = models.PositiveSmallIntegerField(_("从事细分市场年限"), null=True, blank=True)
    market_share = Amount(_("市场占有率"), "%", decimal_places=2, null=True, blank=True, validators=PERCENT)
    products = models.PositiveSmallIntegerField(_("主导产品数"), null=True, blank=True)
    national_rank = models.PositiveSmallIntegerField(_("全国排名"), null=True, blank=True)
    global_rank = models.PositiveSmallIntegerField(_("全球排名"), null=True, blank=True)
    patents = models.PositiveIntegerField(_("Ⅰ类知识产权"), null=True, blank=True)
    score = Amount(_("评价总分"), _("分"), decimal_places=2, null=True, blank=True, validators=PERCENT)
    innovation_score = Amount(_("创新能力得分"), _("分"), decimal_places=2, null=True, blank=True, validators=PERCENT)
    growth_score = Amount(_("成长性得分"), _("分"), decimal_places=2, null=True, blank=True, validators=PERCENT)
    special_score = Amount(_("专业化得分"), _("分"), decimal_places=2, null=True, blank=True, validators=PERCENT)
    digital_level = Amount(_("数字化水平"), _("级"), decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE)
    machines = models.PositiveIntegerField(_("主要装备台数"), null=True, blank=True)
    numeric_machines = models.PositiveIntegerField(_("其中数控装备"), null=True, blank=True)

    objects = scoped(Scope(region="county", town="enterprise__town", enterprise="enterprise__uscc", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("培育档案")
        ordering = ("-year", "enterprise")
        constraints = (
            models.UniqueConstraint(
                fields=("county", "enterprise", "year"), condition=IN_USE, name="profile_once_a_year"
            ),
        )

    def __str__(self) -> str:
        return f"{self.enterprise} {self.year}"
