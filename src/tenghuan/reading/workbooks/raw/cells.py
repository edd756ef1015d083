"""Cells of .xlsx and .xls by calamine, made plain: text, number, true/false, "" for empty."""

from __future__ import annotations

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import python_calamine as calamine

from . import delimited, markup, oldscan, xmlscan
from .columns import cut
from .container import archive_of, vet, vet_parts
from .refusal import Refusal
from .sniff import SAVE_AS


def describe(path: Path, limits: dict[str, Any], whole: bool) -> dict[str, Any]:
    """Return the kind of the file, its sheets as (name, visible), worksheets only, and with ``whole`` an only sheet.

    Raises:
        Refusal: see :func:`container.vet` and :func:`container.vet_parts`.
    """
    kind = vet(path, limits)
    if kind == "csv" and not whole:
        return {"kind": kind, "sheets": [(path.stem, True)]}
    if kind not in ("xlsx", "xls"):
        pages = _texts(path, kind, limits)
        found: dict[str, Any] = {"kind": kind, "sheets": [(name, True) for name in pages]}
        return {**found, "sheet": next(iter(pages.values()))} if whole and len(pages) == 1 else found
    scans: dict[str, Any] = {}
    with ThreadPoolExecutor(1) as beside:  # parser and inflater both leave Python's lock for most of their time
        parts = beside.submit(_vetted, path, kind, limits, scans)
        try:
            found = _described(path, kind, limits)
            if whole and len(found["sheets"]) == 1:
                found["sheet"] = _cells(path, found["sheets"][0][0], limits)
        except BaseException:
            parts.result()  # if this refuses, it says more
            raise
        parts.result()
    if "sheet" in found:
        found["sheet"] |= _marks(path, kind, found["sheets"][0][0], scans)
    return found


def _vetted(path: Path, kind: str, limits: dict[str, Any], scans: dict[str, Any]) -> None:
    if kind == "xlsx":
        with archive_of(path) as archive:
            percent = xmlscan.percent_styles(archive)
        vet_parts(path, limits, lambda name, data: scans.update({name: xmlscan.scan(data, percent)}))


def _described(path: Path, kind: str, limits: dict[str, Any]) -> dict[str, Any]:
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
    if kind not in ("xlsx", "xls"):
        pages = _texts(path, kind, limits, limits["sniff_rows"])
        return [_named(pages, name) for name in names]
    found = []
    with _open(path) as book:
        for name in names:
            page = book.get_sheet_by_name(name)
            _guard(page, limits)
            rows = page.to_python(skip_empty_area=False, nrows=limits["sniff_rows"])
            found.append({**cut(rows), "merged": page.merged_cell_ranges or []})
    return found


def sheet(path: Path, kind: str, name: str, limits: dict[str, Any]) -> dict[str, Any]:
    """Return one sheet: ``height``, ``columns`` and ``dates`` from A1 on (see :func:`columns.cut`), ``merged``,
    ``formulas``, ``errors``, ``hidden_rows``, ``hidden_columns``; positions are (row, column) from 0."""
    if kind not in ("xlsx", "xls"):
        return _named(_texts(path, kind, limits), name)
    return _cells(path, name, limits) | _marks(path, kind, name, {})


def _named(pages: dict[str, dict[str, Any]], name: str) -> dict[str, Any]:
    """Return the sheet of that name; an only one bears the name that the person who handed it in gave the file."""
    return pages[name] if name in pages else next(iter(pages.values()))


def _texts(path: Path, kind: str, limits: dict[str, Any], rows: int | None = None) -> dict[str, dict[str, Any]]:
    """Return the sheets of a text table, web page or XML spreadsheet by name, of each the first ``rows`` rows."""
    if kind == "csv":
        read = delimited.read(path, limits)
        return {path.stem: {**cut(read.rows[:rows]), "typed": False, "ragged": read.ragged(rows)}}
    data = path.read_bytes()
    if kind == "xml":
        named = [(name, table, True) for name, table in markup.xml_sheets(data)]
    else:
        tables = markup.web_tables(data) if kind == "html" else markup.archived_tables(data)
        named = [(f"表{n}", table, False) for n, table in enumerate(tables, start=1)]
        named = [(path.stem, *named[0][1:])] if len(named) == 1 else named
    if len(named) > limits["sheets"]:
        raise Refusal(f"文件里有 {len(named)} 张表，超过上限 {limits['sheets']} 张", "请只保留要上报的表")
    for name, table, _ in named:
        _bounded(name, len(table.rows), max(map(len, table.rows), default=0), limits)
    return {name: {**cut(table.rows[:rows]), "merged": table.merged, "typed": typed} for name, table, typed in named}


def _cells(path: Path, name: str, limits: dict[str, Any]) -> dict[str, Any]:
    with _open(path) as book:
        page = book.get_sheet_by_name(name)
        _guard(page, limits)
        merged = page.merged_cell_ranges or []
        rows = page.to_python(skip_empty_area=False)
    del page  # a million cells weigh: not at the same time as the columns
    return {**cut(rows), "merged": merged}


def _marks(path: Path, kind: str, name: str, scans: dict[str, Any]) -> dict[str, Any]:
    """Return what calamine does not tell of a sheet; ``scans``: part → what was found in it already."""
    if kind == "xls":
        with _open(path) as book:
            place = [s.name for s in book.sheets_metadata].index(name)
        return oldscan.scan(path.read_bytes(), place)
    with zipfile.ZipFile(path) as archive:
        part = xmlscan.sheet_parts(archive).get(name)
        if part is None:
            return {}
        if part in scans:
            found: dict[str, Any] = scans[part]
            return found
        return xmlscan.scan(archive.read(part), xmlscan.percent_styles(archive))


def _open(path: Path) -> Any:
    try:
        with path.open("rb") as stream:
            ending = ".xlsx" if stream.read(2) == b"PK" else ".xls"
            if path.suffix.lower() in ("", ending):
                return calamine.CalamineWorkbook.from_path(str(path))
            stream.seek(0)  # calamine believes a name's ending
            return calamine.CalamineWorkbook.from_filelike(io.BytesIO(stream.read()))
    except calamine.PasswordError as fault:
        raise Refusal("工作簿设有打开密码", "请取消密码后重新上传") from fault
    except (calamine.CalamineError, OSError, ValueError) as fault:
        raise Refusal("工作簿已损坏，无法读取", SAVE_AS) from fault


def _guard(page: Any, limits: dict[str, Any]) -> None:
    height, width = (edge + 1 for edge in page.end) if page.end else (0, 0)
    _bounded(page.name, height, width, limits)


def _bounded(name: str, height: int, width: int, limits: dict[str, Any]) -> None:
    if height > limits["rows"]:
        raise Refusal(f"工作表“{name}”有 {height} 行，超过上限 {limits['rows']} 行", "请拆分后分次上传")
    if width > limits["columns"]:
        raise Refusal(f"工作表“{name}”有 {width} 列，超过上限 {limits['columns']} 列", "请删除数据右侧多余的列")
    if height * width > limits["cells"]:
        raise Refusal(f"工作表“{name}”超过 {limits['cells']} 个单元格的上限", "请拆分后分次上传")
