"""List pages that are no register's: the same listing, columns, saved views and exports over rows of their own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from tenghuan.apps.kit.models import SavedView
from tenghuan.apps.web.asked import WORDS
from tenghuan.apps.web.lists import Listing


def list_response(
    request: HttpRequest, template: str, listing: Listing, page_name: str, counted: str, context: dict[str, Any]
) -> HttpResponseBase:
    """Answer a list page, or send every row that was found as the file that was asked for.

    Args:
        page_name: the name of the page's address, under which views are saved.
        counted: says in words how many there are, with ``%(n)d``.
        context: what the template needs beside ``listing``, ``table``, ``shown`` and ``views``.
    """
    if listing.asked.export:
        return listing.exported()
    shown = listing.shown()
    user: Any = request.user
    told = {
        "listing": listing,
        "table": listing.table(shown.object_list),
        "shown": shown,
        "views": SavedView.objects.usable_by(user).filter(page=page_name),
        "page_name": page_name,
        "counted": counted % {"n": shown.paginator.count},
        "kept": [(key, value) for key, value in request.GET.items() if key not in WORDS - {"q", "sort"}],
    }
    return render(request, template, {**told, **context})
