"""``make bench``: every benchmark, one after the other, in sizes that take a few minutes together."""

from __future__ import annotations

import subprocess
import sys

NAMES = (
    "assessment",
    "board",
    "clearing",
    "closing",
    "cockpit",
    "cultivation",
    "energy",
    "funds",
    "intake",
    "land",
    "leads",
    "lists",
    "load",
    "notices",
    "papers",
    "projects",
    "scoring",
    "screening",
    "services",
    "solving",
)


def main() -> int:
    """Run each benchmark in a process of its own; extra arguments name the ones to run (board, solving)."""
    wanted = [f"bench.{name}" for name in sys.argv[1:] or NAMES]
    failed = 0
    for name in wanted:
        print(f"\n== {name}", flush=True)
        failed |= subprocess.run([sys.executable, "-m", name], check=False).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
