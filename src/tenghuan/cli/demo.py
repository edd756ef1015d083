"""``tenghuan demo``: from a bare checkout to the platform on a local port, with five counties and sample data."""

from __future__ import annotations

import argparse
import os
import time

from tenghuan.cli.serve import claim, serve

# Only this machine reaches the demonstration unless told otherwise: its password is public.
ADDRESS = "127.0.0.1"


def configure(parser: argparse.ArgumentParser) -> None:
    """Port and address to listen on; ``--load-only`` stops before serving."""
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--address", default=ADDRESS)
    parser.add_argument("--load-only", action="store_true", help="load the data and stop")


def run(args: argparse.Namespace) -> int:
    """Migrate, load what is missing, print the accounts, serve until interrupted."""
    if not args.load_only:
        claim(args.address, args.port)
    os.environ.setdefault("TENGHUAN_DEMO", "1")
    from tenghuan.cli import django_setup

    django_setup.start()
    from django.core.management import call_command

    from tenghuan.site.demonstration import loading

    started = time.monotonic()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    loading.load(lambda text: print(f"[{time.monotonic() - started:5.1f} s] {text}", flush=True))
    if args.load_only:
        return 0
    print(loading.welcome(f"http://{args.address}:{args.port}/"), flush=True)
    serve(args.address, args.port, web=1, workers=1, secured=[])
    return 0
