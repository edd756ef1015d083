"""How accounts sign in: sessions, tries, known browsers, second factors; and changes that wait for a second hand."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.access.scope import Scope, scoped
from tenghuan.apps.organization.models.accounts import Account


class Session(AbstractBaseSession):
    """A browser's session with the account that is signed in, so that an account's sessions can be listed and ended."""

    account = models.ForeignKey(
        Account, verbose_name=_("账号"), null=True, on_delete=models.CASCADE, related_name="sessions"
    )
    address = models.CharField(_("地址"), max_length=45, blank=True)
    browser = models.CharField(_("浏览器"), max_length=200, blank=True)
    begun_at = models.DateTimeField(_("登录时间"), default=timezone.now)

    objects: ClassVar = BaseSessionManager()

    class Meta:
        verbose_name = _("会话")
        ordering = ("-begun_at",)

    @classmethod
    def get_session_store_class(cls) -> type:
        from tenghuan.apps.organization.sessions import SessionStore

        return SessionStore


class Tries(models.Model):
    """How often a secret was tried within the present window; ``key`` says whose and from where."""

    key = models.CharField(max_length=120, unique=True)
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("口令尝试")

    def __str__(self) -> str:
        return f"{self.key} {self.count}"


class Device(models.Model):
    """A browser in which the account once signed in; its wrong passwords are counted apart from those of strangers."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="devices")
    mark = models.CharField(max_length=64, unique=True)  # SHA-256 of what the cookie holds
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("常用浏览器")

    def __str__(self) -> str:
        return str(self.at)


class SecondFactor(models.Model):
    """An account's one-time passwords (TOTP, RFC 6238); the secret is kept encrypted."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="second_factor")
    secret = models.CharField(max_length=200)
    confirmed_at = models.DateTimeField(_("启用时间"), null=True)
    last_step = models.BigIntegerField(default=0)  # of the code last taken: none is taken twice

    class Meta:
        verbose_name = verbose_name_plural = _("动态口令")

    def __str__(self) -> str:
        return f"{self.account_id} {self.confirmed_at or ''}"


class RecoveryCode(models.Model):
    """One of the codes for the day the phone is lost; each is taken once."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="recovery_codes")
    mark = models.CharField(max_length=64)  # HMAC-SHA-256 of the code
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("恢复码")
        constraints = (models.UniqueConstraint(fields=("account", "mark"), name="recovery_code_once"),)

    def __str__(self) -> str:
        return str(self.used_at or "")


class ProposalVerb(models.TextChoices):
    AUTHORISE = "authorise", _("授权")
    RESET = "reset", _("重置口令")
    DROP_FACTOR = "drop_factor", _("停用动态口令")


class ProposalState(models.TextChoices):
    WAITING = "waiting", _("待复核")
    CONFIRMED = "confirmed", _("已复核")
    DECLINED = "declined", _("不同意")


class Proposal(models.Model):
    """A change of an administrator's account that a second administrator must confirm."""

    subject = models.ForeignKey(Account, verbose_name=_("账号"), on_delete=models.CASCADE, related_name="proposals")
    verb = models.CharField(_("事项"), max_length=12, choices=ProposalVerb.choices)
    role = models.CharField(_("角色"), max_length=16, choices=Role.choices, blank=True)
    active = models.BooleanField(_("启用"), default=False)
    password = models.CharField(max_length=128, blank=True)  # hashed
    state = models.CharField(_("状态"), max_length=10, choices=ProposalState.choices, default=ProposalState.WAITING)
    asked_by = models.ForeignKey(Account, verbose_name=_("提出人"), on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("提出时间"), default=timezone.now)
    decided_by = models.ForeignKey(
        Account, verbose_name=_("复核人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("复核时间"), null=True)

    objects = scoped(Scope(region="subject__region", administrators=True))

    class Meta:
        verbose_name = verbose_name_plural = _("管理员账号变更")
        ordering = ("-asked_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("subject", "verb"), condition=Q(state="waiting"), name="one_waiting_change_a_verb"
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject} {self.get_verb_display()}"
