"""Backups part by part, settings files, processes that die, plans moved by years: what no whole run shows."""

from __future__ import annotations

import io
import json
import os
import stat
import tarfile
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenghuan.errors import InputFault
from tenghuan.plan import load_pack
from tenghuan.site.demonstration.shifting import shifted, years_to
from tenghuan.site.operations import settings_file, supervisor
from tenghuan.site.operations.archive import FORM, MANIFEST, Writer, _ours, members, verified
from tenghuan.site.operations.supervisor import Child


def written(folder: Path, parts: dict[str, bytes], **manifest: Any) -> Path:
    """Write a backup of some parts as the product does."""
    place = folder / "b.tar.gz"
    with tarfile.open(place, "w:gz") as tar:
        writer = Writer(tar)
        for at, (name, content) in enumerate(parts.items()):
            source = folder / f"part{at}"
            source.write_bytes(content)
            writer.add(source, name)
        writer.close({"version": "1", **manifest})
    return place


def packed(folder: Path, parts: dict[str, bytes]) -> Path:
    """Write an archive of any content."""
    place = folder / "x.tar.gz"
    with tarfile.open(place, "w:gz") as tar:
        for name, content in parts.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return place


def test_what_was_written_is_read_back_and_told(tmp_path: Path) -> None:
    parts = {"rows/a": b"1\n2\n", "files/ab/cd": b"", "database.sqlite3": bytes(3000)}
    place = written(tmp_path, parts, kind="rows")
    told = verified(place)
    assert (told["form"], told["version"], told["kind"]) == (FORM, "1", "rows")
    assert {name: part["size"] for name, part in told["parts"].items()} == {name: len(c) for name, c in parts.items()}
    with_manifest = {name: stream.read() for name, stream in members(place)}
    assert {name: with_manifest[name] for name in parts} == parts
    assert list(with_manifest)[-1] == MANIFEST  # an archive cut short has none


@pytest.mark.parametrize(
    "manifest", [b"", b"{", b"[1, 2]", b"null", b"\xff\xfe", b'{"form": 1, "parts": [1]}', b"[" * 100_000]
)
def test_a_manifest_that_is_none_is_refused_in_words(tmp_path: Path, manifest: bytes) -> None:
    with pytest.raises(InputFault, match="清单") as caught:
        verified(packed(tmp_path, {"rows/a": b"1", MANIFEST: manifest}))
    assert caught.value.remedy == "请换一份备份"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"rows/a": b"9"}, "rows/a"),
        ({"rows/b": b""}, "rows/b"),
        ({"rows/a": b"1", "rows/c": b"1", "files/x": b"2"}, "等 2 处"),
    ],
)
def test_a_part_that_is_not_what_the_manifest_says_is_named(
    tmp_path: Path, change: dict[str, bytes], says: str
) -> None:
    place = written(tmp_path, {"rows/a": b"1"})
    manifest = b"".join(stream.read() for name, stream in members(place) if name == MANIFEST)
    with pytest.raises(InputFault, match="已损坏或被改动") as caught:
        verified(packed(tmp_path, {**{"rows/a": b"1"}, **change, MANIFEST: manifest}))
    assert says in caught.value.message


@pytest.mark.parametrize("form", [0, 2, None, "1"])
def test_another_form_is_refused(tmp_path: Path, form: Any) -> None:
    manifest = json.dumps({"form": form, "parts": {}}).encode()
    with pytest.raises(InputFault, match="其他版本的格式"):
        verified(packed(tmp_path, {MANIFEST: manifest}))


def test_an_archive_cut_short_is_refused_wherever_it_ends(tmp_path: Path) -> None:
    whole = written(tmp_path, {"rows/a": os.urandom(5000)}).read_bytes()
    for end in (0, 1, 100, len(whole) // 2):
        (tmp_path / "cut.tar.gz").write_bytes(whole[:end])
        with pytest.raises(InputFault, match="备份"):
            verified(tmp_path / "cut.tar.gz")


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("manifest.json", True),
        ("rows/kit_task", True),
        ("files/a/b", True),
        ("manifest.json/x", False),
        ("/rows/a", False),
        ("rows/../../etc/passwd", False),
        ("files\\a", False),
        ("files/a\\..\\b", False),
        ("secret", False),
        ("", False),
    ],
)
def test_only_parts_of_ours_are_taken(name: str, ours: bool) -> None:
    assert _ours(name) is ours


