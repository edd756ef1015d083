"""Days off and exchanged working days that an operator imports, above what the library knows."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, scoped


class Holiday(models.Model):
    """One day that is worked or not, by a notice."""

    day = models.DateField(_("日期"), unique=True)
    worked = models.BooleanField(_("上班"))
    source = models.CharField(_("依据"), max_length=120)

    objects = scoped(Scope(region="", common=True))

    class Meta:
        verbose_name = verbose_name_plural = _("节假日和调休")
        ordering = ("day",)

    def __str__(self) -> str:
        return str(self.day)
