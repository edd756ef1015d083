"""``tenghuan verify-audit``: is the audit trail whole, is it the one it was, and are the rows as it says?"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tenghuan.cli import django_setup
from tenghuan.errors import InputFault


def configure(parser: argparse.ArgumentParser) -> None:
    """What was noted elsewhere to hold the trail against; the database is the one the settings name."""
    parser.epilog = "exit status 0: whole; 1: broken, each fault on a line of its own"
    parser.add_argument(
        "--expect",
        nargs=2,
        metavar=("NUMBER", "DIGEST"),
        action="append",
        default=[],
        help="a row's number and digest as noted before; may be given more than once",
    )
    parser.add_argument("--heads", type=Path, metavar="FILE", help="signed heads that seal-audit wrote")
    parser.add_argument("--public-key", type=Path, metavar="FILE", help="the key that checks their signatures (.pub)")
    parser.add_argument("--chain-only", action="store_true", help="do not compare the rows with the trail")


def run(args: argparse.Namespace) -> int:
    """Print the faults to stderr, or the number of rows and the last digest to stdout."""
    expected = [_expected(*pair) for pair in args.expect]
    if (args.heads is None) != (args.public_key is None):
        raise InputFault("--heads 和 --public-key 须同时给出", where="命令行")
    django_setup.start(signs=False)
    from django.db import DatabaseError

    try:
        return _report(args, expected)
    except DatabaseError as error:
        raise InputFault(f"读不到审计表：{error}", where="数据库", remedy="请核对 TENGHUAN_DATA_DIR 等设置") from error


def _expected(number: str, digest: str) -> tuple[int, str]:
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise InputFault(f"“{number}”不是行号", where="--expect", remedy="先写行号，再写 64 位摘要")
    if len(digest) != 64 or set(digest.lower()) - set("0123456789abcdef"):
        raise InputFault(f"“{digest}”不是摘要", where="--expect", remedy="摘要是 64 位十六进制数")
    return int(number), digest.lower()


def _faults(args: argparse.Namespace, expected: list[tuple[int, str]]) -> Iterator[Any]:
    from tenghuan.apps.audit.rows import row_breaks
    from tenghuan.apps.audit.sealing import expected_breaks, public_key, seal_breaks
    from tenghuan.apps.audit.verify import verify

    yield from verify()
    for number, digest in expected:
        yield from expected_breaks(number, digest)
    if args.heads is not None:
        yield from seal_breaks(_lines(args.heads), public_key(args.public_key))
    if not args.chain_only:
        yield from row_breaks()


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputFault(f"读不到链头文件：{error}", where=str(path)) from error


def _report(args: argparse.Namespace, expected: list[tuple[int, str]]) -> int:
    from tenghuan.apps.audit.models import Head

    breaks = 0
    for broken in _faults(args, expected):
        breaks += 1
        print(f"审计链断裂：{broken.message}", file=sys.stderr)
    head = Head.objects.filter(pk=1).first() or Head()
    if not breaks:
        print(f"审计链完整：{head.number} 行，末行摘要 {head.digest}")
    return 1 if breaks else 0
