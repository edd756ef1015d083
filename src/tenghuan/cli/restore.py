"""``tenghuan restore``: check a backup, or bring it back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from tenghuan.cli import django_setup


def configure(parser: argparse.ArgumentParser) -> None:
    """Which backup; ``--check`` writes nothing."""
    parser.add_argument("file", type=Path, help="a backup made by tenghuan backup")
    parser.add_argument("--check", action="store_true", help="only check that it is whole and could be restored here")
    parser.add_argument("--replace", action="store_true", help="move what is there aside first (SQLite)")


def run(args: argparse.Namespace) -> int:
    """Check or restore, and say what it holds."""
    django_setup.start(signs=False)
    from tenghuan.site.operations import restore

    manifest = restore.check(args.file) if args.check else restore.restore(args.file, replace=args.replace)
    print(f"{'可以恢复' if args.check else _done(manifest)}：{_held(manifest)}")
    return 0


def _done(manifest: dict[str, Any]) -> str:
    from tenghuan.site.operations.backup import applied

    same = applied() == manifest["migrations"]
    return "已恢复，逐表摘要与备份一致" if same else "已恢复，并升级到本版本的结构"


def _held(manifest: dict[str, Any]) -> str:
    count, audit = sum(table["rows"] for table in manifest["tables"].values()), manifest["audit"]
    trail = f"审计链 {audit['number']} 行，末行摘要 {audit['digest']}"
    return f"{manifest['made']} 制作，版本 {manifest['version']}，{count} 行；{trail}"
