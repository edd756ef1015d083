"""The eight roles. One account has one; the three administrators' powers do not overlap (GB/T 22239-2019, 8.1.4)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    OFFICE = "office", _("专班办公室")
    DEPARTMENT = "department", _("责任部门")
    TOWN = "town", _("乡镇（街道）")
    LEADER = "leader", _("县领导（只读）")
    ENTERPRISE = "enterprise", _("企业")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDIT_ADMIN = "audit_admin", _("审计管理员")


OFFICIALS = frozenset({Role.OFFICE, Role.DEPARTMENT, Role.TOWN, Role.LEADER})
REPORTERS = frozenset({Role.OFFICE, Role.DEPARTMENT, Role.TOWN})
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
EVERYONE = frozenset(Role)
