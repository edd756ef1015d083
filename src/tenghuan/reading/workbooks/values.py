"""One cell → one value of the field's type; what cannot be understood stays None and its text stays in ``raw``."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from tenghuan.reading import numbers
from tenghuan.reading.characters import fold, is_empty_text, visible
from tenghuan.reading.registers import RegisterField

_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")  # most texts that are numbers: needs no second look
# what XML, and so every workbook we write, cannot hold
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_STROKES = frozenset({"-", "--", "—", "——", "–", "/", "\\"})
_ZEROLIKE = _STROKES | frozenset({"无", "空", "暂无", "未填", "n/a", "na", "null", "none"})
KEPT_DIGITS = 15  # what a spreadsheet keeps of a number
_SCIENTIFIC = re.compile(r"^\d(\.\d+)?[eE]\+\d+$|^\d\.\d+[eE]\d+$")  # 3E10 may be a number as it was given
_YES = frozenset({"是", "true", "1", "1.0", "y", "yes", "√", "✓", "✔", "有", "规上", "规模以上"})
_NO = frozenset({"否", "false", "0", "0.0", "n", "no", "×", "✗", "✘", "x", "无", "规下", "规模以下"})
_DATE = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?(?:[ T].*)?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_YEAR = re.compile(r"^(\d{4})(?:\.0)?\s*年?度?$")
_MONTH = re.compile(r"^(?:(\d{4})\s*[-年/.]\s*)?(\d{1,2})(?:\.0)?\s*月?份?$")
_YEAR_MONTH = re.compile(r"^((?:19|20)\d{2})(0[1-9]|1[0-2])(?:\.0)?$")
# of these characters NFKC, which fold() applies, changes none but the brackets, and name() writes those so
_NAME = re.compile("[0-9A-Za-z\u4e00-\u9fa5（）]+")
# values that many rows share: each is read once
_REPEATED = frozenset({"year", "month", "date", "boolean", "choice", "industry", "town"})
_BEHIND = re.compile(r"\s*\([^()]*\)$")
_INDUSTRY = re.compile(r"^([A-Ta-t]?)\s*(\d{2,4})(?:\.0)?(?:\D.*)?$")


def printable(text: str) -> str:
    """Return text without the characters that no workbook can hold."""
    return _UNPRINTABLE.sub("", text)


def is_plain(text: str) -> bool:
    """Tell whether text is ASCII letters and digits only, so that folding and squeezing leave it as it is."""
    return text.isascii() and text.isalnum()


def is_blank(value: Any) -> bool:
    """Tell whether a cell says nothing at all; a dash or 无 does not count as zero either, see :func:`number`."""
    return is_empty_text(value) if isinstance(value, str) else value is None


def number(value: Any) -> float | None:
    """Return a number to 15 significant digits (what a workbook keeps), None for anything else, blanks and dashes."""
    if type(value) is float:
        # six decimals below a billion are within 15 digits: spares most cells the formatting
        return value if -1e9 < value < 1e9 and round(value, 6) == value else _clean(value)
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return _clean(float(value)) if abs(value) < 10**300 else None
    if _PLAIN_NUMBER.fullmatch(value):
        return _clean(float(value))
    try:
        return _clean(float(numbers.number(value, currency=True)))
    except numbers.NumberFault:
        return None


def points(value: Any) -> float | None:
    """Return a number in per cent, written ``45%`` or ``45``."""
    try:
        return _clean(float(numbers.number(value, percent="points")))
    except numbers.NumberFault:
        return None


def _clean(value: float) -> float | None:
    if value - value != 0:  # inf and nan cannot be stored
        return None
    rounded = float(f"{value:.15g}")
    return value if rounded == value else rounded


def placeholder(value: Any) -> bool:
    """Tell whether a cell holds a sign for "nothing" (—, /, 无) that is neither blank nor a number."""
    return isinstance(value, str) and fold(value).lower() in _ZEROLIKE


def nothing(value: Any) -> bool:
    """Tell whether a cell holds a dash or a stroke alone, which no text says."""
    return isinstance(value, str) and fold(value) in _STROKES


def text(value: Any) -> str | None:
    """Return text with folded width and single blanks; a whole number loses its ``.0``."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    found = " ".join(fold(_UNPRINTABLE.sub("", str(value))).split())
    return found or None


_CODE = re.compile(r"[0-9A-Za-z._/#-]+")


def words(value: Any) -> str | None:
    """Return text as it was typed, without blanks at its ends; a code typed in full-width signs becomes half-width."""
    if not isinstance(value, str):
        return text(value)
    if value.isascii():
        return _UNPRINTABLE.sub("", value).strip() or None
    folded = fold(_UNPRINTABLE.sub("", value))
    if _CODE.fullmatch(folded):
        return folded
    return visible(_UNPRINTABLE.sub("", value)).strip() or None


def name(value: Any) -> str | None:
    """Return a company name as registers compare it: brackets half-width to full-width, no blanks."""
    if isinstance(value, str) and _NAME.fullmatch(value):
        return value
    found = text(value)
    return found.replace(" ", "").replace("(", "（").replace(")", "）") if found else None


