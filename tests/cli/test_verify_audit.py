"""``tenghuan verify-audit`` on a database of its own: whole, tampered, absent."""

import os
import sqlite3
import subprocess
import sys

import pytest


def _run(folder, *arguments):
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("TENGHUAN_", "DJANGO_"))}
    command = [sys.executable, "-m", "tenghuan.cli.main", *arguments]
    return subprocess.run(
        command, env={**kept, "TENGHUAN_DATA_DIR": str(folder), "TENGHUAN_DEMO": "1"}, capture_output=True, text=True
    )


@pytest.fixture
def folder(tmp_path):
    assert _run(tmp_path, "manage", "migrate", "--verbosity", "0").returncode == 0
    script = (
        "from tenghuan.apps.audit.trail import Actor\n"
        "from tenghuan.apps.organization.services.units import load_regions\n"
        "for n in range(3):\n"
        "    load_regions(Actor.platform('test'), [(f'9{n}', f'省{n}', 'province', '')])\n"
    )
    assert _run(tmp_path, "manage", "shell", "--verbosity", "0", "-c", script).returncode == 0
    return tmp_path


def test_whole_and_tampered(folder):
    whole = _run(folder, "verify-audit")
    assert (whole.returncode, "3 行" in whole.stdout) == (0, True)
    with sqlite3.connect(folder / "tenghuan.sqlite3") as database:
        database.execute("DROP TRIGGER audit_entry_no_update")
        database.execute("UPDATE audit_entry SET label = 'x' WHERE number = 2")
    tampered = _run(folder, "verify-audit")
    assert tampered.returncode == 1
    assert "第 2 行内容与摘要不符" in tampered.stderr


def test_no_database_is_said_in_words(tmp_path):
    result = _run(tmp_path, "verify-audit")
    assert result.returncode == 1
    assert "读不到审计表" in result.stderr
    assert "Traceback" not in result.stderr
