"""A backup while the platform is in use: one state of the database, and every file that this state names.

Files are only ever added, so they are copied after the database: what its rows name is there. SQLite is copied by
its own backup interface, PostgreSQL read in one repeatable-read transaction.
"""

from __future__ import annotations

import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, connections, models
from django.db.migrations.recorder import MigrationRecorder
from django.db.transaction import atomic

from tenghuan.apps.audit.models import Head
from tenghuan.errors import InputFault
from tenghuan.site.operations import rows
from tenghuan.site.operations.archive import DATABASE, FILES, ROWS, Writer

NAME = "tenghuan-%Y%m%d-%H%M%S-%f.tar.gz"
COPY = "backup_copy"
LEVEL = 6  # of compression


def backup(folder: Path, *, portable: bool = False, keep: int = 0) -> tuple[Path, dict[str, Any]]:
    """Write a backup to a folder; return its path and manifest.

    Args:
        folder: made if missing; on another disk than the data.
        portable: rows instead of SQLite's own file, to move to another database; PostgreSQL is always so.
        keep: leave only so many of the newest backups in the folder; 0 keeps all.

    Raises:
        InputFault: the folder cannot be written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".tenghuan-", dir=folder) as scratch:
            made = _write(Path(scratch), portable)
            path = folder / datetime.now(UTC).strftime(NAME)
            (Path(scratch) / "backup").replace(path)
        _sync(folder)
    except OSError as error:
        raise InputFault(f"备份写不进去：{error}", where=str(folder), remedy="请核对磁盘空间和权限") from error
    if keep:
        for old in sorted(folder.glob("tenghuan-*.tar.gz"))[:-keep]:
            old.unlink()
    return path, made


def _write(scratch: Path, portable: bool) -> dict[str, Any]:
    target = scratch / "backup"
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as stream:
        with tarfile.open(fileobj=stream, mode="w:gz", compresslevel=LEVEL) as tar:
            writer = Writer(tar)
            with _one_state(scratch) as using:
                manifest = _database(writer, scratch, using, portable)
                named = files_named(using)
            manifest["missing"] = _files(writer, named)
            writer.close(manifest)
        stream.flush()
        os.fsync(stream.fileno())
    return {**manifest, "parts": writer.parts}


@contextmanager
def _one_state(scratch: Path) -> Iterator[str]:
    """Yield the alias under which one unchanging state of the database is read."""
    if connection.vendor != "sqlite":
        with atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield "default"
        return
    copy = scratch / DATABASE
    connection.ensure_connection()
    with closing(sqlite3.connect(copy)) as target:
        connection.connection.backup(target)
        # one file that stands alone
        target.execute("PRAGMA journal_mode=DELETE")
    connections.databases[COPY] = {**connections.databases["default"], "NAME": str(copy), "OPTIONS": {}}
    try:
        yield COPY
    finally:
        connections[COPY].close()
        del connections[COPY]
        del connections.databases[COPY]


def _database(writer: Writer, scratch: Path, using: str, portable: bool) -> dict[str, Any]:
    as_rows = portable or connection.vendor != "sqlite"
    tables = {}
    for model in rows.tables():
        table = model._meta.db_table
        if not as_rows:
            tables[table] = rows.measure(model, using)
            continue
        with (scratch / "rows").open("wb") as into:
            tables[table] = rows.measure(model, using, into)
        writer.add(scratch / "rows", f"{ROWS}{table}.jsonl")
    if not as_rows:
        writer.add(scratch / DATABASE, DATABASE)
    head = Head.objects.using(using).filter(pk=1).first() or Head()
    return {
        "version": version("tenghuan"),
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "kind": "rows" if as_rows else "sqlite",
        "migrations": applied(using),
        "tables": tables,
        "audit": {"number": head.number, "digest": head.digest},
    }


def applied(using: str = "default") -> list[str]:
    """Return the applied migrations of installed apps as ``app.name``, sorted."""
    known = MigrationRecorder(connections[using]).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in known if app in apps.app_configs)


def files_named(using: str = "default") -> set[str]:
    """Return the names of all files that rows name."""
    named: set[str] = set()
    for model in rows.tables():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                named.update(
                    model._base_manager.using(using).exclude(**{field.name: ""}).values_list(field.name, flat=True)
                )
    return named


def _files(writer: Writer, named: set[str]) -> list[str]:
    """Add every file; return those that rows name but that are not there."""
    root = Path(settings.MEDIA_ROOT)
    there = set()
    for path in sorted(root.rglob("*")) if root.is_dir() else ():
        name = path.relative_to(root).as_posix()
        try:
            if path.is_file() and not path.is_symlink():
                writer.add(path, f"{FILES}{name}")
                there.add(name)
        except FileNotFoundError:  # a passing file, gone meanwhile
            continue
    return sorted(named - there)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
