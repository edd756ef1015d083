"""A park with what it is recognised as, and what it returns each quarter."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.kit.fields import Amount
from tenghuan.apps.kit.models import Kept
from tenghuan.apps.organization.models import Region, Unit


class State(models.TextChoices):
    DRAFT = "draft", _("草稿")
    COUNTY = "county", _("待县审")
    CITY = "city", _("待市审")
    PASSED = "passed", _("已认定")
    REJECTED = "rejected", _("驳回")
    PAUSED = "paused", _("暂缓")
    LEFT = "left", _("已退出")


def _sum(label: Any, unit: Any = "", places: int = 2) -> Amount:
    held = [MinValueValidator(Decimal(0))]
    return Amount(label, unit, decimal_places=places, null=True, blank=True, validators=held)


def _count(label: Any) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(label, null=True, blank=True)


class Park(Kept):
    """A park or platform. Its floors are those of the parcels whose 园区 has its name, as its enterprises' are."""

    class Kind(models.TextChoices):
        MAKING = "making", _("生产制造类")
        SERVICE = "service", _("生产服务类")
        SCIENCE = "science", _("科技创新类")
        DIGITAL = "digital", _("数字经济类")

    class Stage(models.TextChoices):
        PLANNED = "planned", _("规划")
        BUILDING = "building", _("建设")
        RUNNING = "running", _("投运")

    class Level(models.TextChoices):
        NONE = "none", _("未认定")
        COUNTY = "county", _("县级")
        CITY = "city", _("市级")
        PROVINCE = "province", _("省级")

    class Developer(models.TextChoices):
        GOVERNMENT = "government", _("政府开发")
        FIRM = "firm", _("企业开发")
        JOINT = "joint", _("合作开发")
        MARKET = "market", _("市场化开发")

    name = models.CharField(_("园区名称"), max_length=60)
    code = models.CharField(_("园区代码"), max_length=40, blank=True)
    platform = models.CharField(_("所属平台"), max_length=60, blank=True, help_text=_("如“1+N”“1+3+X”中的平台"))
    town = models.ForeignKey(Region, verbose_name=_("镇街"), on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        Unit, verbose_name=_("管理单位"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(_("类型"), max_length=8, choices=Kind.choices, default=Kind.MAKING)
    stage = models.CharField(_("建设状态"), max_length=10, choices=Stage.choices, default=Stage.RUNNING)
    level = models.CharField(_("认定级别"), max_length=10, choices=Level.choices, default=Level.NONE)
    opened_on = models.DateField(_("投运日期"), null=True, blank=True)
    recognised_on = models.DateField(_("认定日期"), null=True, blank=True)
    stars = models.PositiveSmallIntegerField(
        _("星级"), null=True, blank=True, validators=[MinValueValidator(3), MaxValueValidator(5)], help_text=_("3 至 5")
    )
    starred_on = models.DateField(_("评星日期"), null=True, blank=True)
    digital = models.BooleanField(_("数字化园区"), default=False)
    digital_on = models.DateField(_("数字化认定日期"), null=True, blank=True)
    developer = models.CharField(_("开发模式"), max_length=10, choices=Developer.choices, default=Developer.GOVERNMENT)
    source = models.CharField(_("土地来源"), max_length=60, blank=True)
    industry = models.CharField(_("主导产业"), max_length=60, blank=True)
    operator = models.CharField(_("运营单位"), max_length=120, blank=True)
    area = Amount(_("用地面积"), _("亩"), decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))])
    state = models.CharField(_("环节"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False)

    objects = scoped(Scope(region="county", town="town", duty=("unit",), inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("园区")
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("county", "name"), name="park_name_once"),)

    def __str__(self) -> str:
        return self.name


class Return(Kept):
    """What a park returns of a quarter, or of the year."""

    class Term(models.TextChoices):
        FIRST = "1", _("一季度")
        SECOND = "2", _("二季度")
        THIRD = "3", _("三季度")
        FOURTH = "4", _("四季度")
        YEAR = "y", _("年报")

    park = models.ForeignKey(Park, verbose_name=_("园区名称"), on_delete=models.PROTECT, related_name="returns")
    year = models.PositiveSmallIntegerField(_("年度"))
    term = models.CharField(_("报期"), max_length=1, choices=Term.choices)
    output = _sum(_("产值"), _("万元"))
    tax = _sum(_("税收"), _("万元"))
    staff = _count(_("从业人员"))
    firms = _count(_("入驻企业"))
    above_scale = _count(_("规上企业"))
    high_tech = _count(_("高新技术企业"))
    tech_small = _count(_("科技型中小企业"))
    giants = _count(_("专精特新小巨人"))
    special = _count(_("省专精特新"))
    champions = _count(_("隐形冠军"))
    patents = _count(_("专利"))
    accidents = _count(_("安全事故"))
    service = _sum(_("服务评分"))
    other = _sum(_("其他加分"))

    objects = scoped(Scope(region="county", town="park__town", duty=("park__unit",), inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("园区报表")
        ordering = ("-year", "-term", "park")
        constraints = (
            models.UniqueConstraint(
                fields=("park", "year", "term"), condition=models.Q(retired_on=None), name="return_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.park} {self.year}{self.get_term_display()}"

    @property
    def specialised(self) -> int | None:
        """小巨人, 省专精特新 and 隐形冠军 together; None where none of them was told."""
        return _together(self.giants, self.special, self.champions)

    @property
    def technical(self) -> int | None:
        """高企 and 科小 together; None where neither was told."""
        return _together(self.high_tech, self.tech_small)


def _together(*counts: int | None) -> int | None:
    told = [one for one in counts if one is not None]
    return sum(told) if told else None
