"""How the walls of a region are laid out, its cards (methodology2 §20), and the tokens that open a wall."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.kit.models import Kept
from tenghuan.apps.organization.models import Account, Region


class Measured(models.TextChoices):
    """What a threshold of a card is held against (methodology2 §14.6); none for a card without one."""

    VALUE = "value", _("数值")
    PACE = "pace", _("相对序时（百分点）")
    GOAL = "goal", _("相对年度目标（%）")


class Way(models.TextChoices):
    REPORT = "report", _("填报")
    IMPORT = "import", _("导入")
    SERVICE = "service", _("接口")


def _by(label: object) -> models.CharField:
    return models.CharField(label, max_length=8, choices=Measured.choices, blank=True)  # type: ignore[arg-type]  # lazy words


def _at(label: object) -> models.DecimalField:
    return models.DecimalField(label, max_digits=16, decimal_places=4, null=True, blank=True)  # type: ignore[arg-type]  # lazy words


class Card(Kept):
    """A key figure on the wall of a county.

    Unit, caliber, scope, frequency, target and data date are the plan's and its reports', looked up by the
    indicator's name when the wall is shown: only what the plan does not say is kept here.
    """

    indicator = models.CharField(_("指标"), max_length=80, help_text=_("现行方案里的指标名称"))
    meaning = models.CharField(_("含义"), max_length=200, blank=True)
    trigger_by = _by(_("触警按"))
    trigger_at = _at(_("触警阈值"))
    response = models.CharField(_("触警后的措施"), max_length=200, blank=True)
    excellent_by = _by(_("优质按"))
    excellent_at = _at(_("优质阈值"))
    way = models.CharField(_("更新方式"), max_length=8, choices=Way.choices, default=Way.REPORT)
    source = models.CharField(_("来源部门"), max_length=80, blank=True, help_text=_("不填的，用方案的牵头单位"))
    seat = models.CharField(_("业务席位"), max_length=80, blank=True, help_text=_("写席位，不写人名"))
    charge = models.CharField(_("分管席位"), max_length=80, blank=True, help_text=_("写席位，不写人名"))
    topics = models.CharField(_("专题"), max_length=120, blank=True, help_text=_("多个专题以顿号分隔"))
    place = models.PositiveSmallIntegerField(_("次序"), default=10)

    objects = scoped(Scope(region="county", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("指标卡")
        ordering = ("place", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("county", "indicator"), condition=models.Q(retired_on=None), name="one_card_an_indicator"
            ),
        )

    def __str__(self) -> str:
        return self.indicator


class Layout(models.Model):
    """What a region changed of the layout that the platform brings; empty parts are as it brings them.

    ``screens`` is what :func:`tenghuan.apps.cockpit.layout.read` takes; ``tiles`` is region code → [row, column];
    ``outline`` is what :func:`tenghuan.apps.cockpit.outline.read` made of the operator's GeoJSON.
    """

    region = models.OneToOneField(Region, verbose_name=_("区域"), on_delete=models.PROTECT, related_name="+")
    screens = models.JSONField(_("版面"), default=dict)
    tiles = models.JSONField(_("位置"), default=dict)
    outline = models.JSONField(_("边界"), default=dict)
    revision = models.PositiveIntegerField(_("修订号"), default=1)

    objects = scoped(Scope(region="region", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("驾驶舱版面")

    def __str__(self) -> str:
        return f"{self.region}"


class WallToken(models.Model):
    """A read-only key to the wall of one region, for a screen that nobody logs in at; only its digest is kept."""

    region = models.ForeignKey(Region, verbose_name=_("区域"), on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("屏幕"), max_length=60)
    digest = models.CharField(_("摘要（SM3）"), max_length=64, unique=True)
    until = models.DateField(_("有效期至"))
    made_by = models.ForeignKey(Account, verbose_name=_("签发人"), on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("签发时间"), auto_now_add=True)
    opened_at = models.DateTimeField(_("最近启用"), null=True)
    ended_at = models.DateTimeField(_("停用时间"), null=True)

    objects = scoped(Scope(region="region"))

    class Meta:
        verbose_name = verbose_name_plural = _("投屏令牌")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name

    def stands(self, day: date) -> bool:
        """Tell whether it still opens anything on a day."""
        return self.ended_at is None and day <= self.until and self.made_by.is_active
