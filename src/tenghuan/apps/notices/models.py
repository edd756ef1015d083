"""A notice of an account, what waits to be sent to outside channels, and what an account wishes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.kit.models import Linked
from tenghuan.apps.organization.models import Account


class Kind(models.TextChoices):
    TODO = "todo", _("新待办")
    RETURNED = "returned", _("退回")
    HAPPENED = "happened", _("办理动态")
    DUE = "due", _("临近期限")
    OVERDUE = "overdue", _("逾期")
    NUDGE = "nudge", _("催办")
    ESCALATED = "escalated", _("升级")


class Notice(Linked):
    """Something that one account is told about one thing. ``key`` names the line that was crossed: told once."""

    account = models.ForeignKey(Account, verbose_name=_("账号"), on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(_("种类"), max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=80)
    title = models.CharField(_("消息"), max_length=200)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    at = models.DateTimeField(_("时间"), default=timezone.now)
    read_at = models.DateTimeField(_("已读时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("消息")
        ordering = ("-at", "-pk")
        constraints = (models.UniqueConstraint(fields=("account", "key"), name="told_once"),)
        indexes = (
            models.Index(fields=("account", "-at")),
            models.Index(fields=("account",), condition=Q(read_at=None), name="notices_unread"),
        )

    def __str__(self) -> str:
        return self.title


class Channel(models.TextChoices):
    MAIL = "mail", _("邮件")
    WEBHOOK = "webhook", _("政务消息接口")


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("待发送")
    SENT = "sent", _("已发送")
    DEAD = "dead", _("未送达")


class Delivery(models.Model):
    """One message on its way to an outside channel: written with what it tells of, sent afterwards.

    ``key`` goes with it, so that the receiver knows a second sending of the same one.
    """

    account = models.ForeignKey(Account, verbose_name=_("账号"), on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(_("渠道"), max_length=8, choices=Channel.choices)
    key = models.CharField(_("编号"), max_length=80)
    subject = models.CharField(_("标题"), max_length=200)
    body = models.TextField(_("内容"))
    told = models.JSONField(default=dict)
    state = models.CharField(_("状态"), max_length=8, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    due_at = models.DateTimeField(_("下次发送"), default=timezone.now)
    token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField(_("产生时间"), auto_now_add=True)
    sent_at = models.DateTimeField(_("发送时间"), null=True)
    error = models.CharField(_("失败原因"), max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("外发消息")
        ordering = ("due_at", "pk")
        constraints = (models.UniqueConstraint(fields=("channel", "key"), name="sent_once_a_channel"),)
        indexes = (models.Index(fields=("state", "due_at")),)

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.subject}"


class Wish(models.Model):
    """What an account wishes otherwise than is usual for its role; without a row the habits hold."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="wish", primary_key=True)
    mail = models.EmailField(_("邮箱"), max_length=120, blank=True)
    muted = models.JSONField(_("不接收的种类"), default=list)
    mail_kinds = models.JSONField(_("随时发邮件的种类"), default=list)
    digest = models.BooleanField(_("每日汇总邮件"), default=True)
    quiet_from = models.TimeField(_("免打扰开始"), null=True, blank=True)
    quiet_until = models.TimeField(_("免打扰结束"), null=True, blank=True)

    class Meta:
        verbose_name = _("消息设置")

    def __str__(self) -> str:
        return str(self.account)
