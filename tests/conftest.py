"""What the tests of apps and of the browser share."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations

from tests.world import actor, world  # noqa: F401  (fixtures)

APPEND_ONLY = import_module("tenghuan.apps.audit.migrations.0002_append_only")


@pytest.fixture(autouse=True, scope="session")
def _emptying_the_database_lifts_the_audit_guard() -> Iterator[None]:
    """Tests with a live server end by emptying all tables, which the audit table's triggers would refuse."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def unguarded(self: BaseDatabaseOperations, statements: list[str]) -> None:
        APPEND_ONLY.disarm(connection)
        try:
            flush(self, statements)
        finally:
            APPEND_ONLY.arm(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", unguarded)
        yield
