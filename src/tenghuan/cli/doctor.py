"""``tenghuan doctor``: what is amiss?"""

from __future__ import annotations

import argparse
import sys

from tenghuan.cli import django_setup


def configure(parser: argparse.ArgumentParser) -> None:
    """``--deep`` reads every file; ``--health`` is the quick look."""
    parser.add_argument("--deep", action="store_true", help="read every file and compare its digest with its row")
    parser.add_argument("--health", action="store_true", help="only database, disk, workers, queue, end of the trail")
    parser.epilog = "exit status 0: nothing grave; 1: something is lost, wrong, or must be changed"


def run(args: argparse.Namespace) -> int:
    """Print one line a finding; grave ones to stderr."""
    django_setup.start()
    if args.health:
        return _health()
    from tenghuan.site.operations.doctor import examine

    grave = count = 0
    for found in examine(deep=args.deep):
        count += 1
        grave += found.grave
        cure = f"（{found.remedy}）" if found.remedy else ""
        print(
            f"{'严重' if found.grave else '提示'}：{found.message}{cure}",
            file=sys.stderr if found.grave else sys.stdout,
        )
    print(f"检查完毕：严重 {grave} 项，提示 {count - grave} 项")
    return 1 if grave else 0


def _health() -> int:
    from tenghuan.site.operations.health import standing

    checks = list(standing())
    for check in checks:
        print(f"{'正常' if check.well else '异常'}：{check.name}：{check.found}")
    return 0 if all(check.well for check in checks) else 1
