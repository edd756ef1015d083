"""What a file really is, by its first bytes: read as that, or refused by its right name with the right remedy."""

from __future__ import annotations

import re
from typing import Literal

from .decoding import unmarked_wide
from .refusal import Refusal

Kind = Literal["zip", "ole", "csv", "html", "mht", "xml"]

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
HEAD = 8192  # bytes looked at
SAVE_AS = "请在 Excel 或 WPS 中另存为 .xlsx 工作簿后重新上传"
_UNPACK = "请解压后上传其中的工作簿"
_DOCUMENT = "请把数据复制到工作簿中，另存为 .xlsx 后上传"
_FOREIGN: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "PDF 文件", _DOCUMENT),
    (b"\x89PNG", "图片", _DOCUMENT),
    (b"\xff\xd8\xff", "图片", _DOCUMENT),
    (b"GIF8", "图片", _DOCUMENT),
    (b"Rar!", "压缩包", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "压缩包", _UNPACK),
    (b"\x1f\x8b", "压缩包", _UNPACK),
    (b"{\\rtf", "RTF 文档", _DOCUMENT),
    (b"ID;P", "SYLK 表格", SAVE_AS),
    (b"\x09\x08\x10\x00", "很旧的 Excel 表格", SAVE_AS),
    (b"\x09\x08\x08\x00", "很旧的 Excel 表格", SAVE_AS),
    (b"\x09\x04\x06\x00", "很旧的 Excel 表格", SAVE_AS),
    (b"\x09\x02\x06\x00", "很旧的 Excel 表格", SAVE_AS),
    (b"\x09\x00\x04\x00", "很旧的 Excel 表格", SAVE_AS),
    (b"\x00\x01\x00\x00Standard", "Access 数据库", "请从数据库导出为 .xlsx 后上传"),
    (b"SQLite format 3", "数据库文件", "请从数据库导出为 .xlsx 后上传"),
    (b"PAR1", "Parquet 文件", "请导出为 .xlsx 或 .csv 后上传"),
)
_WEB = re.compile(r"<(!doctype html|html|head|body|table|meta|frameset|tr|div|style|script)\b")
_MIME = re.compile(r"^(mime-version|content-type|from|subject|date)\s*:", re.MULTILINE)
_JSON = re.compile(r"^[\[{]\s*[\[{\"]")


def recognise(head: bytes) -> Kind:
    """Return what the first bytes say; a text that is nothing else is a text table.

    Raises:
        Refusal: a file of another kind, by name.
    """
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return "zip"
    if head.startswith(OLE):
        return "ole"
    for start, name, remedy in _FOREIGN:
        if head.startswith(start):
            raise Refusal(f"这是{name}，不是工作簿", remedy)
    return _text(_letters(head))


def _letters(head: bytes) -> str:
    """Return the beginning as lower-case text; only its ASCII matters here."""
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else unmarked_wide(head) or "latin-1"
    even = head[: len(head) // 2 * 2] if encoding.startswith("utf-16") else head
    return even.decode(encoding, "replace").lower().lstrip("\ufeffï»¿ \t\r\n")


def _text(text: str) -> Kind:
    if text.startswith("mime-version:") or ("multipart/related" in text and _MIME.search(text[:200])):
        return "mht"
    if text.startswith("<") or ("<table" in text and "</t" in text):
        return _marked_up(text)
    if _JSON.match(text):
        raise Refusal("这是 JSON 数据，不是表格", "请导出为 .xlsx 或 .csv 后上传")
    return "csv"


def _marked_up(text: str) -> Kind:
    if "<html" not in text:
        if "urn:schemas-microsoft-com:office:spreadsheet" in text:
            return "xml"
        if "urn:oasis:names:tc:opendocument" in text:
            raise Refusal("这是 OpenDocument 表格，不是 Excel 工作簿", SAVE_AS)
    if _WEB.search(text):
        return "html"
    if text.startswith("<?xml") or re.match(r"<[a-z][\w:.-]*[\s>]", text):
        raise Refusal("这是 XML 文件，不是表格", "请从业务系统导出为 .xlsx，或用 Excel 打开后另存为 .xlsx")
    return "csv"
