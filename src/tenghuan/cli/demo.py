"""``tenghuan demo``: from a bare checkout to the platform on a local port, with five counties and sample data."""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import time

from tenghuan.errors import InputFault

# Only this machine reaches the demonstration unless told otherwise: its password is public.
ADDRESS = "127.0.0.1"
# a client has this long for the head of its request, and this much; bodies have their limits in site/gate.py
HEADER_MILLISECONDS, HEADER_BYTES = 10_000, 64 * 1024
CONNECTIONS = 1024  # requests that one process holds at a time, most of them waiting for their senders


def configure(parser: argparse.ArgumentParser) -> None:
    """Port and address to listen on; ``--load-only`` stops before serving."""
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--address", default=ADDRESS)
    parser.add_argument("--load-only", action="store_true", help="load the data and stop")


def run(args: argparse.Namespace) -> int:
    """Migrate, load what is missing, print the accounts, serve until interrupted."""
    if not args.load_only:
        _claim(args.address, args.port)
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
    return _serve(args.address, args.port)


def _claim(address: str, port: int) -> None:
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
    except (OSError, OverflowError) as error:
        raise InputFault(f"端口 {port} 不可用：{error}", remedy="请用 --port 指定另一个端口") from error


def _serve(address: str, port: int) -> int:
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings

    worker = subprocess.Popen([sys.executable, "-m", "tenghuan.cli.main", "manage", "db_worker", "--interval", "0.5"])
    try:
        server = Granian(
            "tenghuan.site.gate:application",
            address=address,
            port=port,
            interface=Interfaces.ASGI,
            workers=1,
            websockets=False,
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS, max_buffer_size=HEADER_BYTES),
            backpressure=CONNECTIONS,
            log_access=False,
        )
        server.serve()
    finally:
        worker.terminate()
        worker.wait(timeout=10)
    return 0
