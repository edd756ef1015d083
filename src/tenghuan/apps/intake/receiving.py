"""An uploaded file before anything is kept: its digest, what is in it, how it would be read."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.utils.translation import gettext as _

from tenghuan.apps.intake.models import Workbook as Kept
from tenghuan.apps.kit.files import digest_of
from tenghuan.errors import InputFault
from tenghuan.reading.registers import find_register
from tenghuan.reading.workbooks import (
    Configuration,
    Preview,
    Question,
    Sheet,
    Workbook,
    default_limits,
    likely_heading,
    likely_register,
    open_workbook,
    preview,
)
from tenghuan.reading.workbooks.workbook import column_letters

SHOWN_ROWS = 8  # data rows that the configuration page shows
SHOWN_COLUMNS = 60
SHOWN_TEXT = 120
SAID_BY_COLUMNS = ("缺少必填栏目：", "请核对栏目对应：")  # the page says so itself, as it stands at the moment


class Uploaded(Protocol):
    """What Django hands over for a file field, as far as it is used here."""

    @property
    def name(self) -> str | None:
        """What its sender calls it."""

    @property
    def size(self) -> int | None:
        """Its bytes."""

    def chunks(self) -> Iterable[bytes]:
        """Yield the bytes piece by piece."""


@dataclass(frozen=True)
class Handed:
    """A file that can be read: name, digest, size, its bytes or path, its sheets, and how one of them would be read."""

    name: str
    digest: str
    size: int
    content: bytes | Path
    sheets: list[str]
    configuration: dict[str, Any]
    look: dict[str, Any]
    workbook: Workbook


def receive(upload: Uploaded, like: dict[str, Any] | None = None, register: str | None = None) -> Handed:
    """Open an uploaded file under guard and propose how to read it; nothing is kept.

    Args:
        upload: of a form.
        like: the configuration of the batch that the file mends; its register and sheet are tried first.
        register: the one it is for; None: whichever of the registers of facts its headings fit.

    Raises:
        InputFault: too large, hostile, damaged, no workbook, or no row in it that could be a heading.
    """
    limit = default_limits().file_bytes
    size, name = upload.size or 0, upload.name or ""
    if size > limit:
        raise InputFault(
            _("文件超过上限 %(n)d MB") % {"n": limit // 1024 // 1024},
            where=name,
            remedy=_("请拆分后上传，或删除无关的工作表"),
        )
    path = getattr(upload, "temporary_file_path", None)
    content = Path(path()) if path else b"".join(upload.chunks())
    workbook = open_workbook(content, name)
    names = [sheet.name for sheet in workbook.sheets]
    wanted, sheet = (like["register_id"], like["sheet"]) if like else (register, None)
    seen = propose(workbook, wanted, sheet if sheet in names else None)
    with content.open("rb") if isinstance(content, Path) else io.BytesIO(content) as stream:
        digest = digest_of(stream)
    return Handed(Path(name).name[-200:], digest, size, content, names, *seen, workbook)


def reopen(kept: Kept) -> Workbook:
    """Open an original that is kept, under guard like an upload.

    Raises:
        InputFault: the file is gone or cannot be read any more.
    """
    return open_workbook(Path(kept.content.path), kept.name)


def propose(
    workbook: Workbook,
    register: str | None = None,
    sheet: str | None = None,
    header_rows: tuple[int, int] | None = None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return (configuration, what the officer sees of it), both ready for JSON.

    ``header_rows``: those that a person named. A field that several columns claim is read from none of them until the
    officer has chosen.

    Raises:
        InputFault: no row could be a heading.
    """
    seen, told = _seen(workbook, register, sheet, header_rows)
    found = seen.configuration
    columns = tuple(choice for choice in found.columns if choice.field not in found.undecided)
    look = _look(seen, workbook)
    look["notes"] = [*told, *look["notes"]]
    return found.model_copy(update={"columns": columns}).model_dump(mode="json"), look


def _seen(
    workbook: Workbook, register: str | None, sheet: str | None, header_rows: tuple[int, int] | None
) -> tuple[Preview, list[str]]:
    """Return the preview; where no heading is known, a likely row of a likely register, with what to do."""
    try:
        return preview(workbook, register, sheet, header_rows), []
    except InputFault:
        fields = find_register(register) if register else likely_register(workbook)
        if fields is None or header_rows is not None:
            raise
    name, row = likely_heading(workbook, fields, sheet)
    told = _("没有认出表头，暂把“%(s)s”第 %(n)d 行当作表头；不对的，请改选工作表、填写表头行后重新识别，再逐列选定栏目")
    notes = [told % {"s": name, "n": row}]
    if not register:
        notes.append(_("登记表暂按“%(r)s”；不对的，请先改选登记表") % {"r": fields.name})
    return preview(workbook, fields, name, (row, row)), notes


def _look(seen: Preview, workbook: Workbook) -> dict[str, Any]:
    page = workbook.sheet(seen.sheet)  # not seen.rows: that would read every row
    width = min(
        max((len(row) for row in page.rows[: seen.configuration.header_rows[1] + 20]), default=0), SHOWN_COLUMNS
    )
    return {
        "candidates": [[key, score] for key, score in seen.candidates],
        "columns": _columns(seen, width),
        "top": _top(page, seen.configuration, [number for number, _ in seen.first_rows[:SHOWN_ROWS]], width),
        "row_count": seen.row_count,
        "notes": _notes(seen),
        "questions": [_question(question) for question in seen.questions],
        "typed": page.typed,
        "kind": workbook.kind,
    }


def _notes(seen: Preview) -> list[str]:
    """Return the notes that the page does not say itself, in step with what is chosen: questions, columns, units."""
    said = {question.note for question in seen.questions} | set(seen.configuration.unsaid.values())
    return [note for note in seen.notes if note not in said and not note.startswith(SAID_BY_COLUMNS)]


def _question(question: Question) -> dict[str, Any]:
    return {
        "kind": question.kind,
        "message": question.message,
        "field": question.field,
        "columns": list(question.columns),
    }


def _columns(seen: Preview, width: int) -> list[dict[str, Any]]:
    matched = {match.index: match for match in seen.columns}
    unknown = dict(seen.unknown)
    found = []
    for index in range(max(width, *(at + 1 for at in matched), 0)):
        match = matched.get(index)
        heading = match.heading if match else unknown.get(index, "")
        found.append(
            {
                "index": index,
                "letter": column_letters(index),
                "heading": heading[:SHOWN_TEXT],
                "field": match.field.key if match else "",
                "unit": match.unit if match else None,
                "confidence": round(match.confidence, 2) if match else None,
                "unit_from": match.unit_from if match else "",
                "doubt": match.doubt if match and match.field.type == "date" else "",
            }
        )
    return [column for column in found if column["heading"] or column["field"]]


def _top(page: Sheet, configuration: Configuration, numbers: list[int], width: int) -> list[list[Any]]:
    """Return [row number, cells] of everything down to the headings and of the first data rows."""
    shown = [*range(1, configuration.header_rows[1] + 1), *numbers]
    rows = [[number, page.rows[number - 1][:width]] for number in dict.fromkeys(shown) if number <= len(page.rows)]
    return [[number, [v[:SHOWN_TEXT] if isinstance(v, str) else v for v in cells]] for number, cells in rows]


def register_name(register: str) -> str:
    """Return a register's Chinese name, "" for none."""
    found = find_register(register)
    return found.name if found else ""
