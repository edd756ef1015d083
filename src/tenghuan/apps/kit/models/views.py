"""A saved view: filters, order and columns of a list under a name, for oneself or for the colleagues."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.organization.models import Account, Region


class SavedViewQuerySet(models.QuerySet[Any]):
    """Views by who may use them."""

    def usable_by(self, account: Any) -> Self:
        """Keep the account's own views and those that its county's accounts share."""
        return self.filter(Q(account=account) | Q(shared=True, region=account.region_id))


class SavedView(models.Model):
    """One view of a list: the query string that brings it back."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="views")
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+")
    page = models.CharField(max_length=60)
    name = models.CharField(_("名称"), max_length=40)
    query = models.CharField(max_length=2000)
    shared = models.BooleanField(_("与本级同事共享"), default=False)
    at = models.DateTimeField(auto_now_add=True)

    objects = models.Manager.from_queryset(SavedViewQuerySet)()

    class Meta:
        verbose_name = verbose_name_plural = _("常用视图")
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("account", "page", "name"), name="view_name_once"),)

    def __str__(self) -> str:
        return self.name
