"""Start Django for the commands that need the database."""

from __future__ import annotations

import os
import secrets

from tenghuan.errors import InputFault


def start(*, signs: bool = True) -> None:
    """Load the settings named by DJANGO_SETTINGS_MODULE (the platform's own by default).

    Args:
        signs: False for commands that sign nothing (no session, no token): they need no secret key of their own.

    Raises:
        InputFault: a setting is missing or wrong; the message names it.
    """
    import django
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tenghuan.site.settings")
    if not signs:
        os.environ.setdefault("TENGHUAN_SECRET_KEY", secrets.token_hex(32))
    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise InputFault(str(error), where="环境变量") from error
