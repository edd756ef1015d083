"""What a marked workbook says and how it looks, whichever library writes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from tenghuan.reading.workbooks.values import printable

if TYPE_CHECKING:
    from tenghuan.reading.checks import Fault

LIST_SHEET = "问题清单"
AUTHOR = "数据核对"
COLOURS = {"error": "FFC7CE", "warning": "FFEB9C", "waived": "DDDDDD"}
HEADINGS = ("序号", "工作表", "单元格", "栏目", "级别", "问题", "怎么改", "处数", "豁免理由")
WIDTHS = (6, 16, 10, 18, 8, 60, 48, 8, 24)
_COMMENT_CHARACTERS = 2000
_OURS = re.compile(r"^【(?:错误|提醒|已豁免)】", re.MULTILINE)


def level(fault: Fault) -> str:
    """Return the word for a fault's severity."""
    return "已豁免" if fault.waived else "错误" if fault.severity == "error" else "提醒"


def line(number: int, fault: Fault) -> tuple[Any, ...]:
    """Return one line of the 问题清单."""
    place = fault.cell or "（整表）"
    words = (fault.sheet, place, fault.label, level(fault), fault.message, fault.remedy)
    return (number, *map(printable, words), fault.count, printable(fault.waived))


def by_cell(faults: Iterable[Fault]) -> dict[str, dict[str, list[Fault]]]:
    """Return sheet → cell → faults, without those that have no cell."""
    found: dict[str, dict[str, list[Fault]]] = {}
    for fault in faults:
        if fault.cell:
            found.setdefault(fault.sheet, {}).setdefault(fault.cell, []).append(fault)
    return found


def comment(group: Sequence[Fault]) -> str:
    """Return the comment of a cell."""
    return printable("\n".join(f"【{level(f)}】{f.message}。{f.remedy}" for f in group))[:_COMMENT_CHARACTERS]


def without(text: str) -> str:
    """Return a cell's comment without what :func:`comment` once wrote, "" if that was all."""
    return _OURS.split(text, maxsplit=1)[0].rstrip("\n")


def colour(group: Sequence[Fault]) -> str:
    """Return the key of the cell's colour: the worst of its faults decides."""
    if all(f.waived for f in group):
        return "waived"
    return "error" if any(f.severity == "error" for f in group) else "warning"
