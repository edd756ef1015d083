"""What was promised for standard land, and what became of it: one row a parcel and stage."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import scoped
from tenghuan.apps.kit.models import Kept
from tenghuan.apps.land.models.parcels import OF_PARCEL_AND_HOLDER, Parcel, sized
from tenghuan.parcels.promises import Kept as Promise

# the six promises (methodology2 §21), each "at least"
PROMISES = {
    "investment": (_("固定资产投资强度"), _("万元/亩")),
    "plot_ratio": (_("容积率"), ""),
    "tax": (_("亩均税收"), _("万元/亩")),
    "energy": (_("单位能耗增加值"), _("万元/吨标准煤")),
    "emission": (_("单位排放增加值"), _("万元/吨")),
    "research": (_("研发投入占比"), "%"),
}


LAMPS = (("green", _("绿灯")), ("yellow", _("黄灯")), ("red", _("红灯")))


class PerformanceState(models.TextChoices):
    OPEN = "open", _("履约中")
    REPORTED = "reported", _("待评判")
    MENDING = "mending", _("整改中")
    PASSED = "passed", _("已达标")
    BREACHED = "breached", _("违约处置")


class Performance(Kept):
    """The promises of a parcel's agreement and their facts when it is finished, and again at capacity."""

    class Stage(models.TextChoices):
        FINISHED = "finished", _("竣工验收")
        CAPACITY = "capacity", _("达产复核")

    parcel = models.ForeignKey(Parcel, verbose_name=_("宗地号"), on_delete=models.PROTECT, related_name="performances")
    stage = models.CharField(_("阶段"), max_length=10, choices=Stage.choices)
    agreement = models.CharField(_("协议编号"), max_length=80)
    due_on = models.DateField(_("对标日期"))
    promised_investment = sized(_("承诺固定资产投资强度"), _("万元/亩"), 4)
    promised_plot_ratio = sized(_("承诺容积率"), "", 4)
    promised_tax = sized(_("承诺亩均税收"), _("万元/亩"), 4)
    promised_energy = sized(_("承诺单位能耗增加值"), _("万元/吨标准煤"), 4)
    promised_emission = sized(_("承诺单位排放增加值"), _("万元/吨"), 4)
    promised_research = sized(_("承诺研发投入占比"), "%", 4)
    actual_investment = sized(_("实际固定资产投资强度"), _("万元/亩"), 4, editable=False)
    actual_plot_ratio = sized(_("实际容积率"), "", 4, editable=False)
    actual_tax = sized(_("实际亩均税收"), _("万元/亩"), 4, editable=False)
    actual_energy = sized(_("实际单位能耗增加值"), _("万元/吨标准煤"), 4, editable=False)
    actual_emission = sized(_("实际单位排放增加值"), _("万元/吨"), 4, editable=False)
    actual_research = sized(_("实际研发投入占比"), "%", 4, editable=False)
    ratio = sized(_("履约比"), "%", 2, editable=False)
    lamp = models.CharField(_("履约灯"), max_length=8, choices=LAMPS, blank=True, editable=False)
    mend_by = models.DateField(_("整改期限"), null=True, blank=True, editable=False)
    penalty = sized(_("违约金"), _("万元"), editable=False)
    state = models.CharField(
        _("环节"), max_length=10, choices=PerformanceState.choices, default=PerformanceState.OPEN, editable=False
    )

    objects = scoped(OF_PARCEL_AND_HOLDER)

    class Meta:
        verbose_name = verbose_name_plural = _("标准地履约")
        ordering = ("due_on", "parcel")
        constraints = (
            models.UniqueConstraint(
                fields=("parcel", "stage"), condition=models.Q(retired_on=None), name="performance_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.parcel} {self.get_stage_display()}"

    @property
    def promises(self) -> list[Promise]:
        """What was promised, each with its fact."""
        told = ((key, getattr(self, f"promised_{key}"), getattr(self, f"actual_{key}")) for key in PROMISES)
        return [Promise(key, promised, actual) for key, promised, actual in told if promised]
