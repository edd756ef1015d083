"""What a list page is asked for, in one vocabulary: ``q`` searches, ``sort`` orders (``-key`` downwards), ``page``,
``columns`` chooses, ``export`` sends; every other word of the address is a filter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

from tenghuan.apps.access import outside
from tenghuan.publishing.tables import Column

PAGE_SIZE = 50
LONGEST_SEARCH = 100
WORDS = frozenset({"q", "sort", "page", "columns", "export", "view"})
EXPORTS = ("xlsx", "csv")


@dataclass(frozen=True)
class Asked:
    """What one request asks of a list."""

    q: str = ""
    sort: str = ""
    page: int = 1
    columns: tuple[str, ...] = ()
    export: str = ""
    filters: QueryDict | None = None

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        """Read a request; what is no number or no known word counts as not asked."""
        get = request.GET
        export = get.get("export", "")
        return cls(
            q=outside.searched(get.get("q"), LONGEST_SEARCH),
            sort=get.get("sort", "")[:60],
            page=outside.whole(get.get("page"), least=1, otherwise=1),
            columns=tuple(key for part in get.getlist("columns") for key in part.split(",") if key),
            export=export if export in EXPORTS else "",
            filters=get,
        )

    @property
    def descending(self) -> bool:
        """Whether the order is downwards."""
        return self.sort.startswith("-")

    @property
    def sort_key(self) -> str:
        """The key of the column that orders."""
        return self.sort.removeprefix("-")

    def chosen(self, columns: Sequence[Column]) -> list[Column]:
        """Return the columns to show, in their own order: those asked for, else those shown by default.

        The first column stays: it leads to the thing.
        """
        known = set(self.columns) & {column.key for column in columns}
        if not known:
            return [column for column in columns if column.shown]
        return [column for at, column in enumerate(columns) if at == 0 or column.key in known]

    def order(self, columns: Sequence[Column]) -> tuple[str, ...]:
        """Return the lookups to order by, () where the column asked for cannot be ordered."""
        lookup = next((column.sort for column in columns if column.key == self.sort_key and column.sort), "")
        return (f"-{lookup}" if self.descending else lookup,) if lookup else ()
