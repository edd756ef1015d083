"""The file of a parcel (一地一档): who holds it, what was agreed, what became of it; floors, burdens, lineage."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.enterprises.models import Enterprise
from tenghuan.apps.kit.fields import Amount, Unspaced
from tenghuan.apps.kit.models import Kept
from tenghuan.apps.organization.models import Account, Region, Unit
from tenghuan.parcels import indicators


class ControlLine(models.TextChoices):
    """Where a parcel lies by the line within which land stays industrial (工业用地控制线)."""

    INSIDE = "inside", _("线内")
    OUTSIDE = "outside", _("线外")


class Tenure(models.TextChoices):
    GRANTED = "granted", _("出让")
    FLEXIBLE = "flexible", _("弹性年期出让")
    LEASED = "leased", _("租赁")
    LEASE_FIRST = "lease_first", _("先租后让")
    ALLOTTED = "allotted", _("划拨")
    COLLECTIVE = "collective", _("集体建设用地")


class Standing(models.TextChoices):
    """How a parcel stands. Suspicions are computed each day; found is only what a letter of finding says."""

    NORMAL = "normal", _("正常")
    START_LATE = "start_late", _("逾期开工")
    FINISH_LATE = "finish_late", _("逾期竣工")
    IDLE_SUSPECTED = "idle_suspected", _("疑似闲置")
    LOW_SUSPECTED = "low_suspected", _("疑似低效")
    IDLE = "idle", _("闲置")
    LOW = "low", _("低效")


class Batch(models.TextChoices):
    """四个一批: what is to become of stock land (嵊政〔2022〕28 号，二（二）2)."""

    REBUILD = "rebuild", _("拆除重建")
    RAISE = "raise", _("整治提升")
    TURN = "turn", _("功能转型")
    RETIRE = "retire", _("关停退出")


# what stands on a parcel is whose the parcel is
OF_PARCEL = Scope(region="county", town="parcel__town", duty=("parcel__unit",), inherit=True)
OF_PARCEL_AND_HOLDER = replace(OF_PARCEL, enterprise="parcel__enterprise__uscc")


def sized(label: Any, unit: Any, places: int = 2, **rest: Any) -> Amount:
    """Return a column for what may be unknown and never is below zero."""
    held = [MinValueValidator(Decimal(0))]
    return Amount(label, unit, decimal_places=places, null=True, blank=True, validators=held, **rest)


def day(label: Any, **rest: Any) -> models.DateField:
    """Return a column for a day that may be unknown."""
    return models.DateField(label, null=True, blank=True, **rest)


class Parcel(Kept):
    """One parcel. Areas in ㎡ as in the deed; ``shape`` is GeoJSON, ``sketch`` says that nobody surveyed it."""

    number = models.CharField(_("宗地号"), max_length=40)
    unit_number = Unspaced(
        _("不动产单元号"), max_length=28, blank=True, validators=[RegexValidator(r"^[0-9A-Z]{28}$", _("应为 28 位"))]
    )
    place = models.CharField(_("坐落"), max_length=120)
    town = models.ForeignKey(Region, verbose_name=_("镇街"), on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        Unit, verbose_name=_("管理单位"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    park = models.CharField(_("园区"), max_length=60, blank=True)
    enterprise = models.ForeignKey(
        Enterprise,
        verbose_name=_("使用权企业"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parcels",
    )
    holder = models.CharField(_("权利人"), max_length=120, blank=True, help_text=_("权利人不是在册企业的填写"))
    tenure = models.CharField(_("使用权类型"), max_length=12, choices=Tenure.choices, default=Tenure.GRANTED)
    use = models.CharField(_("用途"), max_length=40, default="工业用地")
    control_line = models.CharField(
        _("工业用地控制线"), max_length=8, choices=ControlLine.choices, blank=True, help_text=_("未核定的留空")
    )
    area = Amount(_("宗地面积"), "㎡", decimal_places=1, validators=[MinValueValidator(Decimal("0.1"))])
    acquired_on = day(_("取得日期"))
    expires_on = day(_("使用权到期"))
    contract = models.CharField(_("合同号"), max_length=60, blank=True)
    price = sized(_("土地价款"), _("万元"))
    standard = models.BooleanField(_("标准地"), default=False)
    ratio_low = sized(_("约定容积率下限"), "")
    ratio_high = sized(_("约定容积率上限"), "")
    density = sized(_("约定建筑密度"), "%")
    green = sized(_("约定绿地率上限"), "%")
    deliver_by = day(_("约定交地"))
    delivered_on = day(_("实际交地"))
    start_by = day(_("约定开工"))
    start_extended = day(_("批准延期开工至"))
    started_on = day(_("实际开工"))
    finish_by = day(_("约定竣工"))
    finished_on = day(_("实际竣工"))
    stopped_on = day(_("中止开发之日"))
    built = sized(_("已建面积"), "㎡", 1, help_text=_("已动工开发的用地面积"))
    planned_investment = sized(_("总投资"), _("万元"))
    invested = sized(_("固定资产投资累计"), _("万元"))
    base = sized(_("建筑基底"), "㎡", 1)
    structures = sized(_("构筑物占地"), "㎡", 1)
    yards = sized(_("堆场用地"), "㎡", 1)
    office_land = sized(_("行政办公用地"), "㎡", 1, help_text=_("不能单列的不填，按建筑面积占比折算"))
    batch = models.CharField(_("四个一批"), max_length=8, choices=Batch.choices, blank=True)
    standing = models.CharField(
        _("现状"), max_length=16, choices=Standing.choices, default=Standing.NORMAL, editable=False
    )
    finding = models.CharField(_("认定文书号"), max_length=80, blank=True, editable=False)
    shape = models.JSONField(_("图斑"), null=True, blank=True, editable=False)
    sketch = models.BooleanField(_("示意图斑"), default=False, editable=False)
    shape_area = sized(_("图斑面积"), "㎡", 1, editable=False)

    objects = scoped(Scope(region="county", town="town", enterprise="enterprise__uscc", duty=("unit",), inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("地块")
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("county", "number"), name="parcel_number_once"),
            models.UniqueConstraint(
                fields=("unit_number",),
                condition=models.Q(retired_on=None) & ~models.Q(unit_number=""),
                name="parcel_unit_number_once",
            ),
        )
        indexes = (models.Index(fields=("county", "standing")), models.Index(fields=("county", "town")))

    def __str__(self) -> str:
        return self.number

    @property
    def mu(self) -> Decimal:
        """The area in mu."""
        return indicators.mu(self.area)

    @property
    def held_by(self) -> str:
        """Who holds it, in words."""
        return self.enterprise.name if self.enterprise is not None else self.holder

    @property
    def ground(self) -> indicators.Ground:
        """What covers it, for the indicators."""
        return indicators.Ground(self.base, self.structures, self.yards, self.office_land)

    @property
    def shape_differs(self) -> Decimal | None:
        """By how many per cent of the deed the surveyed shape differs; None where there is none."""
        if self.shape_area is None or self.sketch:
            return None
        return (self.shape_area - self.area) * 100 / self.area


class Floor(Kept):
    """One floor of a building on a parcel: whole or in part let to an enterprise."""

    parcel = models.ForeignKey(Parcel, verbose_name=_("宗地号"), on_delete=models.PROTECT, related_name="floors")
    building = models.CharField(_("幢"), max_length=40)
    level = models.CharField(_("层（室）"), max_length=20)
    area = Amount(_("建筑面积"), "㎡", decimal_places=1, validators=[MinValueValidator(Decimal("0.1"))])
    height = sized(_("层高"), _("米"))
    office = models.BooleanField(_("行政办公及生活服务"), default=False)
    tenant = models.ForeignKey(
        Enterprise, verbose_name=_("承租企业"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rented_on = day(_("起租日期"))
    rented_until = day(_("租期至"))
    rent = sized(_("年租金"), _("万元"))

    objects = scoped(OF_PARCEL)

    class Meta:
        verbose_name = verbose_name_plural = _("建筑楼层")
        ordering = ("parcel", "building", "level")
        constraints = (
            models.UniqueConstraint(
                fields=("parcel", "building", "level"), condition=models.Q(retired_on=None), name="floor_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.building} {self.level}"

    def tenant_on(self, day: date) -> Enterprise | None:
        """Return the tenant whose tenancy runs on a day; a tenancy without days runs."""
        begun = self.rented_on is None or self.rented_on <= day
        return self.tenant if begun and (self.rented_until is None or self.rented_until >= day) else None

    def user_on(self, day: date) -> Enterprise | None:
        """Return who uses the floor on a day: its tenant, the holder where it is let to nobody; None: it is free."""
        return self.tenant_on(day) if self.tenant is not None else self.parcel.enterprise


class Burden(Kept):
    """A mortgage on a parcel, or its seizure by a court."""

    class Kind(models.TextChoices):
        MORTGAGE = "mortgage", _("抵押")
        SEIZURE = "seizure", _("查封")

    parcel = models.ForeignKey(Parcel, verbose_name=_("宗地号"), on_delete=models.PROTECT, related_name="burdens")
    kind = models.CharField(_("类别"), max_length=8, choices=Kind.choices)
    document = models.CharField(_("他项证号或文号"), max_length=80)
    party = models.CharField(_("抵押权人或法院"), max_length=80)
    amount = sized(_("担保金额"), _("万元"))
    since = models.DateField(_("起"))
    until = day(_("止"))
    lifted_on = day(_("解除日期"))

    objects = scoped(OF_PARCEL)

    class Meta:
        verbose_name = verbose_name_plural = _("抵押查封")
        ordering = ("-since", "document")
        constraints = (models.UniqueConstraint(fields=("county", "document"), name="burden_document_once"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.document}"


class Lineage(models.Model):
    """What went from an old parcel into a new one, in ㎡ of the old one's deed."""

    class Kind(models.TextChoices):
        SPLIT = "split", _("分割")
        MERGE = "merge", _("合并")

    old = models.ForeignKey(Parcel, verbose_name=_("原宗地"), on_delete=models.PROTECT, related_name="became")
    new = models.ForeignKey(Parcel, verbose_name=_("新宗地"), on_delete=models.PROTECT, related_name="came_from")
    kind = models.CharField(_("变动"), max_length=8, choices=Kind.choices)
    area = Amount(_("转移面积"), "㎡", decimal_places=1)
    on = models.DateField(_("日期"))
    document = models.CharField(_("文号"), max_length=80)
    by = models.ForeignKey(Account, verbose_name=_("经办"), null=True, on_delete=models.PROTECT, related_name="+")

    objects = scoped(Scope(region="old__county", town="old__town", duty=("old__unit",), inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("宗地谱系")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("old", "new"), name="lineage_once"),)

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class FormerShape(models.Model):
    """A shape that a parcel had until another took its place, so that there is a way back."""

    parcel = models.ForeignKey(Parcel, verbose_name=_("宗地号"), on_delete=models.CASCADE, related_name="former_shapes")
    shape = models.JSONField(_("图斑"))
    sketch = models.BooleanField(_("示意图斑"))
    shape_area = sized(_("图斑面积"), "㎡", 1)
    until = models.DateTimeField(_("换下时间"), auto_now_add=True)
    by = models.ForeignKey(Account, verbose_name=_("经办"), null=True, on_delete=models.PROTECT, related_name="+")

    objects = scoped(Scope(region="parcel__county", town="parcel__town", duty=("parcel__unit",), inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("以前的图斑")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.parcel} {self.until:%Y-%m-%d}"
