"""Bring a backup back: everything is checked before anything is written, and compared after it is."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, connections

from tenghuan.apps.audit.models import Entry
from tenghuan.apps.kit.alive import workers
from tenghuan.apps.organization.models import Account
from tenghuan.errors import InputFault
from tenghuan.site.operations import rows
from tenghuan.site.operations.archive import DATABASE, FILES, MANIFEST, ROWS, members, verified
from tenghuan.site.operations.backup import applied

ASIDE = ".before-restore-%Y%m%d-%H%M%S"


def check(path: Path) -> dict[str, Any]:
    """Return a backup's manifest if it could be restored here; write nothing.

    Raises:
        InputFault: damaged, or made for another database.
    """
    manifest = verified(path)
    if manifest["kind"] == "sqlite":
        if connection.vendor != "sqlite":
            raise InputFault(
                "这份备份只能恢复到 SQLite", where=str(path), remedy="请先用 tenghuan backup --portable 备份"
            )
        with tempfile.TemporaryDirectory(prefix="tenghuan-") as scratch:
            _sound(_database_of(path, Path(scratch)), path)
    return manifest


def restore(path: Path, *, replace: bool = False) -> dict[str, Any]:
    """Restore a backup into the database and the folder of files that the settings name; return its manifest.

    Args:
        replace: what is there is moved aside first (SQLite and files only).

    Raises:
        InputFault: see ``check``; or something is there already, or background workers are running.
    """
    manifest = check(path)
    if workers():
        raise InputFault("后台进程还在运行", remedy="请先停止平台（tenghuan serve）再恢复")
    if _occupied() and not replace:
        raise InputFault(
            "这里已有数据，没有恢复", where=str(settings.DATA_DIR), remedy="请换空的数据目录，或加 --replace"
        )
    if manifest["kind"] == "sqlite":
        _whole(path, replace)
        call_command("migrate", verbosity=0)
    else:
        _rows(path, manifest)
    _files(path, replace)
    if wrong := differing(manifest):
        raise InputFault(f"恢复后与备份不一致：{wrong[0]}", remedy="请勿启用，换一份备份重试，并报告此问题")
    return manifest


def differing(manifest: dict[str, Any]) -> list[str]:
    """Return the tables whose rows are not those of the manifest; a backup of another version cannot be compared."""
    if applied() != manifest["migrations"]:
        return []
    tables = ((model._meta.db_table, model) for model in rows.tables())
    return [table for table, model in tables if rows.measure(model) != manifest["tables"].get(table)]


def _occupied() -> bool:
    try:
        return Account.objects.exists() or Entry.objects.exists()
    except DatabaseError:  # no tables yet
        return False


def _part(path: Path, name: str, target: Path) -> None:
    for found, stream in members(path):
        if found == name:
            _keep(stream, target)


def _keep(stream: Any, target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        shutil.copyfileobj(stream, out, 1 << 20)
        out.flush()
        os.fsync(out.fileno())


def _database_of(path: Path, scratch: Path) -> Path:
    _part(path, DATABASE, scratch / DATABASE)
    return scratch / DATABASE


def _sound(database: Path, path: Path) -> None:
    try:
        with closing(sqlite3.connect(database)) as opened:
            found = opened.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        raise InputFault(f"备份里的数据库已损坏：{found}", where=str(path), remedy="请换一份备份")


def _whole(path: Path, replace: bool) -> None:
    target = Path(connection.settings_dict["NAME"])
    connections.close_all()
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=target.parent) as scratch:
        database = _database_of(path, Path(scratch))
        stamp = datetime.now(UTC).strftime(ASIDE)
        for name in (target, *(target.with_name(target.name + ending) for ending in ("-wal", "-shm"))):
            if name.exists():
                if replace:
                    name.rename(name.with_name(name.name + stamp))
                else:
                    name.unlink()  # made by looking whether something is there; it holds nothing
        database.replace(target)


def _rows(path: Path, manifest: dict[str, Any]) -> None:
    if _occupied():
        raise InputFault("目标数据库不是空的", remedy="请新建一个空数据库，在 TENGHUAN_DATABASE_URL 中指定它")
    call_command("migrate", verbosity=0)
    if applied() != manifest["migrations"]:
        raise InputFault(
            f"备份由版本 {manifest['version']} 制作，数据库结构与本版本不同",
            where=str(path),
            remedy="请安装该版本恢复，再升级到本版本",
        )
    with tempfile.TemporaryDirectory(prefix="tenghuan-") as scratch:
        for name, stream in members(path):
            if name.startswith(ROWS):
                _keep(stream, Path(scratch) / name)
        try:
            rows.empty_and_load({found.stem: _lines(found) for found in (Path(scratch) / ROWS).glob("*.jsonl")})
        except DatabaseError as error:
            remedy = "什么都没有写入；请换一份备份，或联系开发方"
            raise InputFault(f"数据库不接受备份中的数据：{error}", where=str(path), remedy=remedy) from error


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        yield from stream


def _files(path: Path, replace: bool) -> None:
    root = Path(settings.MEDIA_ROOT)
    if replace and root.exists():
        root.rename(root.with_name(root.name + datetime.now(UTC).strftime(ASIDE)))
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, stream in members(path):
        if name.startswith(FILES) and name != MANIFEST:
            _keep(stream, root / name.removeprefix(FILES))
