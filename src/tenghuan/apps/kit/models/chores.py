"""What the platform does by itself each day: when it is due next, and what came of it the last time."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Chore(models.Model):
    """One thing done each day. Whoever moves ``due`` on does it; ``well`` is False while it has not been done since."""

    name = models.CharField(_("事项"), max_length=60, primary_key=True)
    due = models.DateTimeField(_("下次时间"))
    done_at = models.DateTimeField(_("上次办成"), null=True)
    well = models.BooleanField(_("办成"), default=True)
    found = models.CharField(_("结果"), max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("每日事项")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
