"""The steps one by one, as a database of an earlier release takes them."""

from __future__ import annotations

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader


class FormerLoader(MigrationLoader):
    """What is on the disk, without the steps that stand for several."""

    def load_disk(self) -> None:
        super().load_disk()
        self.disk_migrations = {key: step for key, step in self.disk_migrations.items() if not step.replaces}


def former_steps() -> MigrationExecutor:
    """Return what takes the test database back and forth, step by step."""
    executor = MigrationExecutor(connection)
    executor.loader = FormerLoader(connection)
    return executor
