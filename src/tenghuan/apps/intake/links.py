"""What the register shows of the intake: where a value's original workbook is."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tenghuan.apps.access.roles import Role
from tenghuan.apps.enterprises.models import Source
from tenghuan.apps.intake.models import Batch


def original_link(source: Source, account: Any) -> str:
    """Return the address of a source's original for those who may have it, "" for others."""
    if account.role not in (Role.OFFICE, Role.DEPARTMENT):
        return ""
    batch = Batch.objects.visible_to(account).filter(source=source).first()
    return reverse("intake:original", args=(batch.pk,)) if batch else ""
