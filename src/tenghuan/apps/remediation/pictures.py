"""Pictures and documents of the sample, drawn by the project: a works before and after, a page that says what it is."""

from __future__ import annotations

import struct
import zlib
from datetime import date
from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile

from tenghuan.publishing.papers import Form, Paper, Paragraph, to_docx
from tenghuan.publishing.papers.blocks import Block

Colour = tuple[int, int, int]
WIDTH, HEIGHT = 320, 200
SKY, GROUND, GRASS = (205, 222, 235), (168, 160, 148), (150, 178, 130)
OLD_WALL, OLD_ROOF, RUST = (150, 138, 126), (120, 96, 84), (132, 84, 60)
NEW_WALL, NEW_ROOF, GLASS = (226, 230, 234), (70, 110, 160), (140, 185, 220)


def photo(words: str, shade: int) -> SimpleUploadedFile:
    """Return a drawn picture: the works as it was, or as it is now where the words say 后."""
    draw = _after if "后" in words else _before
    return SimpleUploadedFile(f"{words}（示例）.png", _png(draw(shade % 5)))


def document(words: str, number: str, day: date) -> SimpleUploadedFile:
    """Return a page that says what it stands for, as Word."""
    return SimpleUploadedFile(f"{words}（示例）.docx", _page(words, number, day))


@cache
def _page(words: str, number: str, day: date) -> bytes:
    blocks: list[Block] = [
        Form([("文号", number), ("日期", f"{day:%Y-%m-%d}")], across=1),
        Paragraph("本件为示例数据，由平台生成，仅供演示，不作任何依据。"),
    ]
    return to_docx(Paper(words, blocks, foot="示例数据"))


class _Canvas:
    """Rows of pixels that rectangles are painted on."""

    def __init__(self) -> None:
        self.rows = [bytearray(SKY * WIDTH) for _y in range(HEIGHT)]

    def box(self, left: int, top: int, width: int, height: int, colour: Colour) -> None:
        for y in range(max(top, 0), min(top + height, HEIGHT)):
            right = min(left + width, WIDTH)
            self.rows[y][left * 3 : right * 3] = bytes(colour) * (right - left)


def _before(shade: int) -> _Canvas:
    """Low dark sheds with a chimney on bare ground."""
    canvas = _Canvas()
    canvas.box(0, 140, WIDTH, 60, GROUND)
    canvas.box(250, 40 + 4 * shade, 14, 100, RUST)
    for at in range(3):
        left, height = 18 + 76 * at, 46 + 6 * ((at + shade) % 3)
        canvas.box(left, 140 - height, 68, height, OLD_WALL)
        canvas.box(left - 4, 134 - height, 76, 8, OLD_ROOF)
        for window in range(3):
            canvas.box(left + 8 + 20 * window, 150 - height, 10, 10, RUST)
    for heap in range(4):
        canvas.box(30 + 70 * heap, 158 + 6 * (heap % 2), 26, 12, OLD_ROOF)
    return canvas


def _after(shade: int) -> _Canvas:
    """One tall clear building on green."""
    canvas = _Canvas()
    canvas.box(0, 140, WIDTH, 60, GRASS)
    canvas.box(0, 162, WIDTH, 14, (190, 190, 190))
    left, height = 60 + 4 * shade, 96
    canvas.box(left, 140 - height, 190, height, NEW_WALL)
    canvas.box(left, 134 - height, 190, 8, NEW_ROOF)
    for floor in range(3):
        for window in range(6):
            canvas.box(left + 10 + 30 * window, 152 - height + 28 * floor, 20, 14, GLASS)
    return canvas


def _png(canvas: _Canvas) -> bytes:
    raw = b"".join(b"\0" + bytes(row) for row in canvas.rows)
    parts = [(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(raw))]
    chunks = (
        struct.pack(">I", len(c)) + t + c + struct.pack(">I", zlib.crc32(t + c)) for t, c in (*parts, (b"IEND", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
