"""Tables inside plain text: tab separated, markdown pipes, or one cell a line (its rows: ``stacked``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from tenghuan.reading.documents.characters import tidy, unmark
from tenghuan.reading.documents.lines import Line, ends_sentence, is_numbered, is_structural, looks_like_title
from tenghuan.reading.documents.stacked import by_number

_RULE = re.compile(r"^\s*\|?[\s:|-]*-{2,}[\s:|-]*\|?\s*$")
_GLANCE, _REACH = 160, 4000  # lines looked at for a table that came one cell a line
_HEADINGS = 20  # no table has more columns
_HEADING_WORDS = re.compile(
    r"序号|编号|类别|类型|指标|单位|部门|基数|基期|现状|目标|任务|内容|举措|措施|时限|时间|备注|牵头|配合|责任|计量|名称|职务|姓名|"
    r"^(?:19|20)\d\d\s*年|省$|市$"
)


@dataclass(slots=True)
class Grid:
    """A table as rows of raw cell texts; short rows are allowed."""

    page: int
    rows: list[list[str]] = field(default_factory=list)
    note: str = ""  # what is uncertain about its columns, for a person

    def takes(self, other: Grid) -> bool:
        """Whether the other table is this one's next page."""
        if not self.rows or not other.rows:
            return False
        if [tidy(c) for c in self.rows[0]] == [tidy(c) for c in other.rows[0]]:
            return True
        width = max(len(row) for row in self.rows)
        only_heading = all(is_heading(row) for row in self.rows)
        wide = width >= 3 and width == max(len(row) for row in other.rows)
        return wide and (only_heading or not is_heading(other.rows[0]))

    def extend(self, other: Grid) -> None:
        """Append the other table's rows, without its repeated heading."""
        repeated = [tidy(c) for c in self.rows[0]] == [tidy(c) for c in other.rows[0]]
        rows = other.rows[1:] if repeated else other.rows
        if rows and self._breaks_off(rows[0]):
            self.rows[-1] = [f"{a}{b}" for a, b in zip_longest(self.rows[-1], rows[0], fillvalue="")]
            rows = rows[1:]
        self.rows.extend(rows)
        self.note = self.note or other.note

    def _breaks_off(self, row: Sequence[str]) -> bool:
        """A row without number goes on with the one before the page break, where the rows are numbered 1, 2, 3."""
        numbers = [own[0].strip() for own in self.rows if own and not is_heading(own)]
        return bool(numbers) and all(n.isdigit() for n in numbers) and bool(row) and not row[0].strip()


def is_heading(row: Sequence[str]) -> bool:
    """Whether at least half of the cells are words that head columns."""
    filled = [tidy(cell) for cell in row if cell.strip()]
    return len(filled) >= 2 and sum(bool(_HEADING_WORDS.search(c)) and len(c) <= 16 for c in filled) * 2 >= len(filled)


def take_table(lines: Sequence[Line], start: int) -> tuple[Grid | None, int]:
    """The table that begins at a line, and the index after it; (None, start) where none begins."""
    for reader in (_pipes, _tabs, _stacked):
        grid, after = reader(lines, start)
        if grid is not None:
            return grid, after
    return None, start


def _pipes(lines: Sequence[Line], start: int) -> tuple[Grid | None, int]:
    grid, i = Grid(lines[start].page), start
    while i < len(lines) and lines[i].text.strip().startswith("|"):
        if not _RULE.match(lines[i].text):
            cells = lines[i].text.strip().strip("|").split("|")
            grid.rows.append([re.sub(r"<br\s*/?>", "\n", cell).strip() for cell in cells])
        i += 1
    return (grid, i) if len(grid.rows) >= 2 else (None, start)


