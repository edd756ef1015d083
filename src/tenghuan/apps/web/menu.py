"""The menu as registers, loops and pages declare it: groups in order, entries in each, counts of what waits."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import CharField, Count, F, QuerySet, Value
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.web.statements import Statement, Statements

GROUPS = {
    "desk": _("工作台"),
    "campaign": _("攻坚作战"),
    "reporting": _("报送督办"),
    "enterprises": _("企业与评价"),
    "clearing": _("整治提升"),
    "land": _("用地与平台"),
    "projects": _("项目招引"),
    "energy": _("能碳"),
    "policy": _("培育与政策"),
    "system": _("系统"),
}
MOST_GROUPS = MOST_ENTRIES = 7
FEW = 16  # entries that stand open together
# which groups stand together where an account sees more than MOST_GROUPS: (whose place, which joins it, their name)
TOGETHER = (
    ("land", "projects", _("用地与项目")),
    ("energy", "policy", _("能碳与政策")),
    ("campaign", "reporting", _("攻坚与报送")),
)
Waiting = Callable[[Any], QuerySet[Any]]


@dataclass(frozen=True)
class Part:
    """The part of some rows that an entry counts; entries with parts of the same rows are counted together.

    Args:
        rows: account → all of them; as :attr:`Entry.waiting`, and the same function for all entries.
        by: two lookups that tell which part a row belongs to.
        of: their values in the part of the entry.
    """

    rows: Waiting
    by: tuple[str, str]
    of: tuple[str, str]


@dataclass(frozen=True, eq=False)
class Entry:
    """One entry of the menu: shown to the roles that its page admits.

    Args:
        group: a key of :data:`GROUPS`.
        label: its words.
        url: the name of its page.
        icon: a name of the icon set (tabler.io/icons).
        order: its place in the group; equal ones stand as they were declared.
        waiting: account → the rows of it that wait for the account; their number is shown, none for 0. It must
            depend on nothing but the account, the day and the database, as its statement is kept for the day.
        part: in place of ``waiting``, a part of rows of which other entries count other parts.
        guide: the chapter of the guide about it (``03-reporting``).
        bar: whether it stands in the bottom bar of a telephone; the first four do.
    """

    group: str
    label: Any
    url: str
    icon: str
    order: int = 50
    waiting: Waiting | None = None
    part: Part | None = None
    guide: str = ""
    bar: bool = False


ENTRIES: list[Entry] = []
_statements = Statements()


def declare(*entries: Entry) -> None:
    """Add entries to the menu; called where a register or page is declared.

    Raises:
        KeyError: a group that does not exist.
    """
    for entry in entries:
        GROUPS[entry.group]
        ENTRIES.append(entry)
    open_to.cache_clear()
    _statements.forget()


@dataclass(frozen=True)
class Shown:
    """An entry as an account sees it."""

    entry: Entry
    address: str
    count: int = 0
    here: bool = False


@dataclass(frozen=True)
class Group:
    """A group as an account sees it; ``more`` are the entries beyond the seventh, folded away."""

    key: str
    label: Any
    entries: Sequence[Shown]
    more: Sequence[Shown]
    open: bool

    @property
    def count(self) -> int:
        """What waits in all its entries."""
        return sum(one.count for one in (*self.entries, *self.more))


@cache
def open_to(role: str) -> tuple[tuple[Entry, str], ...]:
    """Return the entries whose page admits a role, in the order of the menu, each with its address."""
    groups = list(GROUPS)
    found = sorted(ENTRIES, key=lambda entry: (groups.index(entry.group), entry.order))
    return tuple((entry, address) for entry in found if (address := _address(entry.url, role)))


def _address(name: str, role: str) -> str:
    try:
        address = reverse(name)
    except NoReverseMatch:
        return ""
    return address if role in getattr(resolve(address).func, "roles", frozenset()) else ""


def shown_to(account: Any, path: str) -> list[Shown]:
    """Return the entries that an account sees, with counts (one query for all); one at most is where ``path`` is."""
    found = open_to(account.role)
    counts = _counts(account, [entry for entry, _address in found if entry.waiting or entry.part])
    # an address may be the beginning of another: only the longest match is where we are
    here = max((address for _entry, address in found if _holds(address, path)), key=len, default="")
    return [Shown(entry, address, counts.get(entry, 0), address == here) for entry, address in found]


def _holds(address: str, path: str) -> bool:
    """Tell whether a page lies below an entry's; everything lies below the first page, which counts for itself only."""
    return path.startswith(address) if address != "/" else path == address


