"""Many rows in one statement: INSERT and UPDATE by ``executemany``, in SQL that SQLite and PostgreSQL share.

A model instance a row would take several times the time and memory; 50,000 rows of a workbook are common.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from django.db import connection, models

from tenghuan.apps.access.meta import field_of


def as_json(value: Any) -> str:
    """Return what a JSON column keeps."""
    return orjson.dumps(value, default=str).decode()


def _column(model: type[models.Model], name: str) -> str:
    column = field_of(model, name).column
    assert column is not None  # only what the table holds is written
    return connection.ops.quote_name(column)


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows; values as the database takes them (JSON as text, decimals as text, a foreign key's number)."""
    quote = connection.ops.quote_name
    columns = ", ".join(_column(model, name) for name in names)
    places = ", ".join(["%s"] * len(names))
    # only names of our own models are put into the text
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(rows))


def update(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Update rows by primary key; each row is the new values in the order of ``names``, then the key."""
    quote = connection.ops.quote_name
    changes = ", ".join(f"{_column(model, name)} = %s" for name in names)
    key = _column(model, model._meta.pk.name)
    statement = f"UPDATE {quote(model._meta.db_table)} SET {changes} WHERE {key} = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(rows))
