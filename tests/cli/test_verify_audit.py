"""``tenghuan verify-audit`` on a database of its own: whole, tampered, absent."""

import os
import shutil
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


@pytest.fixture(scope="module")
def three_rows(blank_database, tmp_path_factory):
    """A folder with a trail of three rows, made once."""
    folder = tmp_path_factory.mktemp("rows")
    shutil.copy(blank_database, folder)
    script = (
        "from tenghuan.apps.audit.trail import Actor\n"
        "from tenghuan.apps.organization.services.units import load_regions\n"
        "for n in range(3):\n"
        "    load_regions(Actor.platform('test'), [(f'9{n}', f'省{n}', 'province', '')])\n"
    )
    assert _run(folder, "manage", "shell", "--verbosity", "0", "-c", script).returncode == 0
    return folder


@pytest.fixture
def folder(three_rows, tmp_path):
    """A copy of it for one test."""
    return shutil.copytree(three_rows, tmp_path / "data")


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


def _head(folder):
    words = _run(folder, "verify-audit").stdout.split()
    return words[-1]


def test_what_was_noted_before_is_held_against_the_trail(folder):
    digest = _head(folder)
    assert _run(folder, "verify-audit", "--expect", "3", digest).returncode == 0
    assert _run(folder, "verify-audit", "--expect", "3", digest.upper()).returncode == 0
    other = _run(folder, "verify-audit", "--expect", "3", "0" * 64, "--expect", "9", digest)
    assert other.returncode == 1
    assert "第 3 行摘要与当时记下的不同" in other.stderr
    assert "第 9 行曾经记入链头，现已不存在" in other.stderr


NONE = "0" * 64


@pytest.mark.parametrize("pair", [("²", NONE), ("x", NONE), ("9" * 30, NONE), ("3", "short"), ("3", "z" * 64)])
def test_a_note_that_is_none_is_refused_in_words(tmp_path, pair):
    result = _run(tmp_path, "verify-audit", "--expect", *pair)
    assert result.returncode != 0
    assert "Traceback" not in result.stderr


def test_heads_are_signed_written_out_and_held_against_the_trail(folder, tmp_path):
    key, heads = tmp_path / "apart" / "audit.key", tmp_path / "apart" / "heads"
    key.parent.mkdir()
    assert _run(folder, "seal-audit", "--new-key", str(key)).returncode == 0
    assert _run(folder, "seal-audit", "--key", str(key), "--to", str(heads)).returncode == 0
    check = ("verify-audit", "--heads", str(heads), "--public-key", f"{key}.pub")
    assert _run(folder, *check).returncode == 0
    with sqlite3.connect(folder / "tenghuan.sqlite3") as database:
        database.execute("DROP TRIGGER audit_entry_no_delete")
        database.execute("DELETE FROM audit_entry WHERE number = 3")
        last = database.execute("SELECT digest FROM audit_entry WHERE number = 2").fetchone()[0]
        database.execute("UPDATE audit_head SET number = 2, digest = ?", (last,))
    assert _run(folder, "verify-audit").returncode == 0  # the chain alone does not show it
    cut = _run(folder, *check)
    assert cut.returncode == 1
    assert "第 3 行曾经记入链头，现已不存在" in cut.stderr
    again = _run(folder, "seal-audit", "--key", str(key), "--to", str(heads))
    assert again.returncode == 1
    assert "本次没有签名" in again.stderr


def test_a_role_changed_by_sql_is_named(folder):
    script = (
        "from tenghuan.apps.audit.trail import Actor\n"
        "from tenghuan.apps.organization.models import Region\n"
        "from tenghuan.apps.organization.services.accounts import open_account\n"
        "open_account(Actor.platform('test'), username='jia', name='甲', role='leader', region=Region.objects.first(),"
        " password='Xinkouling-2027')\n"
    )
    assert _run(folder, "manage", "shell", "--verbosity", "0", "-c", script).returncode == 0
    assert _run(folder, "verify-audit").returncode == 0
    with sqlite3.connect(folder / "tenghuan.sqlite3") as database:
        database.execute("UPDATE organization_account SET role = 'office', is_active = 1")
    result = _run(folder, "verify-audit")
    assert result.returncode == 1
    assert "“角色”与审计记录第 4 行所记不符" in result.stderr
    assert _run(folder, "verify-audit", "--chain-only").returncode == 0