def _counts(account: Any, entries: Sequence[Entry]) -> dict[Entry, int]:
    statement, values = _statement(account, entries)
    if not statement:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = {(at, (first, second)): number for at, first, second, number in cursor.fetchall()}
    sources = _sources(entries)
    return {entry: found.get((sources[_source(entry)], _of(entry)), 0) for entry in entries}


def _source(entry: Entry) -> Any:
    """Return what an entry's number is read from: entries with the same source are read together."""
    return (entry.part.rows, entry.part.by) if entry.part else entry


def _sources(entries: Sequence[Entry]) -> dict[Any, int]:
    return {source: at for at, source in enumerate(dict.fromkeys(map(_source, entries)))}


def _of(entry: Entry) -> tuple[str, str]:
    return entry.part.of if entry.part else ("", "")


def _statement(account: Any, entries: Sequence[Entry]) -> Statement:
    """Return the one statement that counts for all entries."""
    return _statements.of(account, lambda: _built(account, entries))


def _built(account: Any, entries: Sequence[Entry]) -> Statement:
    """Return a statement whose rows are (source, part, part, number), "" where nothing can wait; no row for none."""
    numbers = [_numbers(account, source, at) for source, at in _sources(entries).items()]
    if not numbers:
        return "", ()
    try:
        statement, values = numbers[0].union(*numbers[1:], all=True).query.sql_with_params()
    except EmptyResultSet:  # nothing of all this may the account see
        return "", ()
    return statement, tuple(values)


def _numbers(account: Any, source: Any, at: int) -> QuerySet[Any]:
    none = Value("", output_field=CharField())
    parts: dict[str, Any]
    if isinstance(source, Entry):
        assert source.waiting is not None
        rows, parts = source.waiting(account), {"first": none, "second": none}
    else:
        rows, parts = source[0](account), {"first": F(source[1][0]), "second": F(source[1][1])}
    grouped = rows.order_by().annotate(source=Value(at), **parts).values("source", *parts)
    return grouped.annotate(number=Count("pk", distinct=True)).values_list("source", *parts, "number")


def _by_turns(first: Sequence[Shown], second: Sequence[Shown]) -> list[Shown]:
    """Return the entries of two groups by turns, so that the first ones of both stand before the fold."""
    pairs = zip_longest(first, second)
    return [one for pair in pairs for one in pair if one is not None]


def grouped(shown: Iterable[Shown], opened: Collection[str] | None = None) -> list[Group]:
    """Return the groups of a menu: at most seven, each with at most seven entries before its rest is folded.

    Args:
        shown: what the account sees, in order.
        opened: the groups that the person left open; None: never touched, then few entries stand open, of many
            only the desk. The group of the present page is always open.
    """
    found: dict[str, list[Shown]] = {}
    for one in shown:
        found.setdefault(one.entry.group, []).append(one)
    labels = dict(GROUPS)
    for place, joins, label in TOGETHER:
        if len(found) > MOST_GROUPS and place in found and joins in found:
            found[place] = _by_turns(found[place], found.pop(joins))
            labels[place] = label
    few = sum(map(len, found.values())) <= FEW
    return [
        Group(
            key,
            labels[key],
            entries[:MOST_ENTRIES],
            entries[MOST_ENTRIES:],
            any(one.here for one in entries) or (few or key == "desk" if opened is None else key in opened),
        )
        for key, entries in found.items()
    ]
