"""How a value came about, told the same way for every value: of an enterprise, of an indicator, of any record.

A link with ``data-drawer`` to such a page opens it at the side; without a script it is a page of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@dataclass(frozen=True)
class Step:
    """One thing that made the value what it is.

    Args:
        given: what was given or done then, one line each: words, value, unit ("税收", 12.5, "万元").
        place: where it stands (workbook, sheet, cell).
        by: who gave it.
        at: when.
        remark: what is to be known of it ("已被更正，不计").
        counts: whether it still counts; what does not is struck out.
        link: words and address of what it was read from, None for nothing.
    """

    given: Sequence[tuple[str, Any, str]]
    place: str = ""
    by: str = ""
    at: date | None = None
    remark: str = ""
    counts: bool = True
    link: tuple[Any, str] | None = None


@dataclass(frozen=True)
class Story:
    """A value with all that led to it.

    Args:
        thing: what it is a value of, and ``back`` the address of its page.
        label: what the value is called, with its period where it has one.
        value: with ``unit``; a number as it is, anything else as it is called.
        steps: oldest first.
        reckoned: how it was worked out, one sentence a step.
        links: words and address of where more is told.
    """

    thing: str
    back: str
    label: str
    value: Any
    unit: str = ""
    steps: Sequence[Step] = ()
    reckoned: Sequence[str] = ()
    links: Sequence[tuple[Any, str]] = ()


def tell(request: HttpRequest, story: Story) -> HttpResponse:
    """Answer with the page of a story."""
    return render(request, "web/story.html", {"story": story})
