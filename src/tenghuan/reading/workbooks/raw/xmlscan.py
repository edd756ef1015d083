"""What calamine does not tell of an .xlsx sheet: where formulas and error values stand, and what is hidden.

Finds markers with ``bytes.find`` and looks back for the cell, which is far
cheaper than parsing a million cells a second time.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

_REF = re.compile(rb'\br\s*=\s*["\']([A-Z]{1,3})(\d{1,7})["\']')
_ATTRIBUTE = re.compile(rb'\b(r|min|max)\s*=\s*["\'](\d{1,7})["\']')
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_PREFIX = re.compile(rb"<(\w+:)?worksheet\b")
_HIDDEN = (b'hidden="1"', b'hidden="true"')

_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\b[^>]*>")
_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(rb"<(?:\w+:)?xf\b[^>]*>")
_PERCENT_IDS = frozenset({"9", "10"})  # the built-in formats 0% and 0.00% (ECMA-376 part 1, 18.8.30)

Cell = tuple[int, int]


def percent_styles(archive: zipfile.ZipFile) -> tuple[int, ...]:
    """Return the numbers of the cell styles that show a number in per cent."""
    part = next((n for n in archive.namelist() if n.lower().endswith("xl/styles.xml")), None)
    data = archive.read(part) if part else b""
    tags = (tag for tag in _FORMAT.findall(data) if "%" in _attribute(tag, "formatCode"))
    formats = _PERCENT_IDS | {_attribute(tag, "numFmtId") for tag in tags}
    styles = _STYLES.search(data)
    found = _STYLE.findall(styles[0]) if styles else []
    return tuple(at for at, tag in enumerate(found) if _attribute(tag, "numFmtId") in formats)


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return sheet name → part name, by workbook.xml and its relations; names that cannot be resolved are left out."""
    book = next((n for n in archive.namelist() if n.lower().endswith("workbook.xml")), None)
    if book is None:
        return {}
    folder = PurePosixPath(book).parent
    relations = f"{folder}/_rels/{PurePosixPath(book).name}.rels"
    by_lower = {n.lower(): n for n in archive.namelist()}
    if relations.lower() not in by_lower:
        return {}
    targets: dict[str, str] = {}
    for tag in _RELATION.findall(archive.read(by_lower[relations.lower()])):
        identity, target = _attribute(tag, "Id"), _attribute(tag, "Target")
        path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
        targets[identity] = by_lower.get(path.lower(), "")
    found: dict[str, str] = {}
    for tag in _SHEET.findall(archive.read(book)):
        part = targets.get(_attribute(tag, r"(?:\w+:)id"), "")
        if part:
            found[_unescape(_attribute(tag, "name"))] = part
    return found


def _attribute(tag: bytes, name: str) -> str:
    match = re.search(rf"\b{name}\s*=\s*(\"([^\"]*)\"|'([^']*)')".encode(), tag)
    return (match[2] or match[3] or b"").decode("utf-8", "replace") if match else ""


def _unescape(text: str) -> str:
    for mark, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(mark, char)
    return text


def scan(data: bytes, percent: tuple[int, ...] = ()) -> dict[str, list[Cell] | list[int]]:
    """Return formulas, errors and cells of the styles ``percent`` as (row, column), hidden rows and columns; from 0."""
    match = _PREFIX.search(data[:4096])
    prefix = (match[1] or b"") if match else b""
    formulas = [cell for at in _find_tag(data, b"<" + prefix + b"f") if (cell := _cell_before(data, at, prefix))]
    errors = [cell for at in _find(data, b't="e"') if (cell := _cell_at(data, at))]
    rows: list[int] = []
    columns: list[int] = []
    for marker in _HIDDEN:
        for at in _find(data, marker):
            _note_hidden(data[data.rfind(b"<", 0, at) : data.find(b">", at)], prefix, rows, columns)
    percents = [*_styled(data, prefix, percent)] if percent else []
    marks: dict[str, list[Cell] | list[int]] = {"formulas": formulas, "errors": errors, "percents": percents}
    return {**marks, "hidden_rows": rows, "hidden_columns": columns}


def _styled(data: bytes, prefix: bytes, styles: tuple[int, ...]) -> Iterator[Cell]:
    """Yield the cells with content in one of the styles."""
    numbers = b"|".join(str(style).encode() for style in styles)
    tag = re.compile(rb"<" + prefix + rb'c\b[^>]*?\ss="(?:' + numbers + rb')"[^>]*(?<!/)>')
    for match in tag.finditer(data):
        if cell := _reference(match[0]):
            yield cell


def _find(data: bytes, marker: bytes) -> Iterator[int]:
    at = data.find(marker)
    while at >= 0:
        yield at
        at = data.find(marker, at + 1)


def _find_tag(data: bytes, opening: bytes) -> Iterator[int]:
    end = len(opening)
    return (at for at in _find(data, opening) if data[at + end : at + end + 1] in (b">", b" ", b"/"))


def _cell_before(data: bytes, at: int, prefix: bytes) -> Cell | None:
    start = data.rfind(b"<" + prefix + b"c ", max(0, at - 400), at)
    return _reference(data[start:at]) if start >= 0 else None


def _cell_at(data: bytes, at: int) -> Cell | None:
    return _reference(data[data.rfind(b"<", max(0, at - 400), at) : data.find(b">", at)])


def _reference(tag: bytes) -> Cell | None:
    match = _REF.search(tag)
    if not match:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + letter - 64
    return int(match[2]) - 1, column - 1


def _note_hidden(tag: bytes, prefix: bytes, rows: list[int], columns: list[int]) -> None:
    values = {k: int(v) for k, v in _ATTRIBUTE.findall(tag)}
    if tag.startswith(b"<" + prefix + b"row") and b"r" in values:
        rows.append(values[b"r"] - 1)
    elif tag.startswith(b"<" + prefix + b"col ") and b"min" in values and b"max" in values:
        # "hidden to the last column" is how programs hide the empty rest of a sheet
        columns.extend(range(values[b"min"] - 1, min(values[b"max"], 512)))
