"""What kind of file it is, and whether its container is safe: its directory before any parsing, its parts beside it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from .refusal import Refusal, size
from .sniff import HEAD, SAVE_AS, recognise

Kind = Literal["xlsx", "xls", "csv", "html", "mht", "xml"]

_MERGE = re.compile(rb"mergeCell\b[^>]*?\bref\s*=\s*[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
# =cmd|'/C calc'!A0 and =DDE("cmd";…) start programs
_DDE = re.compile(rb"<(?:\w+:)?f\b[^>]*>[^<]*?(?:\bDDE\s*\(|[A-Za-z]\w*\|)", re.IGNORECASE)
_XML_PART = re.compile(r"\.(xml|rels|vml)$", re.IGNORECASE)


def vet(path: Path, limits: dict[str, Any]) -> Kind:
    """Return the kind of the file after refusing everything that limits.yaml does not allow.

    Raises:
        Refusal: too large, encrypted, with macros, external links, DDE, a bomb, damaged, or not a workbook at all.
    """
    length = path.stat().st_size
    if length == 0:
        raise Refusal("文件是空的", "请检查文件是否上传完整")
    if length > limits["file_bytes"]:
        raise Refusal(f"文件 {size(length)}，超过上限 {size(limits['file_bytes'])}", "请拆分后分次上传")
    with path.open("rb") as stream:
        kind = recognise(stream.read(HEAD))
    if kind == "zip":
        _vet_zip(path, limits)
        return "xlsx"
    if kind == "ole":
        _vet_ole(path, limits)
        return "xls"
    return kind


def _vet_ole(path: Path, limits: dict[str, Any]) -> None:
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Refusal("工作簿设有打开密码", "请取消密码后重新上传")
    if "WordDocument".encode("utf-16-le") in data or "PowerPoint".encode("utf-16-le") in data:
        raise Refusal("这是 Word 或 PPT 文件，不是 Excel 工作簿", "请把表格复制到 Excel 中，另存为 .xlsx 后上传")
    if limits["macros"] == "refuse" and "_VBA_PROJECT".encode("utf-16-le") in data:
        raise Refusal("工作簿带有宏", SAVE_AS)


def _vet_zip(path: Path, limits: dict[str, Any]) -> None:
    with archive_of(path) as archive:
        entries = archive.infolist()
        _vet_sizes(entries, limits)
        _vet_names([e.filename for e in entries], limits)


def vet_parts(path: Path, limits: dict[str, Any], look: Callable[[str, bytes], object] | None = None) -> None:
    """Refuse parts of an .xlsx that no office program writes; ``look`` gets each sheet's part, unpacked once.

    May run while the file is parsed already: what is refused here harms only those who would open the file in a
    spreadsheet program, or makes the reading process pass its limits.

    Raises:
        Refusal: a document type, another encoding, DDE, merged areas or rows beyond the limits, damaged.
    """
    with archive_of(path) as archive:
        for entry in archive.infolist():
            if _XML_PART.search(entry.filename):
                data = archive.read(entry)
                _vet_part(entry.filename, data, limits)
                if look and is_sheet(entry.filename):
                    look(entry.filename, data)


def is_sheet(name: str) -> bool:
    """Tell whether a part is a worksheet by its name."""
    return "worksheets/" in name.lower() and name.lower().endswith(".xml")


@contextmanager
def archive_of(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open the container; whatever is wrong with it while it is open is told as damage."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as fault:
        raise Refusal("工作簿已损坏，无法打开", SAVE_AS) from fault
    except Exception as fault:
        if isinstance(fault, Refusal) or type(fault).__module__ == "builtins":
            raise
        raise Refusal("工作簿已损坏，无法打开", SAVE_AS) from fault


def _vet_sizes(entries: list[zipfile.ZipInfo], limits: dict[str, Any]) -> None:
    if len(entries) > limits["entries"]:
        raise Refusal(f"工作簿内部有 {len(entries)} 个部件，超过上限 {limits['entries']}", SAVE_AS)
    if len({e.filename.lower() for e in entries}) < len(entries):
        raise Refusal("工作簿内部有同名部件，疑似被改动", SAVE_AS)
    if sum(e.file_size for e in entries) > limits["unpacked_bytes"]:
        raise Refusal(
            f"工作簿解压后超过上限 {size(limits['unpacked_bytes'])}", "请删除多余的工作表、空行和图片，或拆分后上传"
        )
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise Refusal("工作簿设有密码", "请取消密码后重新上传")
        if entry.file_size > limits["part_bytes"]:
            raise Refusal(f"单个工作表解压后超过上限 {size(limits['part_bytes'])}", "请删除空行空列或拆分后上传")
        if entry.file_size > limits["ratio_from_bytes"] and entry.file_size > limits["ratio"] * entry.compress_size:
            raise Refusal(
                f"工作簿压缩比超过 {limits['ratio']} 倍，疑似压缩炸弹或含大量空行",
                "请删除空行空列，把数据复制到新工作簿后上传",
            )


def _vet_names(names: list[str], limits: dict[str, Any]) -> None:
    lower = [n.lower() for n in names]
    if any(n.startswith("word/") or n.startswith("ppt/") for n in lower):
        raise Refusal("这是 Word 或 PPT 文件，不是 Excel 工作簿", "请把表格复制到 Excel 中，另存为 .xlsx 后上传")
    if "content.xml" in lower and "mimetype" in lower:
        raise Refusal("这是 OpenDocument 文件（.ods），不是 Excel 工作簿", SAVE_AS)
    if any(n.startswith("xl/") and n.endswith("workbook.bin") for n in lower):
        raise Refusal("不接收 .xlsb 二进制工作簿", SAVE_AS)
    if not any(n.endswith("workbook.xml") for n in lower):
        inside = next((n for n in names if n.lower().endswith((".xlsx", ".xls", ".et", ".csv"))), "")
        if inside:
            raise Refusal("这是压缩包，里面有表格，本身不是 Excel 工作簿", f"请解压后上传其中的 {inside[-60:]}")
        raise Refusal("这不是 Excel 工作簿（压缩包内没有工作簿）", SAVE_AS)
    if limits["macros"] == "refuse" and any(
        "vbaproject" in n or "/activex/" in n or "macrosheets/" in n for n in lower
    ):
        raise Refusal("工作簿带有宏或控件", SAVE_AS)
    if limits["external_links"] == "refuse" and any("externallinks/" in n for n in lower):
        raise Refusal(
            "工作簿链接到其他文件或程序（外部链接、DDE）",
            "请在“数据—编辑链接”中断开链接，把公式粘贴为数值后上传",
        )
    sheets = sum(1 for n in lower if is_sheet(n))
    if sheets > limits["sheets"]:
        raise Refusal(f"工作簿有 {sheets} 张工作表，超过上限 {limits['sheets']} 张", "请只保留要上报的工作表")


def _vet_merges(data: bytes, limits: dict[str, Any]) -> None:
    if b"mergeCell" not in data:  # many times faster than the pattern
        return
    cells = 0
    for left, top, right, bottom in _MERGE.findall(data):
        width = _column(right) - _column(left) + 1
        cells += max(width, 1) * max(int(bottom) - int(top) + 1, 1)
    if cells > limits["cells"]:
        raise Refusal("合并单元格的范围过大（合并了整列或整表）", "请取消整列、整表的合并后重新上传")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _vet_part(name: str, data: bytes, limits: dict[str, Any]) -> None:
    """Refuse what no office program writes: a document type (entity bombs, XXE), another encoding, DDE."""
    head = data[:4]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in head:
        raise Refusal(f"工作簿部件 {name} 的编码不是 UTF-8", SAVE_AS)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise Refusal(f"工作簿部件 {name} 含有实体定义，存在安全风险", SAVE_AS)
    if b"ddeLink" in data:
        raise Refusal("工作簿含有 DDE 链接", "请删除 DDE 公式，粘贴为数值后上传")
    if is_sheet(name):
        if (b"|" in data or b"DDE" in data) and _DDE.search(data):
            raise Refusal("工作簿含有 DDE 公式", "请删除 DDE 公式，粘贴为数值后上传")
        _vet_merges(data, limits)
        rows = data.count(b"<row") + data.count(b":row ")
        if rows > limits["rows"]:
            raise Refusal(
                f"工作表 {rows} 行（含空行），超过上限 {limits['rows']} 行",
                "请删除数据下方的空行（选中整行后删除），或拆分后上传",
            )
