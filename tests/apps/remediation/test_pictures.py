"""The sample's pictures are pictures and its documents open; before and after differ."""

from __future__ import annotations

import io
from datetime import date

import docx
import pytest
from PIL import Image

from tenghuan.apps.kit import files
from tenghuan.apps.remediation import pictures


@pytest.mark.parametrize("words", ["整治前照片", "整治后照片", "地上清空影像"])
def test_a_drawn_photo_is_a_picture_that_the_store_takes(words):
    one = pictures.photo(words, 3)
    assert files.checked(one) == f"{words}（示例）.png"
    shown = Image.open(io.BytesIO(one.read()))
    shown.load()
    assert shown.size == (320, 200)
    assert len(shown.getcolors(100_000)) >= 5


def test_before_and_after_are_not_the_same_picture():
    assert pictures.photo("整治前照片", 1).read() != pictures.photo("整治后照片", 1).read()
    assert pictures.photo("整治前照片", 1).read() != pictures.photo("整治前照片", 2).read()


def test_a_document_says_what_it_is_and_that_it_is_a_sample():
    one = pictures.document("断电证明", "示例〔2026〕1号", date(2026, 11, 2))
    assert files.checked(one) == "断电证明（示例）.docx"
    read = docx.Document(io.BytesIO(one.read()))
    text = "\n".join(
        [*(p.text for p in read.paragraphs), *(c.text for t in read.tables for r in t.rows for c in r.cells)]
    )
    assert "断电证明" in text
    assert "示例数据" in text
    assert "2026-11-02" in text
