"""What the search finds of registers and tasks: by the lookups that their lists search in, and by initials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenghuan.apps.access.roles import ADMINISTRATORS, EVERYONE
from tenghuan.apps.kit.models import Initials, Task
from tenghuan.apps.kit.registry import page_of
from tenghuan.apps.web.finding import SHOWN, Finder, Hit, Words, declare, initials, matches
from tenghuan.apps.web.lists import searched

if TYPE_CHECKING:
    from tenghuan.apps.kit.register import Register

CHUNK = 2000
NAMES = ("name", "title", "project")


def by_initials(rows: QuerySet[Any], lookup: str, letters: str) -> Q:
    """Return the condition that a name's initials hold ``letters``; names met for the first time are added before."""
    known = Initials.objects.all()
    new = rows.order_by().exclude(**{f"{lookup}__in": known.values("name")}).values_list(lookup, flat=True).distinct()
    made = [Initials(name=name, letters=initials(name)[:200]) for name in new.iterator(chunk_size=CHUNK) if name]
    # somebody else may have met the same names in the same moment
    Initials.objects.bulk_create(made, batch_size=CHUNK, ignore_conflicts=True)
    return Q(**{f"{lookup}__in": known.filter(letters__contains=letters).values("name")})


def found_by(rows: QuerySet[Any], lookups: tuple[str, ...], words: Words, name: str = "") -> QuerySet[Any]:
    """Return the rows that hold every word in one of ``lookups``, or whose ``name`` has the initials.

    The search of a list and the search over everything find the same.
    """
    found = searched(rows, lookups, words.text)
    if not (words.letters and name):
        return found
    also = rows.filter(by_initials(rows, name, words.letters)).values("pk")
    return rows.filter(Q(pk__in=found.values("pk")) | Q(pk__in=also))


def declare_register(register: Register) -> None:
    """Let the search find the records of a register by what its list searches in."""
    if not register.search:
        return

    def find(account: Any, words: Words) -> list[Hit]:
        rows = found_by(register.rows(account), register.search, words, register.name_lookup)[: SHOWN + 1]
        return [Hit(str(thing), register.address(thing), _detail(register, thing)) for thing in rows]

    def whole(words: Words) -> str:
        return f"{reverse(f'{register.key}:list')}?{urlencode({'q': words.text})}"

    declare(Finder(register.key, register.title, find, register.readers, register.found_at, whole))


def _detail(register: Register, thing: Any) -> str:
    own = (getattr(thing, key, "") for key in register.natural if "__" not in key)
    state = register.loop.state_word(thing) if register.loop else ""
    return " · ".join(str(part) for part in (*own, state) if part and str(part) != str(thing))


def _tasks(account: Any, words: Words) -> list[Hit]:
    """Find among what the account is to do: few enough to be looked through."""
    tasks = Task.objects.open().held_by(account).select_related("content_type")[:500]
    found = [task for task in tasks if matches(task.title, words)][: SHOWN + 1]
    return [Hit(task.title, page_of(task) or reverse("kit:inbox"), str(task.due or "")) for task in found]


declare(Finder("inbox", _("我的待办"), _tasks, EVERYONE - ADMINISTRATORS, 20, lambda words: reverse("kit:inbox")))
