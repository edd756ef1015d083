"""Regions, units with aliases, task-force groups with seats and incumbents."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.scope import Scope, scoped


class Level(models.TextChoices):
    PROVINCE = "province", _("省")
    CITY = "city", _("设区市")
    COUNTY = "county", _("县（市、区）")
    TOWN = "town", _("乡镇（街道）")
    PARK = "park", _("园区（平台）")


class Region(models.Model):
    """A node of the tree of regions; ``path`` (codes from the root, each with a slash) makes a subtree one prefix."""

    code = models.CharField(_("区划代码"), max_length=12, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    level = models.CharField(_("层级"), max_length=10, choices=Level.choices)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("上级"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    path = models.CharField(_("路径"), max_length=60, unique=True, editable=False)

    objects = scoped(Scope(region="", inherit=True, administrators=True))

    class Meta:
        verbose_name = verbose_name_plural = _("区域")
        ordering = ("path",)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.path = f"{self.parent.path if self.parent else ''}{self.code}/"
        super().save(*args, **kwargs)

    @property
    def county_path(self) -> str:
        """The path of the county this region is or lies in, "" above the county level."""
        parts = self.path.split("/")[:-1]
        return "/".join(parts[:3]) + "/" if len(parts) >= 3 else ""


class UnitKind(models.TextChoices):
    DEPARTMENT = "department", _("部门")
    TOWN = "town", _("乡镇（街道）")
    PARK = "park", _("园区（平台）")
    AGENCY = "agency", _("条线及其他单位")
    COLLECTIVE = "collective", _("统称（如各乡镇）")


class Unit(models.Model):
    """A body that carries duties: a department, a town government, a park committee, a utility."""

    region = models.ForeignKey(Region, verbose_name=_("区域"), on_delete=models.PROTECT, related_name="units")
    name = models.CharField(_("名称"), max_length=80)
    kind = models.CharField(_("类型"), max_length=12, choices=UnitKind.choices, default=UnitKind.DEPARTMENT)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("上级单位"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    active = models.BooleanField(_("在用"), default=True)

    objects = scoped(Scope(region="region", inherit=True, administrators=True))

    class Meta:
        verbose_name = verbose_name_plural = _("单位")
        ordering = ("region__path", "kind", "name")
        constraints = (models.UniqueConstraint(fields=("region", "name"), name="unit_name_once_a_region"),)

    def __str__(self) -> str:
        return self.name


class UnitAlias(models.Model):
    """Another name by which documents call a unit (市人社局 for 市人力社保局)."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="aliases")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("别名"), max_length=80)

    class Meta:
        verbose_name = _("单位别名")
        constraints = (models.UniqueConstraint(fields=("region", "name"), name="alias_once_a_region"),)

    def __str__(self) -> str:
        return self.name


class Group(models.Model):
    """A task force or one of its groups (工作专班、攻坚组)."""

    region = models.ForeignKey(Region, verbose_name=_("区域"), on_delete=models.PROTECT, related_name="groups")
    name = models.CharField(_("名称"), max_length=120)
    order = models.PositiveSmallIntegerField(_("次序"), default=0)
    lead_unit = models.ForeignKey(
        Unit,
        verbose_name=_("牵头单位"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="led_groups",
    )
    active = models.BooleanField(_("在用"), default=True)

    objects = scoped(Scope(region="region", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("专班（工作组）")
        ordering = ("region__path", "order")
        constraints = (models.UniqueConstraint(fields=("region", "name"), name="group_name_once_a_region"),)

    def __str__(self) -> str:
        return self.name


class SeatRole(models.TextChoices):
    LEADER = "leader", _("组长")
    DEPUTY = "deputy", _("副组长")
    MEMBER = "members", _("成员")
    LIAISON = "liaison", _("联络员")


class Seat(models.Model):
    """A place in a group, held by a post; people come and go (自然更替), the seat keeps its duties."""

    group = models.ForeignKey(Group, verbose_name=_("工作组"), on_delete=models.CASCADE, related_name="seats")
    role = models.CharField(_("角色"), max_length=8, choices=SeatRole.choices)
    post = models.CharField(_("职务"), max_length=80)
    unit = models.ForeignKey(
        Unit, verbose_name=_("单位"), null=True, blank=True, on_delete=models.PROTECT, related_name="seats"
    )
    order = models.PositiveSmallIntegerField(_("次序"), default=0)

    objects = scoped(Scope(region="group__region", inherit=True))

    class Meta:
        verbose_name = verbose_name_plural = _("席位")
        ordering = ("group", "order")

    def __str__(self) -> str:
        return f"{self.group} {self.get_role_display()} {self.post}"


class Incumbency(models.Model):
    """Who holds a seat from when to when; an account, where the incumbent has one, acts for the seat meanwhile."""

    seat = models.ForeignKey(Seat, verbose_name=_("席位"), on_delete=models.CASCADE, related_name="incumbencies")
    person = models.CharField(_("姓名"), max_length=30)
    account = models.ForeignKey(
        "Account",
        verbose_name=_("账号"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="seats",
    )
    since = models.DateField(_("起"))
    until = models.DateField(_("止"), null=True, blank=True)

    class Meta:
        verbose_name = _("任职")
        ordering = ("-since",)
        constraints = (
            models.UniqueConstraint(fields=("seat",), condition=Q(until=None), name="one_incumbent_a_seat"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="incumbency_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.person} {self.since}—{self.until or ''}"
