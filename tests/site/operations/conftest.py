"""An installation in a folder of its own, driven as an operator drives it: by the command line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[2]


@dataclass
class Installation:
    """A data folder, and the settings beside the defaults."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    python: str = sys.executable

    def environment(self) -> dict[str, str]:
        kept = {
            key: value for key, value in os.environ.items() if not key.startswith(("TENGHUAN_", "DJANGO_", "PYTHON"))
        }
        # this checkout's code, unless it is another environment's that was installed there
        code = {"PYTHONPATH": str(ROOT / "src")} if self.python == sys.executable else {}
        return {**kept, **code, "TENGHUAN_DATA_DIR": str(self.folder), **self.settings}

    def run(self, *arguments: str, code: int = 0) -> str:
        """Run ``tenghuan`` and return what it printed; another exit status than expected fails."""
        done = subprocess.run(
            [self.python, "-m", "tenghuan.cli.main", *arguments],
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=300,
            cwd=self.folder.parent,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def python_says(self, text: str) -> str:
        """Return what a few lines print in the installation's Django."""
        done = subprocess.run(
            [self.python, "-c", f"from tenghuan.cli import django_setup; django_setup.start()\n{text}"],
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@pytest.fixture
def empty(tmp_path) -> Installation:
    """Nothing yet."""
    return Installation(tmp_path / "data")


SETTINGS = {"TENGHUAN_SECRET_KEY": "k" * 60, "TENGHUAN_ALLOWED_HOSTS": "localhost"}


@pytest.fixture
def first_release(tmp_path) -> Installation:
    """What the first schema left behind (see make_first_release.py), with a secret key."""
    folder = tmp_path / "first"
    folder.mkdir()
    with tarfile.open(HERE / "data" / "first-release.tar.gz") as tar:
        tar.extractall(folder, filter="data")
    return Installation(folder, SETTINGS)


@pytest.fixture(scope="session")
def template(tmp_path_factory) -> Path:
    """The same, brought to this version once."""
    folder = tmp_path_factory.mktemp("template") / "first"
    folder.mkdir()
    with tarfile.open(HERE / "data" / "first-release.tar.gz") as tar:
        tar.extractall(folder, filter="data")
    Installation(folder, SETTINGS).run("setup")
    return folder


@pytest.fixture
def upgraded(template, tmp_path) -> Installation:
    """A copy of it for one test."""
    shutil.copytree(template, tmp_path / "first")
    return Installation(tmp_path / "first", SETTINGS)
