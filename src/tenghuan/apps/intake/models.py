"""Batches: one workbook sheet handed in by one officer, from upload to commit or withdrawal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.kit.models import StoredFile
from tenghuan.apps.organization.models import Region, Unit


class Workbook(models.Model):
    """The original as handed in, by county and SM3 digest; its bytes are kept once, whoever handed them in."""

    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(_("摘要（SM3）"), max_length=64)
    name = models.CharField(_("文件名"), max_length=200)
    size = models.PositiveBigIntegerField(_("字节数"))
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    sheets = models.JSONField(_("工作表"), default=list)

    class Meta:
        verbose_name = verbose_name_plural = _("原件")
        constraints = (models.UniqueConstraint(fields=("county", "digest"), name="workbook_once_a_county"),)

    def __str__(self) -> str:
        return self.name

    @property
    def content(self) -> Any:
        """The bytes, as Django's files give them."""
        return self.file.content


class State(models.TextChoices):
    CONFIGURING = "configuring", _("待配置")
    CHECKING = "checking", _("校验中")
    FAULTY = "faulty", _("有问题待改")
    READY = "ready", _("可入库")
    COMMITTING = "committing", _("入库中")
    COMMITTED = "committed", _("已入库")
    WITHDRAWN = "withdrawn", _("已撤回")
    DISCARDED = "discarded", _("已放弃")


OVER = (State.WITHDRAWN, State.DISCARDED)
BUSY = (State.CHECKING, State.COMMITTING)
OPEN = (State.CONFIGURING, State.FAULTY, State.READY)


class Batch(models.Model):
    """One sheet of a workbook on its way into the register.

    ``configuration``: how the sheet is read (``tenghuan.reading.workbooks.Configuration``); ``look``: what the officer
    sees of it while configuring (first rows, headings, confidences).
    """

    workbook = models.ForeignKey(Workbook, on_delete=models.PROTECT, related_name="batches")
    county = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="batches")
    unit = models.ForeignKey(
        Unit, verbose_name=_("报送单位"), null=True, on_delete=models.PROTECT, related_name="batches"
    )
    town = models.ForeignKey(Region, verbose_name=_("镇街"), null=True, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("经办"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    register = models.CharField(_("登记表"), max_length=40, blank=True)
    sheet = models.CharField(_("工作表"), max_length=80, blank=True)
    year = models.PositiveSmallIntegerField(_("年度"), null=True)
    state = models.CharField(_("状态"), max_length=12, choices=State.choices, default=State.CONFIGURING)
    revision = models.PositiveIntegerField(_("修订号"), default=1, editable=False)
    configuration = models.JSONField(_("配置"), default=dict)
    look = models.JSONField(_("预览"), default=dict)
    note = models.TextField(_("说明"), blank=True)
    rows = models.PositiveIntegerField(_("行数"), default=0)
    errors = models.PositiveIntegerField(_("错误"), default=0)
    warnings = models.PositiveIntegerField(_("警告"), default=0)
    source = models.OneToOneField(
        "enterprises.Source", verbose_name=_("入库来源"), null=True, on_delete=models.SET_NULL, related_name="batch"
    )

    # a department or a town works on the batches it handed in; the office sees all of its county
    objects = scoped(Scope(region="county", unit=("unit",), town="town", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("批次")
        ordering = ("-at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("workbook", "sheet", "register"),
                condition=~Q(state__in=("withdrawn", "discarded")),
                name="one_batch_a_sheet",
            ),
        )

    def __str__(self) -> str:
        return f"{self.workbook} {self.sheet}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("intake:batch", args=(self.pk,))

    @property
    def name(self) -> str:
        """What the origins of the records that it made call it."""
        return f"batch-{self.pk}"


class BatchFault(models.Model):
    """A fault found in a batch, located to the cell; a warning may be waived with a reason."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="faults")
    sheet = models.CharField(_("工作表"), max_length=80)
    cell = models.CharField(_("单元格"), max_length=12, blank=True)
    line = models.PositiveIntegerField(_("行"), default=0)
    field = models.CharField(_("字段"), max_length=40, blank=True)
    label = models.CharField(_("栏目"), max_length=60, blank=True)
    rule = models.CharField(_("规则"), max_length=40)
    severity = models.CharField(_("级别"), max_length=8)
    message = models.TextField(_("问题"))
    remedy = models.TextField(_("怎么改"), blank=True)
    count = models.PositiveIntegerField(_("处数"), default=1)
    waived_reason = models.CharField(_("豁免理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("问题")
        ordering = ("batch", "severity", "line", "cell", "pk")
        indexes = (models.Index(fields=("batch", "rule")),)

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell} {self.rule}"


class NameMatch(models.Model):
    """A row without a usable code, matched by name only: a person confirms, nothing is guessed.

    ``confirmed``: None waits; True is ``enterprise``; False leaves the row out, for the reason given.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="name_matches")
    line = models.PositiveIntegerField(_("行"))
    cell = models.CharField(_("单元格"), max_length=12, blank=True)
    name = models.CharField(_("名称"), max_length=120)
    candidates = models.JSONField(_("同名企业"), default=list)
    enterprise = models.ForeignKey(
        "enterprises.Enterprise", null=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("确认为")
    )
    confirmed = models.BooleanField(_("已确认"), null=True)
    reason = models.CharField(_("理由"), max_length=200, blank=True)
    choices: Sequence[models.Model]  # the enterprises that bear the name, where a page offers them

    class Meta:
        verbose_name = verbose_name_plural = _("名称匹配")
        ordering = ("line",)
        constraints = (models.UniqueConstraint(fields=("batch", "line"), name="name_match_once_a_line"),)

    def __str__(self) -> str:
        return self.name
