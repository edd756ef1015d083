"""Bytes of a text table or web page → text, in any encoding that Chinese offices write."""

from __future__ import annotations

import re

from .refusal import Refusal

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_LOOKED_AT = 4000
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def decode(data: bytes) -> str:
    """Return the text of ``data``: by its byte order mark, else UTF-16 by its zero bytes, else UTF-8, else GB18030.

    Raises:
        Refusal: it is in none of these, or no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, (encoding,))
    if b"\x00" in data:
        wide = unmarked_wide(data)
        if wide is None:
            raise Refusal("这不是工作簿，也不是文本表格", "请上传 .xlsx、.xls 或 .csv 文件")
        return _strict(data, (wide,))
    return _strict(data, ("utf-8", "gb18030"))


def unmarked_wide(data: bytes) -> str | None:
    """Return which UTF-16 bytes without a mark are: one of each pair is zero where letters and commas stand."""
    head = data[:_LOOKED_AT]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if len(data) % 2 or max(even, odd) < len(head) // 10 or min(even, odd) > max(even, odd) // 10:
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _strict(data: bytes, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # control characters do not occur in tables: what has them only happened to decode
        if not _CONTROL.search(text):
            return text
    raise Refusal("文件编码无法识别，或这不是表格文件", "请另存为 UTF-8 编码的 .csv，或另存为 .xlsx 后上传")
