"""A throw-away PostgreSQL cluster for the tests: ``with cluster() as url``."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def binaries() -> Path | None:
    """Return the folder of the newest installed PostgreSQL server, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).parent if initdb else None


def _as_postgres(command: list[str]) -> list[str]:
    # the server refuses to run as root
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# nothing need survive a crash, no table grows enough for plans to be compiled
QUICK = (
    "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c wal_level=minimal -c max_wal_senders=0"
    " -c max_wal_size=4GB -c shared_buffers=256MB -c jit=off"
)
# what waits for a lock that nobody gives back is an error that names the statement, not a run that never ends
IMPATIENT = "-c lock_timeout=60s -c idle_in_transaction_session_timeout=180s"


@contextmanager
def cluster() -> Iterator[str]:
    """Start a cluster, yield its URL for TENGHUAN_DATABASE_URL, stop and remove it."""
    tools = binaries()
    if tools is None:
        raise RuntimeError("no PostgreSQL server found")
    home = Path(tempfile.mkdtemp(prefix="tenghuan-pg-"))
    if os.geteuid() == 0:
        shutil.chown(home, "postgres")
    port, data = _free_port(), str(home / "data")
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": "/"}
    initdb = [str(tools / "initdb"), "-D", data, "-U", "tenghuan", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(_as_postgres(initdb), **quiet)
    options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 {QUICK} {IMPATIENT}"
    start = [str(tools / "pg_ctl"), "-D", data, "-o", options, "-w", "-l", str(home / "log")]
    subprocess.run(_as_postgres([*start, "start"]), **quiet)
    try:
        yield f"postgresql://tenghuan@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run(_as_postgres([str(tools / "pg_ctl"), "-D", data, "-m", "immediate", "stop"]), **quiet)
        shutil.rmtree(home, ignore_errors=True)
