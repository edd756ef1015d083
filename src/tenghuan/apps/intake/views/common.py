"""What every view of the intake begins with."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from tenghuan.apps.access.roles import Role
from tenghuan.apps.intake.models import Batch
from tenghuan.apps.intake.queries import batch_of, own

OFFICERS = (Role.OFFICE, Role.DEPARTMENT)
HANDS = (*OFFICERS, Role.TOWN)  # a town brings in the rows of registers that it writes


def working(request: HttpRequest, pk: int) -> Batch:
    """Return a batch that the account may change; 404 outside its scope, 403 if it only looks on."""
    batch = batch_of(request.user, pk)
    if not own(request.user, batch):
        raise PermissionDenied
    return batch