def code(value: Any) -> str | None:
    """Return a credit code in capitals without blanks or hyphens, as written otherwise; never repaired."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        return f"{value:.0f}" if abs(value) < 1e22 else repr(value)
    if isinstance(value, str) and is_plain(value):
        return value.upper()
    found = text(value)
    return re.sub(r"[\s\-‐–—']", "", found).upper() if found else None


def identifier(value: Any) -> str | None:
    """Return the number of a meter, parcel or document as text; None where a numeric cell has lost digits of it.

    A spreadsheet keeps 15 digits of a number; :func:`lost_digits` tells such cells.
    """
    if lost_digits(value):
        return None
    found = text(value)
    return found.lstrip("'’‘") or None if found else None


def lost_digits(value: Any) -> bool:
    """Tell whether an identifier was or is a number of more digits than a spreadsheet keeps, or no whole number."""
    if isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        return not (value == value and abs(value) < 10**KEPT_DIGITS and value == int(value))
    return isinstance(value, str) and _SCIENTIFIC.match(fold(value)) is not None


def boolean(value: Any) -> bool | None:
    """Return 是/否 (also true/false, 1/0, √/×) as a truth value."""
    if isinstance(value, bool):
        return value
    word = fold(str(value)).lower()
    return True if word in _YES else False if word in _NO else None


def date(value: Any) -> str | None:
    """Return a date as ISO text; understands 2015-06-30, 2015/6/30, 2015年6月30日, 20150630."""
    if isinstance(value, bool):
        return None
    written = text(value) or ""
    match = _DATE.match(written) or _COMPACT.match(written)
    if not match:
        return None
    try:
        return datetime.date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        return None


def year(value: Any) -> int | None:
    """Return a year of four digits, also written 2022年 or 2022年度."""
    match = _YEAR.match(text(value) or "")
    return int(match[1]) if match and 1949 <= int(match[1]) <= 2200 else None


def month(value: Any) -> int | None:
    """Return a month 1 to 12, also written 3月, 2022年3月, 202203 or as a day of it.

    None for the number 2022.1, which is 2022.10 as well.
    """
    return _month_of(value)[1]


def year_of_month(value: Any) -> int | None:
    """Return the year that the cell of a month says (2022年3月, 202203, 2022-03-01), None if it says none."""
    return _month_of(value)[0]


def _month_of(value: Any) -> tuple[int | None, int | None]:
    if isinstance(value, float) and f"{value % 1:.4f}" == "0.1000":
        return None, None
    written = text(value) or ""
    if day := date(value):
        return int(day[:4]), int(day[5:7])
    match = _YEAR_MONTH.match(written) or _MONTH.match(written)
    if not match or not 1 <= int(match[2]) <= 12:
        return None, None
    return int(match[1]) if match[1] else None, int(match[2])


def integer(value: Any) -> float | None:
    """Return a whole number, None for anything else."""
    found = number(value)
    return found if found is not None and found.is_integer() else None


def industry(value: Any) -> str | None:
    """Return the digits of an industry code: ``C1751 棉纺纱加工`` → ``1751``; a lone letter or name gives None."""
    match = _INDUSTRY.match(text(value) or "")
    return match[2] if match else None


PARSERS: dict[str, Callable[[Any], Any]] = {
    "code": code,
    "text": words,
    "number": number,
    "integer": integer,
    "date": date,
    "year": year,
    "month": month,
    "boolean": boolean,
    "choice": text,
    "industry": industry,
    "town": text,
}


def spelled(choices: Sequence[str], spellings: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return word → choice, for every way to write a choice that is sure.

    What stands in brackets behind a choice (电力（万千瓦时）) may be left out where that leaves one choice only.
    """
    bare = [_BEHIND.sub("", text(choice) or "") for choice in choices]
    known = {word: choice for word, choice in zip(bare, choices, strict=True) if word and bare.count(word) == 1}
    known |= {text(word) or "": choice for word, choice in (spellings or {}).items()}
    return known | {text(choice) or "": choice for choice in choices}


def within(word: str, choices: Sequence[str]) -> str | None:
    """Return the one choice that holds a word (国家 → 国家级), None if none does, or several.

    What stands in brackets behind a choice is not looked at, it may be its unit. A single sign must be its beginning;
    what a choice denies (不同意) is not meant by what it denies.
    """
    if not word:
        return None
    told = {choice: _BEHIND.sub("", text(choice) or "") for choice in choices}
    found = [one for one, said in told.items() if said.startswith(word) or (len(word) > 1 and word in said)]
    return found[0] if len(found) == 1 and (found[0][0] == word[0] or found[0][0] not in "不未非无") else None


def chooser(choices: Sequence[str], spellings: Mapping[str, str] | None = None) -> Callable[[Any], Any]:
    """Return the function from cell to choice: as the list writes it, whatever the width of its signs in the cell.

    A word that one choice holds is that one (a check says so); a sign for "nothing" is none.
    """
    known = spelled(choices, spellings)

    def choose(value: Any) -> str | None:
        word = text(value) or ""
        if word in known:
            return known[word]
        return None if placeholder(value) else within(word, choices) or words(value)

    return choose


def parser(item: RegisterField, factor: Decimal | None) -> Callable[[Any], Any]:
    """Return the function from cell to value for a field whose column is written in a unit of that ``factor``.

    A conversion is exact in decimals and rounded once to the nearest float, so 123456.78 元 is 12.345678 万元.
    """
    if item.company:
        return name
    if item.identifier:
        return identifier
    if item.choices and item.type == "choice":
        return chooser(item.choices, item.spellings)
    read = points if item.percent else PARSERS[item.type]
    if factor is None or factor == 1:
        return read

    def convert(value: Any) -> float | None:
        found = read(value)
        return None if found is None else _clean(float(Decimal(repr(found)) * factor))

    return convert


def parse_all(item: RegisterField, cells: Iterable[Any]) -> list[Any]:
    """Return the values of a field that is not numeric, None where a cell gives none."""
    read = parser(item, None)
    if item.type not in _REPEATED:
        return [None if cell == "" else read(cell) for cell in cells]
    known: dict[tuple[type, Any], Any] = {(str, ""): None}
    found = []
    for cell in cells:
        key = (cell.__class__, cell)  # True and 1.0 are equal, but do not read the same
        if key not in known:
            known[key] = read(cell)
        found.append(known[key])
    return found