def _tabs(lines: Sequence[Line], start: int) -> tuple[Grid | None, int]:
    """Rows with tabs; a line without one goes on with the last cell while the table goes on after it."""
    if lines[start].text.strip("\n").count("\t") < 1 or not lines[start].text.strip():
        return None, start
    if start and "\t" in lines[start - 1].text.strip():
        return None, start  # the run that this line stands in was no table when its first line was tried
    grid, i = Grid(lines[start].page), start
    while i < len(lines):
        text = lines[i].text
        if not text.strip() and grid.rows and i + 1 < len(lines) and "\t" in lines[i + 1].text.rstrip():
            i += 1
            continue
        if "\t" in text.rstrip():
            row = [cell.strip() for cell in text.split("\t")]
            if row not in grid.rows[:1]:  # a heading that a new page repeats
                grid.rows.append(row)
        elif text.strip() and grid.rows and _more_rows(lines, i) and not _begins_anew(text):
            grid.rows[-1][-1] += "\n" + text.strip()
        else:
            break
        i += 1
    return (grid, i) if len(grid.rows) >= 2 and max(len(r) for r in grid.rows) >= 3 else (None, start)


def _begins_anew(text: str) -> bool:
    return is_structural(text) or looks_like_title(text)


def _more_rows(lines: Sequence[Line], i: int) -> bool:
    return any("\t" in line.text.strip() for line in lines[i + 1 : i + 3])


def _stacked(lines: Sequence[Line], start: int) -> tuple[Grid | None, int]:
    """One cell a line: a run of heading words, then rows that the running number cuts."""
    before = [line for line in lines[max(0, start - 6) : start] if line.text.strip()][-3:]
    if len(before) == 3 and all(_heads_column(unmark(line.text).strip()) for line in before):
        return None, start  # inside a run of short words that was tried from its first lines
    heading = _heading_run(lines, start)
    if not 3 <= len(heading) < _HEADINGS:
        return None, start
    caption = next((tidy(lines[i].text) for i in range(start - 1, max(-1, start - 4), -1) if lines[i].text.strip()), "")
    for reach in (_GLANCE, _REACH):  # a glance tells whether there are rows at all
        filled = [i for i in range(start, min(len(lines), start + reach)) if lines[i].text.strip()]
        filled, cells = _without_repeats(filled, [unmark(lines[i].text).strip() for i in filled], len(heading), caption)
        rows, used, note = _stacked_rows(cells, len(heading))
        if not rows:
            return None, start
    return Grid(lines[start].page, [cells[: len(heading)], *rows], note), filled[len(heading) + used - 1] + 1


def _stacked_rows(cells: Sequence[str], head: int) -> tuple[list[list[str]], int, str]:
    rows, used, note = by_number(cells[head:], cells[:head])
    if not rows:
        rows, used = _by_width(cells[head:], head)
    return rows, used, note


def _heading_run(lines: Sequence[Line], start: int) -> list[str]:
    """The heading words that stand one a line from here on."""
    out: list[str] = []
    for i in range(start, min(len(lines), start + 2 * _HEADINGS)):
        cell = unmark(lines[i].text).strip()
        if not cell:
            continue
        if not _heads_column(cell):
            break
        out.append(cell)
    return out


def _heads_column(cell: str) -> bool:
    text = tidy(cell) if len(cell) <= 40 else cell
    if not text or len(text) > 16 or not _HEADING_WORDS.search(text) or is_numbered(cell) or ends_sentence(cell):
        return False
    return len(cell) <= 8 or not looks_like_title(cell)  # 青川县主要任务清单 is the caption


def _without_repeats(
    filled: Sequence[int], cells: Sequence[str], head: int, caption: str
) -> tuple[list[int], list[str]]:
    """Without the caption and the heading that a new page says again."""
    kept: list[tuple[int, str]] = []
    i = 0
    while i < len(cells):
        again = 1 if caption and i and tidy(cells[i]) == caption else 0
        if i and list(cells[i + again : i + again + head]) == list(cells[:head]):
            i += again + head
            continue
        kept.append((filled[i], cells[i]))
        i += 1
    return [at for at, _ in kept], [cell for _, cell in kept]


def _by_width(cells: Sequence[str], width: int) -> tuple[list[list[str]], int]:
    """Rows of as many cells as the heading, as long as each row has a value in it."""
    rows: list[list[str]] = []
    for i in range(0, len(cells) - width + 1, width):
        row = list(cells[i : i + width])
        values = sum(bool(re.fullmatch(r"[-—–/]|[-+]?[\d.,]+\s*%?.{0,4}", widened)) for widened in map(tidy, row))
        if values < 1 or any(is_numbered(cell) or len(cell) > 60 for cell in row):
            break
        rows.append(row)
    return (rows, len(rows) * width) if len(rows) >= 2 else ([], 0)
