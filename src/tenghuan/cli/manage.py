"""``tenghuan manage …``: Django's own management commands."""

from __future__ import annotations

import argparse

from tenghuan.cli import django_setup


def configure(parser: argparse.ArgumentParser) -> None:
    """Take everything that follows as it is."""
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="as for django-admin")


def run(args: argparse.Namespace) -> int:
    """Hand the arguments to Django."""
    django_setup.start()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["tenghuan manage", *args.arguments])
    return 0
