"""What one reading gave is kept beside the original, so that the next step need not read the workbook again.

Two files a batch: the sheet's cells after upload, and the checked rows, which are exactly what the commit writes. Both
can be lost or left by another version: then the original is read anew.
"""

from __future__ import annotations

import marshal
import sys
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage

from tenghuan.apps.intake.models import Batch
from tenghuan.apps.kit import files
from tenghuan.reading.workbooks import Sheet, Workbook
from tenghuan.reading.workbooks.grid import Grid
from tenghuan.reading.workbooks.limits import default_limits
from tenghuan.reading.workbooks.workbook import SheetInfo

FORM = f"3 {sys.implementation.cache_tag}"  # marshal changes with the interpreter


def _place(batch: Batch, what: str) -> tuple[Storage, str]:
    # beside the original, which nobody gets by an address
    return batch.workbook.content.storage, str(PurePosixPath("reading") / f"{batch.pk}.{what}")


def save(batch: Batch, what: str, content: Any) -> None:
    """Keep plain Python values (lists, dicts, texts, numbers) under a batch's name."""
    storage, name = _place(batch, what)
    files.put(storage, name, ContentFile(marshal.dumps((FORM, content))))


def load(batch: Batch, what: str) -> Any:
    """Return what was kept, None if there is nothing usable."""
    storage, name = _place(batch, what)
    if not storage.exists(name):
        return None
    with storage.open(name, "rb") as stream:
        assert stream.file is not None  # just opened
        try:
            form, content = marshal.load(stream.file)  # noqa: S302 - our own file, in a folder that no upload reaches
        except (ValueError, EOFError, TypeError):
            return None
    return content if form == FORM else None


def drop(batch: Batch) -> None:
    """Forget both: the batch is over, or its workbook or configuration changed."""
    for what in ("cells", "rows"):
        storage, name = _place(batch, what)
        storage.delete(name)


def keep_sheet(batch: Batch, workbook: Workbook) -> None:
    """Keep the cells of the batch's sheet as the guarded reading gave them."""
    sheet = workbook.sheet(batch.sheet)
    positions = ("dates", "formulas", "errors", "percents", "hidden_rows", "hidden_columns")
    content = {
        "digest": batch.workbook.digest,
        "sheet": sheet.name,
        "rows": sheet.rows.pack(),
        "height": len(sheet.rows),
        "merged": sheet.merged,
        "typed": sheet.typed,
        "ragged": dict(sheet.ragged),
        **{key: getattr(sheet, key) for key in positions},
    }
    about = {"kind": workbook.kind, "reader_digest": workbook.digest}
    infos = [(info.name, info.visible) for info in workbook.sheets]
    save(batch, "cells", {**about, "sheets": infos, "content": content})


def kept_workbook(batch: Batch) -> Workbook | None:
    """Return the workbook with the batch's sheet already read, None if its cells are not kept."""
    found = load(batch, "cells")
    if found is None:
        return None
    content = found["content"]
    if content.pop("digest") != batch.workbook.digest or content.pop("sheet") != batch.sheet:
        return None
    content["rows"] = Grid.unpack(content.pop("height"), content["rows"])
    return Workbook(
        filename=batch.workbook.name,
        path=batch.workbook.content.path,
        kind=found["kind"],
        digest=found["reader_digest"],
        sheets=tuple(SheetInfo(name, visible) for name, visible in found["sheets"]),
        limits=default_limits(),
        _cache={batch.sheet: Sheet(name=batch.sheet, **content)},
    )
