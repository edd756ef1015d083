"""A Parquet file whose row groups are encoded by several cores at once.

pyarrow's writer keeps one core busy, longer than all cores need to score the rows. So each row group is written as a
file of its own in memory, and their bytes are joined: row groups may stand anywhere in a Parquet file, only the offsets
in the footer say where. The footer is a struct of Thrift's compact protocol, of which no more is known here than the
numbers of the fields that hold offsets (parquet.thrift of the Parquet format). The result is, byte for byte, what one
writer would have written; a test says so.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from tenghuan.scoring.bulk import CORES
from tenghuan.scoring.compact import Struct, read_struct, written

_MAGIC = b"PAR1"
_TAIL = 8  # length of the footer, magic
# numbers of fields in parquet.thrift
_FILE_ROWS, _FILE_GROUPS = 3, 4
_GROUP_COLUMNS, _GROUP_OFFSET, _GROUP_ORDINAL = 1, 5, 7
_CHUNK_OFFSET, _CHUNK_COLUMN = 2, 3
_COLUMN_OFFSETS = (9, 10, 11)  # data, index and dictionary pages


def write(path: Path, tables: Iterable[pa.Table], **options: Any) -> None:
    """Write each table (at least one) as a row group; ``options`` are those of ``pyarrow.parquet.ParquetWriter``.

    Statistics by page and bloom filters, whose offsets are not known here, must not be among them.

    Raises:
        OSError: the place cannot be written.
    """
    footer: Struct | None = None
    with path.open("wb") as file:
        file.write(_MAGIC)
        for encoded in _ahead(tables, options):
            found = _append(file, encoded)
            footer = found if footer is None else _joined(footer, found)
        assert footer is not None, "no table"
        end = written(footer)
        file.write(end + len(end).to_bytes(4, "little") + _MAGIC)


def _ahead(tables: Iterable[pa.Table], options: dict[str, Any]) -> Iterator[memoryview]:
    """The tables as Parquet files, in order; while one is used as many as there are cores are made."""
    with ThreadPoolExecutor(CORES) as pool:
        made: deque[Future[memoryview]] = deque()
        for table in tables:
            if len(made) > CORES:
                yield made.popleft().result()
            made.append(pool.submit(_encoded, table, options))
        while made:
            yield made.popleft().result()


def _encoded(table: pa.Table, options: dict[str, Any]) -> memoryview:
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(sink, table.schema, **options) as writer:
        if len(table):
            writer.write_table(table)
    return memoryview(sink.getvalue()).cast("B")  # Arrow calls its bytes signed


def _append(file: BinaryIO, encoded: memoryview) -> Struct:
    """Write the row groups of a Parquet file; gives its footer, in which the offsets are those of the new place."""
    end = len(encoded) - _TAIL
    start = end - int.from_bytes(encoded[end : end + 4], "little")
    footer = read_struct(encoded, start)
    _move(footer, file.tell() - len(_MAGIC))
    file.write(encoded[len(_MAGIC) : start])
    return footer


def _move(footer: Struct, by: int) -> None:
    for group in footer[_FILE_GROUPS].items:
        _add(group, _GROUP_OFFSET, by)
        for chunk in group[_GROUP_COLUMNS].items:
            _add(chunk, _CHUNK_OFFSET, by)
            for offset in _COLUMN_OFFSETS:
                _add(chunk[_CHUNK_COLUMN], offset, by)


def _add(struct: Struct, field: int, by: int) -> None:
    if struct.get(field):  # 0 says that there is no such place
        struct[field] += by


def _joined(one: Struct, other: Struct) -> Struct:
    groups = one[_FILE_GROUPS].items
    for group in other[_FILE_GROUPS].items:
        if _GROUP_ORDINAL in group:
            group[_GROUP_ORDINAL] = len(groups)
        groups.append(group)
    one[_FILE_ROWS] += other[_FILE_ROWS]
    return one
