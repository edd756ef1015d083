"""Tell the database how its tables look after very many rows came in at once."""

from __future__ import annotations

from django.db import connection


def refresh_statistics() -> None:
    """Have the database count its tables anew, so that its plans fit what is there (``ANALYZE``).

    PostgreSQL does this by itself about a minute after a commit; until then it takes every table for empty and joins
    a few hundred rows by trying all pairs of them.
    """
    own = connection.introspection.django_table_names(only_existing=True)
    names = ", ".join(connection.ops.quote_name(name) for name in own)
    with connection.cursor() as cursor:
        # its own tables by name: the catalogues are shared with other databases, whose sessions would wait
        cursor.execute(f"ANALYZE {names}" if connection.vendor == "postgresql" else "ANALYZE")
