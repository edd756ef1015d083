"""Run every test: all of them on SQLite, then those that touch the database again on PostgreSQL.

What this machine lacks is named with the command that would bring it; in continuous integration (CI=true) a
lacking browser or PostgreSQL is a failure, not a skip.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import postgres

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest", "-q", "-n", os.environ.get("TEST_PROCESSES", "2"), "--dist", "loadgroup"]
ON_POSTGRESQL = [
    "tests/apps",
    "tests/site",
    "tests/access/test_fuzz.py",
    "tests/kit/test_races.py",
    "tests/kit/test_needs.py",
    "tests/kit/test_moves.py",
]


def _run(title: str, arguments: list[str], environment: dict[str, str] | None = None) -> int:
    print(f"\n== {title}", flush=True)
    # hundreds of processes are started: each would compile all modules anew where their bytecode may not be kept
    known = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run([*PYTEST, *arguments], cwd=ROOT, env=known | (environment or {})).returncode


def main(arguments: list[str]) -> int:
    """Run both passes (extra arguments go to pytest); return the first exit status that is not 0."""
    first = _run("on SQLite", arguments)
    if postgres.binaries() is None:
        print("PostgreSQL tests did not run. To run them: sudo apt-get install postgresql")
        return first or (1 if os.environ.get("CI") else 0)
    with postgres.cluster() as url:
        second = _run("on PostgreSQL", ["-m", "database", *ON_POSTGRESQL, *arguments], {"TENGHUAN_DATABASE_URL": url})
    return first or second


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
