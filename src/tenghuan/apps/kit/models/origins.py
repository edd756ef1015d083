"""Where a record came from: the sheet and row of a workbook, and what the record said before."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.kit.models.kept import Linked


class Origin(Linked):
    """One row of a committed sheet that made or changed a record.

    ``before`` is what the record said then (None: the row made it) and ``revision`` what it was left at, so that a
    batch is withdrawn whole as long as nobody changed the record since.
    """

    batch = models.CharField(_("批次"), max_length=60, db_index=True)
    workbook = models.CharField(_("工作簿"), max_length=200)
    sheet = models.CharField(_("工作表"), max_length=80)
    line = models.PositiveIntegerField(_("行号"))
    columns = models.JSONField(_("列"), default=dict)
    before = models.JSONField(null=True)
    revision = models.PositiveIntegerField(default=1)
    by = models.CharField(_("经办"), max_length=120)
    at = models.DateTimeField(_("入库时间"), auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = _("来源")
        ordering = ("pk",)
        indexes = (models.Index(fields=("content_type", "object_id")),)

    def __str__(self) -> str:
        return f"{self.workbook} {self.sheet} {self.line}"
