"""Start Django for the commands that need the database."""

from __future__ import annotations

import os

import django


def start() -> None:
    """Load the settings named by DJANGO_SETTINGS_MODULE (the platform's own by default)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tenghuan.site.settings")
    django.setup()
