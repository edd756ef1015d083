"""A document handed in and what was read in it, decided item by item, so that nothing is lost half-way."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.organization.models import Region, Unit
from tenghuan.apps.plans.models.published import Plan, PlanVersion


class Document(models.Model):
    """The file as it was handed in, once a county by its SM3 digest."""

    region = models.ForeignKey(Region, verbose_name=_("区域"), on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("文件名"), max_length=200)
    digest = models.CharField(_("摘要（SM3）"), max_length=64)
    size = models.PositiveIntegerField(_("字节数"))
    content = models.FileField(_("文件"), upload_to="plans/%Y/", max_length=200)
    uploaded_by = models.CharField(_("上传人"), max_length=150)
    at = models.DateTimeField(_("上传时间"), auto_now_add=True)

    objects = scoped(Scope(region="region"))

    class Meta:
        verbose_name = verbose_name_plural = _("方案文件")
        ordering = ("-at",)
        constraints = (models.UniqueConstraint(fields=("region", "digest"), name="document_once_a_region"),)

    def __str__(self) -> str:
        return self.name


class DraftState(models.TextChoices):
    READING = "reading", _("识读中")
    REVIEW = "review", _("审核中")
    PUBLISHED = "published", _("已发布")
    FAILED = "failed", _("识读失败")
    DISCARDED = "discarded", _("已作废")


class Draft(models.Model):
    """One reading of a document under review; ``blocks`` is the document as shown beside the items."""

    region = models.ForeignKey(Region, verbose_name=_("区域"), on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, verbose_name=_("文件"), on_delete=models.PROTECT, related_name="drafts")
    state = models.CharField(_("状态"), max_length=10, choices=DraftState.choices, default=DraftState.READING)
    blocks = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    notes = models.JSONField(default=list)
    error = models.CharField(_("失败原因"), max_length=400, blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False)
    plan = models.ForeignKey(
        Plan, verbose_name=_("所属方案"), null=True, blank=True, on_delete=models.PROTECT, related_name="drafts"
    )
    version = models.ForeignKey(
        PlanVersion, verbose_name=_("发布版本"), null=True, blank=True, on_delete=models.PROTECT, related_name="drafts"
    )
    created_by = models.CharField(_("导入人"), max_length=150)
    created_at = models.DateTimeField(_("导入时间"), auto_now_add=True)
    updated_at = models.DateTimeField(_("最近处理"), auto_now=True)

    objects = scoped(Scope(region="region"))

    class Meta:
        verbose_name = verbose_name_plural = _("方案草稿")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return str(self.document)

    def get_absolute_url(self) -> str:
        """The page that leads to where the draft stands."""
        return reverse("plans:draft", args=(self.pk,))


class DraftKind(models.TextChoices):
    META = "meta", _("基本信息")
    TARGET = "target", _("目标")
    SERIES = "series", _("指标表")
    ACTION = "action", _("任务")
    TASK = "task", _("清单")
    GROUP = "group", _("专班")


class ItemState(models.TextChoices):
    OPEN = "open", _("待定")
    ACCEPTED = "accepted", _("已采纳")
    CORRECTED = "corrected", _("已更正")
    DROPPED = "dropped", _("不采用")
    ADDED = "added", _("补录")


class DraftItem(models.Model):
    """One thing read (or added), as read and as corrected; ``revision`` rises with every decision."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(_("类型"), max_length=8, choices=DraftKind.choices)
    order = models.PositiveIntegerField(default=0)
    read = models.JSONField(_("识读"), null=True)
    corrected = models.JSONField(_("更正"), null=True)
    block = models.CharField(max_length=30, blank=True)
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    confidence = models.FloatField(_("把握"), default=1.0)
    reasons = models.JSONField(_("存疑之处"), default=list)
    state = models.CharField(_("状态"), max_length=10, choices=ItemState.choices, default=ItemState.OPEN)
    revision = models.PositiveIntegerField(default=0)
    decided_by = models.CharField(_("处理人"), max_length=150, blank=True)
    decided_at = models.DateTimeField(_("处理时间"), null=True, blank=True)

    objects = scoped(Scope(region="draft__region"))

    class Meta:
        verbose_name = verbose_name_plural = _("识读条目")
        ordering = ("draft", "kind", "order")
        indexes = (models.Index(fields=("draft", "kind", "state")),)

    def __str__(self) -> str:
        data = self.data
        return str(data.get("indicator") or data.get("title") or data.get("name") or data.get("number") or self.kind)

    @property
    def data(self) -> dict[str, object]:
        """What holds: as corrected, else as read."""
        return self.corrected if self.corrected is not None else (self.read or {})


class DraftUnit(models.Model):
    """A unit name of the document and the unit it stands for: an existing one, or one to create by that name.

    ``same_as`` merges a name into another name of the draft (市人社局 → 市人力社保局): both become one unit.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="units")
    name = models.CharField(_("文件中的名称"), max_length=80)
    uses = models.PositiveIntegerField(_("出现次数"), default=0)
    unit = models.ForeignKey(
        Unit, verbose_name=_("对应单位"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    same_as = models.CharField(_("并入"), max_length=80, blank=True)
    kind = models.CharField(_("新建类型"), max_length=12, blank=True)
    reason = models.CharField(_("依据"), max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=ItemState.choices, default=ItemState.OPEN)
    revision = models.PositiveIntegerField(default=0)
    decided_by = models.CharField(max_length=150, blank=True)

    objects = scoped(Scope(region="draft__region"))

    class Meta:
        verbose_name = verbose_name_plural = _("单位对应")
        ordering = ("draft", "-uses", "name")
        constraints = (models.UniqueConstraint(fields=("draft", "name"), name="unit_name_once_a_draft"),)

    def __str__(self) -> str:
        return self.name
