"""A list page over all rows of a query: search, filters, order and paging by the database; export as a stream."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Any
from urllib.parse import quote

from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _

from tenghuan.apps.web.asked import PAGE_SIZE, Asked
from tenghuan.apps.web.responses import XLSX
from tenghuan.publishing.tables import Column, Table, in_china, write_book
from tenghuan.reading.workbooks.raw.harmless import for_text_table

LONG = 1000  # beyond it a database spends more on carrying wide rows through the sort than on a second query
CHUNK = 2000
SHEET_ROWS = 1_000_000  # a sheet holds 1,048,576 with its head
Prepare = Callable[[Sequence[Any]], Sequence[Any]]


@dataclass(frozen=True)
class Listing:
    """One list as it was asked for.

    Args:
        title: what it lists.
        columns: all there are; ``chosen`` are shown.
        found: every row that search and filters leave, in order.
        asked: what was asked.
        note: printed under the title.
        prepare: fills in what the rows of one page need, in a fixed number of queries.
    """

    title: str
    columns: Sequence[Column]
    found: QuerySet[Any]
    asked: Asked
    note: str = ""
    prepare: Prepare | None = None

    @property
    def chosen(self) -> list[Column]:
        """The columns that are shown."""
        return self.asked.chosen(self.columns)

    def shown(self) -> Page[Any]:
        """Return the page that was asked for (the last one for a number beyond it)."""
        few = self._few()
        page = Paginator(few or self.found, PAGE_SIZE).get_page(self.asked.page)
        page.object_list = list(self._prepared(self._by_keys(page.object_list) if few else self._rows_of(page)))
        return page

    def _few(self) -> list[Any]:
        """Return the keys, in order, of a search that met few rows; [] else. A text is looked for in every row, so
        that to count first and then to look for the page would go through a long register twice."""
        if not self.asked.q:
            return []
        keys = list(self.found.values_list("pk", flat=True)[: LONG + 1])
        return keys if len(keys) <= LONG else []

    def _rows_of(self, page: Page[Any]) -> Iterable[Any]:
        """Return a page's rows; of a long list its keys are sorted first, and only the page's rows are read whole."""
        if page.paginator.count <= LONG:
            return page.object_list
        assert isinstance(page.object_list, QuerySet)  # a part of what was found
        return self._by_keys(page.object_list.values_list("pk", flat=True))

    def _by_keys(self, keys: Iterable[Any]) -> list[Any]:
        keys = list(keys)
        rows = {row.pk: row for row in self.found.order_by().filter(pk__in=keys)}
        return [rows[key] for key in keys if key in rows]

    def table(self, rows: Iterable[Any]) -> Table:
        """Return the chosen columns over ``rows``."""
        return Table(self.title, self.chosen, rows, self.note)

    def _prepared(self, rows: Iterable[Any]) -> Sequence[Any]:
        kept = list(rows)
        return self.prepare(kept) if self.prepare else kept

    def all_rows(self) -> Iterator[Any]:
        """Yield every row, a chunk at a time."""
        rows = self.found.iterator(chunk_size=CHUNK)
        while part := list(islice(rows, CHUNK)):
            yield from self._prepared(part)

    def exported(self) -> HttpResponse | StreamingHttpResponse | FileResponse:
        """Send every row that was found, whatever their number, as the file that was asked for."""
        return self._csv() if self.asked.export == "csv" else self._workbook()

    def _workbook(self) -> FileResponse:
        # written to a file of the system's own, a row in memory at a time; it goes when the answer is sent
        target = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
        sheets = -(-max(self.found.count(), 1) // SHEET_ROWS)
        rows = self.all_rows()
        names = [_("数据") if not n else _("数据%(n)d") % {"n": n + 1} for n in range(sheets)]
        # the sheets read the one stream of rows in turn; what came in since the count goes to the last
        shares = [islice(rows, SHEET_ROWS) for _name in names[1:]]
        write_book(target, dict(zip(names, map(self.table, [*shares, rows]), strict=True)), streamed=True)
        target.seek(0)
        return FileResponse(target, as_attachment=True, filename=f"{self.title}.xlsx", content_type=XLSX)

    def _csv(self) -> StreamingHttpResponse:
        columns = self.chosen
        lines = chain(
            [[column.heading for column in columns]],
            ([_text(c.worded(row)) for c in columns] for row in self.all_rows()),
        )
        response = StreamingHttpResponse(_written(lines), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(self.title)}.csv"
        return response


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, datetime):
        return f"{in_china(value):%Y-%m-%d %H:%M:%S}"
    return str(for_text_table(value))


def _written(lines: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "\ufeff"  # so that spreadsheet programs know it for UTF-8
    for line in lines:
        buffer = io.StringIO()
        csv.writer(buffer).writerow(line)
        yield buffer.getvalue()


def searched(found: QuerySet[Any], lookups: Sequence[str], text: str) -> QuerySet[Any]:
    """Keep the rows in which each word of ``text`` stands in one of ``lookups`` at least."""
    for word in text.split():
        condition = Q()
        for lookup in lookups:
            condition |= Q(**{f"{lookup}__icontains": word})
        if any(_crosses(found.model, lookup) for lookup in lookups):
            # what leads to many would show a row once for each of them
            condition = Q(pk__in=found.model._default_manager.filter(condition).values("pk"))
        found = found.filter(condition)
    return found


def _crosses(model: Any, lookup: str) -> bool:
    """Tell whether a lookup leads from a row to many."""
    for step in lookup.split("__"):
        field = model._meta.get_field(step)
        if field.one_to_many or field.many_to_many:
            return True
        model = field.related_model or model
    return False


def ordered(found: QuerySet[Any], asked: Asked, columns: Sequence[Column]) -> QuerySet[Any]:
    """Order as asked, unknown values last; equal ones stay in one order, so that no page repeats a row."""
    lookups = asked.order(columns)
    if not lookups:
        return found.order_by(*found.query.order_by or found.model._meta.ordering or ("pk",), "pk")
    name = lookups[0].removeprefix("-")
    by = F(name).desc(nulls_last=True) if asked.descending else F(name).asc(nulls_last=True)
    return found.order_by(by, "pk")
