"""``tenghuan backup``: save database and files, while the platform is in use."""

from __future__ import annotations

import argparse
from pathlib import Path

from tenghuan.cli import django_setup


def configure(parser: argparse.ArgumentParser) -> None:
    """Where to, in which form, how many to keep."""
    parser.add_argument("folder", type=Path, help="folder for backups, best on another disk")
    parser.add_argument("--portable", action="store_true", help="rows that any database takes, to move to PostgreSQL")
    parser.add_argument(
        "--keep", type=int, default=0, metavar="N", help="leave only the N newest backups there; 0: all"
    )
    parser.epilog = "the secret key (tenghuan.env) is no part of a backup: keep it apart"


def run(args: argparse.Namespace) -> int:
    """Write the backup, read it again, say where it is and what it holds."""
    django_setup.start(signs=False)
    from tenghuan.site.operations.archive import verified
    from tenghuan.site.operations.backup import backup

    path, made = backup(args.folder, portable=args.portable, keep=max(0, args.keep))
    verified(path)
    count = sum(table["rows"] for table in made["tables"].values())
    size, files = path.stat().st_size / 2**20, sum(name.startswith("files/") for name in made["parts"])
    print(
        f"已备份：{path}（{size:.1f} MB，{count} 行，{files} 个文件，审计链 {made['audit']['number']} 行），已回读核对"
    )
    for name in made["missing"]:
        print(f"注意：记录所指的文件不存在，未能备份：{name}")
    return 0
