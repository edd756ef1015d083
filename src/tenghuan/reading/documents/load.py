"""One file → ``Document``: recognise what it is, refuse what cannot be read, hand it to its reader."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from tenghuan.errors import InputFault
from tenghuan.reading.documents.characters import CJK, tidy
from tenghuan.reading.documents.decode import decode
from tenghuan.reading.documents.heal import Paragraph, heal
from tenghuan.reading.documents.limits import Limits, default_limits
from tenghuan.reading.documents.lines import Line
from tenghuan.reading.documents.model import Block, Cell, Document, Progress
from tenghuan.reading.documents.runon import split_run_on
from tenghuan.reading.documents.sniff import recognise
from tenghuan.reading.documents.textables import Grid

# a full stop, a closed bracket, the last of a list of units, the date of the imprint
_FINISHED = re.compile(
    r"[。！？；：…）】〕”\]!?;:]$|(?:局|委|办|中心|镇|乡|街道|公司|政府|院|会|部门|单位|印发|日|号)$"
)


def load_document(
    source: str | Path | bytes,
    filename: str = "",
    *,
    progress: Progress | None = None,
    limits: Limits | None = None,
) -> Document:
    """Read one plan document.

    Args:
        source: path of the file, or its content.
        filename: its name; needed for content, else taken from the path. The ending must be
            .txt, .docx, .pdf or .html and fit the content.
        progress: called as ``progress(stage, done, total)``.
        limits: how big the file may be; the shipped limits without it.

    Raises:
        InputFault: missing, empty, encrypted, too big, malformed, or of another kind.
    """
    limits = limits or default_limits()
    data, name = take_in(source, filename, limits)
    tell = progress or (lambda stage, done, total: None)
    tell("打开文件", 0, 1)
    try:
        kind = recognise(data, name, limits)
        items, pages = _read(kind, data, limits, tell)
    except InputFault as fault:
        if fault.where:
            raise
        raise InputFault(fault.message, where=name, remedy=fault.remedy) from fault
    document = _numbered(items, name, pages)
    _check_size(document, limits)
    tell("打开文件", 1, 1)
    return document


def take_in(source: str | Path | bytes, filename: str, limits: Limits) -> tuple[bytes, str]:
    """Return a file's bytes and name; refuse what is missing, empty or too big before anything is read of it."""
    if isinstance(source, bytes):
        name, data = filename or "文件", source
    else:
        path = Path(source)
        name = filename or path.name
        try:
            if path.stat().st_size > limits.max_bytes:
                raise _too_big(name, limits)
            data = path.read_bytes()
        except OSError as error:
            reason = {FileNotFoundError: "文件不存在", IsADirectoryError: "这是文件夹，不是文件"}
            raise InputFault(
                reason.get(type(error), "文件打不开"), where=str(path), remedy="请核对路径和权限"
            ) from error
    if len(data) > limits.max_bytes:
        raise _too_big(name, limits)
    if not data.strip(b"\x00 \t\r\n"):
        raise InputFault("文件是空的", where=name, remedy="请重新导出方案后再上传")
    return data, name


def _too_big(name: str, limits: Limits) -> InputFault:
    return InputFault(f"文件太大，上限 {limits.max_bytes // 2**20} MB", where=name, remedy="请删去图片或拆分后再上传")


def _read(kind: str, data: bytes, limits: Limits, tell: Progress) -> tuple[Sequence[Paragraph | Grid], int]:
    if kind == "docx":
        from tenghuan.reading.documents.docx import read_docx

        return read_docx(data, limits, tell), 1
    if kind == "pdf":
        from tenghuan.reading.documents.pdf import read_pdf

        return read_pdf(data, limits, tell)
    text = decode(data)
    if len(text) > limits.max_characters:
        raise InputFault(f"文字太多，上限 {limits.max_characters // 10000} 万字", remedy="请只上传方案本身")
    if kind == "html":
        from tenghuan.reading.documents.html import read_html

        return read_html(text), 1
    return heal([line for row in text.split("\n") for line in _lines(row)]), 1


def _lines(row: str) -> list[Line]:
    pieces = split_run_on(row)
    return [Line(piece, opens=len(pieces) > 1 or piece.startswith(("\u3000\u3000", "    "))) for piece in pieces]


def _numbered(items: Sequence[Paragraph | Grid], name: str, pages: int) -> Document:
    blocks: list[Block] = []
    paragraphs = tables = 0
    for item in items:
        if isinstance(item, Grid):
            tables += 1
            blocks.append(Block(f"t{tables}", "table", item.page, rows=_cells(item, f"t{tables}"), note=item.note))
        elif item.text:
            paragraphs += 1
            blocks.append(Block(f"p{paragraphs}", "paragraph", item.page, item.text, item.raw))
    last = blocks[-1] if blocks else None
    complete = last is None or last.kind == "table" or len(last.text) < 20 or bool(_FINISHED.search(last.text))
    return Document(name, tuple(blocks), pages, complete)


def _cells(grid: Grid, table: str) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        tuple(Cell(f"{table}.r{r}.c{c}", tidy(raw), raw) for c, raw in enumerate(row, 1))
        for r, row in enumerate(grid.rows, 1)
    )


def _check_size(document: Document, limits: Limits) -> None:
    texts = document.texts()
    total = sum(map(len, texts.values()))
    if total > limits.max_characters:
        raise InputFault(
            f"文字太多，上限 {limits.max_characters // 10000} 万字", where=document.filename, remedy="请只上传方案本身"
        )
    if sum(len(row) for block in document.blocks for row in block.rows) > limits.max_table_cells:
        raise InputFault(
            f"表格太大，上限 {limits.max_table_cells} 格", where=document.filename, remedy="请只上传方案本身"
        )
    if total < limits.min_characters or not re.search(f"[{CJK}]", "".join(texts.values())):
        raise InputFault("没有读到方案正文", where=document.filename, remedy="请核对是否选错了文件，或文件是否为扫描件")
