"""Photos are opened in a process of their own, within limits; what passes them is not printed."""

from __future__ import annotations

import dataclasses
import io
import struct
import zlib

import pytest
from PIL import Image

from tenghuan.publishing import pictures
from tenghuan.publishing.papers import Picture


def photo(kind: str = "PNG", size: tuple[int, int] = (1600, 1200)) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "green").save(target, kind)
    return target.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kB that unpacks to a bit for each of so many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width + 7) // 8 + 1) * height, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_photo_comes_back_at_the_width_of_print(kind):
    made = Image.open(io.BytesIO(pictures.printed(photo(kind))))
    assert (made.format, made.size) == ("JPEG", (1000, 750))


def test_this_process_opens_no_photo(monkeypatch):
    content = photo()

    def refuse(*_told: object, **_more: object) -> None:
        raise AssertionError("opened here")

    monkeypatch.setattr(Image, "open", refuse)
    assert pictures.printed(content).startswith(b"\xff\xd8")


def test_more_pixels_than_allowed_are_not_unpacked():
    assert len(bomb(20000, 20000)) < 60_000
    assert pictures.printed(bomb(20000, 20000)) is None
    assert Picture(bomb(20000, 20000)).words == "（照片不能显示，见原件）"


def test_a_photo_that_needs_more_memory_or_time_is_given_up():
    allowed = bomb(7000, 7000)  # 147 MB when unpacked to colours
    assert pictures.printed(allowed) is not None
    little = dataclasses.replace(pictures.limits(), memory_bytes=200 * 2**20)
    assert pictures.printed(allowed, little) is None
    short = dataclasses.replace(pictures.limits(), seconds=0.001)
    assert pictures.printed(photo(), short) is None


@pytest.mark.parametrize("content", [b"", b"no picture", photo()[:200], b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_is_no_picture_is_none(content):
    assert pictures.printed(content) is None


def test_a_format_that_is_not_named_is_not_opened():
    assert pictures.printed(photo("PPM", (10, 10))) is None
