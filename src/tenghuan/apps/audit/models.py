"""What is kept of every change of state. Rows are only ever added; the database refuses anything else."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.audit.canonical import CanonicalJSON
from tenghuan.apps.audit.chain import START


class Entry(models.Model):
    """One change. Account, unit and region are kept as text, so that a row outlives what it names."""

    number = models.PositiveBigIntegerField(_("序号"), primary_key=True)
    request = models.CharField(_("请求"), max_length=32, db_index=True)
    at = models.DateTimeField(_("时间"), db_index=True)
    account = models.CharField(_("账号"), max_length=150, db_index=True)
    person = models.CharField(_("姓名"), max_length=60, blank=True)
    unit = models.CharField(_("单位"), max_length=120, blank=True)
    region_path = models.CharField(_("区域"), max_length=60, blank=True, db_index=True)
    address = models.CharField(_("地址"), max_length=45, blank=True)
    action = models.CharField(_("动作"), max_length=80, db_index=True)
    kind = models.CharField(_("对象类型"), max_length=60, blank=True)
    key = models.CharField(_("对象编号"), max_length=64, blank=True)
    label = models.CharField(_("对象"), max_length=200, blank=True)
    before = CanonicalJSON(_("变更前"), null=True)
    after = CanonicalJSON(_("变更后"), null=True)
    previous = models.CharField(_("前一行摘要"), max_length=64)
    digest = models.CharField(_("摘要"), max_length=64)

    class Meta:
        verbose_name = _("审计记录")
        ordering = ("-number",)
        indexes = (models.Index(fields=("kind", "key")),)

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.label}"

    def content(self) -> dict[str, Any]:
        """Return what the digest covers: every column but the two digests, as JSON-ready values."""
        covered = (
            *("number", "request", "account", "person", "unit", "region_path", "address"),
            *("action", "kind", "key", "label", "before", "after"),
        )
        return {
            "at": self.at.isoformat(timespec="microseconds"),
            **{name: getattr(self, name) for name in covered},
        }


class Head(models.Model):
    """The last row's number and digest: one row that every writer locks, and that shows a cut-off tail."""

    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default=START)

    class Meta:
        verbose_name = _("审计链头")
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="one_audit_head"),)

    def __str__(self) -> str:
        return f"{self.number} {self.digest}"
