"""An opened workbook: its sheets as plain cells, loaded when asked for."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from tenghuan.errors import InputFault
from tenghuan.reading.workbooks.grid import Grid
from tenghuan.reading.workbooks.guard import ask
from tenghuan.reading.workbooks.limits import Limits, default_limits

Position = tuple[int, int]


def column_letters(index: int) -> str:
    """Return the letters of a column counted from 0 (0 → A, 26 → AA)."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell, row and column counted from 0 ((0, 0) → A1)."""
    return f"{column_letters(column)}{row + 1}"


@dataclass(frozen=True)
class Sheet:
    """One sheet's cells from A1 on; "" is an empty cell. Positions are (row, column) from 0.

    ``dates``: cells that are true dates, given as ISO text. ``typed``: False for a text table.
    ``ragged``: how many cells the rows of a text table had that have not the usual number, which stands at −1.
    ``percents``: cells whose number is shown in per cent (0.45 as 45%).
    """

    name: str
    rows: Grid
    dates: frozenset[Position] = frozenset()
    merged: tuple[tuple[Position, Position], ...] = ()
    formulas: frozenset[Position] = frozenset()
    errors: frozenset[Position] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    typed: bool = True
    ragged: Mapping[int, int] = field(default_factory=dict)
    percents: frozenset[Position] = frozenset()

    @property
    def width(self) -> int:
        """Return the number of columns of the widest row among the first hundred."""
        return max((len(r) for r in self.rows[:100]), default=0)


@dataclass(frozen=True)
class SheetInfo:
    """Name of a sheet and whether a user of the workbook sees it."""

    name: str
    visible: bool


@dataclass
class Workbook:
    """A workbook that passed the checks of its container; sheets are read when asked for, the last one is kept."""

    filename: str
    path: Path
    kind: str
    digest: str
    sheets: tuple[SheetInfo, ...]
    limits: Limits
    isolate: bool = True
    _folder: Any = None  # keeps the temporary copy alive as long as the workbook
    _cache: dict[str, Sheet] = field(default_factory=dict)

    def sheet(self, name: str) -> Sheet:
        """Return the sheet of that name, whole. InputFault if there is none or it passes a limit."""
        if name not in self._cache:
            if name not in {s.name for s in self.sheets}:
                names = "、".join(s.name for s in self.sheets[:10])
                raise InputFault(f"没有名为“{name}”的工作表", where=self.filename, remedy=f"可选：{names}")
            reply = self._ask({"what": "sheet", "name": name})
            self._cache.clear()  # one sheet at a time bounds the memory
            self._cache[name] = _sheet(name, reply)
        return self._cache[name]

    @cached_property
    def heads(self) -> tuple[Sheet, ...]:
        """Return the first rows of the first sheets (visible ones first), to choose a sheet and find headings."""
        if len(self.sheets) == 1:  # it will be read anyway
            return (self.sheet(self.sheets[0].name),)
        ordered = sorted(self.sheets, key=lambda s: not s.visible)
        names = [s.name for s in ordered[: self.limits.sniff_sheets]]
        replies = self._ask({"what": "heads", "names": names})
        return tuple(_sheet(name, reply) for name, reply in zip(names, replies, strict=True))

    def _ask(self, request: dict[str, Any]) -> Any:
        request = {**request, "path": str(self.path), "kind": self.kind}
        return ask(request, self.limits, self.filename, isolate=self.isolate)

    def close(self) -> None:
        """Drop the sheets read and the temporary copy, if there is one."""
        self._cache.clear()
        if self._folder is not None:
            self._folder.cleanup()

    def __enter__(self) -> Workbook:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read_bytes(self) -> bytes:
        """Return the workbook as it was handed in."""
        return self.path.read_bytes()


def _sheet(name: str, reply: dict[str, Any]) -> Sheet:
    def positions(key: str) -> frozenset[Position]:
        return frozenset((r, c) for r, c in reply.get(key, ()))

    merged: Sequence[Any] = reply.get("merged", ())
    return Sheet(
        name=name,
        rows=Grid.unpack(reply["height"], reply["columns"]),
        dates=positions("dates"),
        merged=tuple((tuple(a), tuple(b)) for a, b in merged),
        formulas=positions("formulas"),
        errors=positions("errors"),
        hidden_rows=frozenset(reply.get("hidden_rows", ())),
        hidden_columns=frozenset(reply.get("hidden_columns", ())),
        typed=reply.get("typed", True),
        ragged=dict(reply.get("ragged", ())),
        percents=positions("percents"),
    )


def open_workbook(
    source: str | Path | bytes,
    filename: str = "",
    limits: Limits | None = None,
    *,
    isolate: bool = True,
    whole: bool = True,
) -> Workbook:
    """Open .xlsx, .xls (also as .et), .csv, or a web page or XML spreadsheet named .xls.

    The kind is judged by content, not by the name's ending.

    Args:
        source: a path or the bytes.
        filename: the name the user knows it by, for messages; the path's name by default.
        limits: what is accepted; the shipped limits.yaml by default.
        isolate: read in a process of its own with limits of memory and time. False only for files that this program
            wrote itself: a crafted file can end the process that reads it.
        whole: read the cells of a workbook that has one sheet at once, for they will be asked for.

    Raises:
        InputFault: empty, too large, encrypted, damaged, with macros or external links, or not a workbook.
    """
    limits = limits or default_limits()
    folder = None
    if isinstance(source, bytes):
        folder = tempfile.TemporaryDirectory(prefix="tenghuan-")
        path = Path(folder.name) / "workbook"
        path.write_bytes(source)
    else:
        path = Path(source)
        if not path.is_file():
            raise InputFault("文件不存在", where=filename or path.name, remedy="请检查文件路径")
    filename = filename or path.name
    reply = ask({"what": "describe", "path": str(path), "whole": whole}, limits, filename, isolate=isolate)
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    sheets = tuple(SheetInfo(name, visible) for name, visible in reply["sheets"])
    if reply["kind"] in ("csv", "html", "mht") and len(sheets) == 1:
        sheets = (SheetInfo(Path(filename).stem, True),)
    read = {sheets[0].name: _sheet(sheets[0].name, reply["sheet"])} if "sheet" in reply else {}
    return Workbook(filename, path, reply["kind"], digest, sheets, limits, isolate, folder, read)


open_workbook_guarded = open_workbook
