"""A task: somebody owes something by a date. Loops open and close them; a person's inbox is a query over them."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import Role
from tenghuan.apps.kit.models.kept import Linked, LinkedQuerySet
from tenghuan.apps.organization.models import Account, Region, Unit


class TaskQuerySet(LinkedQuerySet):
    """Tasks by who holds them."""

    def open(self) -> Self:
        """Keep the tasks that are not done."""
        return self.filter(closed_at=None)

    def held_by(self, account: Any) -> Self:
        """Keep the tasks that this account is to do: its own, its unit's, or those of its role in its region."""
        if not account.is_authenticated or not account.is_active:
            return self.none()
        mine = Q(account=account)
        if account.unit_id is not None:
            mine |= Q(unit=account.unit_id)
        role = Q(role=account.role, region=account.region_id)
        if account.role == Role.ENTERPRISE:
            role &= ~Q(enterprise_code="") & Q(enterprise_code=account.enterprise_code)
        return self.filter(mine | role)


class Task(Linked):
    """One thing that somebody owes. Held by an account, a unit, or whoever has a role in a region."""

    kind = models.CharField(max_length=60)
    title = models.CharField(_("待办"), max_length=200)
    region = models.ForeignKey(Region, verbose_name=_("区域"), on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("角色"), max_length=16, blank=True, choices=Role.choices)
    unit = models.ForeignKey(Unit, verbose_name=_("单位"), null=True, on_delete=models.PROTECT, related_name="tasks")
    account = models.ForeignKey(
        Account, verbose_name=_("账号"), null=True, on_delete=models.PROTECT, related_name="tasks"
    )
    enterprise_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    due = models.DateField(_("期限"), null=True)
    # who is told beyond the holder when it is overdue: 0 nobody yet, then one level more each time (methodology2 §17)
    level = models.PositiveSmallIntegerField(_("升级"), default=0)
    opened_at = models.DateTimeField(_("产生时间"), auto_now_add=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True)
    closed_by = models.CharField(_("办结人"), max_length=120, blank=True)

    objects: ClassVar = models.Manager.from_queryset(TaskQuerySet)()

    class Meta:
        verbose_name = verbose_name_plural = _("待办")
        ordering = ("due", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "content_type", "object_id"), condition=Q(closed_at=None), name="one_open_task_a_kind"
            ),
        )
        indexes = (
            models.Index(fields=("region", "role", "closed_at")),
            models.Index(fields=("unit", "closed_at")),
            models.Index(fields=("content_type", "object_id")),
        )

    def __str__(self) -> str:
        return self.title

    def overdue(self, today: date) -> bool:
        """Tell whether the task is open after its day."""
        return self.closed_at is None and self.due is not None and self.due < today
