"""``python -m bench.intake [--rows N]``: all contestants on the same file, each in a process of its own."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

import psutil

from bench.intake.contestants import CONTESTANTS
from bench.intake.data import KEYS, write

MIB = 2**20
EVERY = 0.02  # seconds between two looks at the memory
HEAD = ("preview s", "read+check s", "write s", "total s", "ratio", "cpu s", "cpu ratio", "own MiB", "all MiB")


def main() -> int:
    """Print the table; returns 1 if a contestant fails or ends with another number of rows. Times decide nothing."""
    parser = argparse.ArgumentParser(prog="python -m bench.intake", description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--only", nargs="+", choices=list(CONTESTANTS), default=list(CONTESTANTS))
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        return _child(args.child[0], Path(args.child[1]))
    with tempfile.TemporaryDirectory(prefix="tenghuan-bench-") as folder:
        source = Path(folder) / "税务数据.xlsx"
        write(source, args.rows)
        print(f"{args.rows} rows × {len(KEYS)} columns, {source.stat().st_size / 1e6:.1f} MB, SQLite file, one run")
        return _compare(source, args.rows, args.only)


def _child(name: str, source: Path) -> int:
    found = CONTESTANTS[name](source)
    print(json.dumps({**found, "own": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MIB}))
    return 0


def _compare(source: Path, rows: int, names: list[str]) -> int:
    good, first = True, None
    print(f"{'':<30}" + "".join(f"{word:>13}" for word in HEAD))
    for name in names:
        found = _run(name, source)
        if found is None or found["rows"] != rows:
            print(f"{name:<30} failed: {found}")
            good = False
            continue
        first = first or found
        cells = [f"{found[key]:.2f}" for key in ("preview", "check", "write", "total")]
        cells += [f"{found['total'] / first['total']:.1f}", f"{found['cpu']:.2f}", f"{found['cpu'] / first['cpu']:.1f}"]
        cells += [f"{found['own']:.0f}", f"{found['all']:.0f}"]
        print(f"{name:<30}" + "".join(f"{cell:>13}" for cell in cells), flush=True)
    return 0 if good else 1


def _run(name: str, source: Path) -> dict[str, float] | None:
    with tempfile.TemporaryDirectory(prefix="tenghuan-bench-") as folder:
        own = {
            "DJANGO_SETTINGS_MODULE": "bench.intake.settings",
            "TENGHUAN_DEMO": "1",
            "TENGHUAN_IMMEDIATE_TASKS": "1",
            "TENGHUAN_DATA_DIR": folder,
        }
        known = {key: value for key, value in os.environ.items() if not key.startswith("TENGHUAN_")}
        command = [sys.executable, "-m", "bench.intake", "--child", name, str(source)]
        output, errors = Path(folder) / "output", Path(folder) / "errors"
        with output.open("w") as out, errors.open("w") as err:
            running = psutil.Popen(command, env={**known, **own}, stdout=out, stderr=err)
            peak = _watch(running)
        if running.returncode:
            print(errors.read_text()[-2000:], file=sys.stderr)
            return None
        return {**json.loads(output.read_text().splitlines()[-1]), "all": peak / MIB}


def _watch(running: psutil.Popen) -> int:
    """Return the most bytes that the process and those it started held at one time, as seen every 20 ms."""
    peak, own = 0, running.cmdline()
    while running.poll() is None:
        with contextlib.suppress(psutil.Error):
            # a child that has not begun its own program yet still shows its parent's memory
            others = [child for child in running.children(recursive=True) if child.cmdline() != own]
            peak = max(peak, sum(process.memory_info().rss for process in (running, *others)))
        time.sleep(EVERY)
    return peak


if __name__ == "__main__":
    sys.exit(main())
