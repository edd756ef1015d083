"""Accounts: one person's or one enterprise's, with the passwords it had."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import ADMINISTRATORS, Role
from tenghuan.apps.access.scope import Scope, ScopedManager, ScopedQuerySet
from tenghuan.apps.organization.models.places import Region, Unit
from tenghuan.apps.organization.names import normal_name


class AccountQuerySet(ScopedQuerySet["Account"]):
    """Accounts by who may see them: administrators, too."""

    scope = Scope(region="region", administrators=True)


class AccountManager(ScopedManager["Account"], BaseUserManager["Account"]):
    """Finds accounts by log-in name, whatever the case."""

    _queryset_class = AccountQuerySet

    def get(self, *args: Any, **kwargs: Any) -> Account:
        """Return one account with its region and unit, which every page needs."""
        return self.select_related("region", "unit").get(*args, **kwargs)

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username=normal_name(username))


class Account(AbstractBaseUser):
    """One person's (or one enterprise's) account: one role, one region, one unit."""

    username = models.CharField(_("登录名"), max_length=50, unique=True)
    name = models.CharField(_("姓名或称呼"), max_length=60)
    role = models.CharField(_("角色"), max_length=16, choices=Role.choices)
    region = models.ForeignKey(Region, verbose_name=_("区域"), on_delete=models.PROTECT, related_name="accounts")
    unit = models.ForeignKey(
        Unit, verbose_name=_("单位"), null=True, blank=True, on_delete=models.PROTECT, related_name="accounts"
    )
    enterprise_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)
    must_change_password = models.BooleanField(_("须改口令"), default=True)
    password_changed_at = models.DateTimeField(_("口令修改时间"), default=timezone.now)
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = AccountManager()

    class Meta:
        verbose_name = verbose_name_plural = _("账号")
        ordering = ("region__path", "username")
        constraints = (
            models.UniqueConstraint(Lower("username"), name="log_in_name_once"),
            models.CheckConstraint(
                condition=~Q(role=Role.ENTERPRISE) | ~Q(enterprise_code=""), name="enterprise_has_code"
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.DEPARTMENT) | Q(unit__isnull=False), name="department_has_unit"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}（{self.username}）"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.username = normal_name(self.username)
        super().save(*args, **kwargs)

    @property
    def is_administrator(self) -> bool:
        """Whether the role is one of the three administrators'."""
        return self.role in ADMINISTRATORS

    def get_full_name(self) -> str:
        return self.name


class PasswordMemory(models.Model):
    """Hashes of earlier passwords, so that they are not used again."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="earlier_passwords")
    password = models.CharField(max_length=128)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("旧口令")
        ordering = ("-at",)

    def __str__(self) -> str:
        return str(self.at)
