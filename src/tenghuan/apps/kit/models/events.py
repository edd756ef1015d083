"""The timeline of a thing: moves, changes and comments, each by whom and when."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.kit.models.kept import Linked
from tenghuan.apps.organization.models import Account


class EventKind(models.TextChoices):
    MADE = "made", _("登记")
    MOVE = "move", _("办理")
    CHANGE = "change", _("修改")
    COMMENT = "comment", _("意见")
    UNDO = "undo", _("撤销")


class Event(Linked):
    """What happened to a thing. ``told``: what the one who moved it filled in, by field."""

    kind = models.CharField(_("类型"), max_length=8, choices=EventKind.choices)
    verb = models.CharField(max_length=40, blank=True)
    label = models.CharField(_("事项"), max_length=60)
    before = models.CharField(_("原状态"), max_length=24, blank=True)
    after = models.CharField(_("新状态"), max_length=24, blank=True)
    note = models.TextField(_("说明"), blank=True)
    told = models.JSONField(_("填写内容"), default=dict)
    account = models.ForeignKey(Account, verbose_name=_("经办"), null=True, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(_("经办"), max_length=120)
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    undone = models.BooleanField(_("已撤销"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("办理记录")
        ordering = ("pk",)
        indexes = (models.Index(fields=("content_type", "object_id")),)

    def __str__(self) -> str:
        return f"{self.label} {self.by}"
