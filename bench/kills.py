"""200 kills in bulk closing and imports, half on SQLite, half on PostgreSQL: what is lost, what is half done.

``python -m bench.kills [KILLS] [sqlite|postgresql]``
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scripts"))

import postgres

from tests.killing.killing import Site, kill_many

SEED = 20261129


def _series(title: str, kills: int, url: str = "") -> int:
    with tempfile.TemporaryDirectory(prefix="tenghuan-kills-") as folder:
        site = Site(Path(folder), url)
        site.run("prepare")
        began = time.monotonic()
        found = kill_many(site, kills, SEED)
    took = time.monotonic() - began
    print(
        f"{title}: {found.kills} kills ({found.in_work} in the middle of work), {found.closed} cases closed, "
        f"{found.sheets} workbooks in; acknowledged and lost {len(found.lost)}, half done {len(found.half)}, "
        f"drift and chain breaks {len(found.broken)}; {took:.0f} s",
        flush=True,
    )
    for line in [*found.lost, *found.half, *found.broken][:20]:
        print(f"  {line}")
    return bool(found.lost or found.half or found.broken)


def main() -> int:
    """Run both series; 1 if anything was lost, half done or does not add up."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    wanted = sys.argv[2:] or ["sqlite", "postgresql"]
    failed = _series("SQLite", kills // len(wanted)) if "sqlite" in wanted else 0
    if "postgresql" in wanted:
        if postgres.binaries() is None:
            print("PostgreSQL: not installed, not run")
            return failed or 1
        with postgres.cluster() as url:
            failed |= _series("PostgreSQL", kills // len(wanted), url)
    return failed


if __name__ == "__main__":
    sys.exit(main())
