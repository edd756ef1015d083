"""Text tables (.csv, .txt): encoding, delimiter, cells."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

from .harmless import QUOTE, undo
from .refusal import Refusal

DELIMITERS = (",", "\t", ";", "|", "，")
_EXCEL_TEXT = re.compile(r'^="([^"]*)"$')


def read(path: Path, limits: dict[str, Any]) -> list[list[str]]:
    """Return the rows of a text table.

    Encodings: UTF-8 with or without BOM, UTF-16 with BOM, GB18030 (and so GBK, GB2312). ``="0123"``, the trick that
    keeps Excel from dropping digits, is unwrapped, and so is
    the apostrophe that our own export puts before text that would run as a formula.

    Raises:
        Refusal: not text, too many rows or columns.
    """
    text = decode(path.read_bytes())
    csv.field_size_limit(limits["cell_characters"] * 4)
    rows: list[list[str]] = []
    width = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text)):
            rows.append([_plain(value) for value in row])
            width = max(width, len(row))
            _guard(rows, width, limits)
    except csv.Error as fault:
        raise Refusal("文本表格格式有误（引号不成对或单元格过长）", "请另存为 .xlsx 工作簿后重新上传") from fault
    return rows


def _plain(value: str) -> str:
    if value.startswith("="):
        match = _EXCEL_TEXT.match(value)
        return match[1] if match else value
    return undo(value) if value.startswith(QUOTE) else value


def _guard(rows: list[list[str]], width: int, limits: dict[str, Any]) -> None:
    if len(rows) > limits["rows"]:
        raise Refusal(f"表格超过 {limits['rows']} 行的上限", "请拆分后分次上传")
    if len(rows[-1]) > limits["columns"]:
        raise Refusal(f"第 {len(rows)} 行超过 {limits['columns']} 列的上限", "请检查分隔符，或另存为 .xlsx 后上传")
    if len(rows) * width > limits["cells"]:  # short rows are filled up
        raise Refusal(f"表格超过 {limits['cells']} 个单元格的上限", "请拆分后分次上传")


def decode(data: bytes) -> str:
    """Return the text of ``data``; Refusal if it is in none of the encodings Chinese offices use."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _strict(data, (encoding,))
    if b"\x00" in data:
        raise Refusal("这不是工作簿，也不是文本表格", "请上传 .xlsx、.xls 或 .csv 文件")
    return _strict(data, ("utf-8", "gb18030"))


def _strict(data: bytes, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # control characters do not occur in tables: what has them only happened to decode
        if not re.search(r"[\x00-\x08\x0e-\x1f\x7f]", text):
            return text
    raise Refusal("文件编码无法识别，或这不是表格文件", "请另存为 UTF-8 编码的 .csv，或另存为 .xlsx 后上传")


def delimiter(text: str) -> str:
    """Return the delimiter that splits most of the first lines into most, and equally many, cells."""
    lines = [line for line in text[:65536].splitlines()[:40] if line.strip()]
    if not lines:
        return ","
    best, best_score = ",", 0.0
    for mark in DELIMITERS:
        counts = [len(row) - 1 for row in csv.reader(lines, delimiter=mark, strict=False)]
        common = max(set(counts), key=lambda n: (counts.count(n) * (n > 0), n))
        score = common * counts.count(common) / len(counts)
        if score > best_score:
            best, best_score = mark, score
    return best
