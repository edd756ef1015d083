"""``tenghuan verify-audit``: is the audit trail whole?"""

from __future__ import annotations

import argparse
import sys

from tenghuan.cli import django_setup
from tenghuan.errors import InputFault


def configure(parser: argparse.ArgumentParser) -> None:
    """No argument: the database is the one the settings name."""
    parser.epilog = "exit status 0: whole; 1: broken, each broken row on a line of its own"


def run(args: argparse.Namespace) -> int:
    """Print the breaks to stderr, or the number of rows and the last digest to stdout."""
    django_setup.start(signs=False)
    from django.db import DatabaseError

    try:
        return _report()
    except DatabaseError as error:
        raise InputFault(f"读不到审计表：{error}", where="数据库", remedy="请核对 TENGHUAN_DATA_DIR 等设置") from error


def _report() -> int:
    from tenghuan.apps.audit.models import Head
    from tenghuan.apps.audit.verify import verify

    breaks = 0
    for broken in verify():
        breaks += 1
        print(f"审计链断裂：{broken.message}", file=sys.stderr)
    head = Head.objects.filter(pk=1).first() or Head()
    if not breaks:
        print(f"审计链完整：{head.number} 行，末行摘要 {head.digest}")
    return 1 if breaks else 0
