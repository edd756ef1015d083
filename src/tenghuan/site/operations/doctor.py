"""Look for what is amiss: settings, structure, files and rows, audit chain, interrupted work."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor

from tenghuan.apps.audit.verify import verify
from tenghuan.apps.kit.alive import alive
from tenghuan.apps.kit.models import Job, JobState
from tenghuan.site.operations import rows

PASSING = ("reading/",)  # files that no row names and that may be lost: what a reading gave, for the next step
FOLLOWS_HTTPS = {"security.W004", "security.W008", "security.W012", "security.W016"}  # said once, in Chinese
SHOWN = 20  # findings of one kind that are told one by one


@dataclass(frozen=True)
class Finding:
    """What was found: ``grave`` where data is lost or wrong or the platform must not run so."""

    grave: bool
    message: str
    remedy: str = ""


def open_migrations() -> list[str]:
    """Return the migrations of this version that the database does not have yet."""
    executor = MigrationExecutor(connection)
    return [f"{m.app_label}.{m.name}" for m, _back in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def examine(*, deep: bool = False) -> Iterator[Finding]:
    """Yield what is amiss, nothing where all is well.

    Args:
        deep: read every file and compare its digest with its row's.
    """
    yield from _settings()
    if waiting := open_migrations():
        yield Finding(True, f"数据库结构不是本版本的，待迁移：{'、'.join(waiting)}", "请备份后运行 tenghuan setup")
        return
    yield from _database()
    yield from _files(deep)
    for broken in verify():
        yield Finding(True, f"审计链断裂：{broken.message}", "请保留现场，与最近的备份比对")
    yield from _jobs()


def _settings() -> Iterator[Finding]:
    if not settings.HTTPS:
        yield Finding(
            False, "没有启用 HTTPS，口令在网络上以明文传输", "正式使用请由反向代理或 --certificate 提供 HTTPS"
        )
    for message in checks.run_checks(include_deployment_checks=not (settings.DEMO or settings.DEBUG)):
        if not message.is_silenced() and message.id not in FOLLOWS_HTTPS:
            words = message.msg.splitlines()[0]
            yield Finding(message.level >= checks.ERROR, f"设置 {message.id}：{words}", message.hint or "")
    if settings.DEMO:
        yield Finding(False, "以演示方式运行（TENGHUAN_DEMO）", "正式使用请去掉该设置")
    if not (settings.AUDIT_KEY and settings.AUDIT_HEADS):
        remedy = "用 tenghuan seal-audit --new-key 生成密钥，设置 TENGHUAN_AUDIT_KEY 和 TENGHUAN_AUDIT_HEADS"
        yield Finding(False, "审计链头没有每日签名导出，截尾或整体重算查不出", remedy)
    for path in _private():
        if path.exists() and path.stat().st_mode & 0o077:
            remedy = f"请运行 chmod {'700' if path.is_dir() else '600'} {path}"
            yield Finding(False, f"其他用户可以读到 {path}", remedy)


def _private() -> list[Path]:
    own = [Path(settings.MEDIA_ROOT), Path(settings.DATA_DIR) / "tenghuan.env"]
    return [*own, Path(connection.settings_dict["NAME"])] if connection.vendor == "sqlite" else own


def _database() -> Iterator[Finding]:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check")
            if (found := cursor.fetchone()[0]) != "ok":
                yield Finding(True, f"数据库文件已损坏：{found}", "请从最近的备份恢复")
    try:
        connection.check_constraints()
    except Exception as error:
        yield Finding(True, f"数据库中有指向不存在记录的数据：{error}", "请从最近的备份恢复，或联系开发方")


def _kept() -> Iterator[tuple[str, str, str]]:
    """Yield (file, digest or "", row) of every row that names a file."""
    for model in rows.tables():
        names = {field.name for field in model._meta.concrete_fields}
        for field in model._meta.concrete_fields:
            if not isinstance(field, models.FileField):
                continue
            digest = next((n for n in (f"{field.name}_digest", "digest") if n in names), None)
            wanted = ("pk", field.name, *([digest] if digest else []))
            for pk, name, *more in model._base_manager.exclude(**{field.name: ""}).values_list(*wanted).iterator():
                yield name, more[0] if more else "", f"{model._meta.verbose_name} {pk}"


def _files(deep: bool) -> Iterator[Finding]:
    root, named = Path(settings.MEDIA_ROOT), set()
    for name, digest, row in _kept():
        named.add(name)
        path = root / name
        if not path.is_file():
            yield Finding(True, f"文件缺失：{name}（{row}）", "请从备份中取回该文件")
        elif deep and digest and _sm3(path) != digest:
            yield Finding(True, f"文件内容与登记的摘要不符：{name}（{row}）", "请从备份中取回该文件")
    there = (path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    orphans = sorted(name for name in there if name not in named and not name.startswith(PASSING))
    for name in orphans[:SHOWN]:
        yield Finding(False, f"没有记录指向的文件：{name}", "确认无用后可移走")
    if len(orphans) > SHOWN:
        yield Finding(False, f"没有记录指向的文件还有 {len(orphans) - SHOWN} 个")


def _sm3(path: Path) -> str:
    digest: Any = hashlib.new("sm3")
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
    return str(digest.hexdigest())


def _jobs() -> Iterator[Finding]:
    for job in Job.objects.filter(state=JobState.RUNNING):
        if alive(job.worker) is False:
            yield Finding(False, f"后台任务 {job} 的进程已不在，下一个后台进程会自动重做", "请启动 tenghuan serve")
