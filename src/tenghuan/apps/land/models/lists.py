"""Approvals of land that wait for supply, and contiguous areas that are rebuilt."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.kit.fields import Amount
from tenghuan.apps.kit.models import Kept
from tenghuan.apps.land.models.parcels import day, sized
from tenghuan.apps.organization.models import Region, Unit


class Approval(Kept):
    """A batch of land that may be supplied; what of it was not yet is 批而未供."""

    document = models.CharField(_("批文号"), max_length=80)
    year = models.PositiveSmallIntegerField(_("年份"))
    lot = models.CharField(_("批次"), max_length=60)
    kind = models.CharField(_("类型"), max_length=40, default="农用地转用")
    town = models.ForeignKey(Region, verbose_name=_("镇街"), on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        Unit, verbose_name=_("管理单位"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_on = models.DateField(_("批准日期"))
    area = Amount(_("批准面积"), _("亩"), decimal_places=2, validators=[MinValueValidator(Decimal(0))])
    supplied = Amount(_("已供面积"), _("亩"), decimal_places=2, default=0, validators=[MinValueValidator(Decimal(0))])
    plan = models.CharField(_("消化措施"), max_length=200, blank=True)

    objects = scoped(Scope(region="county", town="town", duty=("unit",), inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("批而未供")
        ordering = ("-year", "document")
        constraints = (
            models.UniqueConstraint(fields=("county", "document"), name="approval_document_once"),
            models.CheckConstraint(condition=models.Q(supplied__lte=models.F("area")), name="approval_not_over"),
        )

    def __str__(self) -> str:
        return self.document

    @property
    def waiting(self) -> Decimal:
        """What was not supplied yet (mu)."""
        return self.area - self.supplied


class Block(Kept):
    """A contiguous area that is rebuilt as one (连片区块)."""

    class Stage(models.TextChoices):
        PLANNED = "planned", _("计划")
        BEGUN = "begun", _("已启动")
        DONE = "done", _("已完成")

    name = models.CharField(_("区块名称"), max_length=80)
    year = models.PositiveSmallIntegerField(_("年度"))
    town = models.ForeignKey(Region, verbose_name=_("镇街"), on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        Unit, verbose_name=_("牵头单位"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    area = Amount(_("面积"), _("亩"), decimal_places=2, validators=[MinValueValidator(Decimal(0))])
    firms = models.PositiveIntegerField(_("涉及企业数"), default=0)
    mode = models.CharField(_("改造方式"), max_length=40, blank=True)
    ratio_before = sized(_("改造前容积率"), "")
    ratio_after = sized(_("改造后容积率"), "")
    stage = models.CharField(_("进度"), max_length=8, choices=Stage.choices, default=Stage.PLANNED)
    begun_on = day(_("启动日期"))
    done_on = day(_("完成日期"))

    objects = scoped(Scope(region="county", town="town", duty=("unit",), inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("连片区块")
        ordering = ("-year", "name")
        constraints = (models.UniqueConstraint(fields=("county", "name"), name="block_name_once"),)

    def __str__(self) -> str:
        return self.name
