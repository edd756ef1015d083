"""Workbooks that are broken, swollen or malicious, each built from a sound one."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from tests.reading.checks.workbooks import A, book

SOUND = book([["统一社会信用代码", "企业名称", "年度", "评价税收"], [A, "甲", 2022, 1.5]])
_HEAD = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
_TAIL = b"</sheetData></worksheet>"
SHEET = "xl/worksheets/sheet1.xml"


def changed(edit: dict[str, bytes | Callable[[bytes], bytes]], source: bytes = SOUND) -> bytes:
    """Return the workbook with parts replaced, edited or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            change = edit.get(name, old.read(name))
            new.writestr(name, change(old.read(name)) if callable(change) else change)
        for name in edit.keys() - set(old.namelist()):
            change = edit[name]
            assert isinstance(change, bytes)
            new.writestr(name, change)
    return stream.getvalue()


def sheet_of(*rows: bytes) -> bytes:
    return changed({SHEET: _HEAD + b"<sheetData>" + b"".join(rows) + _TAIL})


def zip_bomb() -> bytes:
    return changed({"xl/media/image1.xml": b"\0" * 60_000_000})


def many_bombs() -> bytes:
    zeros = b"\0" * 4_000_000
    return changed({f"xl/media/i{n}.bin": zeros for n in range(200)})


def lying_size() -> bytes:
    """A part whose directory entry says 100 bytes and which unpacks to 60 MB."""
    data = changed({"xl/extra.xml": b" " * 60_000_000})
    real = struct.pack("<I", 60_000_000)
    return data.replace(real, struct.pack("<I", 100))


def corner_cells() -> bytes:
    return sheet_of(
        b'<row r="1"><c r="A1"><v>1</v></c></row>', b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )


def million_empty_rows() -> bytes:
    return sheet_of(b"".join(b'<row r="%d" s="1" customFormat="1"/>' % n for n in range(1, 1_000_001)))


def million_blank_texts() -> bytes:
    cell = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t xml:space="preserve"> </t></is></c></row>'
    return sheet_of(b"".join(cell % (n, n) for n in range(1, 1_000_001)))


def huge_dimension() -> bytes:
    return changed({SHEET: lambda d: d.replace(b'<dimension ref="A1:D2"', b'<dimension ref="A1:XFD1048576"')})


def huge_merge() -> bytes:
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="A3:XFD1048576"/></mergeCells>'
    return changed({SHEET: lambda d: d.replace(b"</sheetData>", merge)})


