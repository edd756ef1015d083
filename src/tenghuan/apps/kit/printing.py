"""What may be printed of a record: a paper by name, made for whoever asks, as Word, as PDF or as a workbook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tenghuan.publishing.papers import Paper, to_docx, to_pdf, to_xlsx


def _always(thing: Any) -> bool:
    return True


@dataclass(frozen=True)
class Print:
    """A paper of a record.

    Args:
        key: part of its address.
        title: what its button says, and the name of the file.
        made: account, record → the paper; it shows no more than the account may see.
        ready: tells whether there is anything to print of a record yet.
    """

    key: str
    title: Any
    made: Callable[[Any, Any], Paper]
    ready: Callable[[Any], bool] = _always


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS: dict[str, tuple[Callable[[Paper], bytes], str]] = {
    "docx": (to_docx, DOCX),
    "pdf": (to_pdf, "application/pdf"),
    "xlsx": (to_xlsx, XLSX),
}
