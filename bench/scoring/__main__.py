"""``python -m bench.scoring [--rows N ...]``: all contestants on the same file, each in a process of its own."""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

import duckdb

from bench.scoring.data import write

CONTESTANTS = {
    "tenghuan": ("bench.scoring.ours", "run"),
    "duckdb-sql": ("bench.scoring.sql_peer", "run"),
    "polars": ("bench.scoring.polars_peer", "run"),
    "pandas": ("bench.scoring.pandas_peer", "run"),
    "scikit-criteria": ("bench.scoring.pandas_peer", "run_skc"),
}
DEFAULT_ROWS = (2_000, 200_000, 1_000_000, 10_000_000)
REPEAT_BELOW = 1_000_000  # smaller files are run three times, the best counts


def main() -> int:
    """Print one table a size; returns 1 if a contestant's list differs from ours or one of them fails."""
    parser = argparse.ArgumentParser(prog="python -m bench.scoring", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=list(DEFAULT_ROWS))
    parser.add_argument("--only", nargs="+", choices=sorted(CONTESTANTS), default=list(CONTESTANTS))
    parser.add_argument("--child", nargs=4, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        return _child(*args.child)
    good = True
    with tempfile.TemporaryDirectory(prefix="tenghuan-bench-") as folder:
        for rows in args.rows:
            source = Path(folder) / f"facts-{rows}.parquet"
            write(source, rows)
            good &= _compare(source, rows, args.only, Path(folder))
            source.unlink()
    return 0 if good else 1


def _child(name: str, source: str, target: str, repeats: str) -> int:
    module, function = CONTESTANTS[name]
    run = getattr(import_module(module), function)
    seconds, work = [], []
    for _ in range(int(repeats)):
        start, start_work = time.perf_counter(), time.process_time()
        run(source, target)
        seconds.append(time.perf_counter() - start)
        work.append(time.process_time() - start_work)
    print(json.dumps({"seconds": min(seconds), "cpu": min(work), "peak": _peak()}))
    return 0


def _peak() -> int:
    """Peak resident bytes of this process; getrusage would count the parent's from before the exec."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _compare(source: Path, rows: int, names: list[str], folder: Path) -> bool:
    found: dict[str, dict[str, float]] = {}
    ours, good = folder / "tenghuan.parquet", True
    for name in names:
        target = folder / f"{name}.parquet"
        repeats = "3" if rows < REPEAT_BELOW else "1"
        os.sync()  # else what was written before is still on its way to the disk, at this one's cost
        call = [sys.executable, "-m", "bench.scoring", "--child", name, str(source), str(target), repeats]
        done = subprocess.run(call, capture_output=True, text=True, check=False)
        if done.returncode:
            reason = (done.stderr.strip().splitlines() or ["killed, probably out of memory"])[-1]
            print(f"{name}: failed: {reason}")
            good = False
            continue
        found[name] = json.loads(done.stdout.splitlines()[-1])
        if ours.exists():
            found[name]["differ"] = _differ(ours, target)
        if target != ours:
            target.unlink()
    ours.unlink(missing_ok=True)
    _print(rows, found)
    # a handful of scores lie within float noise of a half and are rounded the other way by the others
    return good and all(result.get("differ", 0) <= max(2, rows / 10_000) for result in found.values())


def _differ(ours: Path, theirs: Path) -> int:
    """Rows, place by place, whose code, grade or basis differs, or whose score does by more than 0.0001."""
    sql = """
        SELECT count(*) FROM (SELECT uscc, grade, basis, score FROM read_parquet(?)) a
        POSITIONAL JOIN (SELECT uscc AS u, grade AS g, basis AS b, score AS s FROM read_parquet(?)) c
        WHERE uscc IS DISTINCT FROM u OR grade IS DISTINCT FROM g OR basis IS DISTINCT FROM b
           OR coalesce(abs(score - s) > 0.00015, (score IS NULL) <> (s IS NULL))
    """
    row = duckdb.execute(sql, [str(ours), str(theirs)]).fetchone()
    return int(row[0]) if row else -1


def _print(rows: int, found: dict[str, dict[str, float]]) -> None:
    best = min((result["seconds"] for name, result in found.items() if name != "tenghuan"), default=None)
    print(f"\n{rows:,} enterprises, Parquet to graded Parquet")
    print(f"{'':16} {'seconds':>9} {'CPU s':>8} {'µs/row':>8} {'× best other':>13} {'peak MiB':>9} {'rows off':>9}")
    for name, result in sorted(found.items(), key=lambda item: item[1]["seconds"]):
        ratio = result["seconds"] / best if best else float("nan")
        times = f"{result['seconds']:9.3f} {result['cpu']:8.3f} {result['seconds'] / rows * 1e6:8.2f} {ratio:13.2f}"
        print(f"{name:16} {times} {result['peak'] / 2**20:9.0f} {result.get('differ', 0):9.0f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