@given(st.text(max_size=40))
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    if _ours(name):
        inside = os.path.normpath(f"/kept/{name}")
        assert inside.startswith("/kept/")


# settings files


def test_a_settings_file_is_written_once_for_its_owner_alone(tmp_path: Path) -> None:
    place = tmp_path / "new" / "tenghuan.env"
    assert settings_file.write(place, ["a.cn", "127.0.0.1"], plain_http=False, behind_proxy=True)
    first = place.read_text(encoding="utf-8")
    told = dict(line.split("=", 1) for line in first.splitlines() if not line.startswith("#"))
    assert told["TENGHUAN_ALLOWED_HOSTS"] == "a.cn,127.0.0.1"
    assert told["TENGHUAN_TRUSTED_ORIGINS"] == "https://a.cn,https://127.0.0.1"
    assert told["TENGHUAN_PROXY_COUNT"] == "1"
    assert len(told["TENGHUAN_SECRET_KEY"]) >= 48
    assert "TENGHUAN_HTTPS" not in told
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert not settings_file.write(place, ["b.cn"], plain_http=True, behind_proxy=False)
    assert place.read_text(encoding="utf-8") == first


def test_every_settings_file_has_a_key_of_its_own(tmp_path: Path) -> None:
    keys = set()
    for at in range(5):
        settings_file.write(tmp_path / str(at), ["a.cn"], plain_http=True, behind_proxy=False)
        keys.add((tmp_path / str(at)).read_text(encoding="utf-8").split("SECRET_KEY=")[1].split("\n")[0])
    assert len(keys) == 5


# processes that die


class Process:
    def __init__(self) -> None:
        self.returncode: int | None = None

    def poll(self) -> int | None:
        return self.returncode


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    told = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(supervisor.time, "monotonic", lambda: told.now)
    monkeypatch.setattr(supervisor.subprocess, "Popen", lambda *args, **kwargs: Process())
    return told


def test_who_dies_young_waits_longer_each_time_up_to_a_bound(clock: SimpleNamespace) -> None:
    child, said = Child("网页", ["x"]), list[str]()
    child.look(said.append)
    waits = []
    for _ in range(9):
        assert child.process is not None
        child.process.returncode = 1  # type: ignore[misc]  # a stand-in
        child.look(said.append)
        waits.append(child.wait)
        assert child.process is None
        clock.now += child.wait - 0.01
        child.look(said.append)
        assert child.process is None  # its time has not come
        clock.now += 0.02
        child.look(said.append)
    assert waits == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    assert said[0] == "网页 已退出（1），0.5 秒后重新启动"


def test_who_lived_long_is_started_again_at_once(clock: SimpleNamespace) -> None:
    child, said = Child("后台", ["x"], wait=16.0), list[str]()
    child.look(said.append)
    first = child.process
    clock.now += supervisor.YOUNG
    first.returncode = 0  # type: ignore[union-attr]  # a stand-in
    child.look(said.append)
    assert child.process is not first
    assert child.wait == 0


def test_who_lives_is_left_alone(clock: SimpleNamespace) -> None:
    child, said = Child("后台", ["x"]), list[str]()
    for _ in range(3):
        child.look(said.append)
        clock.now += 100
    assert said == []


# plans moved by years


@pytest.mark.parametrize("county", ["shengzhou", "lanxi", "yunhe", "cixi", "linan"])
def test_a_plan_moved_by_years_and_back_is_the_same(county: str) -> None:
    pack = load_pack(county)
    moved = shifted(pack, 4)
    assert moved.plan.title == pack.plan.title
    assert years_to(moved, date(2030, 1, 1)) == years_to(pack, date(2026, 1, 1))
    assert [m.year for i in moved.indicators for m in i.milestones] == [
        m.year + 4 if m.year else m.year for i in pack.indicators for m in i.milestones
    ]
    back = shifted(moved, -4)
    assert [i.model_dump() for i in back.indicators] == [i.model_dump() for i in pack.indicators]
    assert shifted(pack, years_to(pack, date(2027, 5, 1))).plan.period.end in (2027, None)


def test_the_leap_day_of_a_plan_moves_to_the_day_before() -> None:
    pack = load_pack("yunhe")
    days = {"issued_on": date(2024, 2, 29), "effective_from": None, "effective_until": None}
    pack = pack.model_copy(update={"plan": pack.plan.model_copy(update=days)})
    assert shifted(pack, 1).plan.issued_on == date(2025, 2, 28)
    assert shifted(pack, 4).plan.issued_on == date(2028, 2, 28)
