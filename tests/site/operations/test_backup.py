"""A backup is one state of database and files, proves itself by digests, and comes back the same elsewhere."""

from __future__ import annotations

import io
import json
import sqlite3
import tarfile
import threading
from contextlib import closing
from pathlib import Path

import pytest

from scripts.postgres import binaries, cluster
from tenghuan.errors import InputFault
from tenghuan.site.operations.archive import verified
from tests.site.operations.conftest import Installation


def _only(folder: Path) -> Path:
    (found,) = folder.glob("tenghuan-*.tar.gz")
    return found


def _files(installation: Installation) -> dict[str, bytes]:
    root = installation.folder / "files"
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def _elsewhere(installation: Installation, name: str, **settings: str) -> Installation:
    return Installation(installation.folder.parent / name, {**installation.settings, **settings})


def test_what_comes_back_elsewhere_is_the_same_table_by_table_and_file_by_file(upgraded, tmp_path):
    assert "已回读核对" in upgraded.run("backup", str(tmp_path / "kept"))
    made = verified(_only(tmp_path / "kept"))
    other = _elsewhere(upgraded, "other")
    assert "可以恢复" in other.run("restore", "--check", str(_only(tmp_path / "kept")))
    assert not (other.folder / "files").exists()
    assert "逐表摘要与备份一致" in other.run("restore", str(_only(tmp_path / "kept")))
    assert _files(other) == _files(upgraded)
    other.run("backup", str(tmp_path / "again"))
    again = verified(_only(tmp_path / "again"))
    assert again["tables"] == made["tables"]
    assert again["audit"] == made["audit"]
    assert "严重 0 项" in other.run("doctor", "--deep")


def test_rows_carry_the_same_state_to_a_database_of_another_make(upgraded, tmp_path):
    upgraded.run("backup", "--portable", str(tmp_path / "kept"))
    made = verified(_only(tmp_path / "kept"))
    assert made["kind"] == "rows"
    other = _elsewhere(upgraded, "other")
    other.run("restore", str(_only(tmp_path / "kept")))
    other.run("backup", str(tmp_path / "again"))
    assert verified(_only(tmp_path / "again"))["tables"] == made["tables"]


@pytest.mark.skipif(binaries() is None, reason="no PostgreSQL server on this machine")
def test_an_installation_moves_to_postgresql_and_back_with_the_same_digests(upgraded, tmp_path):
    upgraded.run("backup", "--portable", str(tmp_path / "kept"))
    made = verified(_only(tmp_path / "kept"))
    with cluster() as url:
        there = _elsewhere(upgraded, "there", TENGHUAN_DATABASE_URL=url)
        there.run("restore", str(_only(tmp_path / "kept")))
        assert "严重 0 项" in there.run("doctor", "--deep")
        # new rows get numbers of their own
        there.run("work", "--until-empty")
        there.run("backup", str(tmp_path / "moved"))
        upgraded.run("backup", str(tmp_path / "whole"))
        assert "只能恢复到 SQLite" in there.run("restore", str(_only(tmp_path / "whole")), code=1)
    back = _elsewhere(upgraded, "back")
    back.run("restore", str(_only(tmp_path / "moved")))
    back.run("backup", str(tmp_path / "again"))
    moved = verified(_only(tmp_path / "moved"))
    assert verified(_only(tmp_path / "again"))["tables"] == moved["tables"]
    # what the jobs did not touch is as it was before the move
    same = {t for t in made["tables"] if made["tables"][t] == moved["tables"][t]}
    assert {"enterprises_record", "evaluation_decision", "plans_indicator", "organization_account"} <= same


def test_a_backup_while_somebody_writes_holds_one_state(upgraded, tmp_path):
    """A writer adds a region and, in the same transaction, renames another to their number."""
    stop, path = threading.Event(), upgraded.folder / "tenghuan.sqlite3"

    def write() -> None:
        with closing(sqlite3.connect(path, timeout=60)) as database:
            number = 0
            while not stop.is_set():
                number += 1
                told = (f"77{number:06}", f"区{number}", "town", f"77/{number}/")
                with database:
                    database.execute("INSERT INTO organization_region (code, name, level, path) VALUES (?,?,?,?)", told)
                    database.execute("UPDATE organization_region SET name = ? WHERE code = '99'", (str(number),))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        upgraded.run("backup", str(tmp_path / "kept"))
    finally:
        stop.set()
        writer.join()
    other = _elsewhere(upgraded, "other")
    other.run("restore", str(_only(tmp_path / "kept")))
    with closing(sqlite3.connect(other.folder / "tenghuan.sqlite3")) as database:
        added = database.execute("SELECT count(*) FROM organization_region WHERE code LIKE '77%'").fetchone()[0]
        named = database.execute("SELECT name FROM organization_region WHERE code = '99'").fetchone()[0]
    assert int(named) == added > 0


