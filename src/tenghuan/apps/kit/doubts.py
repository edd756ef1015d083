"""What is at fault in a row of a workbook, and what of it a person is asked: it may be there, or be another's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from django.db import models
from django.utils.translation import gettext as _

from tenghuan.apps.access.meta import field_of
from tenghuan.apps.kit.exchange import beside
from tenghuan.reading.workbooks.values import name as folded

if TYPE_CHECKING:
    from tenghuan.apps.kit.register import Register


@dataclass(frozen=True)
class RowFault:
    """Why a row cannot enter: its number, the column at fault ("" the row as a whole), what is wrong, how to mend it.

    ``kind``: link (names what is not there), value, repeated, alike (perhaps the same), refused (the register's own
    rules). A warning may be waived, an error may not.
    """

    number: int
    column: str
    kind: str
    message: str
    remedy: str = ""
    severity: Literal["error", "warning"] = "error"


def named_in_words(register: Register, words: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take the name that stands beside a code where the code is missing."""
    named = beside(register)
    if named is None or words.get(named.link) not in (None, "") or words.get(named.key) in (None, ""):
        return words
    return {**words, named.link: words[named.key]}


def misnamed(register: Register, number: int, words: Mapping[str, Any], values: Mapping[str, Any]) -> list[RowFault]:
    """Doubt a row whose code is one enterprise's and whose name is another's."""
    named = beside(register)
    target, name = (None, "") if named is None else (values.get(named.link), str(words.get(named.key) or "").strip())
    if named is None or not isinstance(target, models.Model) or not name or folded(name) == folded(named.show(target)):
        return []
    told = _("“%(c)s”登记的是“%(t)s”，表中写的是“%(n)s”")
    told = told % {"c": words[named.link], "t": named.show(target), "n": name}
    return [
        RowFault(
            number, named.key, "misnamed", told, _("请核对代码和名称是否错行；名称已变更的，请写明理由"), "warning"
        )
    ]


class Alike:
    """Finds new records that look like one that stands, or like an earlier row: a person says whether they are two."""

    def __init__(self, register: Register, known: Iterable[Any]) -> None:
        self._names = register.alike
        self._rows: dict[tuple[str, ...], int] = {}
        standing = known if self._names else ()
        self._known = {self._key({name: getattr(one, name) for name in self._names}): one for one in standing}

    def _key(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple("".join(plain(values.get(name)).casefold().split()) for name in self._names)

    def find(self, number: int, thing: Any, values: Mapping[str, Any]) -> list[RowFault]:
        """Return the doubt about a row that would make a new record like another; the row is remembered."""
        key = self._key(values)
        if thing.pk is not None or not key or not all(key):
            return []
        earlier, stands = self._rows.setdefault(key, number), self._known.get(key)
        if earlier == number and stands is None:
            return []
        labels = "、".join(str(field_of(thing, name).verbose_name) for name in self._names)
        one = (
            _("第 %(n)d 行") % {"n": earlier}
            if earlier != number
            else _("在册的“%(t)s”") % {"t": _called(thing, stands)}
        )
        told = _("与%(one)s的%(l)s相同，可能是同一%(r)s") % {"one": one, "l": labels, "r": thing._meta.verbose_name}
        remedy = _("是同一件的请删去一行，或填上编号更新原记录；确是两件的，请写明理由")
        return [RowFault(number, self._names[0], "alike", told, remedy, "warning")]


def _called(thing: Any, stands: Any) -> str:
    number = next((getattr(stands, name) for name in ("number", "code") if hasattr(stands, name)), "")
    return " ".join(dict.fromkeys(filter(None, (str(number), str(stands)))))


def plain(value: Any) -> str:
    """Return a value as rows are compared by it."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # workbooks hold doubles
    return str(value.pk if isinstance(value, models.Model) else "" if value is None else value).strip()
