"""A piece of background work on one subject: who asked, how far it is, who does it, how it ended."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    QUEUED = "queued", _("排队中")
    RUNNING = "running", _("处理中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("未完成")


OPEN_JOBS = (JobState.QUEUED, JobState.RUNNING)


class Job(models.Model):
    """One piece of background work; a subject has at most one that is not over.

    ``owner``: path of the county (or of the region above) whose turn it takes in the queue; ``token``: new with each
    attempt, so that an attempt taken for dead cannot end what a later one began; ``worker``: who holds it,
    ``beat``: its last sign of life; ``spoken_at``: when the work last said how far it is; ``share``: per cent done;
    ``request`` and ``address``: of the request that asked, for the audit trail.
    """

    kind = models.CharField(_("事项"), max_length=60)
    subject_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    subject_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("申请人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    address = models.CharField(_("来源地址"), max_length=45, blank=True)
    request = models.CharField(max_length=32, blank=True)
    owner = models.CharField(_("所属区域"), max_length=60, blank=True)
    state = models.CharField(_("状态"), max_length=8, choices=JobState.choices, default=JobState.QUEUED)
    text = models.CharField(_("进展"), max_length=120, blank=True)
    share = models.PositiveSmallIntegerField(_("完成比例"), default=0)
    attempts = models.PositiveSmallIntegerField(_("第几次"), default=0)
    token = models.CharField(max_length=32, blank=True)
    worker = models.CharField(_("处理进程"), max_length=120, blank=True)
    asked_at = models.DateTimeField(_("提交时间"), auto_now_add=True)
    started_at = models.DateTimeField(_("开始时间"), null=True)
    beat = models.DateTimeField(_("最近活动"), null=True)
    spoken_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    error = models.TextField(_("未完成的原因"), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("后台任务")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("subject_type", "subject_id"),
                condition=Q(state__in=("queued", "running")),
                name="one_open_job_a_subject",
            ),
        )
        indexes = (models.Index(fields=("state", "owner")),)

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"

    @property
    def open(self) -> bool:
        """Tell whether the work is still to be done or being done."""
        return self.state in OPEN_JOBS
