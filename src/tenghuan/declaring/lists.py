"""A list as ``.xlsx``, ``.csv`` or text; no cell of it runs as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from tenghuan.declaring.numbers import trimmed
from tenghuan.errors import InputFault
from tenghuan.reading.workbooks.raw.harmless import STARTERS, for_text_table
from tenghuan.scoring.outfile import XLSX_ROWS

ENDINGS = (".xlsx", ".csv")
LONGEST, CUT = 32_767, "……（过长，全文见 CSV）"  # what a cell of a workbook holds


def to_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """The list as the text of a CSV file."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(map(for_text_table, columns))
    for row in rows:
        writer.writerow([_plain(row.get(key)) for key in columns])
    return stream.getvalue()


def _plain(value: Any) -> Any:
    return trimmed(value) if isinstance(value, Decimal) else for_text_table(value)


def to_xlsx(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], sheet: str) -> bytes:
    """The list as a workbook of one sheet: headings in the first row, numbers as numbers."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        page = book.add_worksheet(sheet)
        bold = book.add_format({"bold": True})
        number = book.add_format({"num_format": "0.0000"})
        quoted = book.add_format({"quote_prefix": True})  # stays text even when somebody edits it
        page.freeze_panes(1, 1)
        for at, key in enumerate(columns):
            page.write_string(0, at, key, bold)
        for line, row in enumerate(rows, start=1):
            for at, key in enumerate(columns):
                value = row.get(key)
                if isinstance(value, Decimal):
                    page.write_number(line, at, float(value), number)
                elif isinstance(value, int):
                    page.write_number(line, at, value)
                elif value:
                    text = value if len(value) <= LONGEST else value[: LONGEST - len(CUT)] + CUT
                    page.write_string(line, at, text, quoted if text.startswith(STARTERS) else None)
    return stream.getvalue()


def write_list(path: str | Path, columns: Sequence[str], rows: Sequence[Mapping[str, Any]], sheet: str) -> None:
    """Write a list by the ending of ``path``; a file that is there is replaced whole or not at all.

    Raises:
        InputFault: another ending, or a place that cannot be written.
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise InputFault(f"不能写 {ending or '无扩展名'} 文件", where=str(path), remedy="用 .xlsx 或 .csv")
    if ending == ".xlsx" and len(rows) > XLSX_ROWS:
        raise InputFault(f"{len(rows)} 行超出工作表的上限 {XLSX_ROWS} 行", remedy="改用 .csv")
    data = to_xlsx(columns, rows, sheet) if ending == ".xlsx" else to_csv(columns, rows).encode()
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        raise InputFault("结果文件写不进去", where=str(path), remedy="核对目录、权限和剩余空间") from error
    finally:
        part.unlink(missing_ok=True)
