"""What a file really is, by its first bytes, and whether its name says the same."""

from __future__ import annotations

from pathlib import PurePath
from typing import Literal

from tenghuan.errors import InputFault
from tenghuan.reading.documents.limits import Limits

Kind = Literal["txt", "docx", "pdf", "html"]
_ENDINGS: dict[str, Kind] = {
    ".txt": "txt",
    ".text": "txt",
    ".docx": "docx",
    ".pdf": "pdf",
    ".html": "html",
    ".htm": "html",
}
_SAVE_AS = "请在 Word 或 WPS 中另存为 .docx 后再上传"
_ACCEPTED = "请上传 .txt、.docx、.pdf 或 .html 格式的方案"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")


def recognise(data: bytes, name: str, limits: Limits) -> Kind:
    """The kind of a file.

    Raises:
        InputFault: old binary Word or WPS, a workbook, a picture, an archive, an unknown ending,
            or an ending that says something else than the content.
    """
    ending = PurePath(name).suffix.lower()
    content = _content(data, ending)
    said = _ENDINGS.get(ending)
    if said is None:
        if ending in {".doc", ".wps", ".rtf"}:
            raise InputFault(f"不支持 {ending} 格式", remedy=_SAVE_AS)
        raise InputFault(f"不支持{f' {ending} ' if ending else '没有扩展名的'}文件", remedy=_ACCEPTED)
    if said == "html" and content == "txt":
        return "html"
    if content != said:
        raise InputFault(
            f"扩展名是 {ending}，内容却{'不是' if content == 'txt' else f'是 {content.upper()}'}",
            remedy="请改成正确的扩展名，或重新导出后再上传",
        )
    return content


def _content(data: bytes, ending: str) -> Kind:
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data[:1024].find(b"%PDF-") >= 0:
        return "pdf"
    if data.startswith(b"PK"):
        return "docx"
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise InputFault("文档设有打开密码", remedy="请在 Word 或 WPS 中取消密码后再上传")
        raise InputFault("这是旧版 Word 或 WPS 的二进制格式", remedy=_SAVE_AS)
    if head.startswith(b"{\\rtf"):
        raise InputFault("这是 RTF 格式", remedy=_SAVE_AS)
    if data.startswith(_IMAGES):
        raise InputFault("这是图片，读不出文字", remedy="请上传可复制文字的 .docx 或 .pdf")
    lowered = data[:2048].lower()
    if any(sign in lowered for sign in (b"<!doctype html", b"<html", b"<body", b"<head")):
        return "html"
    return "txt"