def macros() -> bytes:
    return changed({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


def external_link() -> bytes:
    return changed({"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})


def dde() -> bytes:
    part = b'<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    return changed({"xl/links/l1.xml": part})


def dde_formula() -> bytes:
    row = b'<row r="3"><c r="A3"><f>cmd|&apos;/C calc&apos;!A0</f></c></row></sheetData>'
    return changed({SHEET: lambda d: d.replace(b"</sheetData>", row)})


def ten_thousand_sheets() -> bytes:
    return changed({f"xl/worksheets/sheet{n}.xml": _HEAD + b"<sheetData>" + _TAIL for n in range(2, 10_001)})


def thousand_sheets() -> bytes:
    return changed({f"xl/worksheets/sheet{n}.xml": _HEAD + b"<sheetData>" + _TAIL for n in range(2, 1001)})


def broken_xml() -> bytes:
    return changed({SHEET: lambda d: d[: len(d) // 2]})


def billion_laughs() -> bytes:
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
    )
    return changed({"xl/sharedStrings.xml": entities + b"]><sst><si><t>&j;</t></si></sst>"})


def outside_entity() -> bytes:
    return changed({SHEET: lambda d: b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + d})


def utf16_part() -> bytes:
    return changed({SHEET: lambda d: d.decode().replace("UTF-8", "UTF-16").encode("utf-16")})


def binary_workbook() -> bytes:
    return changed({"xl/workbook.bin": b"\x83\x01"})


def duplicate_part() -> bytes:
    return changed({SHEET.upper(): b"<worksheet/>"})


def word_file() -> bytes:
    return changed({"word/document.xml": b"<document/>"})


def encrypted() -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512


def old_macros() -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504 + "_VBA_PROJECT".encode("utf-16-le") + b"\0" * 512


def locked_zip() -> bytes:
    data = bytearray(SOUND)
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def shared_text_bomb() -> bytes:
    """One long shared text that a hundred thousand cells repeat."""
    text = b"<sst><si><t>" + b"x" * 32000 + b"</t></si></sst>"
    rows = b"".join(
        b'<row r="%d">' % r + b"".join(b'<c r="%c%d" t="s"><v>0</v></c>' % (65 + c, r) for c in range(20)) + b"</row>"
        for r in range(1, 10001)
    )
    return changed({"xl/sharedStrings.xml": text, SHEET: _HEAD + b"<sheetData>" + rows + _TAIL})


def wrong_checksum() -> bytes:
    data = bytearray(SOUND)
    at = data.rfind(struct.pack("<I", zlib.crc32(zipfile.ZipFile(io.BytesIO(SOUND)).read(SHEET))))
    data[at] ^= 0xFF
    return bytes(data)


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "空的"),
    "zip bomb": (zip_bomb, "压缩比"),
    "many bombs": (many_bombs, "解压后超过上限"),
    "lying size": (lying_size, "损坏"),
    "corner cells": (corner_cells, "内存超过上限"),
    "million empty rows": (million_empty_rows, "1000000 行"),
    "million blank texts": (million_blank_texts, "1000000 行"),
    "huge merge": (huge_merge, "合并单元格"),
    "macros": (macros, "宏"),
    "old macros": (old_macros, "宏"),
    "external link": (external_link, "外部链接"),
    "dde": (dde, "DDE"),
    "dde formula": (dde_formula, "DDE"),
    "10,000 sheets": (ten_thousand_sheets, "部件|张工作表"),
    "1,000 sheets": (thousand_sheets, "张工作表"),
    "broken xml": (broken_xml, "损坏"),
    "billion laughs": (billion_laughs, "实体"),
    "outside entity": (outside_entity, "实体"),
    "utf-16 part": (utf16_part, "编码"),
    "xlsb": (binary_workbook, "xlsb"),
    "duplicate part": (duplicate_part, "同名部件"),
    "word": (word_file, "不是 Excel"),
    "encrypted": (encrypted, "密码"),
    "locked zip": (locked_zip, "密码"),
    "shared text bomb": (shared_text_bomb, "上限"),
    "truncated": (lambda: SOUND[: len(SOUND) // 2], "损坏"),
    "wrong checksum": (wrong_checksum, "损坏"),
    "zip of something": (lambda: changed({}, _zip_of_text()), "不是 Excel"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "不是工作簿"),
    "random ole": (lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(range(256)) * 4, "损坏"),
    "program": (lambda: b"MZ\x90\0" + bytes(1000), "不是工作簿"),
    "wide web page": (lambda: b"<html><table>" + (b"<tr>" + b"<td rowspan=1000>x" * 50) * 3000, "列"),
    "nested web page": (lambda: b"<html>" + b"<table><tr><td>" * 3000, "张表"),
    "far xml cell": (lambda: _spreadsheet(b'<Row><Cell ss:Index="99999999"/></Row>'), "上限"),
    "cut xml": (lambda: _spreadsheet(b"<Row>" * 1000)[:-40], "不完整"),
    "xml entities": (lambda: b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>' + _spreadsheet(b"")[21:], "实体"),
    "pdf": (lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(range(14, 200)), "编码|不是"),
}


def _spreadsheet(rows: bytes) -> bytes:
    space = b"urn:schemas-microsoft-com:office:spreadsheet"
    head = b'<?xml version="1.0"?><Workbook xmlns="%b" xmlns:ss="%b">' % (space, space)
    return head + b'<Worksheet ss:Name="a"><Table>' + rows + b"</Table></Worksheet></Workbook>"


def _zip_of_text() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as new:
        new.writestr("a.txt", "x")
    return stream.getvalue()
