"""The one parser for what comes from outside: a number, a day, a text, a choice from a query, a form or an API body.

Every view that reads ``request.GET`` or ``request.POST`` without a Django form reads it through these functions.
Each takes what was sent (any text, or None where nothing was sent) and gives a value that the database can hold,
or raises :class:`InputFault` naming the field (a page then answers 422). With ``otherwise`` given, a value that is
none stands for it: that is for filters of a list, where an address that makes no sense shows the whole list.

Full-width digits (２０２３) are read as typed by an input method; ``²``, ``٣`` and digits of other scripts are no
numbers here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.http import Http404
from django.utils.translation import gettext as _

from tenghuan.errors import InputFault

T = TypeVar("T")
ASK: Any = object()  # no value stands for one that is none: say what is wrong
MOST = 2**63 - 1  # what a database's integer holds
LINE = 200  # characters of a text that is one line
TEXT = 20_000  # characters of a text of many lines
EARLIEST, LATEST = 1900, 2199  # years that a day may have
_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_WHOLE = re.compile(r"[+-]?[0-9]{1,19}")
_DECIMAL = re.compile(r"[+-]?([0-9]{1,15}(\.[0-9]{0,12})?|\.[0-9]{1,12})")
_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]*)?")
_DAY = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_MONTH = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})")
# what no database column and no page can take: NUL, half a pair of surrogates
_BROKEN = re.compile("[\x00\ud800-\udfff]")
# control signs, and marks that turn the direction of the text after them or cannot be seen
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def broken(told: str) -> bool:
    """True for a text that cannot be kept or shown: it holds NUL or half a pair of surrogates."""
    return bool(_BROKEN.search(told))


def any_broken(values: Iterable[Any]) -> bool:
    """True when any text in nested lists and mappings (keys too) is broken."""
    for value in values:
        if isinstance(value, str):
            if broken(value):
                return True
        elif isinstance(value, Mapping):
            if any_broken([*value.keys(), *value.values()]):
                return True
        elif isinstance(value, list | tuple) and any_broken(value):
            return True
    return False


def cleaned(told: str) -> str:
    """The text with every sign that cannot be kept replaced by the sign for one that is lost (U+FFFD)."""
    return _BROKEN.sub("\ufffd", told)


def plain(told: object) -> str:
    """The text in half-width signs, without blanks at its ends; "" for nothing."""
    return "" if told is None else str(told).translate(_WIDE).strip()


def text(told: object, where: str = "", *, limit: int = LINE, lines: bool = False) -> str:
    """A text without control and direction marks; ``lines`` keeps line breaks.

    Raises:
        InputFault: it is longer than ``limit`` characters.
    """
    found = _HIDDEN.sub("", _BROKEN.sub("", "" if told is None else str(told)))
    found = found.replace("\r\n", "\n").strip() if lines else " ".join(found.split())
    if len(found) > limit:
        words = _("文字太长：%(n)d 字，上限 %(l)d 字") % {"n": len(found), "l": limit}
        raise InputFault(words, where=where, remedy=_("请删减后再提交"))
    return found


def searched(told: object, limit: int = LINE) -> str:
    """The words of a search: as :func:`text`, cut off at the limit instead of refused."""
    return text(str("" if told is None else told)[:limit], limit=limit)


def whole(told: object, where: str = "", *, least: int = 0, most: int = MOST, otherwise: T = ASK) -> int | T:
    """A whole number from ``least`` to ``most`` (by default what a database's integer holds)."""
    found = plain(told)
    number = int(found) if _WHOLE.fullmatch(found) else None
    if number is not None and least <= number <= most:
        return number
    return _none(otherwise, _("“%(t)s”不是 %(a)d—%(z)d 的整数"), told, where, {"a": least, "z": most})


def decimal(
    told: object,
    where: str = "",
    *,
    least: Decimal = Decimal(-(10**14)),
    most: Decimal = Decimal(10**14),
    otherwise: T = ASK,
) -> Decimal | T:
    """A decimal number (no exponent) of at most 15 digits and 12 decimals.

    A comma separates thousands; ``0,5`` is none: it is a decimal comma or a slip.
    """
    found = plain(told)
    found = found.replace(",", "") if _GROUPED.fullmatch(found) else found
    number = Decimal(found) if _DECIMAL.fullmatch(found) else None
    if number is not None and least <= number <= most:
        return number
    return _none(otherwise, _("“%(t)s”不是可用的数"), told, where, {})


def day(told: object, where: str = "", *, otherwise: T = ASK) -> date | T:
    """A day written YYYY-MM-DD, in the years 1900 to 2199."""
    found = _DAY.fullmatch(plain(told))
    return _dated(found.groups() if found else (), _("“%(t)s”不是日期（年-月-日）"), told, where, otherwise)


def month(told: object, where: str = "", *, otherwise: T = ASK) -> date | T:
    """A month written YYYY-MM, as its first day."""
    found = _MONTH.fullmatch(plain(told))
    parts = (*found.groups(), "1") if found else ()
    return _dated(parts, _("“%(t)s”不是月份（年-月）"), told, where, otherwise)


def year(told: object, where: str = "", *, otherwise: T = ASK) -> int | T:
    """A year from 1900 to 2199."""
    return whole(told, where, least=EARLIEST, most=LATEST, otherwise=otherwise)


def choice(told: object, choices: Collection[str], where: str = "", *, otherwise: T = ASK) -> str | T:
    """One of the given choices, exactly."""
    found = "" if told is None else str(told)
    if found in choices:
        return found
    return _none(otherwise, _("“%(t)s”不在可选项中"), told, where, {})


def key(told: object) -> int:
    """A row's number from an address or a form.

    Raises:
        Http404: it is none; a row that cannot exist is as one that does not.
    """
    found = whole(told, least=1, otherwise=None)
    if found is None:
        raise Http404
    return found


def wholes(told: Iterable[object]) -> list[int]:
    """The whole numbers from nought among what was sent; what is none is passed over."""
    found = (whole(one, otherwise=None) for one in told)
    return [number for number in found if number is not None]


def keys(told: Iterable[object]) -> list[int]:
    """The row numbers among what was ticked; what is none is passed over."""
    found = (whole(one, least=1, otherwise=None) for one in told)
    return [number for number in found if number is not None]


def _dated(parts: tuple[str | Any, ...], words: str, told: object, where: str, otherwise: Any) -> Any:
    if parts and EARLIEST <= int(parts[0]) <= LATEST:
        try:
            return date(*(int(part) for part in parts))
        except ValueError:
            pass
    return _none(otherwise, words, told, where, {})


def _none(otherwise: Any, words: str, told: object, where: str, more: dict[str, Any]) -> Any:
    if otherwise is not ASK:
        return otherwise
    shown = searched(told, 30)
    if not shown:
        raise InputFault(_("没有填写"), where=where, remedy=_("请填写后再提交"))
    raise InputFault(words % {"t": shown, **more}, where=where, remedy=_("请更正后再提交"))
