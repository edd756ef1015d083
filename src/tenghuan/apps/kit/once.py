"""A form that makes something carries a token: sent twice, it leads to what the first sending made."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models

from tenghuan.apps.kit.models import Once

LENGTH = 36  # of a token


def token() -> str:
    """Return a token for a form that is about to be shown."""
    return uuid.uuid4().hex


def made_by(text: str, kind: type[models.Model]) -> Any | None:
    """Return the thing of this kind that a form's token made, None if it made none yet ("" never did)."""
    found = Once.objects.filter(pk=text[:LENGTH]).first() if text else None
    return found.thing if found is not None and isinstance(found.thing, kind) else None


def keep(text: str, thing: models.Model) -> None:
    """Remember inside a service what a form's token made; IntegrityError if another session was first."""
    if text:
        Once.objects.create(token=text[:LENGTH], thing=thing)
