"""Tokens by which programs call the API in the name of an account."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.organization.models import Account


class Token(models.Model):
    """A token: kept as its digest alone, shown once when it is made; it may do no more than its account may."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("用途"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    writes = models.BooleanField(_("可写"), default=False)
    registers = models.JSONField(_("限于"), default=list)
    expires_on = models.DateField(_("有效期至"))
    made_at = models.DateTimeField(_("生成时间"), auto_now_add=True)
    used_at = models.DateTimeField(_("最近使用"), null=True)
    ended_at = models.DateTimeField(_("停用时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("接口令牌")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name
