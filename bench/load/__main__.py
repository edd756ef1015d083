"""``python -m bench.load``: what a page costs, against the floor; fifty users on the shipped server; twenty writers.

The demonstration is loaded into a temporary folder (two minutes) unless ``--data`` names one that holds it; it is
copied before it is written to. Wall times mean something on a quiet machine only; processor times and ratios always do.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from bench.load import client

TENGHUAN = [sys.executable, "-m", "tenghuan.cli.main"]


def main() -> int:
    """Print the tables; 1 if anything was answered with an error."""
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("--data", type=Path, help="a data folder of the demonstration")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--writers", type=int, default=20)
    parser.add_argument(
        "--only", choices=("pages", "users", "writers"), nargs="+", default=["pages", "users", "writers"]
    )
    parser.add_argument("--child", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        return _child()
    with tempfile.TemporaryDirectory(prefix="tenghuan-load-") as folder:
        data = Path(folder) / "data"
        if args.data:
            shutil.copytree(args.data, data, ignore=shutil.ignore_patterns("workers", "static"))
        subprocess.run(
            [*TENGHUAN, "demo", "--load-only"], env=_environment(data), check=True, stdout=subprocess.DEVNULL
        )
        failed = 0
        if "pages" in args.only:
            _pages(data)
        if "users" in args.only:
            failed += _users(data, args.users, args.seconds)
        if "writers" in args.only:
            failed += _writers(data, args.writers)
    return min(failed, 1)


def _environment(data: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("TENGHUAN_", "DJANGO_"))}
    return {**kept, "TENGHUAN_DEMO": "1", "TENGHUAN_DATA_DIR": str(data)}


def _child() -> int:
    """Measure the pages of an installation in a process of its own."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tenghuan.site.settings"
    import django

    django.setup()
    from bench.load import pages

    found = {name: pages.measured(pages.client_of(who), at) for name, (who, at) in pages.addresses().items()}
    print(json.dumps({"pages": found, "county": pages.county(), "database": pages.database()}))
    return 0


def _pages(data: Path) -> None:
    run = [sys.executable, "-m", "bench.load", "--child", "pages"]
    told = json.loads(_said(run, _environment(data)))
    floor = json.loads(_said([sys.executable, "-m", "bench.load.floor", told["database"], str(told["county"])], None))
    print(f"{'page':>12} {'cpu ms':>8} {'queries':>8} {'kB':>6} {'floor ms':>9} {'× floor':>8}")
    for name, (spent, queries, size) in told["pages"].items():
        beside = f" {floor[name][0]:>9.1f} {spent / floor[name][0]:>8.1f}" if name in floor else ""
        print(f"{name:>12} {spent:>8.1f} {queries:>8} {size / 1000:>6.0f}{beside}")


def _said(command: list[str], environment: dict[str, str] | None) -> str:
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    return done.stdout.splitlines()[-1]


@contextmanager
def _served(data: Path) -> Any:
    """The shipped ``tenghuan serve`` on a free port; yields (port, process, file of what it says)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryFile("w+") as said:
        server = subprocess.Popen(
            [*TENGHUAN, "serve", "--port", str(port)], env=_environment(data), stdout=said, stderr=said
        )
        try:
            _wait(port, server)
            yield port, server, said
        finally:
            server.terminate()
            server.wait(timeout=90)


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    for _try in range(600):
        if server.poll() is not None:
            raise RuntimeError("the server did not start")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise RuntimeError("the server does not listen")


def _spent(server: subprocess.Popen[bytes]) -> float:
    """Seconds of processor time of the server with all its processes."""
    parent = psutil.Process(server.pid)
    return sum(sum(one.cpu_times()[:2]) for one in (parent, *parent.children(recursive=True)))


def _users(data: Path, number: int, seconds: float) -> int:
    with _served(data) as (port, server, said):
        persons = client.people(port, number)
        client.work(persons, 5)
        begun, before = time.monotonic(), _spent(server)
        answers = client.work(persons, seconds)
        took, spent = time.monotonic() - begun, _spent(server) - before
        said.seek(0)
        complaints = [line for line in said.read().splitlines() if "ERROR" in line or "locked" in line]
    _print(answers, f"{number} users, {took:.0f} s", spent)
    return len(answers.errors) + len(complaints)


def _writers(data: Path, number: int) -> int:
    """So many people save cells without a thought between."""
    with _served(data) as (port, server, said):
        units = (*client.UNITS, *client.FURTHER)
        persons = [client.Person(port, units[at % len(units)]) for at in range(number)]
        for person in persons:
            person.sign_in()
        client.share_cells(persons)
        persons = [person for person in persons if person.cells]
        before = _spent(server)
        answers = client.work(persons, 20, think=(0.0, 0.01), only="cell")
        spent = _spent(server) - before
        said.seek(0)
        locked = sum("database is locked" in line for line in said)
    _print(answers, f"{len(persons)} writers, 20 s, “database is locked” {locked} times", spent)
    return len(answers.errors) + locked


def _print(answers: client.Answers, title: str, spent: float) -> None:
    table = answers.table()
    count = table[-1][1]
    each = 1000 * spent / max(count, 1)
    print(f"\n{title}: {count} requests, {len(answers.errors)} errors, server {each:.1f} ms CPU each")
    for error in sorted(set(answers.errors))[:10]:
        print(f"  {answers.errors.count(error)} × {error}")
    print(f"{'kind':>12} {'n':>6} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8}")
    for kind, n, *rest in table:
        print(f"{kind:>12} {n:>6} " + " ".join(f"{value:>8.0f}" for value in rest))


if __name__ == "__main__":
    sys.exit(main())
