"""Thrift's compact protocol without any definition of structs: fields have numbers, not names.

As much of it as the footers of Parquet files need.
"""

from __future__ import annotations

import struct
from collections import UserDict
from dataclasses import dataclass
from typing import Any

TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET = range(1, 11)
STRUCT = 12
_WHOLE = (I16, I32, I64)
_LONG = 15  # what a half-byte says where a number does not fit it


class Struct(UserDict[int, Any]):
    """Values by the number of their field, in the order of the bytes; ``kinds`` are their types."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: dict[int, int] = {}


@dataclass
class Items:
    """A list and the type of its items."""

    kind: int
    items: list[Any]


def read_struct(data: memoryview, at: int) -> Struct:
    """The struct at a place.

    Raises:
        ValueError: a type that footers do not have.
    """
    return _struct(data, at)[0]


def _read(data: memoryview, at: int, kind: int) -> tuple[Any, int]:
    """A value, and the place after it."""
    if kind in _WHOLE:
        number, at = _varint(data, at)
        return (number >> 1) ^ -(number & 1), at
    if kind == BINARY:
        size, at = _varint(data, at)
        return bytes(data[at : at + size]), at + size
    if kind in (LIST, SET):
        return _items(data, at)
    if kind == STRUCT:
        return _struct(data, at)
    if kind == DOUBLE:
        return struct.unpack_from("<d", data, at)[0], at + 8
    if kind in (TRUE, FALSE, BYTE):
        return data[at], at + 1
    raise ValueError(f"type {kind}")


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = data[at]
        number |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return number, at


def _items(data: memoryview, at: int) -> tuple[Items, int]:
    size, kind = data[at] >> 4, data[at] & 0x0F
    at += 1
    if size == _LONG:
        size, at = _varint(data, at)
    found = Items(kind, [])
    for _ in range(size):
        item, at = _read(data, at, kind)
        found.items.append(item)
    return found, at


def _struct(data: memoryview, at: int) -> tuple[Struct, int]:
    found, number = Struct(), 0
    while data[at]:
        step, kind = data[at] >> 4, data[at] & 0x0F
        at += 1
        if step:
            number += step
        else:
            number, at = _read(data, at, I16)
        found.kinds[number] = kind
        if kind in (TRUE, FALSE):
            found[number] = kind == TRUE
        else:
            found[number], at = _read(data, at, kind)
    return found, at + 1


def written(given: Struct) -> bytes:
    """The bytes of a struct."""
    out, last = bytearray(), 0
    for number, value in given.items():
        kind = given.kinds[number]
        if kind in (TRUE, FALSE):
            kind = TRUE if value else FALSE
        step = number - last
        if 0 < step <= _LONG:
            out.append(step << 4 | kind)
        else:
            out.append(kind)
            out += _value(I16, number)
        if kind not in (TRUE, FALSE):
            out += _value(kind, value)
        last = number
    out.append(0)
    return bytes(out)


def _value(kind: int, value: Any) -> bytes:
    if kind in _WHOLE:
        return _as_varint(value << 1 if value >= 0 else (-value << 1) - 1)
    if kind == BINARY:
        return _as_varint(len(value)) + bytes(value)
    if kind in (LIST, SET):
        size = len(value.items)
        head = bytes([min(size, _LONG) << 4 | value.kind]) + (_as_varint(size) if size >= _LONG else b"")
        return head + b"".join(_value(value.kind, item) for item in value.items)
    if kind == STRUCT:
        return written(value)
    return struct.pack("<d", value) if kind == DOUBLE else bytes([value])


def _as_varint(number: int) -> bytes:
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)
