"""``tenghuan serve``: the platform with its web processes and background workers, for production."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from pathlib import Path

from tenghuan.cli import django_setup
from tenghuan.errors import InputFault

ADDRESS = "127.0.0.1"  # a reverse proxy stands in front; reached from elsewhere only when told so
# a client has this long for the head of its request, and this much; bodies have their limits in site/gate.py
HEADER_MILLISECONDS, HEADER_BYTES = 10_000, 64 * 1024
CONNECTIONS = 1024  # requests that one process holds at a time, most of them waiting for their senders


def configure(parser: argparse.ArgumentParser) -> None:
    """Address, port, numbers of processes, certificate."""
    parser.add_argument("--address", default=ADDRESS, help="address to listen on")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--web", type=int, default=0, metavar="N", help="web processes; without it one a core")
    parser.add_argument("--workers", type=int, default=0, metavar="N", help="background workers; else TENGHUAN_WORKERS")
    parser.add_argument("--certificate", type=Path, metavar="FILE", help="serve HTTPS with this certificate (PEM)")
    parser.add_argument("--key", type=Path, metavar="FILE", help="private key of the certificate (PKCS#8 PEM)")
    parser.epilog = "SIGTERM and Ctrl-C: no new requests, those at hand and running jobs are finished, then the end"


def run(args: argparse.Namespace) -> int:
    """Check that the database is ready, collect the static files, serve until told to stop."""
    claim(args.address, args.port)
    django_setup.start()
    from django.conf import settings
    from django.core.management import call_command

    from tenghuan.site.operations.doctor import open_migrations

    if waiting := open_migrations():
        raise InputFault(
            f"数据库结构不是本版本的（待迁移 {len(waiting)} 项）", remedy="请先备份，再运行 tenghuan setup"
        )
    call_command("collectstatic", verbosity=0, interactive=False)
    serve(args.address, args.port, args.web, args.workers or settings.WORKERS, _secured(args))
    return 0


def _secured(args: argparse.Namespace) -> list[str]:
    if (args.certificate is None) != (args.key is None):
        raise InputFault("证书和私钥须同时指定", remedy="请同时给出 --certificate 和 --key")
    if args.certificate is None:
        return []
    return ["--ssl-certificate", str(args.certificate), "--ssl-keyfile", str(args.key)]


def claim(address: str, port: int) -> None:
    """Refuse a port that cannot be listened on, before anything is loaded."""
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
    except (OSError, OverflowError) as error:
        raise InputFault(f"端口 {port} 不可用：{error}", remedy="请用 --port 指定另一个端口") from error


def serve(address: str, port: int, web: int, workers: int, secured: list[str]) -> None:
    """Run ``web`` web processes (0: one a core) and ``workers`` background workers until told to stop."""
    from tenghuan.site.operations.supervisor import Child, Supervisor

    os.environ.update(TENGHUAN_WORKERS=str(workers))
    granian = [
        *(sys.executable, "-m", "granian", "tenghuan.site.gate:application", "--interface", "asgi"),
        *("--host", address, "--port", str(port), "--workers", str(web or os.cpu_count() or 1)),
        *("--http", "1", "--backpressure", str(CONNECTIONS), "--no-ws", "--no-access-log", "--log-level", "warning"),
        *("--respawn-failed-workers", "--workers-kill-timeout", "20"),
        *("--http1-header-read-timeout", str(HEADER_MILLISECONDS), "--http1-buffer-size", str(HEADER_BYTES)),
        *secured,
    ]
    worker = [sys.executable, "-m", "tenghuan.cli.main", "work", "--parent", str(os.getpid())]
    children = [Child("网页服务", granian), *(Child(f"后台 {n}", worker) for n in range(1, workers + 1))]
    Supervisor(children).run()
