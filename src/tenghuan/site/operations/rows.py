"""Rows as text that every database understands: to count and compare them, and to carry them to another database.

One line a row: the columns in the model's order, as JSON with sorted keys. The same rows give the same lines, and
so the same digest, on SQLite and PostgreSQL.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO

from django.apps import apps
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.db.transaction import atomic

from tenghuan.site.operations.statistics import refresh_statistics

BATCH = 1000


class _Encoder(DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        if isinstance(o, bytes | memoryview):
            return bytes(o).hex()
        # Django's own writes milliseconds only
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)


def tables() -> list[type[models.Model]]:
    """Return every model with a table of its own, those between two others included, by table name."""
    found = apps.get_models(include_auto_created=True)
    return sorted((m for m in found if m._meta.managed and not m._meta.proxy), key=lambda m: m._meta.db_table)


def columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Return the columns of a model's own table in order; those of a parent stand in the parent's."""
    return list(model._meta.local_concrete_fields)


def lines(model: type[models.Model], using: str = "default") -> Iterator[bytes]:
    """Yield a table's rows as lines, ordered by primary key."""
    names = [field.attname for field in columns(model)]
    rows = model._base_manager.using(using).order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=2000):
        text = json.dumps(row, cls=_Encoder, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        yield text.encode() + b"\n"


def measure(model: type[models.Model], using: str = "default", into: BinaryIO | None = None) -> dict[str, Any]:
    """Return a table's number of rows and their digest (SM3); write the lines to ``into``."""
    count, digest = 0, hashlib.new("sm3")
    for line in lines(model, using):
        count += 1
        digest.update(line)
        if into is not None:
            into.write(line)
    return {"rows": count, "sm3": digest.hexdigest()}


def load(model: type[models.Model], source: Iterable[bytes]) -> int:
    """Insert a table's lines as they are (no hooks, no automatic values); return how many."""
    fields = columns(model)
    quoted = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(model._meta.db_table)
    statement = f"INSERT INTO {table} ({quoted}) VALUES ({marks})"  # noqa: S608 - names are the models' own
    count, remaining = 0, iter(source)
    with connection.cursor() as cursor:
        while batch := [_values(fields, line) for line in islice(remaining, BATCH)]:
            cursor.executemany(statement, batch)
            count += len(batch)
    return count


def _values(fields: list[models.Field[Any, Any]], line: bytes) -> list[Any]:
    return [_stored(field, value) for field, value in zip(fields, json.loads(line), strict=True)]


def _stored(field: models.Field[Any, Any], value: Any) -> Any:
    if value is None:
        return field.get_db_prep_save(None, connection)
    if isinstance(field, models.BinaryField):
        return field.get_db_prep_save(bytes.fromhex(value), connection)
    plain = value if isinstance(field, models.JSONField | models.FileField) else field.to_python(value)
    return field.get_db_prep_save(plain, connection)


@atomic
def empty_and_load(sources: dict[str, Iterable[bytes]]) -> None:
    """Replace what a new database's migrations wrote by the given tables' lines, all or nothing.

    Args:
        sources: table → lines; tables that are not named end empty.
    """
    with connection.cursor() as cursor:
        for model in tables():
            if model._base_manager.exists():
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
    for model in tables():
        load(model, sources.get(model._meta.db_table, ()))
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)
    refresh_statistics()
