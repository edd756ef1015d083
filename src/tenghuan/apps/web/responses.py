"""Answer a list page: as a page, or as the workbook of exactly what the page shows (``?export=xlsx``)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tenghuan.publishing.tables import Table, to_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attachment(content: bytes, name: str, content_type: str = XLSX) -> HttpResponse:
    """Return a download under a (Chinese) file name."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def table_response(
    request: HttpRequest, template: str, table: Table, context: dict[str, Any] | None = None
) -> HttpResponse:
    """Render ``template`` with ``table`` in its context, or send the table as a workbook."""
    if request.GET.get("export") == "xlsx":
        return attachment(to_xlsx(table), f"{table.title}.xlsx")
    return render(request, template, {"table": table, **(context or {})})
