"""A process that is killed in the middle of a commit leaves the register as it was; the next worker commits it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def _run(verb: str, folder: Path) -> subprocess.CompletedProcess[str]:
    known = {key: value for key, value in os.environ.items() if not key.startswith("TENGHUAN_")}
    own = {
        "DJANGO_SETTINGS_MODULE": "tenghuan.site.settings",
        "TENGHUAN_DEMO": "1",
        "TENGHUAN_IMMEDIATE_TASKS": "1",
        "TENGHUAN_DATA_DIR": str(folder),
    }
    command = [sys.executable, "-m", "tests.apps.intake.killed", verb]
    return subprocess.run(command, cwd=ROOT, env={**known, **own}, capture_output=True, text=True, timeout=120)


def _look(folder: Path) -> dict:
    done = _run("look", folder)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_killed_in_the_middle_the_register_is_as_before(blank_database, tmp_path):
    shutil.copy(blank_database, tmp_path)
    prepared = _run("prepare", tmp_path)
    assert prepared.returncode == 0, prepared.stderr
    before = _look(tmp_path)
    assert (before["state"], before["Record"]) == ("ready", 0)
    assert _run("die", tmp_path).returncode == -signal.SIGKILL
    after = _look(tmp_path)
    assert (after["Enterprise"], after["Record"], after["Source"]) == (0, 0, 0)
    assert (after["state"], after["job"]) == ("committing", ["intake.commit", "running", 1])
    assert "enterprises.commit_source" not in after["actions"]
    again = _run("again", tmp_path)
    assert again.returncode == 0, again.stderr
    end = _look(tmp_path)
    assert (end["Enterprise"], end["Record"], end["Source"], end["state"]) == (3, 3, 1, "committed")
    assert end["job"] == ["intake.commit", "done", 2]
    assert end["breaks"] == []
