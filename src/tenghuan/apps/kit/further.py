"""What else may be done about any thing, offered by apps that the thing's own page knows nothing of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models


@dataclass(frozen=True)
class Further:
    """A button: its words, its icon, the address it leads to."""

    label: Any
    icon: str
    address: str


@dataclass(frozen=True)
class Link:
    """What another app keeps about a thing: what it is to it, its words, its page."""

    label: Any
    words: str
    address: str


# account, thing → what an app keeps about it, within the account's scope; asked once for the page of a record
LINKS: list[Callable[[Any, models.Model], Sequence[Link]]] = []
# account, thing → a button, None for none; asked for every row of a list, so without queries
SOURCES: list[Callable[[Any, models.Model], Further | None]] = []


def further(account: Any, thing: models.Model) -> list[Further]:
    """Return what an account may do about a thing beside what the thing's own business offers."""
    return [found for source in SOURCES if (found := source(account, thing)) is not None]


def links(account: Any, thing: models.Model) -> list[Link]:
    """Return what other apps keep about a thing, as far as the account may see it."""
    return [one for source in LINKS for one in source(account, thing)]
