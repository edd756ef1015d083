"""``python -m bench.intake [--rows N]``: all contestants on the same file, each in a process of its own."""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.intake.contestants import CONTESTANTS
from bench.intake.data import KEYS, write

MIB = 1024
HEAD = ("preview s", "read+check s", "write s", "total s", "ratio", "cpu s", "cpu ratio", "peak MiB", "reader MiB")


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
    own, reader = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    memory = {"memory": own.ru_maxrss / MIB, "reader": reader.ru_maxrss / MIB}
    print(json.dumps({**found, **memory}))
    return 0


def _compare(source: Path, rows: int, names: list[str]) -> int:
    good, first = True, None
    head = (
        "",
        "preview s",
        "read+check s",
        "write s",
        "total s",
        "ratio",
        "cpu s",
        "cpu ratio",
        "peak MiB",
        "reader MiB",
    )
    print(f"{head[0]:<30}" + "".join(f"{word:>13}" for word in head[1:]))
    for name in names:
        found = _run(name, source)
        if found is None or found["rows"] != rows:
            print(f"{name:<30} failed: {found}")
            good = False
            continue
        first = first or found
        cells = [f"{found[key]:.2f}" for key in ("preview", "check", "write", "total")]
        cells += [f"{found['total'] / first['total']:.1f}", f"{found['cpu']:.2f}", f"{found['cpu'] / first['cpu']:.1f}"]
        cells += [f"{found['memory']:.0f}", f"{found['reader']:.0f}"]
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
        done = subprocess.run(command, env={**known, **own}, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr[-2000:], file=sys.stderr)
        return None
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    sys.exit(main())
