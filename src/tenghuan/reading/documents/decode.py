"""Bytes of a text file → str, in any encoding that Chinese offices write."""

from __future__ import annotations

import codecs

from tenghuan.errors import InputFault

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decode(data: bytes) -> str:
    """Decode by byte order mark, else UTF-8, else UTF-16 by its zero bytes, else GB18030.

    A multi-byte character cut off by the end of the file is dropped.

    Raises:
        InputFault: no encoding fits, or the content is not text at all.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(data[len(mark) :].decode(encoding, errors="replace"))
    zeros = data[:4000].count(0)
    if zeros > len(data[:4000]) // 20:
        even = data[0:4000:2].count(0)
        return _checked(data.decode("utf-16-be" if even > zeros // 2 else "utf-16-le", errors="replace"))
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):
            try:
                return _checked(data[: len(data) - cut].decode(encoding))
            except UnicodeDecodeError:
                continue
    raise InputFault("认不出文字编码", remedy="请用“另存为”存成 UTF-8 或 GB18030 编码的文本，或直接上传 .docx")


def _checked(text: str) -> str:
    control = sum(1 for ch in text[:20000] if ord(ch) < 32 and ch not in "\t\n\r\f\v")
    if control > max(3, len(text[:20000]) // 100) or text.count("\ufffd") > max(3, len(text) // 100):
        raise InputFault("文件内容不是文字", remedy="请上传 .txt、.docx、.pdf 或 .html 格式的方案")
    return text.replace("\r\n", "\n").replace("\r", "\n")
