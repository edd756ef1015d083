"""What calamine does not tell of an .xls sheet: formulas, error values, hidden rows and columns.

Reads the compound file (MS-CFB) and the BIFF8 records (MS-XLS) just far enough. Everything is bounded by the file's own
length; what does not fit gives nothing, for the values have been read already.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

_END = 0xFFFFFFFA  # sector numbers from here on are marks, not sectors
_BOF, _EOF, _BOUNDSHEET, _FORMULA, _BOOLERR, _ROW, _COLINFO = 0x0809, 0x0A, 0x85, 0x06, 0x0205, 0x0208, 0x7D
_LAST_COLUMN = 255


def scan(data: bytes, index: int) -> dict[str, list[Any]]:
    """Return formulas, errors, hidden rows and columns of the sheet at ``index`` (from 0) as ``xmlscan.scan`` does."""
    found: dict[str, list[Any]] = {"formulas": [], "errors": [], "hidden_rows": [], "hidden_columns": []}
    try:
        stream = _workbook(data)
        starts = [struct.unpack_from("<I", body)[0] for kind, body in _records(stream, 0) if kind == _BOUNDSHEET]
        if index < len(starts):
            for kind, body in _records(stream, starts[index]):
                _note(kind, body, found)
    except (struct.error, IndexError, ValueError, StopIteration):
        return {}
    return found


def _note(kind: int, body: bytes, found: dict[str, list[Any]]) -> None:
    if kind == _FORMULA:
        row, column, _, result, _, mark = struct.unpack_from("<HHHB5sH", body)
        found["formulas"].append((row, column))
        if mark == 0xFFFF and result == 2:
            found["errors"].append((row, column))
    elif kind == _BOOLERR:
        row, column, _, _, is_error = struct.unpack_from("<HHHBB", body)
        if is_error:
            found["errors"].append((row, column))
    elif kind == _ROW:
        if struct.unpack_from("<H", body, 12)[0] & 0x20:
            found["hidden_rows"].append(struct.unpack_from("<H", body)[0])
    elif kind == _COLINFO:
        first, last, _, _, options = struct.unpack_from("<HHHHH", body)
        if options & 1:
            found["hidden_columns"].extend(range(first, min(last, _LAST_COLUMN) + 1))


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of one substream; charts inside a sheet have a BOF of their own and are passed over."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + length]
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, body
        at += 4 + length


def _workbook(data: bytes) -> bytes:
    """Return the stream ``Workbook`` of a compound file."""
    size = 1 << min(struct.unpack_from("<H", data, 30)[0], 12)
    fat = _fat(data, size)
    directory = _chain(data, fat, struct.unpack_from("<I", data, 48)[0], size, offset=size)
    entries = [directory[at : at + 128] for at in range(0, len(directory) - 127, 128)]
    entry = next(e for e in entries if _entry_name(e) in ("workbook", "book"))
    start, length = struct.unpack_from("<I", entry, 116)[0], struct.unpack_from("<I", entry, 120)[0]
    if length >= struct.unpack_from("<I", data, 56)[0]:
        return _chain(data, fat, start, size, offset=size)[:length]
    mini = _chain(data, fat, struct.unpack_from("<I", entries[0], 116)[0], size, offset=size)
    table = _chain(data, fat, struct.unpack_from("<I", data, 60)[0], size, offset=size)
    return _chain(mini, _numbers(table), start, 64, offset=0)[:length]


def _entry_name(entry: bytes) -> str:
    length = max(min(struct.unpack_from("<H", entry, 64)[0], 64) - 2, 0)
    return entry[:length].decode("utf-16-le", "replace").lower()


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _fat(data: bytes, size: int) -> tuple[int, ...]:
    """Return the sector table: 109 of its sectors are named in the header, more in a chain of sectors."""
    sectors = [s for s in _numbers(data[76:512]) if s < _END]
    following, seen = struct.unpack_from("<I", data, 68)[0], set[int]()
    while following < _END and following not in seen:
        seen.add(following)
        named = _numbers(data[(following + 1) * size : (following + 2) * size])
        if not named:
            break
        sectors += [s for s in named[:-1] if s < _END]
        following = named[-1]
    limit = len(data) // size + 1
    return _numbers(b"".join(data[(s + 1) * size : (s + 2) * size] for s in sectors[:limit]))


def _chain(data: bytes, table: tuple[int, ...], start: int, size: int, offset: int) -> bytes:
    """Return the sectors of a chain, joined; a chain that bites its tail ends there."""
    parts, at, seen = [], start, set[int]()
    while at < len(table) and at not in seen:
        seen.add(at)
        parts.append(data[offset + at * size : offset + (at + 1) * size])
        at = table[at]
    return b"".join(parts)
