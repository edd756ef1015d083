"""A project that asks for freed energy, carbon or land: as much of a project as the allocation needs."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.kit.fields import Amount
from tenghuan.apps.kit.models import Kept
from tenghuan.apps.organization.models import Region, Unit


class AllocationState(models.TextChoices):
    DRAFT = "draft", _("拟申请")
    APPLIED = "applied", _("待审核")
    REVIEWED = "reviewed", _("待审定")
    ALLOCATED = "allocated", _("已配置")
    REFUSED = "refused", _("不予配置")
    RETURNED = "returned", _("已退还")


class Priority(models.TextChoices):
    """In which order the plans give what was freed (方案：优先新兴产业、强链补链、技术改造)."""

    EMERGING = "1", _("新兴产业项目")
    CHAIN = "2", _("强链补链项目")
    RENOVATION = "3", _("技术改造项目")
    OTHER = "4", _("其他制造业项目")


class Allocation(Kept):
    """A project's application for what was freed."""

    number = models.CharField(_("申请号"), max_length=20, editable=False)
    project = models.CharField(_("项目名称"), max_length=120)
    town = models.ForeignKey(
        Region, verbose_name=_("镇街"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(Unit, verbose_name=_("申请单位"), on_delete=models.PROTECT, related_name="+")
    industry = models.CharField(_("行业代码"), max_length=5, help_text=_("GB/T 4754—2017"))
    priority = models.CharField(_("类别"), max_length=1, choices=Priority.choices, default=Priority.OTHER)
    energy = Amount(_("年新增用能（等价值）"), _("吨标准煤"), decimal_places=2)
    value_added = Amount(_("达产年增加值"), _("万元"), decimal_places=2)
    carbon = Amount(_("年新增碳排放"), _("吨"), decimal_places=2, null=True, blank=True)
    land = Amount(_("用地面积"), _("亩"), decimal_places=2, null=True, blank=True)
    approvals = models.CharField(
        _("前置手续"), max_length=200, blank=True, help_text=_("两高项目须填产能置换、节能审查、环评、排污许可的文号")
    )
    exception = models.CharField(
        _("例外依据"), max_length=200, blank=True, help_text=_("按例外办理的，写明文件名称和文号")
    )
    state = models.CharField(
        _("状态"), max_length=10, choices=AllocationState.choices, default=AllocationState.DRAFT, editable=False
    )

    objects = scoped(Scope(region="county", unit=("unit",), inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("要素配置申请")
        ordering = ("priority", "number")
        constraints = (models.UniqueConstraint(fields=("county", "number"), name="allocation_number_once"),)

    def __str__(self) -> str:
        return self.project

    @property
    def intensity(self) -> Decimal | None:
        """Energy per value added (tce per 10⁴ CNY), None without value added."""
        return self.energy / self.value_added if self.value_added and self.value_added > 0 else None
