"""What the tests of apps and of the browser share."""

import gc
from collections.abc import Iterator
from importlib import import_module

import pytest
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import SimpleTestCase
from hypothesis import HealthCheck, settings

from tests.blank import blank_database  # noqa: F401  (a fixture)
from tests.world import actor, world  # noqa: F401  (fixtures)

# a busy machine is no fault: time never decides a test
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

gc.disable()  # until all tests are collected: what is made till then stays

APPEND_ONLY = import_module("tenghuan.apps.audit.migrations.0002_append_only")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case with a file's content by its argument: an archive holds the second in which it was made, so two
    processes would give one case two names, and xdist runs nothing when its processes collect different names."""
    return argname if isinstance(val, bytes) else None


# what a test asks for before it may touch the database
OF_DATABASE = {"db", "transactional_db", "live_server", "client", "async_client", "admin_client"}


def asks_for_database(item: pytest.Item) -> bool:
    """Whether a test may touch the database; pytest-django refuses it to all others.

    A test that starts processes with a database of their own, or works out figures in memory, does not: the run on
    PostgreSQL would repeat what the one on SQLite has shown.
    """
    names = set(getattr(item, "fixturenames", OF_DATABASE))
    case = getattr(item, "cls", None)
    return bool(
        names & OF_DATABASE
        or item.get_closest_marker("django_db")
        or (case is not None and issubclass(case, SimpleTestCase))
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if asks_for_database(item):
            item.add_marker(pytest.mark.database)


def pytest_collection_finish() -> None:
    """Look for garbage less often, and not among the modules and tests that stay to the end: it took a twentieth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)
    gc.enable()


@pytest.fixture(autouse=True, scope="session")
def _emptying_the_database_lifts_the_audit_guard() -> Iterator[None]:
    """Tests with a live server end by emptying all tables, which the audit table's triggers would refuse."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def unguarded(self: BaseDatabaseOperations, statements: list[str]) -> None:
        if connection.vendor == "postgresql":
            _empty()
            return
        APPEND_ONLY.disarm(connection)
        try:
            flush(self, statements)
        finally:
            APPEND_ONLY.arm(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", unguarded)
        yield


def _empty() -> None:
    """Delete what a test left, from the tables that hold something: to truncate two hundred of them takes seconds.

    Kinds of content stay: they are made when the database is.
    """
    kept = {"django_content_type", "auth_permission"}
    tables = sorted(set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - kept)
    name = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{one}' WHERE EXISTS (SELECT 1 FROM {name(one)})" for one in tables))
        full = [one for (one,) in cursor.fetchall()]
        cursor.execute("SET session_replication_role = replica")  # neither triggers nor foreign keys are asked
        try:
            for one in full:
                cursor.execute(f"DELETE FROM {name(one)}")
        finally:
            cursor.execute("SET session_replication_role = origin")