def test_only_the_newest_backups_are_kept(upgraded, tmp_path):
    for _turn in range(3):
        upgraded.run("backup", "--keep", "2", str(tmp_path / "kept"))
    kept = sorted((tmp_path / "kept").iterdir())
    assert len(kept) == 2
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept)


def test_data_that_is_there_is_not_overwritten_unless_told_and_then_kept_aside(upgraded, tmp_path):
    upgraded.run("backup", str(tmp_path / "kept"))
    backup = str(_only(tmp_path / "kept"))
    assert "这里已有数据" in upgraded.run("restore", backup, code=1)
    upgraded.run("restore", "--replace", backup)
    assert len(list(upgraded.folder.glob("tenghuan.sqlite3.before-restore-*"))) == 1
    assert len(list(upgraded.folder.glob("files.before-restore-*"))) == 1
    assert "严重 0 项" in upgraded.run("doctor", "--deep")


def test_a_file_that_a_row_names_and_that_is_gone_is_told(upgraded, tmp_path):
    gone = next((upgraded.folder / "files" / "evaluation").iterdir())
    gone.unlink()
    assert f"记录所指的文件不存在，未能备份：evaluation/{gone.name}" in upgraded.run("backup", str(tmp_path / "kept"))
    assert f"文件缺失：evaluation/{gone.name}" in upgraded.run("doctor", code=1)


# -- damaged and hostile backups -----------------------------------------------------------------------------------
def _pack(path: Path, parts: dict[str, bytes], manifest: dict | None = None, **odd: object) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for name, data in parts.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            for key, value in odd.items():
                setattr(info, key, value)
            tar.addfile(info, io.BytesIO(data))
        if manifest is not None:
            data = json.dumps(manifest).encode()
            info = tarfile.TarInfo("manifest.json")
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return path


@pytest.mark.parametrize("name", ["../escape", "/etc/escape", "files/../../escape", "other", "files\\..\\x"])
def test_a_part_that_leads_elsewhere_is_refused(tmp_path, name):
    with pytest.raises(InputFault, match="不该有的内容"):
        verified(_pack(tmp_path / "b.tar.gz", {name: b"x"}))


def test_a_link_is_refused(tmp_path):
    with pytest.raises(InputFault, match="不该有的内容"):
        verified(_pack(tmp_path / "b.tar.gz", {"files/a": b""}, type=tarfile.SYMTYPE, linkname="/etc/passwd"))


def test_a_backup_without_its_end_is_refused(tmp_path):
    with pytest.raises(InputFault, match="没有清单"):
        verified(_pack(tmp_path / "b.tar.gz", {"files/a": b"x"}))
    whole = _pack(tmp_path / "c.tar.gz", {"files/a": bytes(range(256)) * 400}, {"form": 1, "parts": {}}).read_bytes()
    (tmp_path / "cut.tar.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputFault, match="读不出来"):
        verified(tmp_path / "cut.tar.gz")


@pytest.mark.parametrize("parts", [{"files/a": b"changed"}, {}, {"files/a": b"x", "files/more": b""}])
def test_a_part_changed_lost_or_added_is_found(tmp_path, parts):
    # SM3 of the one byte "x", by OpenSSL: openssl dgst -sm3
    told = {"files/a": {"size": 1, "sm3": "70ae8c09be17a8d7b2d1d1d1dd1b9b4f"}}
    with pytest.raises(InputFault, match="已损坏或被改动"):
        verified(_pack(tmp_path / "b.tar.gz", parts, {"form": 1, "parts": told}))


def test_a_backup_of_a_later_form_and_what_is_no_backup_are_refused(tmp_path):
    with pytest.raises(InputFault, match="其他版本"):
        verified(_pack(tmp_path / "b.tar.gz", {}, {"form": 2, "parts": {}}))
    (tmp_path / "no").write_text("no backup")
    with pytest.raises(InputFault, match="读不出来"):
        verified(tmp_path / "no")
