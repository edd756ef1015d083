"""Hostile and useless files through the web upload: a clear refusal, nothing kept."""

import pytest

from tenghuan.apps.audit.models import Entry
from tenghuan.apps.intake import receiving
from tenghuan.apps.intake.models import Batch, Workbook
from tenghuan.reading.workbooks import default_limits
from tests.apps.intake.workbooks import book, upload
from tests.reading.workbooks import hostile

FILES = {
    "empty": lambda: b"\0",
    "zip bomb": hostile.zip_bomb,
    "many bombs": hostile.many_bombs,
    "lying size": hostile.lying_size,
    "cells in the far corner": hostile.corner_cells,
    "a million empty rows": hostile.million_empty_rows,
    "a document": lambda: b"%PDF-1.7\n%%EOF",
    "a program": lambda: b"MZ\x90\x00" + b"\0" * 400,
    "broken zip": lambda: hostile.SOUND[: len(hostile.SOUND) // 2],
    "no heading": lambda: book([["炒年糕"], [12, 13]]),
}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """A folder of originals of its own: tests that run beside this one keep theirs in the common one."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.mark.parametrize("name", FILES)
def test_refused_with_a_reason_and_nothing_kept(world, folder, name):
    response = upload(world.client("office"), FILES[name](), f"{name}.xlsx")
    text = response.content.decode()
    assert response.status_code == 422, name
    assert "怎么改" in text
    assert "Traceback" not in text
    assert (Batch.objects.count(), Workbook.objects.count()) == (0, 0)
    assert list(folder.rglob("*")) == []
    assert not Entry.objects.filter(action__startswith="intake.").exists()


def test_an_oversized_file_is_refused_before_it_is_read(world, monkeypatch):
    small = default_limits().model_copy(update={"file_bytes": 10})
    monkeypatch.setattr(receiving, "default_limits", lambda: small)
    response = upload(world.client("office"), hostile.SOUND)
    assert response.status_code == 422
    assert "超过上限" in response.content.decode()


def test_no_file_is_said(world):
    assert world.client("office").post("/intake/upload/").status_code == 422
