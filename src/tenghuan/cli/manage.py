"""``tenghuan manage …``: Django's own management commands."""

from __future__ import annotations

import argparse
import os


def configure(parser: argparse.ArgumentParser) -> None:
    """Take everything that follows as it is."""
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="as for django-admin")


def run(args: argparse.Namespace) -> int:
    """Hand the arguments to Django."""
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tenghuan.site.settings")
    execute_from_command_line(["tenghuan manage", *args.arguments])
    return 0
