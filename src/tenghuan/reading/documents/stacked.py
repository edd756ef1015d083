"""Rows of a table that came one cell a line: cut at the running number, cells dealt to the columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tenghuan.reading.documents.characters import tidy
from tenghuan.reading.documents.lines import is_numbered

UNSURE = "表格按一行一格粘贴，牵头和配合单位的分界系推定，请核对"
_MOST = 40  # cells of one row
_OFFICES = re.compile(r"牵头|配合|责任|协同|协办|参与|主办|承办|部门|^单位$")
_UNIT = re.compile(
    r"^(?:[/／—–-]|无)$|(?:局|委|办|室|科|中心|公司|镇|乡|街道|（街道）|部门|单位|院|会|政府|园区|开发区|区|行|集团|专班|组)、?$"
)
_BRACKETED = re.compile(r"^.{2,16}[（(](?:街道|乡镇|园区|管委会)[）)]、?$")
_OVER = re.compile(r"^附\s*(?:件|表|录)|^[一二三四五六七八九十]{1,3}、|^[（(][一二三四五六七八九十]{1,3}[）)]|[:：]$")


def by_number(cells: Sequence[str], heading: Sequence[str]) -> tuple[list[list[str]], int, str]:
    """Rows cut at 1, 2, 3 … (or from where the page before left off) where the heading has a number column.

    Merged category cells may be missing; a cell that holds several units may have come as several lines.

    Returns:
        The rows, how many cells they used, and a remark where lead and support had to be told apart by guess.
    """
    at = next((i for i, h in enumerate(heading) if re.search(r"序号|编号", tidy(h))), None)
    if at is None:
        return [], 0, ""
    rows: list[list[str]] = []
    i, number, lead, note = 0, 0, list[str](), ""
    while i < len(cells):
        here = re.fullmatch(r"\d{1,3}", cells[i])
        if here and int(cells[i]) == (number or int(cells[i])):
            own = _row(cells, i, heading[at + 1 :], at)
            dealt, unsure = _dealt(own, heading[at + 1 :])
            note = UNSURE if unsure else note
            rows.append([*([""] * (at - len(lead)) + lead), cells[i], *dealt])
            number, i, lead = int(cells[i]) + 1, i + 1 + len(own), []
        elif len(lead) < at and len(cells[i]) <= 20 and not is_numbered(cells[i]):
            lead.append(cells[i])
            i += 1
        else:
            break
    return (rows, i - len(lead), note) if len(rows) >= 2 else ([], 0, "")


def _row(cells: Sequence[str], start: int, heading: Sequence[str], lead: int) -> list[str]:
    """The cells after a running number that belong to its row: as many as the heading, more where units follow."""
    width, number = len(heading), int(cells[start])
    own = list(cells[start + 1 : start + 1 + width])
    after = start + 1 + width
    if not any(_OFFICES.search(tidy(h)) for h in heading) or _goes_on_at(cells, after, number + 1, lead):
        return own
    for end in range(after, min(len(cells), start + _MOST) + 1):
        if end < len(cells) and _goes_on_at(cells, end, number + 1, lead):
            return list(cells[start + 1 : end])
        if end < len(cells) and _OVER.search(cells[end]):
            break
    return _last_row(cells, start, heading)


def _last_row(cells: Sequence[str], start: int, heading: Sequence[str]) -> list[str]:
    """The row that no number follows: until its unit columns and what stands behind them are filled."""
    width = len(heading)
    behind = width - 1 - max(i for i, h in enumerate(heading) if _OFFICES.search(tidy(h)))
    end = start + 1 + width
    for stop in range(end, min(len(cells), end + 6) + 1):
        body = cells[start + 1 : stop - behind]
        if any(_OVER.search(cell) for cell in cells[start + 1 + width : stop]):
            break
        if body and _is_unit(body[-1]) and not (behind and _is_unit(cells[stop - behind])):
            end = stop
            break
    while not behind and end < len(cells) and _is_unit(cells[end]) and not _OVER.search(cells[end]):
        end += 1
    return list(cells[start + 1 : end])


def _goes_on_at(cells: Sequence[str], i: int, number: int, lead: int) -> bool:
    """The next running number stands here, or behind the category cells of its row."""
    return any(cell == str(number) for cell in cells[i : i + 1 + lead])


def _is_unit(cell: str) -> bool:
    text = tidy(cell)
    return len(text) <= 20 and bool(_UNIT.search(text) or _BRACKETED.match(text))


def _dealt(own: Sequence[str], heading: Sequence[str]) -> tuple[list[str], bool]:
    """Deal the lines of a row to its columns; whether the border between two unit columns is a guess."""
    width = len(heading)
    if len(own) <= width:
        return list(own), False
    offices = [i for i, h in enumerate(heading) if _OFFICES.search(tidy(h))]
    first, last = offices[0], offices[-1]
    behind = width - last - 1
    tail = list(own[len(own) - behind :]) if behind else []
    body = list(own[: len(own) - behind])
    begin = next((i for i in range(max(1, first), len(body)) if _is_unit(body[i])), first)
    texts = [*body[: first - 1], "".join(body[max(0, first - 1) : begin])] if first else []
    units = _joined(body[begin:])
    if len(offices) == 1:
        return [*texts, "、".join(units), *tail], False
    if len(offices) > 2 or len(units) <= 2:
        return [*texts, *units, *tail], len(units) != len(offices)
    if re.fullmatch(r"[/／—–-]|无", units[-1]):
        return [*texts, "、".join(units[:-1]), units[-1], *tail], False
    return [*texts, units[0], "、".join(units[1:]), *tail], True


def _joined(lines: Sequence[str]) -> list[str]:
    """A line that ends with 、 or in the middle of a name goes on with the next."""
    out: list[str] = []
    for line in lines:
        if out and (out[-1].endswith(("、", "，")) or not _is_unit(out[-1])):
            out[-1] += line
        else:
            out.append(line)
    return out
