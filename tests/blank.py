"""A database without rows for tests that start the platform in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def blank_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The SQLite file that ``tenghuan manage migrate`` makes, made once: copy it, do not open it.

    A migration of all apps takes ten seconds; what it does is shown by the tests of the first start.
    """
    folder = tmp_path_factory.mktemp("blank")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TENGHUAN_", "DJANGO_"))}
    subprocess.run(
        [sys.executable, "-m", "tenghuan.cli.main", "manage", "migrate", "--verbosity", "0"],
        env={**kept, "TENGHUAN_DATA_DIR": str(folder), "TENGHUAN_DEMO": "1"},
        check=True,
    )
    return folder / "tenghuan.sqlite3"
