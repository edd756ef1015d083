"""The site: keeps the database's file to its owner."""

from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class SiteConfig(AppConfig):
    name = "tenghuan.site"
    label = "site"

    def ready(self) -> None:
        """Watch over connections."""
        connection_created.connect(keep_private, dispatch_uid="database file")


def keep_private(connection: Any, **kwargs: Any) -> None:
    """Bring an SQLite file to be readable to its owner alone; its journals take over its mode."""
    path = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor == "sqlite" and path.is_file() and path.stat().st_mode & 0o077:
        path.chmod(0o600)
