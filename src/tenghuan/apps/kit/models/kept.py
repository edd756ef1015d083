"""What every record of a register has, what leads from one thing to any other, and what makes a form count once."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.organization.models import Account, Region


class Kept(models.Model):
    """A record of a register: its county, who made it, and the revision that a change must have seen.

    A record is retired, never deleted: what it says stays readable, lists leave it out unless asked.
    """

    county = models.ForeignKey(
        Region, verbose_name=_("县（市、区）"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    revision = models.PositiveIntegerField(_("修订号"), default=1, editable=False)
    made_by = models.ForeignKey(
        Account, verbose_name=_("经办"), null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    made_at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    changed_at = models.DateTimeField(_("更新时间"), auto_now=True)
    retired_on = models.DateField(_("停用日期"), null=True, editable=False)
    retired_because = models.CharField(_("停用理由"), max_length=200, blank=True, editable=False)
    sample = models.BooleanField(_("示例数据"), default=False, editable=False)

    class Meta:
        abstract = True


class LinkedQuerySet(models.QuerySet[Any]):
    """Rows that lead to a thing, found by the thing."""

    def about(self, thing: models.Model) -> Self:
        """Keep the rows that lead to ``thing``."""
        return self.filter(content_type=ContentType.objects.get_for_model(thing), object_id=thing.pk)


class Linked(models.Model):
    """A row that leads to one thing of any kind: one typed link in place of a column for each kind."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    thing = GenericForeignKey("content_type", "object_id")

    objects = models.Manager.from_queryset(LinkedQuerySet)()

    class Meta:
        abstract = True


class Once(Linked):
    """A form that makes something carries a token; sent twice, it leads to what the first sending made."""

    token = models.CharField(max_length=36, primary_key=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("防重复提交")

    def __str__(self) -> str:
        return self.token
