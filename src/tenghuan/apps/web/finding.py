"""The search over everything: each app declares what it finds, by name, number or the initials of the name's pinyin."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pypinyin import Style, lazy_pinyin

SHOWN = 6  # hits of a kind; the rest is in its list
LONGEST = 60
# frequent in names of places and firms, and read in more than one way: the words around them decide
SEVERAL_READINGS = frozenset("重长行乐单曾朝")


@dataclass(frozen=True)
class Words:
    """What was typed: ``text``, and ``letters`` where it can be the initials of a name ("" otherwise)."""

    text: str

    @property
    def letters(self) -> str:
        """Two Latin letters or more, in small letters."""
        return self.text.lower() if len(self.text) > 1 and self.text.isascii() and self.text.isalpha() else ""

    @classmethod
    def of(cls, typed: str) -> Words:
        """Drop what no name holds (NUL above all) and what is too long."""
        return cls(" ".join("".join(sign for sign in typed if sign.isprintable()).split())[:LONGEST].rstrip())


@dataclass(frozen=True)
class Hit:
    """One thing found: its name, a word about it, its page."""

    label: str
    address: str
    detail: str = ""


@dataclass(frozen=True)
class Finder:
    """One kind of thing that the search finds.

    Args:
        key: its own.
        title: the heading of its hits.
        find: account, words → hits within the account's scope, at most :data:`SHOWN` + 1, in a fixed number of queries.
        roles: who is asked for it at all.
        order: its place among the others.
        whole: words → the address of the list that shows all of them, "" for none.
    """

    key: str
    title: Any
    find: Callable[[Any, Words], Sequence[Hit]]
    roles: Collection[str]
    order: int = 50
    whole: Callable[[Words], str] = lambda words: ""


@dataclass(frozen=True)
class Found:
    """The hits of one kind; ``more``: whether there are others."""

    title: Any
    hits: Sequence[Hit]
    more: bool
    whole: str


FINDERS: dict[str, Finder] = {}


def declare(*finders: Finder) -> None:
    """Add kinds to the search; ValueError for a key that is taken."""
    for finder in finders:
        if FINDERS.setdefault(finder.key, finder) is not finder:
            raise ValueError(f"two finders are called {finder.key}")


def search(account: Any, words: Words) -> list[Found]:
    """Return what an account finds, by kind, in order; kinds without a hit are left out."""
    if not words.text:
        return []
    asked = sorted((one for one in FINDERS.values() if account.role in one.roles), key=lambda one: one.order)
    answers = ((one, one.find(account, words)) for one in asked)
    return [Found(one.title, hits[:SHOWN], len(hits) > SHOWN, one.whole(words)) for one, hits in answers if hits]


def initials(name: str) -> str:
    """Return the initials of a name's pinyin in small letters, other signs as they are: 华东机械A2 → hdjxa2."""
    if SEVERAL_READINGS & set(name):
        return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()
    return "".join(map(_initial, name)).lower()


@lru_cache(maxsize=20_000)
def _initial(sign: str) -> str:
    return lazy_pinyin(sign, style=Style.FIRST_LETTER)[0]


def matches(name: str, words: Words) -> bool:
    """Tell whether a name holds the words, or its initials hold the letters."""
    return words.text.lower() in name.lower() or bool(words.letters and words.letters in initials(name))
