"""Cells of .xlsx and .xls by calamine, made plain: text, number, true/false, "" for empty."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path
from typing import Any

import python_calamine as calamine

from . import delimited, oldscan, xmlscan
from .container import SAVE_AS, vet
from .refusal import Refusal

_MOMENTS = (datetime.date, datetime.time, datetime.timedelta)  # datetime is a date


def describe(path: Path, limits: dict[str, Any]) -> dict[str, Any]:
    """Return the kind of the file and its sheets as (name, visible), worksheets only."""
    kind = vet(path, limits)
    if kind == "csv":
        delimited.decode(path.read_bytes())
        return {"kind": kind, "sheets": [(path.stem, True)]}
    with _open(path) as book:
        sheets = [
            (s.name, s.visible == calamine.SheetVisibleEnum.Visible)
            for s in book.sheets_metadata
            if s.typ == calamine.SheetTypeEnum.WorkSheet
        ]
    if not sheets:
        raise Refusal("工作簿里没有工作表", SAVE_AS)
    if len(sheets) > limits["sheets"]:
        raise Refusal(f"工作簿有 {len(sheets)} 张工作表，超过上限 {limits['sheets']} 张", "请只保留要上报的工作表")
    return {"kind": kind, "sheets": sheets}


def heads(path: Path, kind: str, names: list[str], limits: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the first rows of the named sheets, each as :func:`sheet` does but without the scan for formulas."""
    if kind == "csv":
        return [{"rows": delimited.read(path, limits)[: limits["sniff_rows"]], "typed": False}]
    found = []
    with _open(path) as book:
        for name in names:
            page = book.get_sheet_by_name(name)
            _guard(page, limits)
            rows = page.to_python(skip_empty_area=False, nrows=limits["sniff_rows"])
            found.append({**_table(rows), "merged": page.merged_cell_ranges or []})
    return found


def sheet(path: Path, kind: str, name: str, limits: dict[str, Any]) -> dict[str, Any]:
    """Return one sheet: ``rows`` from A1 on, ``dates`` (cells that are dates, written ISO), ``merged``, ``formulas``,
    ``errors``, ``hidden_rows``, ``hidden_columns``; positions are (row, column) from 0."""
    if kind == "csv":
        return {"rows": delimited.read(path, limits), "typed": False}
    with _open(path) as book:
        page = book.get_sheet_by_name(name)
        _guard(page, limits)
        found = {**_table(page.to_python(skip_empty_area=False)), "merged": page.merged_cell_ranges or []}
        place = [s.name for s in book.sheets_metadata].index(name)
    if kind == "xls":
        found.update(oldscan.scan(path.read_bytes(), place))
    elif kind == "xlsx":
        with zipfile.ZipFile(path) as archive:
            part = xmlscan.sheet_parts(archive).get(name)
            if part:
                found.update(xmlscan.scan(archive.read(part)))
    return found


def _open(path: Path) -> Any:
    try:
        return calamine.CalamineWorkbook.from_path(str(path))
    except calamine.PasswordError as fault:
        raise Refusal("工作簿设有打开密码", "请取消密码后重新上传") from fault
    except (calamine.CalamineError, OSError, ValueError) as fault:
        raise Refusal("工作簿已损坏，无法读取", SAVE_AS) from fault


def _guard(page: Any, limits: dict[str, Any]) -> None:
    height, width = (edge + 1 for edge in page.end) if page.end else (0, 0)
    if height > limits["rows"]:
        raise Refusal(f"工作表“{page.name}”有 {height} 行，超过上限 {limits['rows']} 行", "请拆分后分次上传")
    if width > limits["columns"]:
        raise Refusal(f"工作表“{page.name}”有 {width} 列，超过上限 {limits['columns']} 列", "请删除数据右侧多余的列")
    if height * width > limits["cells"]:
        raise Refusal(f"工作表“{page.name}”超过 {limits['cells']} 个单元格的上限", "请拆分后分次上传")


def _table(rows: list[list[Any]]) -> dict[str, Any]:
    """Write dates as ISO text and note where they stood, so that only plain values leave the process."""
    dates: list[tuple[int, int]] = []
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            if isinstance(value, _MOMENTS):
                row[j] = _iso(value)
                dates.append((i, j))
    return {"rows": rows, "dates": dates}


def _iso(value: Any) -> str:
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time(0)
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else str(value)
