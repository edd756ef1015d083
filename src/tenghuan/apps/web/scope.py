"""What a person looks at just now: a region, a plan year, a month; chosen in the top bar, kept from page to page.

Pages ask :func:`chosen` and narrow what the account may see by it; it never shows more than the account's own scope.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest

from tenghuan.apps.access.scope import scope_of

KEY = "scope"
Q = TypeVar("Q", bound=QuerySet[Any])


@dataclass(frozen=True)
class Chosen:
    """A region by its path ("" for all that is seen) with its name; a year and a month, None for the latest."""

    path: str = ""
    name: str = ""
    year: int | None = None
    month: int | None = None

    @property
    def codes(self) -> list[str]:
        """The codes from the province down."""
        return self.path.split("/")[:-1]

    @property
    def county(self) -> str:
        """The code of the county that was chosen, or that the chosen town lies in; "" for more than one."""
        return self.codes[2] if len(self.codes) > 2 else ""

    @property
    def town(self) -> str:
        """The code of the chosen town, "" for none."""
        return self.codes[3] if len(self.codes) > 3 else ""

    def within(self, rows: Q) -> Q:
        """Keep the rows of the chosen region, by the paths of their model's scope."""
        return rows.filter(scope_of(rows.model).within(self.path)) if self.path else rows


def chosen(request: HttpRequest) -> Chosen:
    """Return what was chosen; nothing where that lies outside the account's region (an account that was moved)."""
    kept = request.session.get(KEY) if hasattr(request, "session") else None
    if not kept:
        return Chosen()
    found = Chosen(**kept)
    user: Any = request.user
    inside = found.path.startswith(user.region.path)
    return found if inside or not found.path else Chosen(year=found.year, month=found.month)


def remember(request: HttpRequest, choice: Chosen) -> None:
    """Keep a choice until it is changed or the person logs out."""
    if chosen(request) != choice:
        request.session[KEY] = asdict(choice)
