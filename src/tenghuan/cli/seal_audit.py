"""``tenghuan seal-audit``: sign the head of the audit trail and write it where the database's owner does not reach."""

from __future__ import annotations

import argparse
from pathlib import Path

from tenghuan.cli import django_setup
from tenghuan.errors import InputFault


def configure(parser: argparse.ArgumentParser) -> None:
    """The key and the place; both may stand in the environment, for a timer that runs it each day."""
    parser.add_argument("--new-key", type=Path, metavar="FILE", help="make a key pair (FILE and FILE.pub) and stop")
    parser.add_argument("--key", type=Path, metavar="FILE", help="the signing key; else TENGHUAN_AUDIT_KEY")
    parser.add_argument("--to", metavar="FILE|syslog", help="where the line goes; else TENGHUAN_AUDIT_HEADS, or stdout")


def run(args: argparse.Namespace) -> int:
    """Write one signed line; refuse when the trail no longer agrees with the lines before it."""
    django_setup.start(signs=False)
    from django.conf import settings

    from tenghuan.apps.audit import sealing

    if args.new_key is not None:
        print(f"已生成 {args.new_key} 和 {sealing.new_key(args.new_key)}：前者另处保管，后者用于校验")
        return 0
    named = args.key or settings.AUDIT_KEY
    if not named:
        raise InputFault("没有签名密钥", remedy="用 --key 或 TENGHUAN_AUDIT_KEY 指定；用 --new-key 生成")
    sealing.export(named, args.to or settings.AUDIT_HEADS)
    return 0
