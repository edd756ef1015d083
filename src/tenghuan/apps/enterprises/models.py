"""Enterprises and their facts. A fact is never typed in by hand: it is a row of a workbook that a batch committed.

Who an enterprise is, bureaus' lists say and people: what a person said of it stands above the lists.
Three layers of facts: a :class:`Record` is one row of a bureau's workbook as committed (every value leads to its cell);
:class:`YearFacts` is what the records of one enterprise and year add up to, one column a fact of the contracts,
rebuilt from the records whenever one comes or goes; a :class:`Conflict` is a value that two bureaus give
differently, kept open until a person settles it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.kit.fields import CreditCode
from tenghuan.apps.kit.models import Kept
from tenghuan.apps.organization.models import Region

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Status(models.TextChoices):
    NORMAL = "normal", _("正常")
    DEREGISTERED = "deregistered", _("注销")
    MOVED_OUT = "moved_out", _("迁出")
    MOVED_IN = "moved_in", _("迁入")


class Enterprise(Kept):
    """An enterprise of a county, by its credit code (GB 32100-2015).

    ``former``: its former names as people read and write them; :class:`FormerName` says which sheet gave each.
    ``by_hand``: what people said of it, by column; it stands above what the lists of bureaus say.
    """

    # found by the indexes and the constraint below, which begin with it
    county = models.ForeignKey(
        Region,
        verbose_name=_("县（市、区）"),
        on_delete=models.PROTECT,
        related_name="enterprises",
        db_index=False,
        editable=False,
    )
    uscc = CreditCode(_("统一社会信用代码"), max_length=18, help_text=_("18 位，登记后不能修改"))
    name = models.CharField(_("企业名称"), max_length=120, db_index=True)
    former = models.TextField(_("曾用名"), max_length=1000, blank=True, help_text=_("多个用分号隔开"))
    town = models.ForeignKey(
        Region, verbose_name=_("镇街"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    park = models.CharField(_("园区"), max_length=60, blank=True)
    industry = models.CharField(_("行业代码"), max_length=5, blank=True, help_text=_("GB/T 4754—2017"))
    above_scale = models.BooleanField(_("规上"), null=True)
    registered_on = models.DateField(_("注册日期"), null=True, blank=True)
    status = models.CharField(_("状态"), max_length=14, choices=Status.choices, default=Status.NORMAL)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    contact = models.CharField(_("联系人"), max_length=60, blank=True)
    phone = models.CharField(_("联系电话"), max_length=30, blank=True)
    by_hand = models.JSONField(_("人工登记"), default=dict, editable=False)

    objects = scoped(Scope(region="county", town="town", enterprise="uscc", inherit=True))

    class Meta:
        verbose_name = _("企业")
        verbose_name_plural = _("企业档案")
        ordering = ("county", "uscc")
        constraints = (models.UniqueConstraint(fields=("county", "uscc"), name="enterprise_once_a_county"),)
        indexes = (
            models.Index(fields=("county", "town")),
            models.Index(fields=("county", "industry")),
            models.Index(fields=("county", "retired_on"), name="enterprises_in_use"),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("enterprises:detail", args=(self.pk,))


def here(path: str = "") -> Q:
    """Return the condition that an enterprise is in business in its county and in use in the register.

    ``path``: the lookup that leads to it, with its underscores ("enterprise__").
    """
    return Q(**{f"{path}status__in": (Status.NORMAL, Status.MOVED_IN), f"{path}retired_on": None})


class FormerName(models.Model):
    """A name that the enterprise bore, or by which a workbook called it (confirmed by a person)."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(_("曾用名"), max_length=120, db_index=True)
    # the sheet that said so, with which it goes; none if a person confirmed it
    source = models.ForeignKey("Source", null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("曾用名")
        constraints = (models.UniqueConstraint(fields=("enterprise", "name"), name="former_name_once"),)

    def __str__(self) -> str:
        return self.name


class Source(models.Model):
    """One committed sheet of a bureau's workbook: whose, which, when; ``columns``: field key → column letter."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="sources")
    workbook = models.CharField(_("工作簿"), max_length=200)
    digest = models.CharField(_("摘要（SM3）"), max_length=64)
    sheet = models.CharField(_("工作表"), max_length=80)
    register = models.CharField(_("登记表"), max_length=20)
    unit = models.CharField(_("报送单位"), max_length=80, blank=True)
    officer = models.CharField(_("经办"), max_length=60, blank=True)
    at = models.DateTimeField(_("入库时间"))
    columns = models.JSONField(_("列"), default=dict)
    rows = models.PositiveIntegerField(_("行数"), default=0)

    objects = scoped(Scope(region="county", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("来源")
        ordering = ("-at",)
        constraints = (
            models.UniqueConstraint(fields=("county", "digest", "sheet", "register"), name="sheet_committed_once"),
        )

    def __str__(self) -> str:
        return f"{self.workbook} {self.sheet}"


class Record(models.Model):
    """One committed row of a workbook; ``values`` by field key in base units; its source maps fields to columns."""

    source = models.ForeignKey(Source, verbose_name=_("来源"), on_delete=models.CASCADE, related_name="records")
    # found by the index below, which begins with it
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="records", db_index=False)
    register = models.CharField(_("登记表"), max_length=20)
    year = models.PositiveSmallIntegerField(_("年度"), null=True)
    month = models.PositiveSmallIntegerField(_("月份"), null=True)
    line = models.PositiveIntegerField(_("工作簿行号"))
    values = models.JSONField(_("数值"))

    objects = scoped(
        Scope(region="enterprise__county", town="enterprise__town", enterprise="enterprise__uscc", inherit=True)
    )

    class Meta:
        verbose_name = verbose_name_plural = _("记录")
        indexes = (models.Index(fields=("enterprise", "year", "register")),)

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.register} {self.year or ''}"


def _amount(label: StrOrPromise, unit: StrOrPromise) -> models.DecimalField:
    return models.DecimalField(label, max_digits=20, decimal_places=6, null=True, help_text=unit)


class YearFacts(models.Model):
    """The facts of one enterprise and year, as the columns of the contracts; ``sources``: fact → record."""

    # found by the constraint below, which begins with it
    enterprise = models.ForeignKey(
        Enterprise, verbose_name=_("企业"), on_delete=models.CASCADE, related_name="years", db_index=False
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    land_mu = _amount(_("用地面积"), _("亩"))
    land_owned_mu = _amount(_("登记用地"), _("亩"))
    land_leased_in_mu = _amount(_("承租用地"), _("亩"))
    land_leased_out_mu = _amount(_("出租用地"), _("亩"))
    land_other_mu = _amount(_("其他用地"), _("亩"))
    tax = _amount(_("评价税收"), _("万元"))
    value_added = _amount(_("工业增加值"), _("万元"))
    revenue = _amount(_("营业收入"), _("万元"))
    employees = _amount(_("年平均职工人数"), _("人"))
    energy_tce = _amount(_("综合能耗（等价值）"), _("吨标准煤"))
    electricity = _amount(_("用电量"), _("万千瓦时"))
    emissions = _amount(_("主要污染物排放量"), _("吨"))
    rd = _amount(_("研发经费"), _("万元"))
    sources = models.JSONField(_("来源"), default=dict)

    objects = scoped(
        Scope(region="enterprise__county", town="enterprise__town", enterprise="enterprise__uscc", inherit=True)
    )

    class Meta:
        verbose_name = verbose_name_plural = _("年度数据")
        ordering = ("-year",)
        constraints = (models.UniqueConstraint(fields=("enterprise", "year"), name="facts_once_a_year"),)

    def __str__(self) -> str:
        return f"{self.enterprise} {self.year}"


class Conflict(models.Model):
    """A value that two bureaus' records give differently; ``chosen`` is the record a person decided for.

    ``fact`` is a column of :class:`YearFacts`, or of :class:`Enterprise` where ``year`` is none.
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="conflicts")
    year = models.PositiveSmallIntegerField(_("年度"), null=True)
    fact = models.CharField(_("指标"), max_length=24)
    first = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    chosen = models.ForeignKey(Record, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(_("理由"), max_length=200, blank=True)
    settled_by = models.CharField(_("裁定人"), max_length=60, blank=True)
    settled_at = models.DateTimeField(_("裁定时间"), null=True)

    objects = scoped(Scope(region="enterprise__county", town="enterprise__town", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("数据冲突")
        constraints = (models.UniqueConstraint(fields=("fact", "first", "second"), name="conflict_once"),)

    def __str__(self) -> str:
        return f"{self.enterprise} {self.year} {self.fact}"
